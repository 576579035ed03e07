import pLimit from 'p-limit'
import { describeProbe, type Probe } from '../inputs/probes.ts'
import { deadlineIn } from '../platform/clock.ts'
import { parseJson } from '../platform/json.ts'
import { readComponents } from '../spicepod/spicepod.ts'
import type { Look, Sign } from './bake.ts'
import { createPoller, type Polled, type RuntimeContext, saysNotReady, whyNotReady } from './client.ts'
import { type ComponentKind, datasetKind, modelKind, readList } from './lists.ts'
import { runProbes } from './probes.ts'
import { hasComponents } from './verify.ts'

/** How long each request of a look may take but those of tests, in milliseconds. */
export const maxReadMs = 10_000

/** Reads whether a runtime is ready, and its lists. @returns undefined if it rejects the API key */
export async function readRuntime(context: RuntimeContext): Promise<Look['runtime']> {
  const { spicepod, run } = context
  const components = readComponents(spicepod)
  const hasModels = components.some(({ kind }) => kind === 'model' || kind === 'embedding')
  const read = (path: string) =>
    createPoller({ path, headers: { accept: 'application/json' } }, context)(deadlineIn(maxReadMs, run.clock))
  const [ready, datasets, models] = await Promise.all([
    read('/v1/ready'),
    read(datasetKind.path),
    hasModels ? read(modelKind.path) : undefined,
  ])
  if ([ready, datasets].some(({ response }) => [401, 403].includes(response?.status ?? 0))) return undefined
  const listOf = (kind: ComponentKind, { response, trouble }: Polled = {}) =>
    response && trouble === undefined ? readList(kind, parseJson(response.text)) : undefined
  const lists = { dataset: listOf(datasetKind, datasets), model: listOf(modelKind, models) }
  // A runtime without components never reports that it is ready.
  const isIdle = Boolean(spicepod) && !hasComponents(spicepod) && saysNotReady(ready)
  return { notReady: isIdle ? '' : (whyNotReady(ready) ?? ''), lists }
}

const minTestGapMs = 60_000
const maxAtOnce = 4

/** Repeats the tests of a verification that cost little: queries, and tests of the data that may fail the job. */
export class RepeatedTests {
  readonly #probes: readonly Probe[]
  #failed: readonly Probe[] = []
  #lastMs: number
  #hasRunLast = false

  constructor(probes: readonly Probe[], nowMs: number) {
    this.#probes = probes.filter(
      (probe) =>
        ['sql', 'table'].includes(probe.kind) || (probe.kind === 'test' && probe.test.severity === 'fail'),
    )
    this.#lastMs = nowMs
  }

  /**
   * Runs the tests that are due: all of them once a minute and when the time is over, else those that failed.
   * @param limitMs for each test, as in the verification; less for the repetition of one that failed, since the next
   * looks wait for it
   */
  async run(context: RuntimeContext, limitMs: number, isLast: boolean): Promise<readonly Sign[]> {
    const { clock } = context.run
    const isDue = (isLast && !this.#hasRunLast) || clock.now() - this.#lastMs >= minTestGapMs
    this.#hasRunLast = isLast
    if (isDue) this.#lastMs = clock.now()
    const due = isDue ? this.#probes : this.#failed
    const eachMs = isDue ? limitMs : Math.min(limitMs, maxReadMs)
    // The results of the verification stay those of the run.
    const quiet = { ...context, run: { ...context.run, emit: () => {} } }
    const results = await pLimit(maxAtOnce).map(due, async (probe) => {
      const [result] = await runProbes([probe], eachMs, quiet)
      return { probe, result }
    })
    const failed = results.filter(({ result }) => result?.problem !== undefined)
    this.#failed = failed.map(({ probe }) => probe)
    return failed.map(({ probe, result }) => ({
      kind: 'test',
      name: probe.kind === 'test' ? probe.test.name : describeProbe(probe),
      state: 'failing',
      reason: result?.test.error ?? '',
      location: result?.problem?.location,
    }))
  }
}
