import { asResult, CallError, isDenied, isForbidden, NoResponseError } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import { accessTimeoutMs, deadlineIn } from '../platform/clock.ts'
import { isLoopback, readSafeUrl } from '../platform/http.ts'
import { join } from '../platform/text.ts'
import { type App, isManaged } from '../spice/schema.ts'
import { isAppMissing } from './find.ts'

// The URL and the API key of an app's runtime.

interface RuntimeInputs {
  /** Without it, no address that Spice Cloud reports counts. */
  apiUrl?: string | undefined
  runtimeUrl?: string | undefined
  region?: string | undefined
}

export type RuntimeLookup =
  /** The app is undefined if it could not be read. */
  | { kind: 'known'; app: App | undefined; url: string; key: string }
  /** `why` is the end of a sentence, `todo` a whole one. It may pass if Spice Cloud did not answer. */
  | { kind: 'unknown'; why: string; todo?: string | undefined; isAppGone?: boolean; mayPass: boolean }

/**
 * The URL of an app's runtime and its API key, which is hidden from now on.
 * @param background ends a lookup that gives up if the rate limit has no room, and keeps no other request waiting
 */
export async function findRuntime(
  appId: number,
  inputs: RuntimeInputs,
  { api, clock, hide }: Pick<Run, 'api' | 'clock' | 'hide'>,
  timeoutMs = accessTimeoutMs,
  background?: AbortSignal,
): Promise<RuntimeLookup> {
  const deadline = deadlineIn(timeoutMs, clock)
  const options = { isBackground: background !== undefined, signal: background }
  const [read, keys] = await Promise.all([
    api.getApp(appId, deadline, { reportErrors: false, ...options }).catch(asResult),
    api.getApiKeys(appId, deadline, options).catch(asResult),
  ])
  if (!(keys instanceof CallError)) keys.forEach(hide)
  const app = read instanceof CallError ? undefined : read
  const isAppGone = isAppMissing(read)
  const mayPass = [read, keys].some((result) => result instanceof NoResponseError && result.mayPass)
  const todoForKey = findTodoForKey(keys)
  const unknown = (why: string, todo?: string) =>
    ({ kind: 'unknown', why, todo: join(' ', todo, todoForKey) || undefined, isAppGone, mayPass }) as const
  // A URL is of no use without the key.
  const todoForUrl = keys instanceof CallError ? undefined : 'Set `runtime-url` to the URL of the runtime.'
  if (!isManaged(app) && inputs.runtimeUrl === undefined) {
    return unknown(
      'Spice Cloud does not run this app, so the address of its runtime is not known',
      todoForUrl,
    )
  }
  const url = findRuntimeUrl(app, inputs)
  if (url === undefined) {
    if (!(read instanceof CallError)) {
      const host = URL.parse(app?.endpoint ?? '')?.host
      const why = host && `Spice Cloud reports a runtime at ${host}, to which no key is sent`
      return unknown(why || 'Spice Cloud does not report the runtime URL', todoForUrl)
    }
    return unknown(`the runtime URL could not be determined (${read.message})`, todoForUrl)
  }
  if (keys instanceof CallError) return unknown(`the API key could not be read (${keys.message})`)
  const [key] = keys
  return key === undefined ? unknown('the app has no API key') : { kind: 'known', url, key, app }
}

/** Advice for an API key that could not be read; undefined if nothing but another run helps. */
function findTodoForKey(keys: readonly string[] | CallError): string | undefined {
  if (!(keys instanceof CallError)) {
    return keys.length > 0 ? undefined : 'Create an API key for the app on spice.ai.'
  }
  if (isForbidden(keys, 'getApiKeys'))
    return 'Add the scope `apps:read` to the credentials, and to `scope` if that input is set.'
  const todo =
    'Store a new token in the secret that `api-token` reads, or check the OAuth client of `client-id`.'
  return isDenied(keys) ? todo : undefined
}

const domain = 'spiceai.io'
const clusterSuffix = '-prod-aws-data'
/** A part of a host name: anything else could send the key to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/** The base URL of a runtime, if a key may be sent there: `runtime-url`, what the app says, or the input `region`. */
export function findRuntimeUrl(
  app: Pick<App, 'endpoint' | 'cname' | 'region' | 'config'> | undefined,
  inputs: RuntimeInputs,
): string | undefined {
  // If `runtime-url` cannot be used, no other URL takes its place.
  if (inputs.runtimeUrl !== undefined) return readSafeUrl(inputs.runtimeUrl)
  const { endpoint, cname = '', config, region } = app ?? {}
  if (endpoint) return isTrusted(endpoint, inputs.apiUrl) ? readSafeUrl(endpoint) : undefined
  const cluster = cname.endsWith(clusterSuffix) ? cname : ''
  const names = [cluster, config?.region, region, inputs.region].map((name = '') =>
    name.endsWith(clusterSuffix) ? name.slice(0, -clusterSuffix.length) : name,
  )
  const name = names.find((candidate) => label.test(candidate))
  return name && `https://${name}${clusterSuffix}.${domain}`
}

/** Whether an address that Spice Cloud reports is its own: any other host would get the key, and could be of a private network. */
function isTrusted(endpoint: string, apiUrl = ''): boolean {
  const [runtime, api] = [URL.parse(endpoint), URL.parse(apiUrl)]
  if (runtime === null || api === null) return false
  if (isLoopback(runtime)) return isLoopback(api)
  const isOwn = runtime.hostname.endsWith(`.${domain}`) || runtime.hostname === api.hostname
  return runtime.protocol === 'https:' && isOwn
}
