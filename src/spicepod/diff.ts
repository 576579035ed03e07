import { structuredPatch } from 'diff'
import { stringify } from 'yaml'
import { isMap, unwrapNumber } from '../platform/json.ts'
import { type Redact, showInvisible } from '../platform/text.ts'
import { toComparable } from './spicepod.ts'

const maxDifferences = 1000
/** Largest product of lines and differences: comparing takes time in proportion to it. */
const maxWork = 40_000_000

/** The hunks of the difference of two spicepods as values, without credentials; undefined if it is too large. */
export function diffSpicepods(
  before: object | null | undefined,
  after: object,
  redact: Redact,
): string[][] | undefined {
  const earlier = new Values(redact)
  const spicepods = [earlier, new Values(redact, earlier)].map((values, index) =>
    values.show(toComparable(index === 0 ? before : after)),
  )
  const [old = '', text = ''] = spicepods.map((value) =>
    value ? stringify(value, { sortMapEntries: true, lineWidth: 0 }) : '',
  )
  const lines = (old + text).split('\n').length
  // Nothing is compared with a spicepod that is new.
  const maxEditLength = before ? Math.min(maxDifferences, Math.floor(maxWork / lines)) : lines
  return structuredPatch('', '', old, text, undefined, undefined, { maxEditLength })?.hunks.map((hunk) =>
    // What ends a line for a reader, but not for YAML, would give what follows another sign.
    hunk.lines.map(showInvisible),
  )
}

/** Keys below which any value may be a credential. */
const guarded =
  /^x-|(?:^|_)(?:params?|parameters|env|environment|headers?|auth|authentication|options|credentials?)$/i
/** Keys whose value is a credential. */
const named =
  /pass(?:word|wd|phrase|code)?$|pwd$|secrets?$|(?<!max_|min_|completion_|prompt_)tokens?$|credentials?$|(?:api|access|account|auth|client|encryption|private|secret|shared|signing|storage)[_-]?keys?$|^authorization$|cookies?$|connection[_-]?string$|dsn$/i
/** A value that only refers to secrets. */
const references = /^\s*(?:(?:bearer|basic|token|apikey)\s+)?(?:\$\{\s*[a-z]\w*\s*:\s*[\w-]+\s*\}\s*)+$/i

/**
 * What may be shown of a spicepod: all keys, and values where nobody's secret can be. Below guarded keys it only says that
 * there is a value, and whether it has changed.
 */
class Values {
  readonly #redact: Redact
  readonly #earlier: Values | undefined
  /** All values, by where they stand. */
  readonly #all = new Map<string, string>()

  constructor(redact: Redact, earlier?: Values) {
    this.#redact = redact
    this.#earlier = earlier
  }

  at(path: string): string | undefined {
    return this.#all.get(path)
  }

  show(value: unknown, path = '', isGuarded = false): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => this.show(item, `${path}\n${nameOf(item) ?? index}`, isGuarded))
    }
    if (isMap(value)) {
      const members = Object.entries(value).map(([key, member]) => {
        // The list of secret stores holds no secrets.
        const isNamed = named.test(key) && !(key === 'secrets' && Array.isArray(member))
        const shown = this.show(member, `${path}\n${key}`, isGuarded || isNamed || guarded.test(key))
        return [this.#redact(key), shown]
      })
      return Object.fromEntries(members)
    }
    if (value === null) return null
    const text = String(unwrapNumber(value))
    this.#all.set(path, text)
    const before = this.#earlier?.at(path) ?? text
    const placeholder = before === text ? '(hidden)' : '(changed)'
    if (isGuarded) return references.test(text) ? text : placeholder
    if (typeof value === 'string') return hideUsers(this.#redact(value), placeholder)
    // An integer that a double would round.
    return JSON.isRawJSON(value) ? BigInt(text) : value
  }
}

/** A component keeps its name where its place in a list changes. */
function nameOf(item: unknown): string | undefined {
  return isMap(item) && typeof item.name === 'string' ? item.name : undefined
}

/** Hides the user part of the URLs in a text, but not references in it. The container of Azure is no user. */
function hideUsers(text: string, placeholder: string): string {
  const parts = text.split('://')
  return parts
    .map((part, index) => {
      const scheme = parts[index - 1]?.slice(-6) ?? ''
      if (!/[a-z\d+.-]$/i.test(scheme) || /(?:abfs|wasb)s?$/i.test(scheme)) return part
      const [authority = ''] = /^[^\s/?#\\]*/.exec(part) ?? []
      // Where there is no URL, a password may have any characters.
      const [user] = URL.canParse(`ftp://${authority}`) ? [authority] : (/^\S*/.exec(part) ?? [])
      const end = user?.lastIndexOf('@') ?? -1
      return end < 0 ? part : hideUser(part.slice(0, end), placeholder) + part.slice(end)
    })
    .join('://')
}

function hideUser(user: string, placeholder: string): string {
  return user
    .split(/:(?![^{}]{0,100}\})/)
    .map((part) => (part === '' || references.test(part) ? part : placeholder))
    .join(':')
}
