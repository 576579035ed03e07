import type { JsonObject } from './json.ts'

/** The options of a runtime. All of them have a default. */
export interface RuntimeOptions {
  /** How many polls of `/v1/ready` find it not ready although an instance serves. Default 0. */
  readonly readyAfterLooks?: number
  /** What `/v1/datasets` lists. Default: the datasets that are deployed. A function is called at each poll. */
  readonly datasets?: readonly RuntimeDataset[] | (() => readonly RuntimeDataset[])
  /** Whether chat responds with 502 to clients that accept compressed responses, as seen on Spice Cloud. Default true. */
  readonly chat502WhenCompressed?: boolean
  /** What `/v1/models` lists. Default: the models and embeddings that are deployed. A function is called at each poll. */
  readonly listedModels?: readonly RuntimeModel[] | (() => readonly RuntimeModel[])
  /** Whether the list of models is a bare array or the member `data` of an object. Default `data`. */
  readonly modelsAs?: 'data' | 'array'
  /** The app is run by its owner (Cloud Connect): 501 for what the data plane says about it. Default: unless its kind is `managed`. */
  readonly isSelfHosted?: boolean
  /** `SCP-Target-Instance` is ignored, as on a data plane that does not know it. Default false. */
  readonly ignoresTarget?: boolean
  /** The answer of chat. */
  readonly chatAnswer?: string
  /** The query that every question of `/v1/nsql` becomes. Default `SELECT 1`. */
  readonly nsqlAnswer?: string
  /** The most rows of an answer; Spice Cloud may cut one at 500. Default: no limit. */
  readonly maxRows?: number
  /** How many results a search has. Default 2. */
  readonly searchResults?: number
  readonly mcp?: McpOptions
}

export interface RuntimeDataset {
  readonly name: string
  /** One for each poll; the last one stays. Default `Ready`. */
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
  /** Responses are event streams. Default false: JSON. */
  readonly sse?: boolean
  /** The number of event streams of tool calls that end before the response. Default 0. */
  readonly endsEarly?: number
  /** The stream stays open after the response. */
  readonly staysOpen?: boolean
  /** Every tool reports an error. */
  readonly isError?: boolean
  /** The host is not one of `allowed_hosts`. */
  readonly hostRefused?: boolean
  /** Sessions are lost immediately, as if another replica received the next request. */
  readonly forgetful?: boolean
}
