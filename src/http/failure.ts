import { UnusableAnswerError } from '../errors.ts'
import { errorCode } from './error-code.ts'

/** Why a request brought no answer at all, in a few words. */
export function describeFailedRequest(error: unknown): string {
  if (error instanceof UnusableAnswerError) return error.message
  const code = errorCode(error)
  const cause = rootCause(error)
  return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`
}

function rootCause(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  // The error of several failed addresses at once has no message of its own.
  if (root instanceof AggregateError && root.message === '') return rootCause(root.errors[0])
  return root instanceof Error ? root.message : String(root)
}
