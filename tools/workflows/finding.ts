/** A problem in a file. Lines and columns count from 1. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}
