export type JsonObject = Readonly<Record<string, unknown>>

/** The members of a value; none for a value without. */
export function membersOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {}
}
