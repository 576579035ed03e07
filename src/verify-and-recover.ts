import { givenSpicepod, type SpicepodResult } from './app/apply.ts'
import { explainMissing } from './doctor/missing-datasets.ts'
import { CallError, orElse, RefusalError } from './errors.ts'
import { describeProbe, hasTables, toTableProbes } from './inputs/probes.ts'
import { isFailure, type Outcome, type OutcomeOf } from './outcome.ts'
import { deadlineIn, formatTime, parseTime } from './platform/clock.ts'
import { type Recovered, recover } from './recovery/recover.ts'
import type { Run } from './run-context.ts'
import { isMissing } from './runtime/lists.ts'
import { findRuntimeUrl } from './runtime/locate.ts'
import { verify } from './runtime/verify.ts'
import { type App, type Deployment, type DeploymentId, isManaged } from './spice/schema.ts'

/** For reading the URL of the runtime and its API key, in milliseconds. */
const accessTimeoutMs = 30_000
/** The longest time that the outcome waits for the log. */
const maxLogMs = 10_000
const maxLogLines = 100

/**
 * Verifies a deployment that succeeded. If it failed, or the verification did, reads its log and restores the app.
 *
 * @param spicepod what happened to the spicepod before the deployment
 */
export async function verifyAndRecover(
  outcome: Outcome,
  appId: number,
  spicepod: SpicepodResult,
  run: Run,
): Promise<Outcome> {
  const { emit } = run
  const end =
    outcome.kind === 'succeeded' ? await verifyDeployment(outcome.deployment, appId, spicepod, run) : outcome
  if (!isFailure(end)) return end
  emit({ type: 'outcome.decided', outcome: end })
  // The log of the instance, which has been read by then, says more about a deployment that has not ended.
  if (end.kind !== 'stuck')
    emit({ type: 'log.read', lines: await readLogTail(end.deployment.id, appId, run) })
  const { onFailure: mode } = run.inputs
  if (mode === 'none') return end
  const isUnchecked = end.kind === 'unverified' && end.isUnchecked
  const result = isUnchecked
    ? ({ kind: 'unknown', why: 'the deployment could not be verified' } as const)
    : spicepod
  const { recovery, end: latest } = await recoverFrom(end.deployment, mode, appId, result, run)
  if (latest === undefined) return end
  // The app has been restored already.
  if (latest.kind === 'failed' && recovery !== undefined) return latest
  if (latest.kind === 'succeeded' && recovery?.kind !== 'restored') {
    const text = `Deployment ${latest.deployment.id} succeeded in the meantime, so nothing is restored.`
    emit({ type: 'note', text })
  }
  return verifyAndRecover(latest, appId, spicepod, run)
}

/**
 * Restores the app's previous spicepod if Spice Cloud refused to deploy the one that this run pushed, or if that is
 * outdated. There is nothing to roll back then.
 */
export async function restoreAfterRefusal(
  outcome: OutcomeOf<'refused'>,
  appId: number,
  spicepod: SpicepodResult,
  run: Run,
): Promise<Outcome> {
  const isRestored = outcome.isOutdated || (run.inputs.onFailure !== 'none' && isRejected(outcome))
  if (!isRestored || spicepod.kind !== 'pushed') return outcome
  run.emit({ type: 'outcome.decided', outcome })
  await recoverFrom(undefined, 'restore', appId, spicepod, run)
  return outcome
}

/** A conflict says nothing about the spicepod, and the deployment that is in progress may use it. */
function isRejected({ error }: OutcomeOf<'refused'>): boolean {
  if (!(error instanceof RefusalError)) return false
  const { operation, status } = error.refusal
  return (operation === 'createDeployment' || operation === 'resumeProject') && status !== 409
}

/** @param failed undefined if no deployment was created */
async function recoverFrom(
  failed: Deployment | undefined,
  mode: 'restore' | 'rollback',
  appId: number,
  spicepod: SpicepodResult,
  run: Run,
): Promise<Recovered> {
  const { inputs, clock, emit } = run
  const deadline = deadlineIn(inputs.timeoutMs, clock, inputs.requestTimeoutMs)
  const recovered = await recover({ mode, appId, failed, spicepod }, { ...run, deadline })
  if (recovered.recovery !== undefined) emit({ type: 'recovery.ended', recovery: recovered.recovery })
  return recovered
}

/**
 * Verifies what was deployed: that the runtime and its datasets are ready, and that the probes pass. The time limits are
 * separate, since the deployment may have used up the other one.
 */
