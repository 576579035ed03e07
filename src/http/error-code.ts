/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
export function errorCode(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code
  }
  return undefined
}
