import { describeProbe, type Probe } from '../inputs/probes.ts'
import { deadlineIn } from '../platform/clock.ts'
import { parseJson } from '../platform/json.ts'
import type { Expected } from '../spicepod/served.ts'
import type { RuntimeLists, Sign } from './bake.ts'
import { createPoller, type Polled, type RuntimeContext, saysNotReady, whyNotReady } from './client.ts'
import { type ComponentKind, datasetKind, isListedAsModel, modelKind, readList } from './lists.ts'
import { runProbes } from './probes.ts'
import { hasComponents } from './verify.ts'

/** How long each request of a look may take but those of tests, in milliseconds. */
export const maxReadMs = 10_000

/**
 * Reads whether a runtime is ready, and its lists.
 * @param leaveOut is told why a list of a runtime that is ready could not be read
 * @returns why it is not ready, empty if it is; a text, the end of a sentence, if it cannot be asked
 */
export async function readRuntime(
  context: RuntimeContext,
  { served, components }: Expected,
  leaveOut: (what: string, why: string) => void,
): Promise<{ notReady: string; lists: RuntimeLists } | string> {
  const { run } = context
  const isKnown = served.certainty === 'known'
  const hasModels = !isKnown || components.some(isListedAsModel)
  const read = (path: string) =>
    createPoller({ path, headers: { accept: 'application/json' } }, context)(deadlineIn(maxReadMs, run.clock))
  const [ready, datasets, models] = await Promise.all([
    read('/v1/ready'),
    read(datasetKind.path),
    hasModels ? read(modelKind.path) : undefined,
  ])
  const statuses = [ready, datasets].map(({ response }) => response?.status ?? 0)
  if (statuses.some((status) => status === 401 || status === 403)) {
    return 'its runtime rejects the API key of the app'
  }
  // The limit of the plan, which all who use the app share.
  if (statuses.includes(429)) return 'its runtime gets too many requests (HTTP 429)'
  // A runtime without components never reports that it is ready.
  const isIdle = isKnown && Boolean(served.spicepod) && !hasComponents(served.spicepod) && saysNotReady(ready)
  const notReady = isIdle ? '' : (whyNotReady(ready) ?? '')
  const listOf = (kind: ComponentKind, { response, trouble }: Polled) => {
    const list = response && trouble === undefined ? readList(kind, parseJson(response.text)) : undefined
    if (list === undefined && notReady === '')
      leaveOut(`${kind.noun}s`, trouble ?? 'HTTP 200, but the body is not a list')
    return list
  }
  return {
    notReady,
    lists: { dataset: listOf(datasetKind, datasets), model: models && listOf(modelKind, models) },
  }
}

/** Between what is read once a minute, in milliseconds: no look comes at its very millisecond. */
export const minuteGapMs = 59_900

/**
 * Makes a function that repeats the tests of a verification that cost little: queries, and tests of the data that may
 * fail the job. All of them are due once a minute and at the end, those that failed each time.
 * @param limitMs for each test, as in the verification. One that failed is not retried for as long when it is repeated,
 * since the next looks wait for it
 */
export function createTestRepeater(probes: readonly Probe[], limitMs: number, firstDueMs: number) {
  const all = probes.filter(
    (probe) =>
      ['sql', 'table'].includes(probe.kind) || (probe.kind === 'test' && probe.test.severity === 'fail'),
  )
  let failed: readonly Probe[] = []
  let dueMs = firstDueMs
  return async (context: RuntimeContext, atMs: number, isEnd: boolean): Promise<readonly Sign[]> => {
    const isDue = isEnd || atMs >= dueMs
    if (isDue) dueMs = atMs + minuteGapMs
    const retryMs = isDue ? limitMs : Math.min(limitMs, maxReadMs)
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
