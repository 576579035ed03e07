/**
 * Finds the component of the spicepod that the runtime means by a name: it may add catalog and schema in front, and
 * writes no quotes.
 */
export class NameIndex<Value> {
  readonly #values = new Map<string, Value>()

  constructor(entries: Iterable<readonly [name: string, value: Value]>) {
    for (const [name, value] of entries) {
      const key = toKey(name)
      if (!this.#values.has(key)) this.#values.set(key, value)
    }
  }

  find(theirs: string): Value | undefined {
    for (const key of endsOf(theirs)) {
      const value = this.#values.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }
}

/** The names of the spicepod that a list of the runtime may mean. */
export function listedNames(theirs: Iterable<string>): { has(ours: string): boolean } {
  const keys = new Set([...theirs].flatMap(endsOf))
  return { has: (ours) => keys.has(toKey(ours)) }
}

/** `a.b.c`, `b.c` and `c`. */
function endsOf(name: string): string[] {
  const parts = toKey(name).split('.', 10)
  return parts.map((_, index) => parts.slice(index).join('.'))
}

function toKey(name: string): string {
  return name.replace(/["`]/g, '').toLowerCase()
}
