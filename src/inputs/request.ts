import { basename, dirname, resolve } from 'node:path'
import { InputError } from '../core/errors.ts'
import type { Location, Problem } from '../core/problem.ts'
import type { SpicepodReport } from '../features/checks/spicepod.ts'
import type { Environment, Payload } from '../github/event.ts'
import { folderOf } from '../platform/files.ts'
import type { Redaction } from '../platform/redaction.ts'
import { listNames, shorten } from '../platform/text.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { readSpicepod, readTests, type SpicepodAbsence } from './files.ts'
import { type Inputs, table } from './inputs.ts'
import { findUnknownTables, type Probe, readTables, type TableChoice, toProbes } from './probes.ts'
import type { Part } from './table-reader.ts'

export type Tags = Readonly<Record<string, string>>

interface AppSecret {
  name: string
  value: string
}

export interface SecretsInput {
  secrets: AppSecret[]
  problems: string[]
}

/** The task of a run, read and checked. */
export interface RunRequest {
  inputs: Inputs
  desired: DesiredApp
  /** The spicepod of the repository, also if the run does not push it; undefined if the push is turned off. */
  ownFile?: OwnFile | undefined
  /** Undefined if the spicepod is not checked. */
  spicepodReport: SpicepodReport | undefined
  /** Datasets and views to ask for a row, besides the probes. */
  tables: TableChoice
  probes: readonly Probe[]
  payload: Payload
}

/** The file of the spicepod in the checkout of this run. */
export interface OwnFile {
  /** Absolute. */
  readonly folder: string
  readonly name: string
  /** Undefined if the file is missing, or is no spicepod. */
  readonly spicepod: Spicepod | undefined
}

/** Desired settings of the app before it is deployed. */
export interface DesiredApp {
  /** Undefined to leave the app's tags unchanged. */
  tags: Tags | undefined
  /** Undefined to leave the app's spicepod unchanged. */
  spicepod: Spicepod | undefined
  secrets: readonly AppSecret[]
}

interface Remark {
  type: 'warning'
  text: string
  location?: Location
}

interface ReadRequest {
  remarks: Remark[]
  /** Why no spicepod is pushed, although the user did not turn that off. */
  absence: SpicepodAbsence | undefined
}

/**
 * Reads and checks what the inputs name, before anything is sent. The input `secrets` has been read by then.
 * @param given with those that a run with `deployment-id` ignores
 */
export async function readRequest(
  given: Inputs,
  givenSecrets: SecretsInput,
  env: Environment,
): Promise<Omit<RunRequest, 'inputs' | 'payload'> & ReadRequest> {
  const inputs = unsetIgnored(given)
  const isWatching = inputs.deploymentId !== undefined
  const secrets = isWatching ? { secrets: [], problems: [] } : givenSecrets
  const [tags, testFile, { spicepod, report, absence, ...manifest }] = await Promise.all([
    readTags(inputs.tags),
    readTests(inputs, env),
    readSpicepod(inputs.spicepod, inputs, env),
  ])
  const tables = readTables(inputs.testTables)
  const problems: (string | Problem)[] = [tags, secrets, manifest, testFile].flatMap((part) => part.problems)
  if (spicepod !== undefined) problems.push(...findUnknownTables(tables, spicepod.value))
  if (problems.length > 0) throw new InputError(problems)
  const remarks: Remark[] = [
    { type: 'warning', text: describeEmpty(secrets.secrets) },
    ...testFile.warnings.map((warning) => ({ type: 'warning', ...warning }) as const),
  ]
  return {
    desired: { tags: tags.tags, spicepod, secrets: secrets.secrets },
    ownFile: await readOwnFile(given, spicepod, env),
    spicepodReport: report,
    absence,
    tables,
    probes: [...testFile.tests.map((test) => ({ kind: 'test', test }) as const), ...toProbes(inputs)],
    remarks: remarks.filter(({ text }) => text !== ''),
  }
}

