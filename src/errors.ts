import { describeFailure, type Operation } from './operation.ts'
import { HttpStatusError } from './platform/http-errors.ts'

/** A place in a file of the repository, for an annotation there. */
export interface Location {
  /** Relative to the root of the repository. */
  file: string
  /** From 1. */
  line: number
  /** From 1. */
  column: number
}

/** Inputs, or files that they name, which cannot be used. Nothing was sent when it is thrown. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** One sentence an input: what is allowed and what was given. */
  readonly problems: readonly string[]
  /** Where the first of them is, if in a file. */
  readonly location: Location | undefined

  constructor(problems: readonly string[], location?: Location) {
    super(problems.join('\n'))
    this.problems = problems
    this.location = location
  }
}

/** What the run needs is not there, or not as it would have to be. Found by looking, before anything was deployed. */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError'
  /** What the user can do about it. */
  readonly todo: string

  /** @param what a sentence */
  constructor(what: string, todo: string) {
    super(what)
    this.todo = todo
  }
}

export interface Refusal {
  operation: Operation
  /** Which host said no. */
  host?: string | undefined
  status: number
  /** The API's own words, or what can be said of an answer without any. */
  message: string
  /** The machine-readable reason, on refusals and newer errors. */
  code?: string | undefined
  /** `field: what is wrong with it`, from `details.fieldErrors` and `details.formErrors`. */
  fieldErrors?: string[] | undefined
}

export interface RefusalOptions extends ErrorOptions {
  mayHaveWorked?: boolean
}

/** An answer of Spice Cloud that says no. Asking again as it stands would not help. */
export class RefusalError extends HttpStatusError {
  override readonly name = 'RefusalError'
  readonly refusal: Refusal
  /** Whether an earlier attempt of the same call got no answer, and may have been carried out. */
  readonly mayHaveWorked: boolean

  constructor(refusal: Refusal, { mayHaveWorked = false, ...options }: RefusalOptions = {}) {
    const { operation, host, status, message } = refusal
    super(status, `${describeFailure(operation, host)}: HTTP ${status}${message && `: ${message}`}`, options)
    this.refusal = refusal
    this.mayHaveWorked = mayHaveWorked
  }
}

export interface NoAnswerOptions extends ErrorOptions {
  mayHaveWorked: boolean
  wasAccepted?: boolean
  todo?: string | undefined
}

/** No usable answer came in the time there was. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
  readonly operation: Operation
  /**
   * False where no attempt can have reached the server's work: each was refused at the door (429) or never
   * connected. True where one may have been carried out without an answer.
   */
  readonly mayHaveWorked: boolean
  /** Whether the server said that it created what was asked for (2xx), in an answer that cannot be used. */
  readonly wasAccepted: boolean
  /** What the user can do about it, where trying again would not help. */
  readonly todo: string | undefined

  /** @param message which request failed, where, and why */
  constructor(
    operation: Operation,
    message: string,
    { mayHaveWorked, wasAccepted = false, todo, ...options }: NoAnswerOptions,
  ) {
    super(message, options)
    this.operation = operation
    this.mayHaveWorked = mayHaveWorked
    this.wasAccepted = wasAccepted
    this.todo = todo
  }
}

/** Whether an error of a call is sure to mean that it was not carried out. */
export function isCertainNo(error: unknown, operation: Operation): boolean {
  if (error instanceof RefusalError) return !error.mayHaveWorked || error.refusal.operation !== operation
  return error instanceof NoAnswerError && (!error.mayHaveWorked || error.operation !== operation)
}
