import * as v from 'valibot'
import { type Clock, gitHubWaitMs, maxOptionalMs } from '../platform/clock.ts'
import {
  followWithinOrigin,
  maxListBytes,
  maxResponseBytes,
  readBody,
  readRedirect,
  UnusableResponseError,
} from '../platform/http.ts'
import { isTooDeep } from '../platform/json.ts'
import { firstLine, maxLength, messageOf } from '../platform/text.ts'
import { type Environment, isGitHub } from './event.ts'

type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>

export interface Repository extends Pick<Octokit, 'rest' | 'request' | 'graphql'> {
  readonly names: { readonly owner: string; readonly repo: string }
  /** Gitea and Forgejo have other pages, other queries, and no answer to some questions. */
  readonly isGitHub: boolean
}

/** @returns undefined if the environment names no repository */
export async function openRepository(
  token: string,
  env: Environment,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
  maxBytes = maxResponseBytes,
): Promise<Repository | undefined> {
  const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? []
  if (!owner || !repo) return undefined
  const { getOctokit } = await loadGitHub()
  const baseUrl = env.GITHUB_API_URL
  const guardedFetch: typeof fetch = async (input, init) => {
    const head = await followWithinOrigin(new Request(input, init), (url, request) =>
      fetch(url, { ...request, redirect: 'manual', signal: init?.signal ?? signal }),
    )
    // Octokit would take it for a success.
    if (readRedirect(head, String(input))) throw new UnusableResponseError('a redirect that was not followed')
    const response = await readBody(head, maxBytes)
    const isJson = /json/i.test(response.headers.get('content-type') ?? '')
    if (isJson && isTooDeep(await response.clone().text())) {
      throw new UnusableResponseError('JSON with more than 100 levels')
    }
    return response
  }
  const { rest, request, graphql } = getOctokit(token, {
    ...(baseUrl && { baseUrl }),
    log: silent,
    request: { fetch: guardedFetch, signal, log: silent },
  })
  return { rest, request, graphql, names: { owner, repo }, isGitHub: isGitHub(env) }
}

/**
 * Loads GitHub's client when it is needed, because most runs send nothing to GitHub. While it is loaded, it reads the file
 * of the event, which may be no JSON, so the name of that file is hidden from it.
 */
