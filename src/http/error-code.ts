/** The errors in a chain of causes, the outermost first. Those of the system come from another realm in tests. */
export function* causes(error: unknown): Generator<object> {
  for (let each = error; typeof each === 'object' && each !== null; each = (each as Error).cause) yield each
}

/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
export function errorCode(error: unknown): string | undefined {
  for (const each of causes(error)) if ('code' in each && typeof each.code === 'string') return each.code
  return undefined
}
