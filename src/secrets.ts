/**
 * The secrets of this run. The runner masks what it prints itself; files (outputs, summary) it takes as they are,
 * and a server may repeat a token in an error text, so everything written is also redacted here.
 */
export class Secrets {
  readonly #values = new Set<string>()
  readonly #mask: (value: string) => void

  /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
  constructor(mask: (value: string) => void) {
    this.#mask = mask
  }

  /** Hides a value from now on. Call it before anything could print the value. */
  add(value: string): void {
    if (value === '' || this.#values.has(value)) return
    this.#values.add(value)
    this.#mask(value)
  }

  /** Hides the secrets in a text, as they are and as they stand in JSON. */
  redact(text: string): string {
    const forms = [...this.#values].flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    // The longest first: one secret may hold another.
    const values = forms.sort((a, b) => b.length - a.length)
    return values.reduce((redacted, value) => redacted.replaceAll(value, '***'), text)
  }
}
