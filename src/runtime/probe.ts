import type { Probe } from '../inputs/probes.ts'
import type { Dataset } from './dataset.ts'

export type { JsonObject, Probe } from '../inputs/probes.ts'

/** What became of a probe: an entry of the `test-results` output. */
export interface TestResult {
  readonly name: Probe['kind']
  readonly ok: boolean
  /** Whole milliseconds, repetitions included. */
  readonly durationMs: number
  /** What came back, in a few words. */
  readonly detail?: string
  readonly error?: string
}

/** Why a verification failed. */
export interface Problem {
  readonly part: 'runtime' | 'datasets' | 'probes'
  /** Sentences. */
  readonly text: string
  /** Whether `fail-on-test-error: false` makes it a warning. */
  readonly isTolerable: boolean
}

export interface Verification {
  readonly tests: readonly TestResult[]
  /** As last seen. */
  readonly datasets: readonly Dataset[]
  /** Empty when all is well. */
  readonly problems: readonly Problem[]
}
