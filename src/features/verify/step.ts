import { describePause } from '../../app/describe.ts'
import { findRuntime, type RuntimeLookup } from '../../app/runtime.ts'
import type { ToVerify } from '../../core/contracts.ts'
import { ignoreCallError } from '../../core/errors.ts'
import type { Health, OutcomeOf } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { hasSucceeded } from '../../deploy/deployment.ts'
import { newerThan, pollLimit } from '../../deploy/list.ts'
import { pushOf, ServedSpicepod } from '../../deploy/served.ts'
import { hasTables } from '../../inputs/probes.ts'
import { accessTimeoutMs, deadlineIn } from '../../platform/clock.ts'
import {
  asIs,
  endWithStop,
  join,
  limit,
  maxLength,
  oneLineOfCode,
  shorten,
  uncapitalize,
} from '../../platform/text.ts'
import type { RuntimeContext } from '../../runtime/client.ts'
import { hideConverted } from '../../runtime/conversion.ts'
import { isInError, isMissing } from '../../runtime/lists.ts'
import {
  type Dataset,
  notRun,
  type Verification,
  type VerificationProblem,
} from '../../runtime/verification.ts'
import type { App, Deployment } from '../../spice/schema.ts'
import { verify } from './runtime.ts'

interface Verified {
  readonly outcome: OutcomeOf<'succeeded' | 'unverified'>
  /** What was checked if nothing is wrong. */
  readonly verification?: Verification
}

/** Verifies what was deployed. A re-run of a job cannot compare it with what was served before the job. */
export async function verifyDeployment(followed: ToVerify, run: Run): Promise<Verified> {
  const { deployment, app, comparison } = followed
  const lostBase = await comparison?.findLostBase(deployment, app)
  if (lostBase === undefined) return checkDeployment(followed, run)
  const why = `${lostBase}, so what the app served before is not known.`
  const isStrict = run.inputs.onBreakingChange === 'fail'
  if (!isStrict) await comparison?.finish({ kind: 'unknown', why })
  const verified = await checkDeployment({ ...followed, comparison: undefined }, run)
  if (!isStrict) return verified
  const { problems, isTolerated, isUnchecked, todo } =
    verified.outcome.kind === 'unverified' ? verified.outcome : { problems: [], isTolerated: true }
  const notCompared = `\`compare-with\`: nothing could be compared, because ${why} A new run compares with what runs now.`
  const advice = 'Check the data of the app. If it is as it should be, start a new run instead of a re-run.'
  return unverified(deployment, [...problems, notCompared], {
    // A table that cannot be compared is no reason to undo anything.
    isUnchecked: isTolerated || isUnchecked,
    todo: join(' ', todo, advice),
  })
}

function unverified(
  deployment: Deployment,
  problems: readonly string[],
  more: Partial<OutcomeOf<'unverified'>>,
): { outcome: OutcomeOf<'unverified'> } {
  return { outcome: { kind: 'unverified', deployment, problems, isTolerated: false, ...more } }
}

