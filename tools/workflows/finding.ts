/** A problem in a file. Lines and columns count from 1. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Formats a finding as compilers do, so that editors can jump to it. */
export function formatFinding({ file, line, column, message }: Finding): string {
  return `${file}:${line}:${column} ${message}`
}
