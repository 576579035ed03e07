import { setTimeout as sleep } from 'node:timers/promises'
import { type Environment, isFromFork, isGitHub, type Payload } from '../context.ts'
import type { Trace } from '../platform/fetch.ts'
import type { Redact } from '../text.ts'
import { findPullRequest } from './pull-request.ts'
import { openRepository, type Repository } from './repository.ts'
import { understand } from './trouble.ts'
import { type CommentText, upsertComment } from './upsert.ts'

/** For everything together, in milliseconds. */
const budgetMs = 10_000
/** How long GitHub is left alone after a failure, where it does not say, in milliseconds. */
const pauseMs = 1000

/** What became of the comment. */
export type CommentResult =
  | { readonly kind: 'created' | 'updated'; readonly number: number; readonly url: string | undefined }
  /** The comment tells of a newer run, and was left as it is. */
  | { readonly kind: 'outdated'; readonly number: number; readonly url: string | undefined }
  /** What was deployed is the head of no open pull request. */
  | { readonly kind: 'no pull request' }
  /** The token may not comment: it lacks the permission, is that of a fork, or there is none. */
  | {
      readonly kind: 'forbidden'
      readonly cause: 'permission' | 'fork' | 'no token'
      /** Words of GitHub that may tell more. */
      readonly said?: string | undefined
    }
  /** `reason` ends a sentence, and may hold words of GitHub. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface CommentOrder extends CommentText {
  payload: Payload
  env: Environment
  /** What was deployed: it tells the pull request where the event does not. */
  commitSha: string | undefined
  token: string | undefined
  /** Hides all secrets in a text. */
  redact: Redact
  /** Wraps the `fetch` that GitHub is asked by, for those who debug. */
  trace?: Trace
  /** Ends everything earlier than the budget does. */
  signal?: AbortSignal
  /** For everything together, in milliseconds. */
  budgetMs?: number
  /** Before the second try, in milliseconds. */
  pauseMs?: number
}

/**
 * Puts a comment on the pull request that a run is about, or replaces the one that is there. Whatever goes wrong is
 * told and never thrown, and all of it together takes ten seconds at most.
 */
export async function commentOnPullRequest(order: CommentOrder): Promise<CommentResult> {
  const { env, payload, token, redact } = order
  if (!token) return { kind: 'forbidden', cause: 'no token' }
  const limitMs = order.budgetMs ?? budgetMs
  const startedAt = performance.now()
  // Not `AbortSignal.any` with a timeout: nobody else holds that, and once it is collected it never fires.
  const end = new AbortController()
  const { signal } = end
  const timer = setTimeout(() => end.abort(), limitMs)
  order.signal?.addEventListener('abort', () => end.abort())
  if (order.signal?.aborted) end.abort()
  const leftMs = () => limitMs - (performance.now() - startedAt)
  try {
    const repository = await openRepository(token, env, signal, order.trace)
    if (repository === undefined) return { kind: 'failed', reason: 'GITHUB_REPOSITORY names no repository' }
    return await tryTwice(() => comment(repository, order), {
      signal,
      leftMs,
      pauseMs: order.pauseMs ?? pauseMs,
      redact,
    })
  } catch (error) {
    if (signal.aborted) return { kind: 'failed', reason: describeLimit(limitMs, order.signal) }
    const trouble = understand(error, redact)
    // GitHub hides what a token may not see. Elsewhere it is not there, and no permission would help.
    const isHidden = trouble.kind === 'refused' && trouble.status === 404 && isGitHub(env)
    if (trouble.kind !== 'forbidden' && !isHidden) return { kind: 'failed', reason: trouble.reason }
    // That event gives workflows of forks a token that only reads, whatever they ask for.
    const isFork = isFromFork(payload, env) && env.GITHUB_EVENT_NAME !== 'pull_request_target'
    return {
      kind: 'forbidden',
      cause: isFork ? 'fork' : 'permission',
      said: trouble.kind === 'forbidden' ? trouble.said : undefined,
    }
  } finally {
    clearTimeout(timer)
  }
}

async function comment(repository: Repository, order: CommentOrder): Promise<CommentResult> {
  const number = await findPullRequest(repository, order)
  if (number === undefined) return { kind: 'no pull request' }
  const { kind, url } = await upsertComment(repository, number, order)
  return { kind, number, url: safeLink(url, order.env) }
}

const longestLink = 1000

/** The page of a comment as the server names it; undefined for one that people had better not open. */
function safeLink(given: string | undefined, { GITHUB_SERVER_URL = '' }: Environment): string | undefined {
  const url = URL.parse(given ?? '')
  if (url === null || url.username !== '' || url.password !== '' || url.href.length > longestLink) {
    return undefined
  }
  const isHome = url.protocol === 'http:' && url.origin === URL.parse(GITHUB_SERVER_URL)?.origin
  return url.protocol === 'https:' || isHome ? url.href : undefined
}

interface Patience {
  signal: AbortSignal
  leftMs: () => number
  pauseMs: number
  redact: Redact
}

/** Once more from the beginning, since what became of a call without an answer is seen there. */
async function tryTwice<Result>(
  work: () => Promise<Result>,
  { signal, leftMs, pauseMs, redact }: Patience,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const trouble = understand(error, redact)
    if (trouble.kind !== 'passing') throw error
    const waitMs = Math.max(trouble.waitMs ?? 0, pauseMs)
    if (waitMs >= leftMs()) throw error
    await sleep(waitMs, undefined, { signal })
    return work()
  }
}

function describeLimit(limitMs: number, given: AbortSignal | undefined): string {
  return given?.aborted ? 'the run ended before it' : `GitHub did not answer within ${limitMs / 1000} s`
}
