import type { Emit } from '../events.ts'
import { endWithStop } from '../text.ts'
import type { Clock } from '../time.ts'
import { createRuntimeClient, type RuntimeClient } from './client.ts'
import { DatasetWatch, waitForDatasets } from './datasets.ts'
import type { Probe, Problem, TestResult, Verification } from './probe.ts'
import { runProbe } from './probes/run.ts'
import { waitUntilReady } from './ready.ts'

export interface VerifyOptions {
  /** Base URL of the runtime without a slash at its end. */
  url: string
  /** Sent to the origin of `url` alone. */
  key: string
  fetch: typeof globalThis.fetch
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Wait for the runtime; without a dataset check, 0 asks the probes at once. */
  warmupMs: number
  /** Wait for the datasets; 0 leaves their check out. */
  datasetTimeoutMs: number
  /** For one probe in all. */
  testTimeoutMs: number
  /** For one HTTP attempt, its body included. */
  requestTimeoutMs: number
  /** Names of datasets that have to be there. */
  expectedDatasets: readonly string[]
  /**
   * Whether the spicepod names nothing that is loaded: its runtime answers, and never calls itself ready. That is no
   * fault, and not worth more time than `warmupMs`.
   */
  mayStayIdle: boolean
  probes: readonly Probe[]
  emit: Emit
  /** Hides secrets in a text. */
  redact: (text: string) => string
}

/**
 * Finds out whether what was deployed runs: the runtime, then its datasets, then the answers to questions. All is asked
 * that can be, whatever fails before. Nothing is sent where there is nothing to check.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { warmupMs, datasetTimeoutMs, clock, random, probes, emit, requestTimeoutMs } = options
  const { expectedDatasets: expected, mayStayIdle } = options
  const checksDatasets = datasetTimeoutMs > 0
  if (!checksDatasets && probes.length === 0) return { tests: [], datasets: [], problems: [] }
  const client = createRuntimeClient(options)
  const watch = checksDatasets
    ? new DatasetWatch({ client, expected, requestTimeoutMs, clock, emit })
    : undefined
  const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs)

  if (limitMs > 0) {
    const readiness = await waitUntilReady({
      client,
      limitMs,
      watch,
      requestTimeoutMs,
      clock,
      random,
      emit,
    })
    const isIdle = mayStayIdle && readiness.kind === 'not-ready' && readiness.saidNotReady
    if (isIdle) {
      emit({ type: 'runtime.idle' })
    } else if (readiness.kind !== 'ready') {
      watch?.end()
      const { kind, text } = readiness
      const part = kind === 'datasets-failed' ? 'datasets' : 'runtime'
      const tests = skip(probes, text, emit)
      const problems = [{ part, text, isTolerable: !checksDatasets } as const]
      return { tests, datasets: watch?.datasets ?? [], problems }
    }
  }

  const problems: Problem[] = []
  if (watch !== undefined) {
    const verdict = await waitForDatasets(watch, { limitMs: datasetTimeoutMs, clock, random })
    watch.end()
    if (verdict.kind === 'failed') problems.push({ part: 'datasets', text: verdict.text, isTolerable: false })
  }
  const tests = await runProbes(client, options)
  problems.push(...tests.flatMap(describeProbe))
  return { tests, datasets: watch?.datasets ?? [], problems }
}

/** One after the other: each is to be judged by itself, and not by how busy the others keep the runtime. */
async function runProbes(
  client: RuntimeClient,
  { probes, testTimeoutMs: timeoutMs, requestTimeoutMs, clock, random, emit }: VerifyOptions,
): Promise<TestResult[]> {
  const tests: TestResult[] = []
  for (const probe of probes) {
    emit({ type: 'probe.started', name: probe.kind })
    const test = await runProbe(probe, { client, timeoutMs, requestTimeoutMs, clock, random })
    emit({ type: 'probe.ended', result: test })
    tests.push(test)
  }
  return tests
}

function skip(probes: readonly Probe[], why: string, emit: Emit): TestResult[] {
  return probes.map(({ kind }) => {
    const test = { name: kind, ok: false, durationMs: 0, error: `Not asked. ${why}` }
    emit({ type: 'probe.ended', result: test })
    return test
  })
}

function describeProbe({ name, ok, error }: TestResult): Problem[] {
  if (ok) return []
  return [{ part: 'probes', text: endWithStop(`The ${name} probe failed: ${error}`), isTolerable: true }]
}
