import type { Reply } from './answer.ts'
import type { App } from './apps.ts'
import type { RecordedCall } from './call.ts'
import type { Members } from './fields.ts'
import type { State } from './state.ts'

/** What an endpoint gets after the caller has been authorized. */
export interface RequestContext {
  readonly state: State
  readonly call: RecordedCall
  /** Path parameters by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** Those of the body, which are as they are described. */
  readonly members: Members
  /** The organization that the call is for. */
  readonly org: string
}

/** One operation of the cloud. The scope that it requires is in the description (`x-scope`). */
export type Endpoint = (context: RequestContext) => Reply

/** An operation on one app. Calls for an unknown app do not get here. */
export type AppEndpoint = (context: RequestContext & { readonly app: App }) => Reply
