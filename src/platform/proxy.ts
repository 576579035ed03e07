import { InputError } from '../errors.ts'

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
  const invalid = given.filter((name) => !isHttpUrl(proxies[name] ?? ''))
  // The value is not shown: it may contain a password.
  if (invalid.length > 0) {
    throw new InputError(
      invalid.map((name) => `The environment variable \`${name}\` must be the http URL of a proxy.`),
    )
  }
  // Loaded only if needed: most runs have no proxy.
  const { default: http } = await import('node:http')
  if (http.setGlobalProxyFromEnv !== undefined) {
    http.setGlobalProxyFromEnv({ ...env, ...proxies })
    return
  }
  // Early releases of Node 24 lack that function, but their fetch uses undici's global dispatcher.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  Object.assign(process.env, proxies)
  setGlobalDispatcher(new EnvHttpProxyAgent())
}

/** Other tools accept `proxy.example:3128` as well. */
function withScheme(proxy: string): string {
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
}
