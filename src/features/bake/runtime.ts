import { describeProbe, type Probe } from '../../inputs/probes.ts'
import { deadlineIn, maxOptionalMs, minuteGapMs } from '../../platform/clock.ts'
import { parseJson } from '../../platform/json.ts'
import {
  createPoller,
  type Polled,
  type RuntimeContext,
  saysNotReady,
  whyNotReady,
} from '../../runtime/client.ts'
import { type ComponentKind, datasetKind, isListedAsModel, modelKind, readList } from '../../runtime/lists.ts'
import type { ProbeResult } from '../../runtime/verification.ts'
import type { Expected } from '../../spicepod/served.ts'
import { hasComponents } from '../../spicepod/spicepod.ts'
import type { RuntimeLists } from './events.ts'
import type { Sign } from './judge.ts'

/** Answers of a runtime to one poll. */
interface RuntimeAnswers {
  /** Why it is not ready, empty if it is; undefined if that could not be read. */
  readonly notReady: string | undefined
  readonly lists: RuntimeLists
  /** Why it did not let itself be asked, as the end of a sentence. */
  readonly rejection: string | undefined
}

/**
 * Reads whether a runtime is ready, and its lists.
 * @param tellUnread is told why a list of a runtime that is ready could not be read
 */
export async function readRuntime(
  context: RuntimeContext,
  { served, components }: Expected,
  tellUnread: (what: string, why: string) => void,
): Promise<RuntimeAnswers> {
  const { run } = context
  const isKnown = served.certainty === 'known'
  const hasModels = !isKnown || components.some(isListedAsModel)
  const read = (path: string) =>
    createPoller(
      { path, headers: { accept: 'application/json' } },
      context,
    )(deadlineIn(maxOptionalMs, run.clock))
  const [ready, datasets, models] = await Promise.all([
    read('/v1/ready'),
    read(datasetKind.path),
    hasModels ? read(modelKind.path) : undefined,
  ])
  // A runtime without components never reports that it is ready.
  const isIdle = isKnown && Boolean(served.spicepod) && !hasComponents(served.spicepod) && saysNotReady(ready)
  const reason = isIdle ? '' : (whyNotReady(ready) ?? '')
  const notReady = findRejection(ready) === undefined ? reason : undefined
  const listOf = (kind: ComponentKind, { response, trouble }: Polled) => {
    const list = response && trouble === undefined ? readList(kind, parseJson(response.text)) : undefined
    if (list === undefined && notReady === '')
      tellUnread(`${kind.noun}s`, trouble ?? 'HTTP 200, but the body is not a list')
    return list
  }
  return {
    notReady,
    lists: { dataset: listOf(datasetKind, datasets), model: models && listOf(modelKind, models) },
    rejection: findRejection(ready) ?? findRejection(datasets),
  }
}

/** Why an answer says nothing of the runtime itself, as the end of a sentence; undefined if it does. */
function findRejection({ response }: Polled): string | undefined {
  if (response?.status === 401 || response?.status === 403)
    return 'its runtime rejects the API key of the app'
  // The limit of the plan, which all who use the app share.
  return response?.status === 429 ? 'its runtime gets too many requests (HTTP 429)' : undefined
}

/** Runs probes of the runtime, each in the given time. */
export type RunProbes = (
  probes: readonly Probe[],
  timeoutMs: number,
  context: RuntimeContext,
) => Promise<ProbeResult[]>

/**
 * Makes a function that repeats the tests of a verification that cost little: queries, and tests of the data that may
 * fail the job. All of them are due once a minute and at the end, those that failed each time.
 * @param runProbes as the verification does
 * @param limitMs for each test, as in the verification. One that failed is not retried for as long when it is repeated,
 * since the next polls wait for it
 */
export function createTestRepeater(
  probes: readonly Probe[],
  runProbes: RunProbes,
  limitMs: number,
  firstDueMs: number,
) {
  const all = probes.filter(
    (probe) =>
      ['sql', 'table'].includes(probe.kind) || (probe.kind === 'test' && probe.test.severity === 'fail'),
  )
  let failed: readonly Probe[] = []
  let dueMs = firstDueMs
  return async (context: RuntimeContext, atMs: number, isEnd: boolean): Promise<readonly Sign[]> => {
    const isDue = isEnd || atMs >= dueMs
    if (isDue) dueMs = atMs + minuteGapMs
    const retryMs = isDue ? limitMs : Math.min(limitMs, maxOptionalMs)
    // The results of the verification stay those of the run.
    const quiet = { ...context, retryMs, run: { ...context.run, emit: () => {} } }
    const results = await runProbes(isDue ? all : failed, limitMs, quiet)
    const bad = results.filter(({ problem }) => problem !== undefined)
    failed = all.filter((probe) => bad.some(({ test }) => test.name === describeProbe(probe)))
    return bad.map(({ test: { name, error = '' }, problem }) => ({
      kind: 'test',
      state: 'failing',
      reason: error,
      location: problem?.location,
      name: name.replace(/^test:/, ''),
    }))
  }
}