/** Finds the runtime, and verifies it in time limits of its own: the deployment may have used up the other one. */
async function checkDeployment(followed: ToVerify, run: Run): Promise<Verified> {
  const { deployment, app, comparison } = followed
  const { inputs, emit } = run
  const succeeded = { outcome: { kind: 'succeeded', deployment } } as const
  const hasProbes = isProbed(run)
  const isRequested = inputs.datasetTimeoutMs > 0 || hasProbes || run.probes.length > 0
  if (!isRequested && comparison === undefined) return succeeded
  emit({ type: 'verification.started' })
  const skip = async (reason: string, todo?: string, isCompared = false): Promise<Verified> => {
    skipVerification(reason, run, todo)
    if (!isCompared) await comparison?.finish({ kind: 'unknown', why: reason })
    if (!hasProbes) return succeeded
    const problem = `${nameProbes(run)} could not run: ${endWithStop(reason)}`
    return unverified(deployment, [problem], {
      isTolerated: !inputs.failOnTestError,
      isUnchecked: true,
      todo,
    })
  }
  const running = followed.origin.kind === 'given' ? followed.origin.newer.find(hasSucceeded) : undefined
  if (running !== undefined) {
    return skip(`deployment ${running.id} is what the app runs; \`deployment-id: running\` checks it`)
  }
  const access = await findRuntime(app.id, inputs, run)
  if (access.kind === 'unknown') {
    if (access.isAppGone) emit({ type: 'app.gone' })
    return skip(access.why, access.todo)
  }
  const paused = whilePaused(access.app, deployment, run)
  if (paused !== undefined) {
    skipVerification(paused.outcome.problems.join(' '), run)
    await comparison?.finish({ kind: 'unknown', why: 'the app is paused' })
    return isRequested ? paused : succeeded
  }
  const verification = await verifyRuntime(followed, access, isRequested, run)
  if ('why' in verification) return skip(verification.why, undefined, verification.isCompared)
  const { problems } = verification
  if (problems.length === 0) return { ...succeeded, verification }
  const reading = run.api.getApp(app.id, deadlineIn(accessTimeoutMs, run.clock), { reportErrors: false })
  const pausedMeanwhile = whilePaused(await reading.catch(ignoreCallError(undefined)), deployment, run)
  if (pausedMeanwhile !== undefined) return pausedMeanwhile
  const texts = problems.map(({ text }) => text)
  return unverified(deployment, texts, {
    isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
    isUnchecked: problems.every(isOfKey),
  })
}

/** Whether a probe or a test was requested whose failure counts. */
function isProbed({ probes, tables }: Run): boolean {
  return hasTables(tables) || probes.some((probe) => probe.kind !== 'test' || probe.test.severity === 'fail')
}

/** Checks that were requested by name: probes, tests of the data, or both. */
function nameProbes({ probes, tables }: Run): string {
  const hasTests = probes.some(({ kind }) => kind === 'test')
  const isAllTests = probes.every(({ kind }) => kind === 'test') && !hasTables(tables)
  return hasTests ? `The ${isAllTests ? '' : 'probes and '}tests` : 'The probes'
}

/** Reports each probe as not run. */
function skipVerification(reason: string, { tables, probes, emit }: Run, todo?: string): void {
  // Without the app it is not known for which tables `all` stands.
  const names = tables === 'all' ? ['all'] : tables
  const skipped = [...names.map((table) => ({ kind: 'table', table }) as const), ...probes]
  const tests = skipped.map((probe) => notRun(probe, `Not run: ${endWithStop(reason)}`))
  emit({ type: 'verification.skipped', reason, todo, tests })
}

/** The outcome while the app is paused: nothing runs, and nothing is rolled back, which would resume it. */
function whilePaused(
  app: App | undefined,
  deployment: Deployment,
  { inputs, emit }: Run,
): ReturnType<typeof unverified> | undefined {
  if (!app?.paused_at) return undefined
  emit({ type: 'app.found', app })
  const problem = `${describePause(app.paused_at)}, so it is not running. Resuming it on spice.ai redeploys it.`
  const isTolerated = !inputs.failOnTestError && inputs.datasetTimeoutMs === 0
  return unverified(deployment, [problem], { isTolerated, isUnchecked: true })
}

/** The app runs a newer deployment, so that its runtime says nothing about this one. `why` ends a sentence. */
interface Replaced {
  readonly why: string
  readonly isCompared: boolean
}

/** Finds the newer deployment that has succeeded since, if there is one. A list that fails changes nothing. */
async function findReplacing({ id }: Deployment, appId: number, { api, clock }: Run) {
  const soon = deadlineIn(accessTimeoutMs, clock)
  const listing = api.listDeployments(appId, pollLimit, soon, undefined, { reportErrors: false })
  const list = await listing.catch(ignoreCallError(undefined))
  return newerThan(id, list?.deployments ?? []).find(hasSucceeded)
}

/** Checks that take longer are followed by a list: another deployment may have succeeded during them. */
const maxUnlistedMs = 10_000

