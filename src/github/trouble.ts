import * as v from 'valibot'
import { cut, type Redact } from '../text.ts'

/** What a call to GitHub that failed means. */
export type Trouble =
  /** The token may not do that. `said` is what GitHub says of it beyond just that. */
  | { readonly kind: 'forbidden'; readonly said: string | undefined }
  /** Asking once more may help, after a while: `waitMs` is what GitHub asks for, in milliseconds, if it does. */
  | { readonly kind: 'passing'; readonly reason: string; readonly waitMs: number | undefined }
  /** No, with an HTTP status and a reason in GitHub's words. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

/** An answer that is not what it should be: of a proxy, say, or cut off. */
export class GitHubAnswerError extends Error {
  override readonly name = 'GitHubAnswerError'
}

/** What Octokit throws. Its `status` is 500 where no answer came. */
const RequestError = v.object({
  status: v.number(),
  message: v.string(),
  response: v.optional(
    v.object({
      headers: v.record(v.string(), v.unknown()),
      data: v.unknown(),
    }),
  ),
})

const longestReason = 200
/** What GitHub asks to wait for where it does not say how long. */
const unsaidWaitMs = 60_000

/**
 * Finds out what an error of Octokit means, or one of the connection. What is neither is taken to pass.
 *
 * @param nowMs by the clock of this machine: GitHub names the moment from which it answers again
 */
export function understand(error: unknown, redact: Redact, nowMs = Date.now()): Trouble {
  const parsed = v.safeParse(RequestError, error)
  if (!parsed.success || parsed.output.response === undefined) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'passing', reason: firstLine(reason, redact), waitMs: undefined }
  }
  const { status, message, response } = parsed.output
  const words = wordsOf(response.data)
  const said = words ?? message
  const reason = `HTTP ${status}: ${firstLine(said, redact)}`
  const { headers } = response
  const isRateLimited =
    status === 429 ||
    (status === 403 && (/rate limit/i.test(said) || headers['x-ratelimit-remaining'] === '0'))
  if (isRateLimited) return { kind: 'passing', reason, waitMs: readWait(headers, nowMs) }
  if (status >= 500) return { kind: 'passing', reason, waitMs: undefined }
  if (status === 403) return { kind: 'forbidden', said: words && tellingWords(words, redact) }
  return { kind: 'refused', status, reason }
}

/** The HTTP status that an error tells of; undefined where it tells of none. */
export function statusOf(error: unknown): number | undefined {
  const parsed = v.safeParse(v.object({ status: v.number() }), error)
  return parsed.success ? parsed.output.status : undefined
}

/** GitHub's own sentence, without the address of its documentation. */
function wordsOf(data: unknown): string | undefined {
  const parsed = v.safeParse(v.object({ message: v.string() }), data)
  return parsed.success ? parsed.output.message : undefined
}

/** Some refusals have reasons of their own: a locked conversation, an organization's rules for tokens. */
function tellingWords(words: string, redact: Redact): string | undefined {
  return /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(words)
    ? undefined
    : firstLine(words, redact)
}

function readWait(headers: Record<string, unknown>, nowMs: number): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  if (seconds >= 0) return seconds * 1000
  const resetMs = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000
  return resetMs >= 0 ? Math.max(0, resetMs - nowMs) : unsaidWaitMs
}

function firstLine(text: string, redact: Redact): string {
  const [line = ''] = redact(text)
    .trim()
    .split(/[\r\n]/, 1)
  return cut(line, longestReason, redact)
}
