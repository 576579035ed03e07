import type { Cloud } from './cloud.ts'
import type { Github } from './github.ts'

/** The parts of a sandbox that `/_sandbox` reads and changes. A reset replaces them. */
export interface Parts {
  readonly cloud: Cloud
  readonly github: Github
}

/** What `/_sandbox` can do with a sandbox besides reading and changing its parts. */
export interface ControlActions {
  /** Starts again with the options of the start. */
  reset(): void
  stop(): void
}

export interface ControlContext extends ControlActions {
  readonly sandbox: Parts
  /** How long a deployment with a named outcome takes. */
  readonly durationMs: number
}

/** What an endpoint responds with; it gets the parsed body. Throws a ConfigError for a wrong one. */
export type ControlEndpoint = (context: ControlContext, body: unknown) => unknown

/** The response of what has nothing to show. */
export const OK = { status: 'ok' }

/** Endpoints that take a list take a single item, too. */
export function inList(body: unknown): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? [body] : body
}

export function replaceOrAdd<Item>(list: Item[], index: number, item: Item): void {
  list.splice(index < 0 ? list.length : index, 1, item)
}