async function loadGitHub(): Promise<typeof import('@actions/github')> {
  const { GITHUB_EVENT_PATH: eventPath } = process.env
  delete process.env.GITHUB_EVENT_PATH
  try {
    return await import('@actions/github')
  } finally {
    if (eventPath !== undefined) process.env.GITHUB_EVENT_PATH = eventPath
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Encodes a path part by part. Octokit would encode the slashes, which not every server reads. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/** Limits some work by a timer: a combined `AbortSignal.timeout` may be garbage-collected before it fires. */
export async function withTimeLimit<Result>(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): Promise<Result> {
  // A limit of nothing would end the work only after its first request.
  if (limitMs <= 0) throw new Error('the time was up')
  const end = new AbortController()
  const { promise: limit, reject } = Promise.withResolvers<never>()
  const stop = (reason: string) => {
    // Rejects before it aborts, so that the aborted request is not the reason.
    reject(new Error(reason))
    end.abort()
  }
  const cancel = () => stop('the run ended first')
  const limitSeconds = Math.round(limitMs / 10) / 100
  const timer = setTimeout(() => stop(`GitHub did not respond within ${limitSeconds}s`), limitMs)
  outer?.addEventListener('abort', cancel)
  if (outer?.aborted) cancel()
  try {
    return await Promise.race([limit, work(end.signal)])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', cancel)
  }
}

export interface RepositoryRun {
  token: string | undefined
  env: Environment
  fetch: typeof globalThis.fetch
  clock: Clock
  /** Ends everything before the time limit. */
  signal?: AbortSignal
  /** What is left of the run; missing if its end waits for the work. */
  remainingMs?: () => number
}

const minPauseMs = 1000

/**
 * Works with the repository of a run, in at most 10 s for all requests and pauses together. The second attempt after a
 * failure that may pass begins anew, to find out what a request without a response has done.
 */
export function withRepository<Result>(
  { token, env, fetch, clock, signal: outer, remainingMs = () => maxOptionalMs }: RepositoryRun,
  work: (repository: Repository) => Promise<Result>,
): Promise<Result> {
  const limitMs = Math.min(maxOptionalMs, remainingMs())
  const attempt = async (signal: AbortSignal): Promise<Result> => {
    if (!token) throw new Error('`github-token` is empty')
    const repository = await openRepository(token, env, fetch, signal, maxListBytes)
    if (repository === undefined) throw new Error('GITHUB_REPOSITORY is not a repository')
    const startedAt = clock.now()
    return work(repository).catch(async (error) => {
      signal.throwIfAborted()
      const failure = classifyGitHubError(error)
      if (failure.kind !== 'transient') throw error
      const waitMs = Math.max(failure.waitMs ?? 0, minPauseMs)
      if (clock.now() - startedAt + waitMs >= limitMs) throw error
      await clock.sleep(waitMs, signal)
      signal.throwIfAborted()
      return work(repository)
    })
  }
  return withTimeLimit(limitMs, attempt, outer)
}

type GitHubFailure =
  /** The token may not do this. `detail` is GitHub's message if it says more than that. */
  | { readonly kind: 'forbidden'; readonly detail: string | undefined }
  /** A retry may help, after `waitMs` if GitHub asks for a pause. */
  | { readonly kind: 'transient'; readonly reason: string; readonly waitMs?: number }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

/** @throws Error for another shape, for example because a proxy sent the response */
export function parseAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  what: string,
): v.InferOutput<Schema> {
  return v.parse(schema, data, { message: `GitHub sent a response that is not ${what}` })
}

const perPage = 100
/** What is on none of the first pages is not found. */
export const maxPages = 20

/** Reads a list page by page, each only when it is needed. */
export async function* readPages<Schema extends v.GenericSchema>(
  { isGitHub }: Repository,
  schema: Schema,
  what: string,
  read: (page: { page: number; per_page: number; limit: number }) => Promise<{ data: unknown }>,
  most = maxPages,
): AsyncGenerator<v.InferOutput<Schema>> {
  for (let page = 1; page <= most; page += 1) {
    // Gitea calls the size of a page `limit`, and has smaller pages: only an empty one is the last.
    const { data } = await read({ page, per_page: perPage, limit: perPage })
    const entries = parseAnswer(v.array(schema), data, what)
    yield* entries
    if (entries.length === 0 || (isGitHub && entries.length < perPage)) return
  }
}

/** An error of Octokit. Without a response, its `status` is 500. */
const RequestError = v.object({
  status: v.number(),
  message: v.string(),
  response: v.object({ headers: v.record(v.string(), v.unknown()), data: v.unknown() }),
})
const WithStatus = v.pick(RequestError, ['status'])
const WithMessage = v.pick(RequestError, ['message'])

/** Classifies an error of Octokit. Any other error is one of the connection, or a bad response, and transient. */
export function classifyGitHubError(error: unknown): GitHubFailure {
  if (!v.is(RequestError, error)) {
    return { kind: 'transient', reason: firstLine(messageOf(error), maxLength.reason) }
  }
  const { status, message, response } = error
  const { headers, data } = response
  // Without the address of the documentation, which Octokit adds.
  const sent = v.is(WithMessage, data) ? data.message : undefined
  const text = sent ?? message
  const reason = `HTTP ${status}: ${firstLine(text, maxLength.reason)}`
  const isOutOfRequests = /rate limit/i.test(text) || headers['x-ratelimit-remaining'] === '0'
  if (status === 429 || (status === 403 && isOutOfRequests))
    return { kind: 'transient', reason, waitMs: readWaitMs(headers) }
  if (status >= 500) return { kind: 'transient', reason }
  if (status !== 403) return { kind: 'refused', status, reason }
  // Some refusals have their own reason: a locked conversation, an organization's rules for tokens.
  const isPlain = sent === undefined || /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(sent)
  return { kind: 'forbidden', detail: isPlain ? undefined : firstLine(sent, maxLength.reason) }
}

/** Why something could not be read, as the end of a sentence. */
export function explainGitHubError(error: unknown): string {
  const failure = classifyGitHubError(error)
  return failure.kind === 'forbidden' ? `HTTP 403: ${failure.detail ?? 'Forbidden'}` : failure.reason
}

export function statusOf(error: unknown): number | undefined {
  return v.is(WithStatus, error) ? error.status : undefined
}

function readWaitMs(headers: Record<string, unknown>): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  if (seconds >= 0) return seconds * 1000
  // Both are times of the server's clock; the runner's may be wrong by minutes.
  const untilResetMs = Number(headers['x-ratelimit-reset']) * 1000 - Date.parse(String(headers.date))
  return Number.isNaN(untilResetMs) ? gitHubWaitMs : Math.max(0, untilResetMs)
}
