import * as v from 'valibot'
import { cut, type Redact } from '../platform/text.ts'

/** What a failed request to GitHub means. */
export type GitHubFailure =
  /** The token may not do this. `detail` is GitHub's message if it says more than that. */
  | { readonly kind: 'forbidden'; readonly detail: string | undefined }
  /** A retry may help, after `waitMs` if GitHub asks for a pause. */
  | { readonly kind: 'transient'; readonly reason: string; readonly waitMs: number | undefined }
  /** A final error with a reason in GitHub's words. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

/** A response that does not have the expected shape, for example because a proxy sent it or it was cut off. */
export class GitHubAnswerError extends Error {
  override readonly name = 'GitHubAnswerError'
}

/**
 * Parses the data of a response.
 *
 * @param what was expected, for the error
 * @throws GitHubAnswerError
 */
export function parseAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  what: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, data)
  if (!parsed.success) throw new GitHubAnswerError(`GitHub sent a response that is not ${what}`)
  return parsed.output
}

/** What Octokit throws. Its `status` is 500 if there was no response. */
const RequestError = v.object({
  status: v.number(),
  message: v.string(),
  response: v.optional(v.object({ headers: v.record(v.string(), v.unknown()), data: v.unknown() })),
})
const WithStatus = v.object({ status: v.number() })
const WithMessage = v.object({ message: v.string() })

const maxReasonLength = 200
/** How long to wait if GitHub limits the rate and does not say for how long, in milliseconds. */
const defaultWaitMs = 60_000

/** Classifies an error of Octokit. Any other error is one of the connection, or a bad response, and transient. */
export function classifyGitHubError(error: unknown, redact: Redact): GitHubFailure {
  const parsed = v.safeParse(RequestError, error)
  if (!parsed.success || parsed.output.response === undefined) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'transient', reason: firstLine(reason, redact), waitMs: undefined }
  }
  const { status, message, response } = parsed.output
  const { headers, data } = response
  // Without the address of the documentation, which Octokit adds.
  const sent = v.is(WithMessage, data) ? data.message : undefined
  const text = sent ?? message
  const reason = `HTTP ${status}: ${firstLine(text, redact)}`
  const isRateLimited =
    status === 429 ||
    (status === 403 && (/rate limit/i.test(text) || headers['x-ratelimit-remaining'] === '0'))
  if (isRateLimited) return { kind: 'transient', reason, waitMs: readWaitMs(headers) }
  if (status >= 500) return { kind: 'transient', reason, waitMs: undefined }
  if (status !== 403) return { kind: 'refused', status, reason }
  // Some refusals have their own reason: a locked conversation, an organization's rules for tokens.
  const isPlain = sent === undefined || /^\s*(?:forbidden\b.{0,2}$|resource not accessible\b|$)/i.test(sent)
  return { kind: 'forbidden', detail: isPlain ? undefined : firstLine(sent, redact) }
}

/** @returns the HTTP status of an error, if it has one */
export function statusOf(error: unknown): number | undefined {
  return v.is(WithStatus, error) ? error.status : undefined
}

function readWaitMs(headers: Record<string, unknown>): number {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  if (seconds >= 0) return seconds * 1000
  // Both are times of the server's clock; the runner's may be wrong by minutes.
  const untilResetMs = Number(headers['x-ratelimit-reset']) * 1000 - Date.parse(String(headers.date))
  return Number.isNaN(untilResetMs) ? defaultWaitMs : Math.max(0, untilResetMs)
}

function firstLine(text: string, redact: Redact): string {
  const [line = ''] = redact(text)
    .trim()
    .split(/[\r\n]/, 1)
  return cut(line, maxReasonLength, redact)
}
