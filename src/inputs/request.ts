import { InputError } from '../errors.ts'
import type { Environment, Payload } from '../github/event.ts'
import { listNames, type Redact, shorten } from '../platform/text.ts'
import type { Location, Problem } from '../problem.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { readSpicepod, readTests } from './files.ts'
import { defaultSpicepod, type Inputs, table } from './inputs.ts'
import { findUnknownTables, type Probe, readTables, type TableChoice, toProbes } from './probes.ts'
import { type AppSecret, describeEmpty, type SecretsInput } from './secrets.ts'
import type { Part, Table } from './table-reader.ts'

export type Tags = Readonly<Record<string, string>>

/** What a run has to do, read and checked. */
export interface RunRequest {
  inputs: Inputs
  desired: DesiredApp
  /** Undefined if the spicepod is not checked. */
  spicepodReport: SpicepodReport | undefined
  /** Datasets and views to ask for a row, besides the probes. */
  tables: TableChoice
  probes: readonly Probe[]
  payload: Payload
}

/** What the app should have before it is deployed. */
export interface DesiredApp {
  /** Undefined to leave the app's tags unchanged. */
  tags: Tags | undefined
  /** Undefined to leave the app's spicepod unchanged. */
  spicepod: Spicepod | undefined
  secrets: readonly AppSecret[]
}

/** What the user should know although the inputs are valid. */
interface Remark {
  type: 'note' | 'warning'
  text: string
  location?: Location
}

/** Reads and checks what the inputs name, before anything is sent. The input `secrets` has been read by then. */
export async function readRequest(
  inputs: Inputs,
  givenSecrets: SecretsInput,
  env: Environment,
  redact: Redact,
): Promise<Omit<RunRequest, 'inputs' | 'payload'> & { remarks: Remark[] }> {
  // A run that watches a deployment changes nothing.
  const isWatching = inputs.deploymentId !== undefined
  const secrets = isWatching ? { secrets: [], problems: [] } : givenSecrets
  const [tags, testFile, { spicepod, report, note = '', ...manifest }] = await Promise.all([
    readTags(isWatching ? '' : inputs.tags, redact),
    readTests(inputs, env, redact),
    readSpicepod(isWatching ? '' : inputs.spicepod, inputs, env, redact),
  ])
  const tables = readTables(inputs.testTables)
  const problems: (string | Problem)[] = [tags, secrets, manifest, testFile].flatMap((part) => part.problems)
  if (spicepod !== undefined) problems.push(...findUnknownTables(tables, spicepod.value, redact))
  if (problems.length > 0) throw new InputError(problems)
  const hasSecrets = givenSecrets.secrets.length + givenSecrets.problems.length > 0
  const notes = [isWatching ? describeIgnoredByWatch(inputs, hasSecrets) : '', note]
  const warnings = [
    isWatching ? '' : describeIgnoredByFork(inputs),
    describeEmpty(secrets.secrets),
    ...describeIgnoredWithoutWaiting(inputs),
  ]
  const remarks: Remark[] = [
    ...notes.map((text) => ({ type: 'note', text }) as const),
    ...warnings.map((text) => ({ type: 'warning', text }) as const),
    ...testFile.warnings.map((warning) => ({ type: 'warning', ...warning }) as const),
  ]
  return {
    desired: { tags: tags.tags, spicepod, secrets: secrets.secrets },
    spicepodReport: report,
    tables,
    probes: [...testFile.tests.map((test) => ({ kind: 'test', test }) as const), ...toProbes(inputs)],
    remarks: remarks.filter(({ text }) => text !== ''),
  }
}

/** Source: the README of the official action; the API description does not specify it. */
const tagValue = /^[A-Za-z0-9_@-]*$/

/** Reads the input `tags`, a YAML or JSON map. */
export async function readTags(
  text: string,
  redact: Redact,
): Promise<{ tags: Tags | undefined; problems: string[] }> {
  if (text === '') return { tags: undefined, problems: [] }
  const { parseStringMap } = await import('./entries.ts')
  const { entries, problem } = parseStringMap(text, true)
  if (problem !== undefined) {
    return { tags: undefined, problems: [`\`tags\`${problem} Given: \`${shorten(text, 60, redact)}\`.`] }
  }
  const problems = entries.flatMap(([key, value]) => {
    if (key === '') return ['`tags` has an entry without a name.']
    if (tagValue.test(value)) return []
    return [
      `\`tags\`: the value of \`${key}\` is not valid. Letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
    ]
  })
  return { tags: Object.fromEntries(entries), problems }
}

/** The parts of a run that do not take place, so that their inputs are ignored, and why. */
const ignoredWhen = {
  watching: {
    why: '`deployment-id` is set',
    parts: ['creation', 'new app', 'app', 'deployment', 'request', 'recovery'],
  },
  /** A resume takes no body. */
  resuming: { why: 'the app is paused, and resuming it deploys its stored settings', parts: ['deployment'] },
  forking: { why: '`fork-from` is set', parts: ['new app'] },
  notWaiting: { why: '`wait-for-completion` is `false`', parts: ['probes'] },
} as const satisfies Record<string, { why: string; parts: readonly Part[] }>

/** Says which inputs are set and ignored, in the order of the table; empty if there are none. */
export function describeIgnored(
  situation: keyof typeof ignoredWhen,
  inputs: Inputs,
  others: readonly string[] = [],
): string {
  const { why, parts }: { why: string; parts: readonly Part[] } = ignoredWhen[situation]
  const set = Object.entries<Table[string]>(table)
    .filter(([key, { part, fallback }]) => parts.includes(part) && inputs[key as keyof Inputs] !== fallback)
    .map(([, { name }]) => name)
  const names = [...set, ...others]
  return names.length === 0 ? '' : `Ignored because ${why}: ${listNames(names)}.`
}

/** The inputs as the run uses them: those that a run with `deployment-id` ignores are as if they were not set. */
export function withoutIgnored(inputs: Inputs): Inputs {
  if (inputs.deploymentId === undefined) return inputs
  const parts: readonly Part[] = ignoredWhen.watching.parts
  const ignored = Object.entries<Table[string]>(table).filter(([, { part }]) => parts.includes(part))
  const unset = Object.fromEntries(ignored.map(([key, { fallback }]) => [key, fallback]))
  return { ...inputs, ...unset, newApp: undefined }
}

function describeIgnoredByWatch(inputs: Inputs, hasSecrets: boolean): string {
  // The default is present even if the input is not set.
  const hasSpicepod = inputs.spicepod !== '' && inputs.spicepod !== defaultSpicepod
  const others = [...(hasSpicepod ? ['spicepod'] : []), ...(hasSecrets ? ['secrets'] : [])]
  return describeIgnored('watching', inputs, others)
}

function describeIgnoredByFork(inputs: Inputs): string {
  const text = inputs.forkFrom === undefined ? '' : describeIgnored('forking', inputs)
  return text && `${text} A fork is always private, and cannot be created without alerts.`
}

/** What a run that does not wait cannot do, a sentence each. */
function describeIgnoredWithoutWaiting(inputs: Inputs): string[] {
  if (inputs.waitForCompletion) return []
  const onFailure =
    'With `wait-for-completion: false`, `on-failure` only acts if Spice Cloud rejects the deployment.'
  return [inputs.onFailure === 'none' ? '' : onFailure, describeIgnored('notWaiting', inputs)]
}
