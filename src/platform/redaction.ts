import type { Redact } from './text.ts'

/** Masking shorter values would garble every log line and output that contains them by chance. */
const minLength = 4

/** The secrets of this run. The runner masks only what it prints, so all that is written is redacted as well. */
export class Redaction {
  readonly #credentials = new Set<string>()
  readonly #values = new Set<string>()
  readonly #mask: (value: string) => void

  /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
  constructor(mask: (value: string) => void) {
    this.#mask = mask
  }

  /** Hides what the run itself authenticates with. Call it before anything could print it. */
  addCredential(value: string): void {
    if (value.length < minLength) return
    this.#credentials.add(value)
    this.#hide(value)
  }

  /** Hides a value that the app gets, and each of its lines, except for one that outputs have to hold. */
  addValue(value: string, except?: string): void {
    const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim())
    const isLong = (line: string) => line.length >= minLength
    const hidden = lines.filter((line) => isLong(line) && line !== except)
    for (const line of hidden) this.#hide(line)
    if (lines.length === 1 || !lines.some(isLong)) return
    // The runner masks each line of a value, even the short ones.
    if (hidden.length === lines.filter(Boolean).length) this.#hide(value)
    else this.#values.add(value)
  }

  /** Hides all secrets in a text, as they are and as they appear in JSON. */
  readonly redact: Redact = (text) => hide(this.#values, text)

  /** For names, statuses and the like that the program uses: in them, a secret of the app may be an ordinary word. */
  readonly redactCredentials: Redact = (text) => hide(this.#credentials, text)

  #hide(value: string): void {
    if (this.#values.has(value)) return
    this.#values.add(value)
    this.#mask(value)
  }
}

function hide(values: ReadonlySet<string>, text: string): string {
  const forms = [...values].flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
  // The longest first: one secret may hold another.
  const sorted = forms.sort((a, b) => b.length - a.length)
  return sorted.reduce((redacted, value) => redacted.replaceAll(value, '***'), text)
}
