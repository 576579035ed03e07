/** Inputs that cannot be used. Nothing was sent when it is thrown. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** One sentence an input: what is allowed and what was given. */
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** The calls of Spice Cloud that the action makes, by the `operationId`s of its description. */
export type Operation = 'exchangeToken' | 'getApp' | 'listDeployments' | 'getDeployment' | 'createDeployment'

export interface Refusal {
  operation: Operation
  status: number
  /** The API's own words, or what can be said of an answer without any. */
  message: string
  /** The machine-readable reason, on refusals and newer errors. */
  code?: string | undefined
  /** `field: what is wrong with it`, from `details.fieldErrors` and `details.formErrors`. */
  fieldErrors?: string[] | undefined
}

/** An answer of Spice Cloud that says no. Asking again as it stands would not help. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`HTTP ${refusal.status}${refusal.message && `: ${refusal.message}`}`, options)
    this.refusal = refusal
  }
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

  constructor(operation: Operation, reason: string, mayHaveWorked: boolean, options?: ErrorOptions) {
    super(reason, options)
    this.operation = operation
    this.mayHaveWorked = mayHaveWorked
  }
}
