/** Something wrong in a file; line and column count from 1. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** A finding as compilers write them, so that editors can jump there. */
export function show({ file, line, column, message }: Finding): string {
  return `${file}:${line}:${column} ${message}`
}