/** A run that only watches pushes no spicepod, but may have the file that explains what the app runs. */
async function readOwnFile(
  given: Inputs,
  pushed: Spicepod | undefined,
  env: Environment,
): Promise<OwnFile | undefined> {
  if (given.spicepod === '') return undefined
  const file = resolve(folderOf({ workingDirectory: given.workingDirectory, env }), given.spicepod)
  const isWatching = given.deploymentId !== undefined
  const read = isWatching
    ? await readSpicepod(given.spicepod, { ...given, spicepodChecks: 'off' }, env)
    : { spicepod: pushed }
  return { folder: dirname(file), name: basename(file), spicepod: read.spicepod }
}

/** Source: the README of the official action; the API description does not specify it. */
const tagValue = /^[A-Za-z0-9_@-]*$/

/** Reads the input `tags`, a YAML or JSON map. */
export async function readTags(text: string): Promise<{ tags: Tags | undefined; problems: string[] }> {
  if (text === '') return { tags: undefined, problems: [] }
  const { parseStringMap } = await import('./entries.ts')
  const { entries, problem } = parseStringMap(text, false)
  if (problem !== undefined) {
    return { tags: undefined, problems: [`\`tags\`${problem} Given: \`${shorten(text, 60)}\`.`] }
  }
  return { tags: Object.fromEntries(entries), problems: findTagProblems(entries) }
}

export function findTagProblems(entries: readonly (readonly [key: string, value: string])[]): string[] {
  return entries.flatMap(([key, value]) => {
    if (key === '') return ['`tags` has an entry without a name.']
    if (tagValue.test(value)) return []
    return [
      `\`tags\`: the value of \`${key}\` is not valid. Letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
    ]
  })
}

/** Reads the input `secrets`, and hides every value, or every line if it cannot be read, but never the app ID. */
export async function readSecrets(text: string, hidden: Redaction, appId: string): Promise<SecretsInput> {
  if (text === '') return { secrets: [], problems: [] }
  const { parseEntries } = await import('./entries.ts')
  const { entries, problem } = parseEntries(text)
  if (problem !== undefined) {
    for (const line of text.split(/\r\n|\r|\n/)) {
      hidden.addValue(line, appId)
      hidden.addValue(/[=:]\s*(.*)/s.exec(line)?.[1] ?? '', appId)
    }
    return { secrets: [], problems: [`\`secrets\`${problem}`] }
  }
  for (const [, value] of entries) hidden.addValue(value, appId)
  // As in dotenv, the last entry of a name takes precedence.
  return { secrets: [...new Map(entries)].map(([name, value]) => ({ name, value })), problems: [] }
}

/** A GitHub secret that does not exist is an empty text in the workflow, and GitHub does not warn about it. */
export function describeEmpty(secrets: readonly AppSecret[]): string {
  const empty = secrets.filter(({ value }) => value === '' || value === 'null')
  if (empty.length === 0) return ''
  const names = listNames(empty.map(({ name }) => name))
  return empty.length === 1
    ? `Secret ${names} is empty. Check that the GitHub secret exists and that this workflow can read it.`
    : `Secrets ${names} are empty. Check that the GitHub secrets exist and that this workflow can read them.`
}

/** A resume deploys the stored settings. */
export function describeIgnoredByResume(inputs: Inputs): string {
  const set = keysOf('deployment').filter((key) => inputs[key] !== table[key].fallback)
  const names = listNames(set.map((key) => table[key].name))
  return set.length === 0
    ? ''
    : `Ignored because the app is paused, and resuming it deploys its stored settings: ${names}.`
}

/** Makes the inputs that a run with `deployment-id` ignores as if they were not set. */
export function unsetIgnored(inputs: Inputs): Inputs {
  if (inputs.deploymentId === undefined) return inputs
  const changing = keysOf('change', 'new app', 'deployment')
  const unset = Object.fromEntries(changing.map((key) => [key, table[key].fallback]))
  return { ...inputs, ...unset, spicepod: '', newApp: undefined }
}

type InputKey = keyof typeof table & keyof Inputs

function keysOf(...parts: Part[]): InputKey[] {
  return (Object.keys(table) as InputKey[]).filter((key) => parts.includes(table[key].part))
}
