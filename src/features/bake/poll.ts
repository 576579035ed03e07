import { findRuntime } from '../../app/runtime.ts'
import type { Followed } from '../../core/contracts.ts'
import type { Run } from '../../core/run.ts'
import { hasSucceeded, isInProgress, isUnfinished } from '../../deploy/deployment.ts'
import { newerThan, pollLimit } from '../../deploy/list.ts'
import { deadlineIn, maxOptionalMs, minuteGapMs, parseTime } from '../../platform/clock.ts'
import { createRuntimeClient, type RuntimeContext } from '../../runtime/client.ts'
import { chooseTables } from '../../runtime/undeployed.ts'
import type { App, Deployment } from '../../spice/schema.ts'
import { type Expected, spicepodOf } from '../../spicepod/served.ts'
import type { Poll, Sign } from './judge.ts'
import { createMonitorReader } from './monitors.ts'
import { OptionalReads } from './optional-reads.ts'
import { addInstances, type KnownInstances } from './replaced.ts'
import { createTestRepeater, type RunProbes, readRuntime } from './runtime.ts'

/** So many rejections in a row are no accident: then the key is read anew. */
const maxRejections = 2

/** Why the app is not watched any longer. */
export type EndOfWatch =
  | { readonly kind: 'superseded'; readonly by: Deployment }
  | { readonly kind: 'paused'; readonly app: App }
  | { readonly kind: 'deleted' }

/**
 * Begins to read all that shows whether an app is still as well as it was when it was verified, with what later polls are
 * compared with.
 */
