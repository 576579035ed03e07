import { unescape as decode } from 'node:querystring'
import { InputError } from '../core/errors.ts'
import { errorCode, isLoopback, isPrivate } from './http.ts'

/** A request and how it ended, without anything that could be secret. */
export interface Exchange {
  method: string
  /** Host, path and query. */
  where: string
  /** Undefined if no response came. */
  status: number | undefined
  /** Milliseconds until the head of the response, or the failure. */
  tookMs: number
  /** Identifies the request for the server's support, if the server sent it. */
  requestId: string | undefined
  trouble: string | undefined
}

/**
 * Refuses requests that anybody on the network could read: all of them carry a credential. A forge on a local network may
 * have no certificate: `github-token` is sent to its API over plain HTTP if the forge itself is reached so.
 * @param direct the hosts of this machine that no proxy is used for; undefined without a proxy
 */
export function guardFetch(
  fetch: typeof globalThis.fetch,
  { GITHUB_API_URL, GITHUB_SERVER_URL }: Readonly<Record<string, string | undefined>>,
  direct: readonly string[] | undefined,
): typeof globalThis.fetch {
  const isPlain = URL.parse(GITHUB_SERVER_URL ?? '')?.protocol === 'http:'
  const forge = isPlain ? URL.parse(GITHUB_API_URL ?? '')?.origin : undefined
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (!isPrivate(url) && url.origin !== forge) {
      throw new Error(`${url.host} is not reached over https, and credentials are sent to it`)
    }
    if (isLoopback(url) && direct?.includes(url.hostname) === false) {
      throw new Error(`a proxy would be used for ${url.host}, which is this machine: add it to \`no_proxy\`.`)
    }
    return fetch(input, init)
  }
}

export function traceFetch(
  fetch: typeof globalThis.fetch,
  now: () => number,
  report: (exchange: Exchange) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host, pathname, search } = new URL(String(input))
    const request = { method: init?.method ?? 'GET', where: `${host}${pathname}${search}` }
    const startedAt = now()
    const end = (result: Pick<Exchange, 'status' | 'requestId' | 'trouble'>) =>
      report({ ...request, tookMs: now() - startedAt, ...result })
    try {
      const response = await fetch(input, init)
      const { status, headers } = response
      // Servers use different headers for it.
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

/**
 * Makes Node's own `fetch` use the proxies of the environment (`https_proxy`, `http_proxy`, `no_proxy`, in either case;
 * lower case takes precedence), which it ignores by default. Addresses of this machine are
 * reached without it: credentials are sent there over plain HTTP.
 * @param urls those that are known before the first request
 * @returns the hosts of this machine that are reached without the proxy; undefined if there is none
 */
export async function useProxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  urls: readonly string[],
): Promise<readonly string[] | undefined> {
  const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].filter((name) => env[name])
  if (names.length === 0) return undefined
  // Other tools accept `proxy.example:3128` as well, and a password with a `%` that encodes nothing, or no UTF-8.
  const encode = (escapes: string) =>
    escapes === '%' || decode(escapes).includes('\uFFFD') ? escapes.replaceAll('%', '%25') : escapes
  const withScheme = (proxy = '') =>
    (proxy.includes('://') ? proxy : `http://${proxy}`).replace(/(?:%[\da-f]{2})+|%/gi, encode)
  const proxies = Object.fromEntries(names.map((name) => [name, withScheme(env[name])]))
  const invalid = names.filter((name) => !/^https?:$/.test(URL.parse(proxies[name] ?? '')?.protocol ?? ''))
  if (invalid.length > 0) {
    // The value is not shown, because it may contain a password.
    throw new InputError(
      invalid.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`),
    )
  }
  // The module is loaded only if it is needed: most runs have no proxy.
  const { default: http } = await import('node:http')
  // Early releases of Node 24 read the proxies only at their start. Nothing is sent past a proxy that is set.
  if (http.setGlobalProxyFromEnv === undefined) {
    throw new InputError(
      [
        `The environment variable \`${names[0]}\` sets a proxy, but the runner's Node ${process.versions.node} cannot use it.`,
      ],
      { todo: 'Update the runner to a version with Node 24.14 or newer.' },
    )
  }
  const local = urls.map((url) => new URL(url)).filter(isLoopback)
  const own = [...new Set(['localhost', '127.0.0.1', '[::1]', ...local.map(({ hostname }) => hostname)])]
  const exempt = env.no_proxy || env.NO_PROXY || ''
  http.setGlobalProxyFromEnv({ ...env, ...proxies, no_proxy: [exempt, ...own].filter(Boolean).join(',') })
  return own
}
