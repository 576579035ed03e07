import type { SecretFinder } from './excerpt.ts'
import { invisible, joinCode, joinLines, type Redact, shortenCommit } from './text.ts'

/** Masking shorter values would garble every log line and output that contains them by chance. */
const minLength = 4

interface Range {
  readonly start: number
  end: number
  hasCredential: boolean
}

/** The secrets of this run. The runner masks only what it prints, so all that is written is redacted as well. */
export class Redaction implements SecretFinder {
  /** All forms of all secrets, sorted, by a number made of their first characters, so that a text is read only once. */
  readonly #forms = new Map<number, string[]>()
  readonly #credentials = new Set<string>()
  readonly #masked = new Set<string>()
  #longestForm = 0
  readonly #mask: (value: string) => void

  /** @param mask makes the runner hide a value in its log (`core.setSecret`) */
  constructor(mask: (value: string) => void) {
    this.#mask = mask
  }

  /** Hides what the run itself authenticates with. Call it before anything could print it. */
  addCredential(value: string): void {
    for (const form of this.#add(value)) this.#credentials.add(form)
  }

  /** Hides a value that the app gets, and each of its lines, except for one that outputs have to hold. */
  addValue(value: string, except?: string): void {
    this.#add(value, except)
  }

  /**
   * Hides all secrets in a text: as they are, as they appear in JSON (which may be quoted as JSON again), in a URL,
   * between backticks and on one line, and as far as they go before `…`, where a server has cut its text.
   */
  readonly redact: Redact = (text) => hide(text, this.#find(text))

  /** A part of a text, without what is in it of a secret that goes beyond the part: nobody could find that later. */
  readonly excerpt: SecretFinder['excerpt'] = (text, from, to) => {
    const ranges = this.#find(text.slice(0, to + this.#longestForm))
    const cutAt = (place: number) => ranges.find(({ start, end }) => start < place && place < end)
    return text.slice(cutAt(from)?.end ?? from, cutAt(to)?.start ?? to)
  }

  /**
   * For names, statuses and the like that the program uses: in them, a secret of the app may be an ordinary word. One
   * that overlaps a credential is hidden with it, since the rest of it could not be found later.
   */
  readonly redactCredentials: Redact = (text) =>
    hide(
      text,
      this.#find(text).filter(({ hasCredential }) => hasCredential),
    )

  #add(value: string, except?: string): string[] {
    const whole = value.trim()
    const lines = whole.split(/[\r\n]+/).map((line) => line.trim())
    const hidden = lines.filter((line) => line.length >= minLength && line !== except)
    // The runner masks each line of a value, even the short ones.
    const masked = /[\r\n]/.test(value) && hidden.length === lines.length ? [...hidden, value] : hidden
    for (const text of masked) {
      if (!this.#masked.has(text)) this.#mask(text)
      this.#masked.add(text)
    }
    const unified = whole.replace(/\r\n?/g, '\n')
    const wholes = lines.length > 1 ? [whole, unified, unified.replaceAll('\n', '\r\n')] : []
    // In texts that were redacted earlier, parts of this secret may be hidden already.
    const isLeft = (rest: string) => rest.split('***').some(({ length }) => length >= minLength)
    const texts = [...hidden, ...wholes].flatMap((text) => [text, ...[this.redact(text)].filter(isLeft)])
    const forms = texts.flatMap(formsOf).filter(({ length }) => length >= minLength)
    for (const form of forms) {
      const start = numberOf(form)
      const alike = this.#forms.get(start) ?? []
      const place = findFirst(alike, 0, alike.length, (candidate) => candidate >= form)
      if (alike[place] !== form) alike.splice(place, 0, form)
      this.#forms.set(start, alike)
      this.#longestForm = Math.max(this.#longestForm, form.length)
    }
    return forms
  }

  /** Finds the secrets in a text. Overlapping ones become one range: hidden one by one, they would leave a rest. */
  #find(text: string): Range[] {
    const ranges: Range[] = []
    let start = 0
    for (let at = 1 - minLength; at + minLength <= text.length && this.#forms.size > 0; at++) {
      start = addTo(start, text.charCodeAt(at + minLength - 1))
      const alike = at >= 0 ? this.#forms.get(start) : undefined
      for (const { length, forms } of alike === undefined ? [] : findAt(text, at, alike)) {
        let range = ranges.at(-1)
        if (range === undefined || range.end <= at) {
          range = { start: at, end: at, hasCredential: false }
          ranges.push(range)
        }
        range.end = Math.max(range.end, at + length)
        range.hasCredential ||= forms.some((form) => this.#credentials.has(form))
      }
    }
    return ranges
  }
}

function formsOf(value: string): string[] {
  const texts = [value, value.replace(invisible, ''), ...quotingsOf(value)]
  const forms = texts.flatMap((form) => [form, joinCode(form)]).flatMap((form) => [form, joinLines(form)])
  return [...new Set([...forms, ...inUrls(value), shortenCommit(value)])]
}

/** A text between the quotes of JSON, as several languages write it, and as JSON that is a text of JSON again. */
function quotingsOf(value: string): string[] {
  const once = quoteAsJson(value)
  const styles = [/(?!)/g, /\//g, /[<>&]/g, /[^\0-\x7f]/g].map((escaped) =>
    once.replace(escaped, (char) => (char === '/' ? '\\/' : `\\u${toHex(char, 4)}`)),
  )
  const twice = styles.map(quoteAsJson)
  return [...styles, ...twice, ...twice.map(quoteAsJson)]
}

function quoteAsJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function inUrls(value: string): string[] {
  const encoded = encodeURIComponent(value.toWellFormed())
  // Servers also encode what JavaScript leaves as it is, and write spaces as in forms.
  const strict = encoded.replace(/[!'()*]/g, (char) => `%${toHex(char, 2).toUpperCase()}`)
  const inForm = new URLSearchParams({ '': value }).toString().slice(1)
  const all = [encoded, encoded.replaceAll('%2F', '/'), strict, strict.replaceAll('%20', '+'), inForm]
  return all.flatMap((text) => [text, text.replace(/%../g, (code) => code.toLowerCase())])
}

function toHex(char: string, digits: number): string {
  return char.charCodeAt(0).toString(16).padStart(digits, '0')
}

/**
 * Finds the forms that a text has at a place, as a whole or as far as they go before `…`. Many may begin alike, such as
 * tokens and keys: sorted, they are compared together, so that they take no more time than one.
 */
function findAt(text: string, at: number, sorted: readonly string[]): { length: number; forms: string[] }[] {
  const matches: { length: number; forms: string[] }[] = []
  let [first, end] = [0, sorted.length]
  // Those from the first to the end begin like the text, and a whole one comes first.
  for (let length = 0; first < end; length++) {
    if (sorted[first]?.length === length) matches.push({ length, forms: [sorted[first++] ?? ''] })
    if (text[at + length] === '…' && length >= minLength && first < end) {
      matches.push({ length, forms: sorted.slice(first, end) })
    }
    const code = text.charCodeAt(at + length)
    if (sorted[first]?.charCodeAt(length) === code && sorted[end - 1]?.charCodeAt(length) === code) continue
    first = findFirst(sorted, first, end, (form) => form.charCodeAt(length) >= code)
    end = findFirst(sorted, first, end, (form) => form.charCodeAt(length) > code)
  }
  return matches
}

/** The index of the first of some sorted texts that is far enough, or `to` if none is. */
function findFirst(
  sorted: readonly string[],
  from: number,
  to: number,
  isFarEnough: (text: string) => boolean,
): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isFarEnough(sorted[middle] ?? '')) high = middle
    else low = middle + 1
  }
  return low
}

/** Adds a character to the number of a start, which shifts out the first one. */
function addTo(start: number, code: number): number {
  return (start << 8) ^ code
}

function numberOf(form: string): number {
  let start = 0
  for (let at = 0; at < minLength; at++) start = addTo(start, form.charCodeAt(at))
  return start
}

function hide(text: string, ranges: readonly Range[]): string {
  let end = 0
  const parts = ranges.map((range) => {
    const before = text.slice(end, range.start)
    end = range.end
    return `${before}***`
  })
  return parts.join('') + text.slice(end)
}
