/** A secret as the API shows it. */
interface ShownSecret {
  readonly id: number
  readonly name: string
  readonly value: typeof MASK
  readonly created_at: string
  readonly updated_at: string
}

/** Always of the same length, so that it does not tell the length of the value. */
const MASK = '********'

/** The secrets of one app. Their values never leave the store, but for tests. */
export class SecretStore {
  readonly #secrets = new Map<string, { readonly value: string; readonly shown: ShownSecret }>()
  #count = 0

  /** What is in it by name, in clear text, for tests. A snapshot. */
  get values(): Record<string, string> {
    // Without a prototype, since "__proto__" is a name that the API allows.
    const values: Record<string, string> = Object.create(null)
    for (const [name, { value }] of this.#secrets) values[name] = value
    return values
  }

  /** Stores a secret; replaces the existing one with that name. */
  put(name: string, value: string, now: number): ShownSecret {
    const updated_at = new Date(now).toISOString()
    const { id = ++this.#count, created_at = updated_at } = this.show(name) ?? {}
    const shown = { id, name, value: MASK, created_at, updated_at } as const
    this.#secrets.set(name, { value, shown })
    return shown
  }

  /** Deletes a secret. Returns whether there was one. */
  delete(name: string): boolean {
    return this.#secrets.delete(name)
  }

  /** Deletes all secrets. */
  clear(): void {
    this.#secrets.clear()
  }

  show(name: string): ShownSecret | undefined {
    return this.#secrets.get(name)?.shown
  }

  /** All secrets, in the order in which they were created. */
  list(): ShownSecret[] {
    return Array.from(this.#secrets.values(), ({ shown }) => shown)
  }
}
