import { readBody } from '../platform/http.ts'
import type { Environment } from './event.ts'

/** A repository on GitHub, and the client to send requests about it. */
export interface Repository {
  readonly rest: ReturnType<typeof import('@actions/github')['getOctokit']>['rest']
  /** Parameters of every request about the repository. */
  readonly names: { readonly owner: string; readonly repo: string }
}

export interface GitHubOptions {
  token: string
  env: Environment
  fetch: typeof globalThis.fetch
  /** Ends every request. */
  signal: AbortSignal
  /** Maximum size of a response. Default: `maxResponseBytes`. */
  maxBytes?: number
}

/**
 * Creates a client for the repository of the run. Sends nothing yet.
 *
 * @returns undefined if the environment names no repository
 */
export async function openRepository(options: GitHubOptions): Promise<Repository | undefined> {
  const { token, env, fetch, signal, maxBytes } = options
  const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? []
  if (!owner || !repo) return undefined
  // Loaded here, because most runs send nothing to GitHub.
  const { getOctokit } = await import('@actions/github')
  const baseUrl = env.GITHUB_API_URL
  const cappedFetch: typeof fetch = async (input, init) => readBody(await fetch(input, init), maxBytes)
  const { rest } = getOctokit(token, {
    ...(baseUrl && { baseUrl }),
    log: silent,
    request: { fetch: cappedFetch, signal, log: silent },
  })
  return { rest, names: { owner, repo } }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Limits the time of some work, which gets a signal for its requests. The limit is a timer, because an
 * `AbortSignal.timeout` that is combined with another signal may be garbage-collected before it fires.
 *
 * @param given ends the work earlier
 * @throws what the work throws, or an Error whose message says that the limit was reached
 */
export async function withTimeLimit<Result>(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
  given?: AbortSignal,
): Promise<Result> {
  const end = new AbortController()
  const { promise: limit, reject } = Promise.withResolvers<never>()
  const stop = (reason: string) => {
    // First, so that this is the reason and not the aborted request.
    reject(new Error(reason))
    end.abort()
  }
  const cancel = () => stop('the run ended first')
  const timer = setTimeout(() => stop(`GitHub did not respond within ${limitMs / 1000}s`), limitMs)
  given?.addEventListener('abort', cancel)
  if (given?.aborted) cancel()
  try {
    return await Promise.race([limit, work(end.signal)])
  } finally {
    clearTimeout(timer)
  }
}
