import { appTable, defaultSpicepod, findMissingApp, type Inputs, table } from '../../inputs/inputs.ts'
import { input, isGiven, matching, oneOf, readTable, text, type ValuesOf } from '../../inputs/table-reader.ts'
import type { Runner } from '../../platform/runner.ts'
import type { Credentials } from '../../spice/auth.ts'

/** The target of a rollback, and how to go back to it. */
const choiceTable = {
  /** `previous`, or the ID of a deployment, or a commit, perhaps abbreviated. */
  to: input(
    'to',
    'every run',
    matching(
      /^(?:previous|[1-9]\d{0,5}|[\da-fA-F]{7,40})$/,
      '`previous`, the numeric ID of a deployment, or a commit of 7 to 40 hexadecimal digits',
    ),
    'previous',
  ),
  image: input('image', 'every run', oneOf('keep', 'restore'), 'keep'),
  reason: input('reason', 'every run', text),
}

/** The inputs of the action that goes back to an earlier deployment. Those that it shares mean what they mean there. */
export const rollbackTable = {
  ...appTable,
  ...choiceTable,
  appName: table.appName,
  workingDirectory: table.workingDirectory,
  spicepod: input('spicepod', 'every run', text, defaultSpicepod),
  dryRun: table.dryRun,
  githubToken: table.githubToken,
  runtimeUrl: table.runtimeUrl,
  timeoutMs: table.timeoutMs,
  requestTimeoutMs: table.requestTimeoutMs,
  pollIntervalMs: table.pollIntervalMs,
  stuckAfterMs: table.stuckAfterMs,
  onStuck: table.onStuck,
  datasetTimeoutMs: table.datasetTimeoutMs,
  warmupMs: table.warmupMs,
  testTimeoutMs: table.testTimeoutMs,
  testSql: table.testSql,
  failOnTestError: table.failOnTestError,
}

export type Choice = ValuesOf<typeof choiceTable>

/**
 * Reads and checks the inputs of the action that goes back. All problems are reported together. Inputs that only the deploying
 * action has are as if they were not set.
 */
export function readRollbackInputs(
  runner: Runner,
  whyNoSecrets?: string,
): { inputs: Inputs; choice: Choice; credentials: Credentials } {
  const { inputs: given, credentials } = readTable(rollbackTable, runner, whyNoSecrets, () => [
    ...findMissingApp(runner),
    ...(isGiven('github-token', runner) ? [] : [noGitHubToken]),
  ])
  const defaults = Object.fromEntries(Object.entries(table).map(([key, { fallback }]) => [key, fallback]))
  const { to, image, reason, ...shared } = given
  // The spicepod ran before, so what the checks find in it refuses nothing.
  const inputs = { ...(defaults as ValuesOf<typeof table>), ...shared, spicepodChecks: 'warn' } as const
  return { inputs: { ...inputs, newApp: undefined }, choice: { to, image, reason }, credentials }
}

const noGitHubToken =
  '`github-token` is required, because the spicepod is read from the repository as it was at the commit. To go back without it, check out the commit and deploy it.'
