import { CallError } from './errors.ts'
import { deadlineIn } from './platform/clock.ts'
import type { Run } from './run-context.ts'
import type { RuntimeAccess } from './runtime/client.ts'
import { findRuntimeUrl } from './runtime/locate.ts'
import { type App, isManaged } from './spice/schema.ts'

/** For reading the URL of the runtime and its API key, in milliseconds. */
export const accessTimeoutMs = 30_000

export type RuntimeLookup =
  /** The app is undefined if it could not be read. */
  | ({ kind: 'known'; app: App | undefined } & RuntimeAccess)
  /** Why ends a sentence. `needsUrl` if the input `runtime-url` would help. */
  | { kind: 'unknown'; why: string; needsUrl?: boolean }

/**
 * The URL of an app's runtime and its API key, which is hidden from now on.
 * @param background ends a lookup that gives up if the rate limit has no room, and keeps no other request waiting
 */
export async function findRuntime(
  appId: number,
  { runtimeUrl, region }: { runtimeUrl?: string | undefined; region?: string | undefined },
  { api, clock, hide }: Pick<Run, 'api' | 'clock' | 'hide'>,
  {
    timeoutMs = accessTimeoutMs,
    background,
  }: { timeoutMs?: number; background?: AbortSignal | undefined } = {},
): Promise<RuntimeLookup> {
  const unknown = (why: string, needsUrl = false) => ({ kind: 'unknown', why, needsUrl }) as const
  const deadline = deadlineIn(timeoutMs, clock)
  const options = { isBackground: background !== undefined, signal: background }
  const [read, keys] = await Promise.all([
    api.getApp(appId, deadline, { reportErrors: false, ...options }).catch(asValue),
    api.getApiKeys(appId, deadline, options).catch(asValue),
  ])
  if (!(keys instanceof CallError)) keys.forEach(hide)
  const app = read instanceof CallError ? undefined : read
  if (!isManaged(app) && runtimeUrl === undefined) {
    return unknown('Spice Cloud does not run this app, so the address of its runtime is not known', true)
  }
  const url = findRuntimeUrl(app, { runtimeUrl, region })
  if (url === undefined) {
    if (!(read instanceof CallError)) return unknown('Spice Cloud does not report the runtime URL', true)
    return unknown(`could not determine the runtime URL (${read.message})`, true)
  }
  if (keys instanceof CallError) return unknown(`could not read the API key (${keys.message})`)
  const [key] = keys
  return key === undefined ? unknown('the app has no API key') : { kind: 'known', url, key, app }
}

function asValue(error: unknown): CallError {
  if (error instanceof CallError) return error
  throw error
}