/** Verifies the runtime and compares its data. @param isRequested whether problems of the runtime itself count */
async function verifyRuntime(
  { deployment, app: { id: appId }, origin, served, comparison, explain }: ToVerify,
  { url, key, app }: Extract<RuntimeLookup, { kind: 'known' }>,
  isRequested: boolean,
  run: Run,
): Promise<Verification | Replaced> {
  const { tables, emit } = run
  const expected = await served.expect(deployment, app)
  const pushed = pushOf(origin)
  const target = {
    url,
    key,
    expected,
    previousSpicepod: pushed?.kind === 'pushed' ? pushed.previous : undefined,
    tables,
    probes: run.probes,
    compare:
      comparison && ((context: RuntimeContext) => comparison.finish({ kind: 'readable', context, expected })),
  }
  const startedAtMs = run.clock.now()
  const verified = await verify(target, run)
  const isReady = verified.problems.every(({ part }) => ['probes', 'tests', 'data'].includes(part))
  const isDoubtful = verified.problems.length > 0
  // The list tells at the end what is live, also if nothing is wrong.
  const isOld = run.clock.now() - startedAtMs > maxUnlistedMs
  const by = (isDoubtful || isOld) && (await findReplacing(deployment, appId, run))
  if (by && isDoubtful) {
    const why = `deployment ${by.id}, which is newer, has succeeded, so its runtime answers`
    return { why, isCompared: isReady }
  }
  // If only a comparison was requested, a runtime that is not ready does not fail the run.
  let verification = isRequested || isReady ? verified : { ...verified, problems: [] }
  if (verification.datasets.some(isMissing)) {
    verification = await explain(verification, { id: appId, current: app, deployment, url, expected })
  }
  emit({ type: 'verification.ended', verification })
  if (!isReady)
    await comparison?.finish({ kind: 'unknown', why: 'the runtime or its datasets are not ready' })
  return verification
}

/** Whether a problem says nothing of the runtime, which did not let itself be asked. */
const isOfKey = ({ code }: VerificationProblem) => code === 'api-key-rejected'

/** Nobody reads more names in one sentence. */
const maxNames = 3

/**
 * Checks the runtime of a rollback and the datasets of its spicepod, without the probes and tests of the version that
 * failed. @returns undefined if the checks are off
 */
export async function checkHealth(
  appId: number,
  deployment: Deployment,
  spicepod: object,
  run: Run,
): Promise<Health | undefined> {
  const { inputs, emit } = run
  if (inputs.datasetTimeoutMs === 0 && !(isProbed(run) && inputs.warmupMs > 0)) return undefined
  emit({ type: 'note', text: 'Checking the runtime and the datasets of the rollback.' })
  const access = await findRuntime(appId, inputs, run)
  const unchecked = (why: string) => ({ words: `, but it could not be checked: ${why}`, isBroken: false })
  if (access.kind === 'unknown') {
    if (access.isAppGone) emit({ type: 'app.gone' })
    return unchecked(access.why)
  }
  const { url, key, app } = access
  if (app?.paused_at) emit({ type: 'app.found', app })
  if (app?.paused_at) return undefined
  const pushed = { kind: 'pushed', previous: undefined, current: spicepod } as const
  const origin = { kind: 'created', spicepod: pushed, isListed: true } as const
  const served = new ServedSpicepod({ app: { id: appId, current: app }, origin }, run)
  const expected = await served.expect(deployment, app)
  const target = { url, key, expected, probes: [] }
  // The reported verification is that of the version that failed.
  const { datasets, models = [], problems } = await verify(target, { ...run, emit: () => {} })
  const [problem] = problems
  if (problem === undefined) return { words: ' and ready', isBroken: false }
  if (problems.every(isOfKey)) return unchecked(uncapitalize(problem.text))
  const describe = (kind: string, components: readonly Dataset[]) =>
    components
      .filter((component) => isInError(component) || isMissing(component))
      .map((component) => {
        const state = isMissing(component) ? 'missing' : `in ${component.status}`
        const why = hideConverted(component.error_message ?? '')
        const reason = why && ` (${shorten(why, maxLength.reason)})`
        return `${kind} \`${oneLineOfCode(shorten(component.name, 80))}\` is ${state}${reason}`
      })
  const failures = [...describe('dataset', datasets), ...describe('model', models)]
  const words = `, but ${limit(failures, maxNames, asIs).join(', ') || uncapitalize(problem.text)}`
  return { words, isBroken: true }
}
