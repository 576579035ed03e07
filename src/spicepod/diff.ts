import { structuredPatch } from 'diff'
import { stringify } from 'yaml'
import { isMap, unwrapNumber } from '../platform/json.ts'
import { type Redact, words } from '../platform/text.ts'
import { toComparable } from './spicepod.ts'

const maxDifferences = 1000
/** Largest product of lines and differences: comparing takes time in proportion to it. */
const maxWork = 40_000_000

/**
 * The hunks of the difference of two spicepods as values, without credentials; undefined if it is too large.
 * @param committed the one of the two that is in the repository, if any
 */
export function diffSpicepods(
  before: object | null | undefined,
  after: object,
  redact: Redact,
  committed?: object,
): string[][] | undefined {
  const spicepods = [before, after].map(toComparable)
  const hideCredentials = credentialHider(redact, toComparable(committed), ...spicepods)
  const [old = '', text = ''] = spicepods.map((value) =>
    value ? stringify(hideCredentials(value), { sortMapEntries: true, lineWidth: 0 }) : '',
  )
  const lines = (old + text).split('\n').length
  // Nothing is compared with a spicepod that is new.
  const maxEditLength = before ? Math.min(maxDifferences, Math.floor(maxWork / lines)) : lines
  return structuredPatch('', '', old, text, undefined, undefined, { maxEditLength })?.hunks.map((hunk) =>
    hunk.lines.map(showSeparators),
  )
}

/** Shows what ends a line for a reader, but not for YAML: what comes after it would look like a line with another sign. */
function showSeparators(line: string): string {
  return line.replace(/[\r\v\f\u0085\u2028\u2029]/g, (separator) => {
    return `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Keys below which any value may be a credential. */
const guarded =
  /^x-|(?:^|_)(?:params?|parameters|env|environment|headers?|auth|authentication|options|credentials?)$/i
/** Keys whose value is a credential also in the file, which a step of the workflow may have written. */
const named =
  /pass(?:word|wd|phrase|code)?$|pwd$|secrets?$|(?<!max_|min_|completion_|prompt_)tokens?$|credentials?$|(?:api|access|account|auth|client|encryption|private|secret|shared|signing|storage)[_-]?keys?$|^authorization$|cookies?$|connection[_-]?string$|dsn$/i
/** Values of settings that are words of Spice, of its connectors or of formats. */
const settings = words(`
  parquet csv tsv json jsonl text arrow avro orc delta iceberg gzip zstd snappy bz2 none auto default
  on off yes no true false enable enabled disable disabled allow prefer require required verify-ca verify-full
  memory file duckdb sqlite postgres cayenne append full changes caching iam_role iam public ansi utf-8 utf8 utc
`)
/** A value that only refers to secrets, or that is hidden already. */
const references =
  /^\s*((bearer|basic|token|apikey)\s+)?((\$\{\s*[a-z]\w*\s*:\s*[\w-]+\s*\}|\(hidden-\d+\)|\*\*\*)\s*)+$/i
/** What stands before the host of a URL. A container of Azure is no user. Repetitions are limited: texts may be hostile. */
const userInfo = /(?<=\b(?!abfss?:|wasbs?:)[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s@]{1,2000}(?=@)/gi
/** A source without settings of its own: a connection string or a query may have credentials. */
const plainSource =
  /^(?:[\p{L}\p{N}_.~:/@*,+%-]|\(hidden-\d{1,9}\)|\$\{\s{0,9}[a-z]\w{0,99}\s{0,9}:\s{0,9}[\w-]{1,99}\s{0,9}\})*$/iu

/** Shorter values of credentials, such as `admin`, are ordinary words elsewhere. */
const minLengthElsewhere = 8

/**
 * Hides what may be a credential: below `params` and the like any value but references, booleans, short numbers and known
 * words. The same value gets the same placeholder, so that a difference still shows. Known secrets are hidden first: a
 * placeholder, or an escape of YAML, in one of them would keep it from being found later.
 * @param committed a spicepod whose values are shown, since anybody who sees the difference can read them in the repository
 * @param others whose credentials are also hidden as other values, such as those that have an anchor
 */
export function credentialHider(
  redact: Redact,
  committed?: unknown,
  ...others: unknown[]
): (spicepod: unknown) => unknown {
  const placeholders = new Map<string, string>()
  const known = new Set<string>()
  JSON.stringify(committed, (_, value) => {
    const text = unwrapNumber(value)
    if (typeof text === 'string' || typeof text === 'number') known.add(String(text))
    return value
  })
  const hide = (text: string, isCredential: boolean): string => {
    const digits = text.replace(/^-|\./g, '')
    const isPlain = !isCredential && (/^\d{1,6}$/.test(digits) || settings.has(text.toLowerCase()))
    if (text.trim() === '' || isPlain || references.test(text)) return text
    const placeholder = placeholders.get(text) ?? `(hidden-${placeholders.size + 1})`
    placeholders.set(text, placeholder)
    return placeholder
  }
  const show = (value: unknown, isGuarded: boolean, isNamed = false, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => show(item, isGuarded, isNamed, key))
    if (isMap(value)) {
      const members = Object.entries(value).map(([name, member]) => {
        // The list of secret stores holds no secrets.
        const isCredential = isNamed || (named.test(name) && !(name === 'secrets' && Array.isArray(member)))
        return [
          redact(name),
          show(member, isCredential || isGuarded || guarded.test(name), isCredential, name),
        ]
      })
      return Object.fromEntries(members)
    }
    if (value === null || typeof value === 'boolean') return value
    const text = String(unwrapNumber(value))
    const isKnown = known.has(text) && !isNamed
    const isElsewhere = text.length >= minLengthElsewhere && placeholders.has(text)
    const shown = (isGuarded && !isKnown) || isElsewhere ? hide(redact(text), isNamed) : text
    if (shown !== text) return shown
    // An integer that a double would round.
    if (typeof value !== 'string') return JSON.isRawJSON(value) ? BigInt(text) : value
    const hidden = redact(value).replace(userInfo, (user) =>
      user
        .split(/:(?![^{}]{0,100}\})/)
        .map((part) => hide(part, true))
        .join(':'),
    )
    return key === 'from' && !isKnown && !plainSource.test(hidden) ? hide(redact(value), false) : hidden
  }
  for (const spicepod of [committed, ...others]) show(spicepod, false)
  return (spicepod) => show(spicepod, false)
}
