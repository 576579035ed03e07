import { InputError } from '../errors.ts'
import type { Environment, Payload } from '../github/event.ts'
import type { Redact } from '../platform/text.ts'
import { describeIgnored, type Inputs } from './inputs.ts'
import { type Probe, parseProbes } from './probes.ts'
import { type AppSecret, describeEmpty, type SecretsInput } from './secrets.ts'
import { readSpicepod, type Spicepod } from './spicepod.ts'
import type { SpicepodReport } from './spicepod-report.ts'
import { findUnknownTables, readTables, type TableChoice } from './tables.ts'
import { readTags, type Tags } from './tags.ts'

/** What a run is to do, read and checked. */
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

/** What the app is to have before it is deployed. */
export interface DesiredApp {
  /** Undefined to leave the tags of the app alone. */
  tags: Tags | undefined
  /** Undefined to leave the spicepod of the app alone. */
  spicepod: Spicepod | undefined
  secrets: readonly AppSecret[]
}

/** What the user should know although the inputs are valid. */
export interface Remarks {
  notes: string[]
  warnings: string[]
}

/**
 * Reads and checks what the inputs name: tags, the manifest and probes. Nothing is sent before all of it is valid.
 *
 * @param secrets the input `secrets`, which has to be read, and hidden, before anything else
 * @throws InputError naming all that is wrong, at once
 */
export async function readRequest(
  inputs: Inputs,
  secrets: SecretsInput,
  payload: Payload,
  env: Environment,
  redact: Redact,
): Promise<RunRequest & Remarks> {
  const { probes, problems } = parseProbes(inputs, redact)
  // A run that watches a deployment changes nothing.
  const isWatching = inputs.deploymentId !== undefined
  const [tags, spicepod] = await Promise.all([
    readTags(isWatching ? '' : inputs.tags, redact),
    readSpicepod(
      isWatching ? '' : inputs.spicepod,
      inputs.workingDirectory,
      inputs.spicepodChecks,
      env,
      redact,
    ),
  ])
  problems.push(...tags.problems, ...(isWatching ? [] : secrets.problems))
  if (spicepod.kind === 'unusable') problems.push(...spicepod.problems)
  const tables = readTables(inputs.testTables)
  if (spicepod.kind === 'given') {
    problems.push(...findUnknownTables(tables, spicepod.spicepod.value, redact))
  }
  const desired: DesiredApp = {
    tags: tags.tags,
    spicepod: spicepod.kind === 'given' ? spicepod.spicepod : undefined,
    secrets: isWatching ? [] : secrets.secrets,
  }
  const findings = spicepod.kind === 'unusable' ? (spicepod.findings ?? []) : []
  if (problems.length > 0) throw new InputError(problems, { findings })
  const isOnFailureIgnored = inputs.onFailure !== 'none' && !inputs.waitForCompletion
  const notes = [
    isWatching ? describeIgnored(inputs, secrets.secrets.length + secrets.problems.length > 0) : '',
    spicepod.kind === 'none' ? spicepod.note : '',
  ]
  const warnings = [
    describeEmpty(desired.secrets),
    isOnFailureIgnored ? '`on-failure` is ignored with `wait-for-completion: false`.' : '',
  ]
  return {
    inputs,
    desired,
    spicepodReport: spicepod.kind === 'given' ? spicepod.report : undefined,
    tables,
    probes,
    payload,
    notes: notes.filter(Boolean),
    warnings: warnings.filter(Boolean),
  }
}
