import { type AppliedPlan, givenSpicepod } from '../app/apply.ts'
import { describePause } from '../app/describe.ts'
import { accessTimeoutMs, findRuntime, type RuntimeLookup } from '../app/runtime.ts'
import { ignoreCallError } from '../errors.ts'
import { hasTables, toTableProbes } from '../inputs/probes.ts'
import type { OutcomeOf } from '../outcome.ts'
import { deadlineIn } from '../platform/clock.ts'
import { endWithStop } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import type { RuntimeContext } from '../runtime/client.ts'
import { isMissing } from '../runtime/lists.ts'
import { notRun, type Verification } from '../runtime/verification.ts'
import { verify } from '../runtime/verify.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { DataComparison } from './compare.ts'

/** What has been changed before the deployment. */
export type Applied = Pick<AppliedPlan, 'app' | 'spicepod'>

type Verified = OutcomeOf<'succeeded' | 'unverified'>

/** Verifies what was deployed. A re-run of a job cannot compare it with what was served before the job. */
export async function verifyDeployment(
  deployment: Deployment,
  applied: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Verified> {
  const lostBase = await comparison?.findLostBase(deployment, applied.app)
  if (lostBase === undefined) return checkDeployment(deployment, applied, comparison, run)
  const why = `${lostBase}, so what the app served before is not known.`
  if (run.inputs.onBreakingChange !== 'fail') {
    await comparison?.finish({ kind: 'unknown', why })
    return checkDeployment(deployment, applied, undefined, run)
  }
  const verified = await checkDeployment(deployment, applied, undefined, run)
  const { problems, isTolerated, isUnchecked } =
    verified.kind === 'unverified' ? verified : { problems: [], isTolerated: true }
  return {
    kind: 'unverified',
    deployment,
    problems: [
      ...problems,
      `\`compare-with\`: nothing could be compared, because ${why} A new run takes what runs now as its base.`,
    ],
    isTolerated: false,
    // What cannot be compared is no reason to undo anything.
    isUnchecked: isTolerated || isUnchecked,
    todo: 'Check the data of the app. If it is as it should be, start a new run instead of a re-run.',
  }
}

/** Finds the runtime, and verifies it in time limits of its own: the deployment may have used up the other one. */
async function checkDeployment(
  deployment: Deployment,
  applied: Applied,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Verified> {
  const { inputs, emit } = run
  const succeeded = { kind: 'succeeded', deployment } as const
  const hasProbes = run.probes.length > 0 || hasTables(run.tables)
  const isRequested = inputs.datasetTimeoutMs > 0 || hasProbes
  if (!isRequested && comparison === undefined) return succeeded
  emit({ type: 'verification.started' })
  const access = await findRuntime(applied.app.id, inputs, run)
  if (access.kind === 'unknown') {
    const reason = access.needsUrl ? `${access.why}; set \`runtime-url\`` : access.why
    skipVerification(reason, run)
    await comparison?.finish(access)
    if (!hasProbes) return succeeded
    const problem = `The probes could not run: ${reason}.`
    const isTolerated = !inputs.failOnTestError
    return { kind: 'unverified', deployment, problems: [problem], isTolerated, isUnchecked: true }
  }
  const paused = outcomeWhilePaused(access.app, deployment, run)
  if (paused !== undefined) {
    skipVerification(paused.problems.join(' '), run)
    await comparison?.finish({ kind: 'unknown', why: 'the app is paused' })
    return isRequested ? paused : succeeded
  }
  const problems = await findProblems(deployment, applied, access, isRequested, comparison, run)
  if (problems.length === 0) return succeeded
  if (problems.some(({ part }) => part === 'runtime')) {
    const deadline = deadlineIn(accessTimeoutMs, run.clock)
    const reading = run.api.getApp(applied.app.id, deadline, { reportErrors: false })
    const pausedMeanwhile = outcomeWhilePaused(
      await reading.catch(ignoreCallError(undefined)),
      deployment,
      run,
    )
    if (pausedMeanwhile !== undefined) return pausedMeanwhile
  }
  return {
    kind: 'unverified',
    deployment,
    problems: problems.map(({ text }) => text),
    isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
  }
}

/** Reports each probe as not run. */
function skipVerification(reason: string, { tables, probes, emit }: Run): void {
  // Which tables `all` stands for is not known without the app.
  const names = tables === 'all' ? ['all'] : tables
  const skipped = [...names.map((table) => ({ kind: 'table', table }) as const), ...probes]
  const tests = skipped.map((probe) => notRun(probe, `Not run: ${endWithStop(reason)}`))
  emit({ type: 'verification.skipped', reason, tests })
}

/** The outcome while the app is paused: nothing runs, and nothing is rolled back, which would resume it. */
function outcomeWhilePaused(
  app: App | undefined,
  deployment: Deployment,
  { inputs }: Run,
): OutcomeOf<'unverified'> | undefined {
  if (!app?.paused_at) return undefined
  return {
    kind: 'unverified',
    deployment,
    problems: [
      `${describePause(app.paused_at)}, so it is not running. Resuming it on spice.ai deploys it again.`,
    ],
    isTolerated: !inputs.failOnTestError && inputs.datasetTimeoutMs === 0,
    isUnchecked: true,
  }
}

/** Verifies the runtime and compares its data. @param isRequested whether problems of the runtime itself count */
async function findProblems(
  deployment: Deployment,
  { app: { id: appId }, spicepod: pushed }: Applied,
  { url, key, app }: Extract<RuntimeLookup, { kind: 'known' }>,
  isRequested: boolean,
  comparison: DataComparison | undefined,
  run: Run,
): Promise<Verification['problems']> {
  const { tables, emit } = run
  const given = givenSpicepod(run, pushed)
  const spicepod = given?.value ?? app?.config?.spicepod
  if (tables === 'all' && !spicepod) {
    const text = '`test-tables: all` tested nothing: the spicepod of the app could not be read.'
    emit({ type: 'warning', text })
  }
  const target = {
    ...{ url, key, spicepod },
    previousSpicepod: pushed.kind === 'pushed' ? pushed.previous : undefined,
    probes: [...toTableProbes(tables, spicepod), ...run.probes],
    compare:
      comparison && ((context: RuntimeContext) => comparison.finish({ kind: 'readable', context, spicepod })),
  }
  const verified = await verify(target, run)
  const isReady = verified.problems.every(({ part }) => part === 'probes' || part === 'data')
  // If only a comparison was requested, a runtime that is not ready does not fail the run.
  let verification = isRequested || isReady ? verified : { ...verified, problems: [] }
  if (verification.datasets.some(isMissing)) {
    const { explainMissing } = await import('../doctor/missing-datasets.ts')
    verification = await explainMissing(verification, { run, appId, deployment, app, url, given, spicepod })
  }
  emit({ type: 'verification.ended', verification })
  if (!isReady)
    await comparison?.finish({ kind: 'unknown', why: 'the runtime or its datasets are not ready' })
  return verification.problems
}
