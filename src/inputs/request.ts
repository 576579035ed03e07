import type { TestWarning } from '../data/test-file.ts'
import { InputError } from '../errors.ts'
import type { Environment, Payload } from '../github/event.ts'
import { type Redact, shorten } from '../platform/text.ts'
import { describeFinding, type Location, type Problem } from '../problem.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { folderOf, maxBytes, readText } from './file.ts'
import { type Inputs, listIgnored } from './inputs.ts'
import { findUnknownTables, type Probe, parseProbes, readTables, type TableChoice } from './probes.ts'
import { type AppSecret, describeEmpty, type SecretsInput } from './secrets.ts'
import { defaultSpicepod, readSpicepod } from './spicepod.ts'

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

/**
 * Reads and checks what the inputs name: tags, the manifest and probes. Nothing is sent before all of it is valid.
 *
 * @param secrets the input `secrets`, which has to be read, and hidden, before anything else
 * @throws InputError that names all problems at once
 */
export async function readRequest(
  inputs: Inputs,
  secrets: SecretsInput,
  env: Environment,
  redact: Redact,
): Promise<Omit<RunRequest, 'inputs' | 'payload'> & { remarks: Remark[] }> {
  const { probes, problems } = parseProbes(inputs, redact)
  // A run that watches a deployment changes nothing.
  const isWatching = inputs.deploymentId !== undefined
  const [tags, testFile, spicepod] = await Promise.all([
    readTags(isWatching ? '' : inputs.tags, redact),
    readTests(inputs, env, redact),
    readSpicepod(
      isWatching ? '' : inputs.spicepod,
      inputs.workingDirectory,
      inputs.spicepodChecks,
      env,
      redact,
    ),
  ])
  problems.push(
    ...tags.problems,
    ...(isWatching ? [] : secrets.problems),
    ...spicepod.problems,
    ...testFile.problems,
  )
  const tables = readTables(inputs.testTables)
  if (spicepod.spicepod !== undefined) {
    problems.push(...findUnknownTables(tables, spicepod.spicepod.value, redact))
  }
  if (problems.length > 0) {
    throw new InputError(problems, { findings: [...(spicepod.findings ?? []), ...testFile.findings] })
  }
  const desired: DesiredApp = {
    tags: tags.tags,
    spicepod: spicepod.spicepod,
    secrets: isWatching ? [] : secrets.secrets,
  }
  const hasSecrets = secrets.secrets.length + secrets.problems.length > 0
  const remarks: Remark[] = [
    { type: 'note', text: isWatching ? describeIgnoredByWatch(inputs, hasSecrets) : '' },
    { type: 'note', text: spicepod.note ?? '' },
    { type: 'warning', text: isWatching ? '' : describeIgnoredByFork(inputs) },
    { type: 'warning', text: describeEmpty(desired.secrets) },
    ...describeIgnoredWithoutWaiting(inputs).map((text) => ({ type: 'warning', text }) as const),
    ...testFile.warnings.map((warning) => ({ type: 'warning', ...warning }) as const),
  ]
  return {
    desired,
    spicepodReport: spicepod.report,
    tables,
    probes: [...testFile.probes, ...probes],
    remarks: remarks.filter((remark) => remark.text !== ''),
  }
}

/** Reads the file with the tests of the data. Its findings are problems that are at a place in it. */
async function readTests(
  { testFile: path, workingDirectory }: Inputs,
  env: Environment,
  redact: Redact,
): Promise<{ probes: Probe[]; problems: string[]; findings: Problem[]; warnings: TestWarning[] }> {
  const nothing = { probes: [], problems: [], findings: [], warnings: [] }
  if (path === undefined) return nothing
  const content = await readText(
    path,
    folderOf(workingDirectory, env),
    env,
    (bytes) =>
      `\`${path}\` is too large: at most 1 MiB (${maxBytes} bytes) is allowed, but it has ${bytes} bytes.`,
  )
  if (content.kind !== 'text') {
    const missing = `the file \`${path}\` does not exist. Does the workflow check out the repository?`
    return {
      ...nothing,
      problems: [`\`test-file\`: ${content.kind === 'missing' ? missing : content.problem}`],
    }
  }
  const { readTestFile } = await import('../data/test-file.ts')
  const { tests, problems: findings, warnings } = readTestFile(content.text, content.file, redact)
  const probes = tests.map((test) => ({ kind: 'test', test }) as const)
  return { probes, problems: findings.map(describeFinding), findings, warnings }
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
  const entries = parseStringMap(text, true)
  if (typeof entries === 'string') {
    return { tags: undefined, problems: [`\`tags\`${entries} Given: \`${shorten(text, 60, redact)}\`.`] }
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

export function describeIgnoredByResume(inputs: Inputs): string {
  const why = 'the app is paused, and resuming it deploys its stored settings'
  return describeIgnored(why, listIgnored('resuming', inputs))
}

function describeIgnoredByWatch(inputs: Inputs, hasSecrets: boolean): string {
  const names = listIgnored('watching', inputs)
  // The default is present even if the input is not set.
  if (inputs.spicepod !== '' && inputs.spicepod !== defaultSpicepod) names.push('spicepod')
  if (hasSecrets) names.push('secrets')
  return describeIgnored('`deployment-id` is set', names)
}

function describeIgnoredByFork(inputs: Inputs): string {
  const names = inputs.forkFrom === undefined ? [] : listIgnored('forking', inputs)
  const text = describeIgnored('`fork-from` is set', names)
  return text && `${text} A fork is always private, and cannot be created without alerts.`
}

/** What a run that does not wait cannot do, a sentence each. */
function describeIgnoredWithoutWaiting(inputs: Inputs): string[] {
  if (inputs.waitForCompletion) return []
  const onFailure =
    'With `wait-for-completion: false`, `on-failure` only acts if Spice Cloud rejects the deployment.'
  return [
    inputs.onFailure === 'none' ? '' : onFailure,
    describeIgnored('`wait-for-completion` is `false`', listIgnored('notWaiting', inputs)),
  ]
}

/** Says which inputs are ignored; empty if there are none. */
function describeIgnored(why: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `Ignored because ${why}: ${names.map((name) => `\`${name}\``).join(', ')}.`
}