async function verifyDeployment(
  deployment: Deployment,
  appId: number,
  pushed: SpicepodResult,
  run: Run,
): Promise<Outcome> {
  const { inputs, tables, emit } = run
  const hasProbes = run.probes.length > 0 || hasTables(tables)
  if (inputs.datasetTimeoutMs === 0 && !hasProbes) return { kind: 'succeeded', deployment }
  emit({ type: 'verification.started' })
  const access = await findRuntime(appId, run)
  if (access.kind === 'unknown') {
    const { why: reason } = access
    emit({ type: 'verification.skipped', reason, probes: namesOfProbes(run) })
    if (!hasProbes) return { kind: 'succeeded', deployment }
    const problem = `The probes could not run: ${reason}.`
    const isTolerated = !inputs.failOnTestError
    return { kind: 'unverified', deployment, problems: [problem], isTolerated, isUnchecked: true }
  }
  const { url, key, app } = access
  const paused = whilePaused(app, deployment, run)
  if (paused !== undefined) {
    emit({ type: 'verification.skipped', reason: paused.problems.join(' '), probes: namesOfProbes(run) })
    return paused
  }
  const given = givenSpicepod(run, pushed)
  const spicepod = given?.value ?? app?.config?.spicepod
  if (tables.kind === 'all' && !spicepod) {
    const text = '`test-tables: all` tested nothing: the spicepod of the app could not be read.'
    emit({ type: 'warning', text })
  }
  const probes = [...toTableProbes(tables, spicepod), ...run.probes]
  const previousSpicepod = pushed.kind === 'pushed' ? pushed.previous : undefined
  const verified = await verify({ probes, url, key, spicepod, previousSpicepod }, run)
  const verification = verified.datasets.some(isMissing)
    ? await explainMissing(verified, { run, appId, deployment, app, url, given, spicepod })
    : verified
  emit({ type: 'verification.ended', verification })
  const { problems } = verification
  if (problems.length === 0) return { kind: 'succeeded', deployment }
  if (problems.some(({ part }) => part === 'runtime')) {
    const deadline = deadlineIn(accessTimeoutMs, run.clock)
    const current = await run.api.getApp(appId, deadline, { reportErrors: false }).catch(orElse(undefined))
    const pausedMeanwhile = whilePaused(current, deployment, run)
    if (pausedMeanwhile !== undefined) return pausedMeanwhile
  }
  return {
    kind: 'unverified',
    deployment,
    problems: problems.map(({ text }) => text),
    isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
  }
}

/**
 * The outcome if the app is paused: nothing of what was deployed runs. That says nothing about the deployment, so nothing
 * is rolled back, which would resume the app.
 */
function whilePaused(
  app: App | undefined,
  deployment: Deployment,
  { inputs }: Run,
): OutcomeOf<'unverified'> | undefined {
  if (!app?.paused_at) return undefined
  const sinceMs = parseTime(app.paused_at)
  const since = sinceMs === undefined ? '' : ` since ${formatTime(sinceMs)}`
  return {
    kind: 'unverified',
    deployment,
    problems: [`The app is paused${since}, so nothing of it runs. Resuming it on spice.ai deploys it again.`],
    isTolerated: !inputs.failOnTestError && inputs.datasetTimeoutMs === 0,
    isUnchecked: true,
  }
}

/** The probes that were asked for; which tables all of them are is not known without the runtime's app. */
function namesOfProbes({ probes, tables }: Run): string[] {
  const named = tables.kind === 'all' ? ['table:all'] : tables.names.map((name) => `table:${name}`)
  return [...named, ...probes.map(describeProbe)]
}

/** The URL of the runtime and its API key. Why they are not known ends a sentence. */
async function findRuntime(appId: number, { api, inputs, clock, hide }: Run) {
  const unknown = (why: string) => ({ kind: 'unknown', why }) as const
  const deadline = deadlineIn(accessTimeoutMs, clock)
  const failure = (error: unknown) => {
    if (error instanceof CallError) return error
    throw error
  }
  const [app, keys] = await Promise.all([
    api.getApp(appId, deadline, { reportErrors: false }).catch(failure),
    api.getApiKeys(appId, deadline).catch(failure),
  ])
  for (const key of keys instanceof CallError ? [] : keys) hide(key)
  const readableApp = app instanceof CallError ? undefined : app
  if (!isManaged(readableApp) && inputs.runtimeUrl === undefined) {
    return unknown(
      'Spice Cloud does not run this app, so the address of its runtime is not known; set `runtime-url`',
    )
  }
  const url = findRuntimeUrl(readableApp, inputs)
  if (url === undefined) {
    const why =
      app instanceof CallError
        ? `could not determine the runtime URL (${app.message})`
        : 'Spice Cloud does not report the runtime URL'
    return unknown(`${why}; set \`runtime-url\``)
  }
  if (keys instanceof CallError) return unknown(`could not read the API key (${keys.message})`)
  const [key] = keys
  if (key === undefined) return unknown('the app has no API key')
  return { kind: 'known', url, key, app: readableApp } as const
}

/** The last lines of a deployment's log, oldest first; empty if it cannot be read, which changes nothing. */
async function readLogTail(id: DeploymentId, appId: number, { api, clock }: Run): Promise<string[]> {
  const reading = api.getDeploymentLogs(appId, id, maxLogLines, deadlineIn(maxLogMs, clock))
  const lines = await reading.catch(orElse([]))
  return lines.slice(-maxLogLines)
}
