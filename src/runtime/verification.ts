/** A question to the runtime, with the answer of which people judge what was deployed. */
export type Probe =
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'nsql'; readonly query: string; readonly model?: string }
  /** `body` as `POST /v1/search` takes it. */
  | { readonly kind: 'search'; readonly body: JsonObject }
  /** `body` in the form of OpenAI's chat completions. */
  | { readonly kind: 'chat'; readonly body: JsonObject }
  | { readonly kind: 'mcp'; readonly tool: string; readonly arguments: JsonObject }

export type ProbeOf<Kind extends Probe['kind']> = Extract<Probe, { kind: Kind }>

export type JsonObject = Readonly<Record<string, unknown>>

/** The result of a probe: an entry of the `test-results` output. */
export interface TestResult {
  readonly name: Probe['kind']
  readonly ok: boolean
  /** Whole milliseconds, including retries. */
  readonly durationMs: number
  /** What came back, in a few words. */
  readonly detail?: string
  readonly error?: string
}

/** A dataset as the runtime reports it: an entry of the `datasets` output. */
export interface Dataset {
  readonly name: string
  /** The runtime's own word, or `Missing` for one that is in the spicepod but not in the runtime. */
  readonly status: string
  readonly from?: string
  /** `category`, `type` and `code`, as they came. */
  readonly error?: unknown
  readonly error_message?: string
}

/** Why a verification failed. */
export interface Problem {
  readonly part: 'runtime' | 'datasets' | 'probes'
  /** What the user has to mend, if it is not what was deployed. */
  readonly cause?: 'api-key'
  /** Sentences. */
  readonly text: string
  /** Whether `fail-on-test-error: false` makes it a warning. */
  readonly isTolerable: boolean
}

export interface Verification {
  readonly tests: readonly TestResult[]
  /** From the last poll. */
  readonly datasets: readonly Dataset[]
  /** Empty if the deployment is verified. */
  readonly problems: readonly Problem[]
}
