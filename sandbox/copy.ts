/**
 * A deep copy of what is JSON. Unlike that of `structuredClone` its prototypes are those of the code around it, which
 * matters to strict comparisons under Jest.
 */
export function copyJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
