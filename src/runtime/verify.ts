import type { Emit } from '../events.ts'
import { describeProbe, type Probe } from '../inputs/probes.ts'
import type { Clock } from '../platform/clock.ts'
import { count, type Redact, shorten } from '../platform/text.ts'
import { createRuntimeClient } from './client.ts'
import { ComponentPoller, namesOfDatasets } from './datasets.ts'
import { hasModels, modelKind, namesOfModels } from './models.ts'
import { runProbe } from './probes.ts'
import { hasComponents, waitUntilReady } from './ready.ts'
import { findPreviousSources, sourcesOf } from './sources.ts'
import type { Problem, TestResult, Verification } from './verification.ts'

export interface VerifyOptions {
  /** Base URL of the runtime without a slash at its end. */
  url: string
  /** Sent to the origin of `url` alone. */
  key: string
  fetch: typeof globalThis.fetch
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** For the runtime to become ready. With 0 and no dataset check, the probes run at once. */
  warmupMs: number
  /** For the datasets; 0 skips their check. */
  datasetTimeoutMs: number
  /** For each probe, including retries. */
  testTimeoutMs: number
  /** For one HTTP attempt, its body included. */
  requestTimeoutMs: number
  /** What the runtime is expected to run; undefined if that is not known. */
  spicepod: unknown
  /** What it replaces; undefined if that is not known. */
  previousSpicepod?: unknown
  probes: readonly Probe[]
  emit: Emit
  /** Hides secrets in a text. */
  redact: Redact
}

/** Tables that are asked for a row at the same time. */
const maxTables = 4

/**
 * Verifies what was deployed: the runtime, then its datasets, then the probes. A failure does not stop the other checks,
 * unless the runtime never becomes ready. Sends nothing if there is nothing to check.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { warmupMs, datasetTimeoutMs, testTimeoutMs, spicepod, probes, emit } = options
  const checksDatasets = datasetTimeoutMs > 0
  if (!checksDatasets && probes.length === 0) return { tests: [], datasets: [], problems: [] }
  const context = { ...options, client: createRuntimeClient(options) }
  const previous = findPreviousSources(options.previousSpicepod, spicepod)
  const datasets = checksDatasets
    ? new ComponentPoller(namesOfDatasets(spicepod), context, { previous, sources: sourcesOf(spicepod) })
    : undefined
  const models =
    checksDatasets && hasModels(spicepod)
      ? new ComponentPoller(namesOfModels(spicepod), context, { kind: modelKind })
      : undefined
  const listed = () => ({ datasets: datasets?.datasets ?? [], ...(models && { models: models.datasets }) })
  const hasNoComponents = Boolean(spicepod) && !hasComponents(spicepod)
  // If probes are configured, the runtime has to become ready.
  const mayStayIdle = hasNoComponents && probes.length === 0
  const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs)

  const notReady =
    limitMs > 0
      ? await waitUntilReady({ limitMs, datasets, models, hasNoComponents, mayStayIdle }, context)
      : undefined
  if (notReady !== undefined) {
    const tests = probes.map((probe): TestResult => {
      const test = {
        name: describeProbe(probe),
        ok: false,
        durationMs: 0,
        error: `Not run. ${notReady.text}`,
      }
      emit({ type: 'probe.ended', result: test })
      return test
    })
    return { tests, ...listed(), problems: [notReady] }
  }

  const problems: (Problem | undefined)[] = await Promise.all([
    datasets?.waitUntilHealthy(datasetTimeoutMs),
    models?.waitUntilHealthy(datasetTimeoutMs),
  ])
  const run = async (probe: Probe) => {
    emit({ type: 'probe.started', name: describeProbe(probe) })
    const result = await runProbe(probe, testTimeoutMs, context)
    emit({ type: 'probe.ended', result: result.test })
    if (probe.kind === 'table' && result.test.detail === count(0, 'row')) {
      emit({ type: 'warning', text: `Table ${shorten(probe.table, 80, context.redact)} has no rows.` })
    }
    return result
  }
  const results = await inParallel(maxTables, probes.filter(isOfTable), run)
  // One after the other, so that no probe is slowed down by another.
  results.push(
    ...(await inParallel(
      1,
      probes.filter((probe) => !isOfTable(probe)),
      run,
    )),
  )
  problems.push(...results.map(({ problem }) => problem))
  return {
    tests: results.map(({ test }) => test),
    ...listed(),
    problems: problems.filter((problem) => problem !== undefined),
  }
}

function isOfTable({ kind }: Probe): boolean {
  return kind === 'table'
}

/** Runs a task for each item, some at a time, and returns the results in the order of the items. */
async function inParallel<Item, Result>(
  most: number,
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = [...items.entries()].values()
  const work = async () => {
    for (const [index, item] of queue) results[index] = await task(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work))
  return results
}
