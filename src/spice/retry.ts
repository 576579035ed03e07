/**
 * How a call is repeated if an attempt fails.
 *
 * - `safe`: reads, and other calls that do no harm when repeated. Retried until the deadline.
 * - `idempotent`: writes with the same result when repeated. Retried like reads, but any refusal of the API is final.
 * - `non-idempotent`: creates. Retried only if the request was certainly not processed.
 * - `none`: calls that the run can do without. Not retried, not even with a new token, for which others would wait.
 *
 * In each other mode, a call whose token was rejected is repeated once with a new token.
 */
export type RetryMode = 'safe' | 'idempotent' | 'non-idempotent' | 'none'

export type Failure =
  | { kind: 'status'; status: number; code?: string | undefined }
  /** A timeout, a connection that broke, or a response that cannot be used. */
  | { kind: 'no-response' }
  /** A list that is larger than what is read. */
  | { kind: 'too-large' }
  /** There was no connection, so nothing was sent. */
  | { kind: 'not-sent' }
  /** The address offers no secure connection, or redirects to another origin, which gets no credentials. It stays so. */
  | { kind: 'wrong-address' }

export type Decision = 'retry' | 'renew-token' | 'stop'

/** 4xx statuses that the API itself returns to a read; others come from proxies and are transient. */
const finalForReads = new Set([400, 401, 402, 403, 405, 410, 413, 422])
/** The server turned the request away before it did any work: it asks for a retry, even of a create. */
const notProcessed = new Set([425, 429])
/** 4xx statuses that ask for a retry, even of a write that may have been processed. */
const retryableClientErrors = new Set([...notProcessed, 408])
/** Besides 5xx, the statuses after which the work may have been done. A gateway may send 408, and 303 points to the result. */
const ambiguous = new Set([303, 408])
/** Statuses of a token that may have expired. The API documents 410 for what has. */
const ofToken = new Set<number | undefined>([401, 410])
/** Codes of 5xx responses with which the API itself refuses a request. */
const refusalCodes = new Set(['fork_source_repository_unreadable'])

/** Decides what follows a failed attempt. Time is not considered here. */
export function decide(
  failure: Failure,
  context: { mode: RetryMode; canRenewToken: boolean; previous: Failure | undefined },
): Decision {
  const { mode, canRenewToken, previous } = context
  const status = statusOf(failure)
  if (mode === 'none') return 'stop'
  // A second one in a row is about more than the token's age. Later in the call, a renewed token may expire, too.
  if (ofToken.has(status) && canRenewToken && !ofToken.has(statusOf(previous))) return 'renew-token'
  if (failure.kind === 'wrong-address' || failure.kind === 'too-large') return 'stop'
  if (mode === 'non-idempotent') return effectOf(failure) === 'none' ? 'retry' : 'stop'
  if (status === undefined) return 'retry'
  // A gateway that has just started knows no routes for a moment. Two 404 in a row are the API's.
  if (status === 404) return statusOf(previous) === 404 ? 'stop' : 'retry'
  if (mode === 'safe') return finalForReads.has(status) ? 'stop' : 'retry'
  return status >= 400 && status < 500 && !retryableClientErrors.has(status) ? 'stop' : 'retry'
}

/** Whether the server's rate limit, or its load, may be the reason, so that its headers say when to return. */
export function mayBeRateLimited(status: number): boolean {
  return notProcessed.has(status) || status === 503
}

/** Whether the request was certainly not processed, was refused, or may have done its work in spite of the failure. */
export function effectOf(failure: Failure): 'none' | 'refused' | 'unclear' {
  if (failure.kind === 'no-response' || failure.kind === 'too-large') return 'unclear'
  if (failure.kind !== 'status') return 'none'
  const { status, code = '' } = failure
  if (notProcessed.has(status)) return 'none'
  return (status >= 500 && !refusalCodes.has(code)) || ambiguous.has(status) ? 'unclear' : 'refused'
}

function statusOf(failure: Failure | undefined): number | undefined {
  return failure?.kind === 'status' ? failure.status : undefined
}
