import { structuredPatch } from 'diff'
import { stringify } from 'yaml'
import { toComparable } from '../inputs/spicepod-value.ts'
import { isMap } from '../platform/json.ts'

/** Names of members with a credential in them. */
const credential =
  /pass|pwd|secret|token|key|credential|dsn|connection_?string|authorization|signature|(^|_)sas(_|$)/i
/** Names that only look like credentials: keys of a table, search keywords, and limits of a model. */
const harmless = /^(primary|foreign|partition|sort|metadata)_?keys?$|^key(words?|space)$|^max_\w*tokens$/i
/** A value that only refers to secrets. */
const references = /^\s*((bearer|basic)\s+)?(\$\{\s*[a-z]\w*\s*:\s*[\w-]+\s*\}\s*)+$/i
/** Credentials in longer texts, each after its introduction. Repetitions are limited, because texts may be hostile. */
const inText = [
  /(?<=\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:]{0,200}:)\S{1,1000}(?=@)/gi,
  /(?<=\bhttps?:\/\/)[^\s/?#@:]{1,1000}(?=@)/gi,
  /(?<=\b(?:bearer|basic)\s{1,9})[\w+/=.~-]{8,}/gi,
  /(?<=(?:pass(?:word|wd)?|pwd|secret|token|key|sig|signature)["']?\s{0,9}[=:]\s{0,9}["']?)[^\s"'&;,]+/gi,
  /(?<=--[a-z-]{0,30}(?:password|secret|token|key)\s{1,9})[^\s"']+/gi,
]

/**
 * Compares two spicepods as values: the API does not keep the text, so comments and order would always differ. Logs and
 * summaries have more readers than the app, so credentials that somebody wrote into a spicepod are hidden.
 *
 * @returns the hunks of the difference: lines with `+`, `-` or a space in front
 */
export function diffSpicepods(before: object | null | undefined, after: object): string[][] {
  const hideCredentials = credentialHider()
  const toText = (value: object) =>
    stringify(hideCredentials(toComparable(value)), { sortMapEntries: true, lineWidth: 0 })
  const { hunks } = structuredPatch('', '', before ? toText(before) : '', toText(after))
  return hunks.map(({ lines }) => lines)
}

/**
 * Hides what looks like a credential in spicepods. The same value gets the same placeholder in all of them, so that a
 * difference still shows.
 *
 * @returns a function that returns a spicepod to show
 */
export function credentialHider(): (spicepod: unknown) => unknown {
  const placeholders = new Map<string, string>()
  const hide = (text: string): string => {
    if (text.trim() === '' || references.test(text)) return text
    const placeholder = placeholders.get(text) ?? `(hidden-${placeholders.size + 1})`
    placeholders.set(text, placeholder)
    return placeholder
  }
  const show = (value: unknown, isCredential: boolean, isRoot = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => show(item, isCredential))
    if (isMap(value)) {
      const members = Object.entries(value).map(([name, member]) => {
        // The list of secret stores holds no secrets.
        const isStores = isRoot && name === 'secrets'
        const isNamedSo = credential.test(name) && !harmless.test(name) && !isStores
        return [name, show(member, isCredential || isNamedSo)]
      })
      return Object.fromEntries(members)
    }
    if (value === null || typeof value === 'boolean') return value
    const text = JSON.isRawJSON(value) ? value.rawJSON : String(value)
    const shown = isCredential ? hide(text) : text
    if (shown !== text) return shown
    if (typeof value === 'string') return inText.reduce((rest, part) => rest.replace(part, hide), value)
    // An integer that a double would round.
    return JSON.isRawJSON(value) ? BigInt(text) : value
  }
  return (spicepod) => show(spicepod, false, true)
}
