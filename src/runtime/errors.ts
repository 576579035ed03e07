import { UnusableAnswerError } from '../errors.ts'

/** The time for an answer is over. */
export class TooLateError extends UnusableAnswerError {
  constructor(timeoutMs: number) {
    super(`no answer within ${Math.round(timeoutMs / 100) / 10} s`)
  }
}

/** An answer that ended before it was whole. */
export class CutOffError extends UnusableAnswerError {}
