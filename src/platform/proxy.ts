import { InputError } from '../errors.ts'

const names = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'] as const

/**
 * Makes Node's own `fetch` go through the proxies of the environment (`https_proxy`, `http_proxy`, `no_proxy`, in
 * either case, the lower one first), which it would ignore by itself.
 *
 * @throws InputError for a proxy that is none
 */
export async function useProxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const given = names.filter((name) => env[name])
  if (given.length === 0) return
  const proxies = Object.fromEntries(given.map((name) => [name, withScheme(env[name] ?? '')]))
  const odd = given.filter((name) => !isHttpUrl(proxies[name] ?? ''))
  // Without its value, which may hold a password.
  if (odd.length > 0) {
    throw new InputError(
      odd.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`),
    )
  }
  // Loaded here, since most runs have no proxy.
  const { default: http } = await import('node:http')
  if (http.setGlobalProxyFromEnv !== undefined) {
    http.setGlobalProxyFromEnv({ ...env, ...proxies })
    return
  }
  // Early releases of Node 24 have no such function, but their fetch takes its dispatcher from undici's global place.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  Object.assign(process.env, proxies)
  setGlobalDispatcher(new EnvHttpProxyAgent())
}

/** Other tools take `proxy.example:3128` as well. */
function withScheme(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}
