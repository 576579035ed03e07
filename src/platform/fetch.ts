import { unescape as decode } from 'node:querystring'
import { InputError } from '../errors.ts'
import { errorCode } from './http.ts'

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
 * lower case takes precedence), which it ignores by default, and some releases cannot use.
 */
export async function useProxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  urls: readonly string[],
): Promise<void> {
  const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].filter((name) => env[name])
  if (names.length === 0) return
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
  if (http.setGlobalProxyFromEnv !== undefined) {
    http.setGlobalProxyFromEnv({ ...env, ...proxies })
    return
  }
  // Early releases of Node 24 read the proxies only at their start, and only on request.
  if (env.NODE_USE_ENV_PROXY === '1') return
  const exempt = (env.no_proxy || env.NO_PROXY || '').split(/[\s,]+/)
  const proxied = urls.map((url) => new URL(url)).filter((url) => !isExempt(url, exempt))
  const hosts = new Set(proxied.map(({ hostname }) => hostname))
  if (hosts.size === 0) return
  throw new InputError(
    [
      `The environment variable \`${names[0]}\` sets a proxy for ${[...hosts].join(' and ')}, but the runner's Node ${process.versions.node} cannot use it.`,
    ],
    {
      todo: 'Update the runner to a version with Node 24.14 or newer, or set `NODE_USE_ENV_PROXY: 1` in the `env` of the step.',
    },
  )
}

/** Whether an entry of `no_proxy` is the host, one of its domains, or a star. An entry may end with a port. */
function isExempt({ protocol, hostname, port }: URL, entries: readonly string[]): boolean {
  const withPort = `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`
  return entries.some((entry) => {
    const domain = entry.replace(/^\*?\./, '').toLowerCase()
    if (domain === '' || domain === '*') return domain === '*'
    return [hostname, withPort].some((host) => `.${host}`.endsWith(`.${domain}`))
  })
}
