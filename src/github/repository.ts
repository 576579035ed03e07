import type { Environment } from '../context.ts'
import type { Trace } from '../platform/fetch.ts'
import { readBody } from '../platform/http.ts'

/** A repository to ask GitHub about. */
export interface Repository {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  /** Ends every call. */
  readonly signal: AbortSignal
}

type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>

/**
 * Gets ready to ask GitHub about the repository of the run. Nothing is sent yet.
 *
 * @param signal ends every call
 * @param trace wraps the `fetch` of every call, for those who debug
 * @returns undefined where the environment names none
 */
export async function openRepository(
  token: string,
  env: Environment,
  signal: AbortSignal,
  trace?: Trace,
): Promise<Repository | undefined> {
  const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? []
  if (!owner || !repo) return undefined
  // Loaded here, since most runs have nothing to ask. It reads proxies by itself.
  const { getOctokit } = await import('@actions/github')
  const baseUrl = env.GITHUB_API_URL
  const octokit = getOctokit(token, { log: silent, ...(baseUrl && { baseUrl }) })
  // Wrapped call by call: a `fetch` among the options of the client would replace the one that uses the proxies.
  octokit.hook.before('request', (options) => {
    const given: typeof globalThis.fetch = options.request?.fetch ?? globalThis.fetch
    const fetch = trace?.(given) ?? given
    const whole: typeof fetch = async (input, init) =>
      readBody(await fetch(input, init), options.request?.maxBytes)
    options.request = { ...options.request, fetch: whole }
  })
  return { octokit, owner, repo, signal }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What every call gets beside its own parameters. */
export function callOf({ owner, repo, signal }: Repository) {
  return { owner, repo, request: { signal, log: silent } }
}
