import * as v from 'valibot'
import type { Runner } from '../platform/runner.ts'
import type { Credentials } from '../spice/auth.ts'
import { boolean, findMissingApp, seconds, table } from './inputs.ts'
import { input, readTable, type ValuesOf } from './table-reader.ts'

/** Shorter names do not exist. Source: `CreateAppRequest` of the API description. */
const minNameLength = 4

export const removalTable = {
  clientId: table.clientId,
  clientSecret: table.clientSecret,
  apiToken: table.apiToken,
  scope: table.scope,
  tokenUrl: table.tokenUrl,
  apiUrl: table.apiUrl,
  org: table.org,
  appId: table.appId,
  appName: input(
    'app-name',
    'every run',
    v.pipe(v.string(), v.minLength(minNameLength, `must have at least ${minNameLength} characters`)),
  ),
  /** Deletes only an app that is tagged with the repository of the run. */
  requireRepositoryTag: input('require-repository-tag', 'every run', boolean, true),
  dryRun: table.dryRun,
  githubToken: table.githubToken,
  commentOnPr: table.commentOnPr,
  timeoutMs: input('timeout-seconds', 'every run', seconds, 120_000),
  requestTimeoutMs: table.requestTimeoutMs,
}

export type RemovalInputs = ValuesOf<typeof removalTable>

/** Reads and checks the inputs of the action that deletes an app. All problems are named at once. */
export function readRemovalInputs(
  runner: Runner,
  whyNoSecrets?: string,
): { inputs: RemovalInputs; credentials: Credentials } {
  const { values: inputs, credentials } = readTable(removalTable, runner, whyNoSecrets, () =>
    findMissingApp(runner),
  )
  return { inputs, credentials }
}
