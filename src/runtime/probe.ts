import type { Dataset } from './dataset.ts'

/** A question to ask of the runtime. */
export type Probe =
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'nsql'; readonly query: string; readonly model?: string }
  /** `body` as `POST /v1/search` takes it. */
  | { readonly kind: 'search'; readonly body: JsonObject }
  /** `body` in the form of OpenAI's chat completions. */
  | { readonly kind: 'chat'; readonly body: JsonObject }
  | { readonly kind: 'mcp'; readonly tool: string; readonly arguments: JsonObject }

export type JsonObject = Readonly<Record<string, unknown>>

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
