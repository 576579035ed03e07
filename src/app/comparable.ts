const mergeKey = '<<'

/**
 * A spicepod as it is to be compared. What is below the keys `<<` is merged into their maps, as YAML 1.1 does: YAML 1.2
 * has no such keys, and a server may keep either. Decimals are doubles, as most servers keep them.
 */
export function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toComparable)
  if (JSON.isRawJSON(value)) return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON)
  if (!isMap(value)) return value
  const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]))
  const merged = members.get(mergeKey)
  const sources = Array.isArray(merged) ? merged : [merged]
  if (!sources.every(isMap)) return Object.fromEntries(members)
  members.delete(mergeKey)
  // Earlier maps win over later ones, and the keys of the map itself over all of them.
  const added = sources.toReversed().flatMap((source) => Object.entries(source))
  return Object.fromEntries([...added, ...members])
}

/** Whether a value has members: a number that is kept as text is an object, too. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}
