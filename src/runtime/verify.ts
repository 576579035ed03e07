import type { Emit } from '../events.ts'
import type { Probe } from '../inputs/probes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Redact } from '../platform/text.ts'
import { createRuntimeClient } from './client.ts'
import { DatasetPoller, namesOfDatasets } from './datasets.ts'
import { runProbe } from './probes.ts'
import { hasComponents, waitUntilReady } from './ready.ts'
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
  probes: readonly Probe[]
  emit: Emit
  /** Hides secrets in a text. */
  redact: Redact
}

/**
 * Verifies what was deployed: the runtime, then its datasets, then the probes. A failure does not stop the other checks,
 * unless the runtime never becomes ready. Sends nothing if there is nothing to check.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { warmupMs, datasetTimeoutMs, testTimeoutMs, spicepod, probes, emit } = options
  const checksDatasets = datasetTimeoutMs > 0
  if (!checksDatasets && probes.length === 0) return { tests: [], datasets: [], problems: [] }
  const context = { ...options, client: createRuntimeClient(options) }
  const datasets = checksDatasets ? new DatasetPoller(namesOfDatasets(spicepod), context) : undefined
  const hasNoComponents = Boolean(spicepod) && !hasComponents(spicepod)
  // If probes are configured, the runtime has to become ready.
  const mayStayIdle = hasNoComponents && probes.length === 0
  const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs)

  const notReady =
    limitMs > 0
      ? await waitUntilReady({ limitMs, datasets, hasNoComponents, mayStayIdle }, context)
      : undefined
  if (notReady !== undefined) {
    const tests = probes.map(({ kind }): TestResult => {
      const test = { name: kind, ok: false, durationMs: 0, error: `Not run. ${notReady.text}` }
      emit({ type: 'probe.ended', result: test })
      return test
    })
    return { tests, datasets: datasets?.datasets ?? [], problems: [notReady] }
  }

  const problems: (Problem | undefined)[] = [await datasets?.waitUntilHealthy(datasetTimeoutMs)]
  const tests: TestResult[] = []
  // One after the other, so that no probe is slowed down by another.
  for (const probe of probes) {
    emit({ type: 'probe.started', name: probe.kind })
    const { test, problem } = await runProbe(probe, testTimeoutMs, context)
    emit({ type: 'probe.ended', result: test })
    tests.push(test)
    problems.push(problem)
  }
  return {
    tests,
    datasets: datasets?.datasets ?? [],
    problems: problems.filter((problem) => problem !== undefined),
  }
}
