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

/** The URL of an app's runtime and its API key, which is hidden from now on. */
export async function findRuntime(
  appId: number,
  { runtimeUrl, region }: { runtimeUrl?: string | undefined; region?: string | undefined },
  { api, clock, hide }: Pick<Run, 'api' | 'clock' | 'hide'>,
  timeoutMs = accessTimeoutMs,
): Promise<RuntimeLookup> {
  const unknown = (why: string, needsUrl = false) => ({ kind: 'unknown', why, needsUrl }) as const
  const deadline = deadlineIn(timeoutMs, clock)
  const failure = (error: unknown) => {
    if (error instanceof CallError) return error
    throw error
  }
  const [app, keys] = await Promise.all([
    api.getApp(appId, deadline, { reportErrors: false }).catch(failure),
    api.getApiKeys(appId, deadline).catch(failure),
  ])
  for (const key of keys instanceof CallError ? [] : keys) hide(key)
  const readableApp = app instanceof CallError ? undefined : app
  if (!isManaged(readableApp) && runtimeUrl === undefined) {
    return unknown('Spice Cloud does not run this app, so the address of its runtime is not known', true)
  }
  const url = findRuntimeUrl(readableApp, { runtimeUrl, region })
  if (url === undefined) {
    const why =
      app instanceof CallError
        ? `could not determine the runtime URL (${app.message})`
        : 'Spice Cloud does not report the runtime URL'
    return unknown(why, true)
  }
  if (keys instanceof CallError) return unknown(`could not read the API key (${keys.message})`)
  const [key] = keys
  return key === undefined ? unknown('the app has no API key') : { kind: 'known', url, key, app: readableApp }
}