export async function startReading(followed: Followed, runProbes: RunProbes, run: Run) {
  const { api, clock, inputs, tables, probes, emit } = run
  // Only the success of a rollout that was there before changes what the app runs.
  const { deployment, app, origin } = followed
  const beside = origin.kind === 'given' ? origin.newer.filter(isInProgress) : []
  const reads = new OptionalReads(emit)
  const readMonitors = createMonitorReader(followed, run, reads)
  let expected: Expected | undefined
  let runtime: RuntimeContext | undefined
  let repeatTests: ReturnType<typeof createTestRepeater> | undefined
  /** Why the runtime cannot be asked. The reason ends a sentence. */
  let unknown: { readonly why: string; readonly todo?: string | undefined } | undefined
  let nextLocateMs = Number.NEGATIVE_INFINITY
  /** How often in a row the runtime did not let itself be asked. */
  let rejections = 0
  let instances: KnownInstances | undefined

  /** Finds the runtime, and its key anew after rejections. A lookup that fails leaves both as they are. */
  const locateRuntime = async (): Promise<void> => {
    const isUsable = runtime !== undefined && rejections < maxRejections
    if (isUsable || clock.now() < nextLocateMs) return
    const dueMs = clock.now() + minuteGapMs
    const located = await findRuntime(app.id, inputs, run, maxOptionalMs)
    if (located.kind === 'unknown') {
      nextLocateMs = located.mayPass ? clock.now() : dueMs
      if (runtime !== undefined) return
      unknown = located
      const tell = located.mayPass ? 'tellUnread' : 'tellLeftOut'
      reads[tell]('runtime', located.why, 'The runtime is')
      return
    }
    nextLocateMs = dueMs
    unknown = undefined
    expected ??= await followed.served.expect(deployment, located.app)
    runtime = { client: createRuntimeClient(located, run), spicepod: spicepodOf(expected), run }
    if (repeatTests !== undefined) return
    const chosen = await chooseTables(tables, expected, undefined, runtime)
    repeatTests = createTestRepeater([...chosen.probes, ...probes], runProbes, inputs.testTimeoutMs, dueMs)
  }

  /** Keeps in mind whether the runtime has let itself be asked: the next poll asks again. */
  const noteRejection = (why: string | undefined): void => {
    rejections = why === undefined ? 0 : rejections + 1
    unknown = why === undefined ? undefined : { why }
    if (rejections === maxRejections) nextLocateMs = clock.now()
    if (why !== undefined) reads.tellUnread('runtime', why, 'The runtime is')
  }

  const soon = () => deadlineIn(maxOptionalMs, clock)
  const quiet = { reportErrors: false }

  const listDeployments = () =>
    reads.read('deployments', () => api.listDeployments(app.id, pollLimit, soon(), undefined, quiet))

  /** The instances that were replaced since the list before. Those of a rollout beside them look like theirs. */
  const readInstances = async (): Promise<Sign[] | undefined> => {
    if (beside.length > 0) return undefined
    const list = await reads.read('instances', () => api.listInstances(app.id, soon()))
    if (list) instances = addInstances(instances, list, parseTime(deployment.created_at) ?? 0)
    return list && instances?.replaced.map((one) => ({ ...one, kind: 'instance', state: 'replaced' }))
  }

  /** Why the app need not be watched any longer, as far as the app itself shows it. */
  const findEnd = async (cloud: ReturnType<typeof reads.startPoll>): Promise<EndOfWatch | undefined> => {
    const current = await reads.read('app', () => api.getApp(app.id, soon(), quiet), 'The app is')
    if (cloud.isAppGone) return { kind: 'deleted' }
    return current?.paused_at ? { kind: 'paused', app: current } : undefined
  }

  /** Reads everything at the same time. @param isEnd whether the time to watch the app is over with this poll */
  const read = async (isEnd: boolean): Promise<Poll | EndOfWatch> => {
    const atMs = clock.now()
    const cloud = reads.startPoll()
    await locateRuntime()
    const context = runtime
    const [listed, instance, monitor, answer, test] = await Promise.all([
      listDeployments(),
      readInstances(),
      readMonitors(atMs, atMs - succeededMs),
      context && expected && readRuntime(context, expected, (what, why) => reads.tellUnread(what, why)),
      context && repeatTests?.(context, atMs, isEnd),
    ])
    // A deployment that came since it was listed may have replaced them.
    const current = (instance?.length ? await listDeployments() : undefined) ?? listed
    const newer = current && newerThan(deployment.id, current.deployments)
    const isKnown = ({ id }: Deployment) => beside.some((other) => other.id === id)
    const by = newer?.find((other) => hasSucceeded(other) || (isUnfinished(other) && !isKnown(other)))
    if (by !== undefined) return { kind: 'superseded', by }
    if (answer) noteRejection(answer.rejection)
    const { notReady, lists = {} } = answer ?? {}
    const hasKey = answer !== undefined && answer.rejection === undefined
    const isDown = notReady !== undefined && notReady !== ''
    const end = isDown || cloud.isInDoubt ? await findEnd(cloud) : undefined
    if (end !== undefined) return end
    const name = String(deployment.id)
    const down: readonly Sign[] = isDown
      ? [{ kind: 'deployment', name, state: 'not ready', reason: notReady }]
      : []
    // If nothing answers, the network of the run is as likely a reason as the app.
    const isBlind = isDown && !cloud.hasAnswered
    return {
      atMs,
      tells: isBlind ? 'nothing' : hasKey ? 'everything' : 'only signs',
      lists,
      signs: {
        deployment: notReady === undefined ? undefined : down,
        // Tests fail for want of a key, too.
        test: hasKey ? test : undefined,
        instance,
        monitor,
      },
    }
  }

  /** When the deployment succeeded, on the run's clock. */
  const findSuccess = async (): Promise<number> => {
    const { serverTimeMs = Date.now() } = (await listDeployments()) ?? {}
    const { finished_at, updated_at } = deployment
    return clock.now() - Math.max(0, serverTimeMs - (parseTime(finished_at ?? updated_at) ?? serverTimeMs))
  }

  const [, , succeededMs] = await Promise.all([locateRuntime(), readInstances(), findSuccess()])
  expected ??= await followed.served.expect(deployment, undefined)
  return { expected, succeededMs, read, whyUnknown: () => unknown }
}
