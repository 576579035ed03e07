/**
 * A deep copy of a JSON value. Unlike `structuredClone`, it uses the prototypes of the calling code, which matters for
 * strict comparisons in Jest.
 */
export function copyJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
