import type { JsonObject } from './json.ts'

/** What a runtime is like. Everything has a default. */
export interface RuntimeOptions {
  /** What `X-API-Key` has to be. Default: the first key of the sandbox's first app, else {@link DEFAULT_RUNTIME_KEY}. */
  readonly key?: string
  /** How many looks at `/v1/ready` find it not ready. Default 0. */
  readonly readyAfterLooks?: number
  /** When it is ready, in milliseconds after it was started. Default 0. */
  readonly readyAfterMs?: number
  /** Default: those that the spicepod of the sandbox's first app names, ready. A function is asked at each look. */
  readonly datasets?: readonly RuntimeDataset[] | (() => readonly RuntimeDataset[])
  /** So many requests get a 502 of the gateway before the runtime gets any. Default 0. */
  readonly gateway502For?: number
  /** Whether chat answers 502 to clients that take compressed answers, as seen on Cloud. Default true. */
  readonly chat502WhenCompressed?: boolean
  /** The models of the spicepod. Default `sandbox-model`. */
  readonly models?: readonly string[]
  /** What `/v1/models` lists. Default: the models and embeddings of the spicepod, ready. A function is asked each time. */
  readonly listedModels?: readonly RuntimeModel[] | (() => readonly RuntimeModel[])
  /** Whether the list of models is a bare array or the member `data` of an object. Default `data`. */
  readonly modelsAs?: 'data' | 'array'
  /** The app is run by its owner (Cloud Connect): 501 for what the data plane says about it. Default false. */
  readonly isSelfHosted?: boolean
  /** `SCP-Target-Instance` is ignored, as on a data plane that does not know it. Default false. */
  readonly ignoresTarget?: boolean
  /** What chat answers. */
  readonly chatAnswer?: string
  /** The rows of every query. Default one. */
  readonly rows?: readonly JsonObject[]
  /** How many results a search has. Default 2. */
  readonly searchResults?: number
  readonly mcp?: McpOptions
}

export interface RuntimeDataset {
  readonly name: string
  /** One for each look, of which the last stays. Default `Ready`. */
  readonly status?: string | readonly string[]
  readonly from?: string
  /** Shown while it is in error. */
  readonly error?: JsonObject
  readonly error_message?: string
}

export interface RuntimeModel {
  readonly name: string
  /** Default `Ready`. */
  readonly status?: string | null
  readonly error_message?: string
}

export interface McpOptions {
  /** Answers come as an event stream. Default false: as JSON. */
  readonly sse?: boolean
  /** So many event streams of tool calls end before the answer. Default 0. */
  readonly endsEarly?: number
  /** The stream stays open behind the answer. */
  readonly staysOpen?: boolean
  /** Every tool reports an error. */
  readonly isError?: boolean
  /** The host is none of `allowed_hosts`. */
  readonly hostRefused?: boolean
  /** Sessions are forgotten at once, as it looks from outside where another replica gets the next request. */
  readonly forgetful?: boolean
}

export const DEFAULT_RUNTIME_KEY = '4711|5a4d0b0c7e1f2a3b4c5d6e7f'
