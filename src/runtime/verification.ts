import type { Location, Problem } from '../core/problem.ts'
import { describeProbe, type Probe } from '../inputs/probes.ts'

/** The result of a probe: an entry of the `test-results` output. */
export interface TestResult {
  /** The kind of the probe; `table:NAME` for a table, `test:NAME` for a test of the data. */
  readonly name: string
  readonly ok: boolean
  /** Whole milliseconds, including retries. */
  readonly durationMs: number
  readonly severity?: 'warn'
  /** The response in a few words. */
  readonly detail?: string
  readonly error?: string
}

/** A dataset, model or embedding as the runtime reports it: an entry of the `datasets` or `models` output. */
export interface Dataset {
  readonly name: string
  /** The runtime's own word, or `Missing` for one that is in the spicepod but not in the runtime. */
  readonly status: string
  readonly from?: string | undefined
  /** `category`, `type` and `code`, as they came. */
  readonly error?: unknown
  readonly error_message?: string | undefined
  /** Not part of the output. */
  readonly acceleration_enabled?: boolean | undefined
}

export interface VerificationProblem {
  /** A rejected API key has advice of its own, because the deployment did not cause it. */
  readonly code: 'api-key-rejected' | 'not-ready' | 'probe-failed' | 'breaking-change'
  readonly part: 'runtime' | 'datasets' | 'models' | 'probes' | 'tests' | 'data'
  readonly text: string
  /** `fail-on-test-error: false` makes it a warning. */
  readonly isTolerable: boolean
  readonly location?: Location
}

export interface Verification {
  readonly tests: readonly TestResult[]
  /** From the last poll. */
  readonly datasets: readonly Dataset[]
  /** Models and embeddings from the last poll, if the spicepod has any: entries of the `models` output. */
  readonly models?: readonly Dataset[]
  /** Empty if the deployment is verified. */
  readonly problems: readonly VerificationProblem[]
  /** Whether the runtime has nothing to serve and never gets ready, so that nothing was checked. */
  readonly isIdle?: boolean
  /** Reasons in the log of the instance for which the runtime lacks datasets. */
  readonly explanations?: readonly Problem[]
}

export function toResult(
  probe: Probe,
  ok: boolean,
  durationMs: number,
  words: Pick<TestResult, 'detail' | 'error'>,
): TestResult {
  const isWarning = probe.kind === 'test' && probe.test.severity === 'warn'
  return { name: describeProbe(probe), ok, durationMs, ...(isWarning && { severity: 'warn' }), ...words }
}

export function notRun(probe: Probe, error: string): TestResult {
  return toResult(probe, false, 0, { error })
}

/** Whether a probe was run, which takes a time. */
export function wasRun({ ok, durationMs, error }: TestResult): boolean {
  return ok || durationMs > 0 || !error?.startsWith('Not run')
}

export interface ProbeResult {
  readonly test: TestResult
  readonly problem?: VerificationProblem
}
