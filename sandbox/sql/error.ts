/** Why a query is refused: the status, and the text of the answer. */
export class SqlError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
