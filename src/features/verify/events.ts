import type { Dataset, TestResult, Verification } from '../../runtime/verification.ts'

type VerifyEvent =
  | { type: 'verification.started' }
  /** The checks cannot run; `reason` ends a sentence, `todo` makes them run, `tests` are those that were requested. */
  | { type: 'verification.skipped'; reason: string; todo?: string | undefined; tests: readonly TestResult[] }
  | { type: 'runtime.waiting'; reason: string }
  | { type: 'runtime.ready'; tookMs: number }
  /** The spicepod has no components, so the runtime never reports ready. */
  | { type: 'runtime.idle' }
  /** A poll has returned a list that differs from the previous one. */
  | { type: 'datasets.polled'; progress: string; datasets: readonly Dataset[] }
  | { type: 'models.polled'; progress: string; models: readonly Dataset[] }
  | { type: 'probe.started'; name: TestResult['name'] }
  | { type: 'probe.ended'; result: TestResult }
  | { type: 'verification.ended'; verification: Verification }

export interface VerifyEvents {
  readonly verify: VerifyEvent
}
