import type { Reply } from './answer.ts'
import type { App } from './apps.ts'
import type { RecordedCall } from './call.ts'
import type { State } from './state.ts'

/** What an endpoint gets once the caller is known to be allowed. */
export interface RequestContext {
  readonly state: State
  readonly call: RecordedCall
  /** Path parameters by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** The organization acted on. */
  readonly org: string
}

/** One operation of the cloud. The scope it needs stands in the description (`x-scope`). */
export type Endpoint = (context: RequestContext) => Reply

/** An operation on one app; an unknown app is answered before it gets here. */
export type AppEndpoint = (context: RequestContext & { readonly app: App }) => Reply
