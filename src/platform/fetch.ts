import { InputError } from '../errors.ts'
import { errorCode } from './http-errors.ts'

/** A `fetch` that sends nothing more once the run is cancelled: its final report must not be outdated at once. */
export function cancellableFetch(
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): typeof globalThis.fetch {
  // The process ends without a response.
  return (input, init) => (signal.aborted ? new Promise<never>(() => {}) : fetch(input, init))
}

/** A request and its result, without anything that could be secret. */
export interface Exchange {
  method: string
  /** Host, path and query. */
  where: string
  /** Undefined if no response came. */
  status: number | undefined
  /** Until the head of the response, or the failure, in milliseconds. */
  tookMs: number
  /** What to quote to support, if the server sent it. */
  requestId: string | undefined
  /** Why no response came. */
  trouble: string | undefined
}

/** A `fetch` that reports each request, for debugging. */
export function tracedFetch(
  fetch: typeof globalThis.fetch,
  now: () => number,
  report: (exchange: Exchange) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : input)
    const startedAt = now()
    const end = (result: Pick<Exchange, 'status' | 'requestId' | 'trouble'>) => {
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
      report({ method, where: `${host}${pathname}${search}`, tookMs: now() - startedAt, ...result })
    }
    try {
      const response = await fetch(input, init)
      const { status, headers } = response
      // Spice Cloud and GitHub use different headers for it.
      const requestId = headers.get('x-request-id') ?? headers.get('x-github-request-id') ?? undefined
      end({ status, requestId, trouble: undefined })
      return response
    } catch (error) {
      const trouble = errorCode(error) ?? (error instanceof Error ? error.name : String(error))
      end({ status: undefined, requestId: undefined, trouble })
      throw error
    }
  }
}

const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'] as const

/**
 * Makes Node's own `fetch` use the proxies of the environment (`https_proxy`, `http_proxy`, `no_proxy`, in either
 * case; lower case takes precedence), which it ignores by default.
 *
 * @throws InputError for a proxy that is not an http URL
 */
export async function useProxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const given = names.filter((name) => env[name])
  if (given.length === 0) return
  const proxies = Object.fromEntries(given.map((name) => [name, withScheme(env[name] ?? '')]))
  const invalid = given.filter((name) => !/^https?:$/.test(URL.parse(proxies[name] ?? '')?.protocol ?? ''))
  // The value is not shown: it may contain a password.
  const problems = invalid.map(
    (name) => `The environment variable \`${name}\` must be the http URL of a proxy.`,
  )
  if (problems.length > 0) throw new InputError(problems)
  // Loaded only if needed: most runs have no proxy.
  const { default: http } = await import('node:http')
  if (http.setGlobalProxyFromEnv !== undefined) {
    http.setGlobalProxyFromEnv({ ...env, ...proxies })
    return
  }
  // Early releases of Node 24 lack that function, but their fetch uses undici's global dispatcher.
  const { useProxyAgent } = await import('./undici.ts')
  Object.assign(process.env, proxies)
  useProxyAgent()
}

/** Other tools accept `proxy.example:3128` as well. */
function withScheme(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`
}
