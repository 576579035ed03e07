/** A secret as the API shows it: the value never leaves the store. */
export interface ShownSecret {
  id: number
  name: string
  value: string
  created_at: string
  updated_at: string
}

interface Entry {
  readonly id: number
  readonly createdAt: number
  value: string
  updatedAt: number
}

/** The secrets of one app. */
export class SecretStore {
  readonly #entries = new Map<string, Entry>()
  #count = 0

  /** What is in it by name, in clear text, for tests. A snapshot. */
  get values(): Record<string, string> {
    // Without a prototype, since "__proto__" is a name that the API allows.
    const values: Record<string, string> = Object.create(null)
    for (const [name, { value }] of this.#entries) values[name] = value
    return values
  }

  /** Stores a secret; replaces the existing one with that name. */
  put(name: string, value: string, now: number): ShownSecret {
    const entry = this.#entries.get(name)
    if (entry === undefined) {
      this.#count += 1
      this.#entries.set(name, { id: this.#count, value, createdAt: now, updatedAt: now })
    } else {
      entry.value = value
      entry.updatedAt = now
    }
    return this.show(name) as ShownSecret
  }

  /** Deletes a secret. Returns whether there was one. */
  delete(name: string): boolean {
    return this.#entries.delete(name)
  }

  /** Deletes all secrets. */
  clear(): void {
    this.#entries.clear()
  }

  /** One secret as the API shows it. */
  show(name: string): ShownSecret | undefined {
    const entry = this.#entries.get(name)
    if (entry === undefined) return undefined
    const { id, createdAt, updatedAt } = entry
    return { id, name, value: MASK, created_at: iso(createdAt), updated_at: iso(updatedAt) }
  }

  /** All secrets, in the order in which they were created. */
  list(): ShownSecret[] {
    return [...this.#entries.keys()].flatMap((name) => this.show(name) ?? [])
  }
}

// The mask always has the same length, so that it does not tell the length of the value.
const MASK = '********'

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
