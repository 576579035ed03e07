import { structuredPatch } from 'diff'
import { stringify } from 'yaml'
import { isMap, parseJson, unwrapNumber } from '../platform/json.ts'
import { type Redact, words } from '../platform/text.ts'
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
  const spicepods = [before, after].map(toComparable)
  const hideCredentials = credentialHider(redact, ...spicepods)
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

// Names of settings that stand for a credential. Sources: the parameters of Spice's connectors, catalogs and models.

/** Words that name a credential wherever they stand in a name. */
const credentials = words(`
  pass pat tokens key keys sas sig signature dsn jwt otp cred creds
  authorization bearer cookie cookies connstr kubeconfig
`)
/** Parts of words that name a credential, since names are also written without separators. */
const partOfWord =
  /password|passwd|passphrase|passcode|secret|credential|connectionstring|pwd$|token$|(?:pg|db|user|smtp)pass$|(?:api|access|account|auth|client|encryption|master|private|shared|signing|storage)keys?$/
/** Pairs of words that name one together. */
const pairs = words('auth_code client_code connection_string conn_str conn_string session_id')
/** Last words of names that say something about a credential, without being one. */
const aspects = words(`
  algorithm arn audience budget column columns count dir directory duration encoding endpoint expiration expiry field
  file format host interval issuer length lifetime limit limits location method minute mode name names path policy
  prefix provider region schema scope scopes second size store timeout ttl type uri url usage version
`)
/** Keys of tables. `primary_key` is one only by itself: accounts of cloud services have primary keys as well. */
const tableKey =
  /(?:^|_)(?:cache|cluster|clustering|foreign|join|metadata|partition|range|row|sort|surrogate|unique)_keys?$|^primary_keys?$/

/** Whether the value of a setting with this name is likely to be a credential. */
export function isCredentialName(name: string): boolean {
  // Words end at other characters than letters, and before capitals: `apiKey2`, `APIKey`, `api-key`.
  const nameWords = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\P{L}\p{Lu}]+/gu) ?? []
  const joined = nameWords.join('_').toLowerCase()
  const parts = joined.split('_')
  const last = parts.at(-1) ?? ''
  // `max_completion_tokens` is a limit of a model.
  const isLimit = /^tokens?$/.test(last) && parts.some((part) => part === 'max' || part === 'min')
  // The signature of a function is what it takes and returns.
  if (joined === 'signature' || tableKey.test(joined) || isLimit || aspects.has(last)) return false
  return parts.some(
    (part, index) =>
      credentials.has(part) || partOfWord.test(part) || pairs.has(`${part}_${parts[index + 1] ?? ''}`),
  )
}

/** A value that only refers to secrets, or that is hidden already. */
const references =
  /^\s*((bearer|basic|token|apikey)\s+)?((\$\{\s*[a-z]\w*\s*:\s*[\w-]+\s*\}|\(hidden-\d+\))\s*)+$/i

// Credentials in longer texts, each after its introduction. Repetitions are limited, because texts may be hostile.

const privateKey =
  /-----BEGIN [\w ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [\w ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g
const introduced = [
  // The user may be missing, and the password of a URL may have slashes and even blanks, but a port is no password.
  /(?<=\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@:]{0,200}:)(?!\d{1,5}\s)(?:\S{1,2000}|[^\n@]{1,200})(?=@)/gi,
  /(?<=\bhttps?:\/\/)[^\s/?#@:]{1,2000}(?=@)/gi,
  /(?<=\b(?:bearer|basic)\s{1,9})[\w+/=.~-]{8,}/gi,
  /(?<=\b(?:set-)?cookie["']?\s{0,9}:\s{0,9})[^\s"'][^\n"']*/gi,
  // Tokens that their issuers have made recognizable, and those of JSON Web Tokens.
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|sk-|hf_|AKIA|ASIA|AIza|dapi)[\w-]{16,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]+(?:\.[\w-]*)?/g,
]

const name = String.raw`(?:(?<!com|by)pass(?:word|wd|phrase|code)?|auth_code|pwd|secret|token|credentials?|authorization|signature|(?<![a-z])sig|(?<![a-z.]|primary_|foreign_|partition_|sort_|join_)key|(?:api|access|account|auth|private|secret|shared|storage)key)\d{0,3}`
/** In quotes of any kind, or in the braces of ODBC. Each ends with the text if nothing else ends it. */
const quoted = String.raw`\\"[\s\S]*?(?:\\"|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|\{(?:[^}]|\}\})*(?:\}|$)`
/** A value ends before the next option or setting on its line. */
const nextSetting = String.raw`[ \t]{1,9}(?:[\w.-]{1,60}=|--?[a-z])`
/** Text that may stand between the start of a setting and its value. */
const lead = String.raw`[ \t]{0,99}(?:-[ \t]|export[ \t]|set[ \t])?[\w.-]{1,99}[ \t=:>]{1,9}`
/** The form of an unquoted value depends on what stands before its name. */
const unquoted = [
  // The block scalar of YAML, at any depth.
  String.raw`[>\|][+-]?\d?[ \t]*(?:\n(?:[ \t]+[^\n]*|(?=\n)))+`,
  // A parameter of a URL.
  String.raw`(?<=[?&][\w.-]{1,99}[ \t=:]{1,9})[^\s&#"]+`,
  // A setting of a connection string, or on its own line.
  String.raw`(?<=;${lead})[^\n;]+|(?<=(?:^|\n)${lead})[^\n;]+(?=;)`,
  String.raw`(?<=(?:^|\n)${lead})(?:(?!${nextSetting})[^\n])+`,
  // A word of a command that is in quotes as a whole.
  String.raw`(?<="[\w.-]{1,99}[ \t=:>]{1,9})[^\n;"]+|(?<='[\w.-]{1,99}[ \t=:>]{1,9})[^\n;']+`,
  // An entry of a list or map.
  String.raw`(?<=[\{\[,\(][ \t]{0,99}[\w.-]{1,99}[ \t=:>]{1,9})(?:\$\{[^\n\}]{0,200}\}|[^\n;,\}])+`,
  String.raw`(?:\$\{[^\n\}]{0,200}\}|\\[ \t]|\S)+`,
]
const assignment = new RegExp(
  `(${name}(?:\\\\?["'])?[ \\t]{0,9}(?:=>?|:)[ \\t]{0,9})(${[quoted, ...unquoted].join('|')})`,
  'gi',
)
const option = new RegExp(`(--[\\w-]{0,60}${name}[ \\t]{1,9})(?!-)(${quoted}|[^\\s"']+)`, 'gi')

/** Shorter values of credentials, such as `admin`, are ordinary words elsewhere. */
const minLengthElsewhere = 8

/**
 * Hides what looks like a credential. The same value gets the same placeholder, so that a difference still shows. Known
 * secrets are hidden first: a placeholder, or an escape of YAML, in one of them would keep it from being found later.
 * @param spicepods whose credentials are also hidden as other values, such as those that have an anchor
 */
export function credentialHider(redact: Redact, ...spicepods: unknown[]): (spicepod: unknown) => unknown {
  const placeholders = new Map<string, string>()
  const hide = (text: string): string => {
    if (text.trim() === '' || references.test(text)) return text
    const placeholder = placeholders.get(text) ?? `(hidden-${placeholders.size + 1})`
    placeholders.set(text, placeholder)
    return placeholder
  }
  const hideAssigned = (_: string, introduction: string, value: string) => {
    const [, open = '', content = '', close = ''] = /^(\\"|["'{]|)([\s\S]*?)(\\"|["'}]|)$/.exec(value) ?? []
    return open === '' ? introduction + hide(value) : introduction + open + hide(content) + close
  }
  const hideInText = (text: string): string => {
    const json = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
    const shown = JSON.stringify(show(json, false))
    if (shown !== JSON.stringify(json)) return shown
    const withoutKeys = text.replace(privateKey, hide)
    return introduced
      .reduce((rest, pattern) => rest.replace(pattern, hide), withoutKeys)
      .replace(option, hideAssigned)
      .replace(assignment, hideAssigned)
  }
  const show = (value: unknown, isCredential: boolean, isRoot = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => show(item, isCredential))
    if (isMap(value)) {
      // A header or variable may be a map of its name and value.
      const names = [value.name, value.key, value.header].filter((name) => typeof name === 'string')
      const named = names.some(isCredentialName)
      const members = Object.entries(value).map(([member, content]) => {
        // The list of secret stores holds no secrets.
        const isStores = isRoot && member === 'secrets'
        const isNamedSo = (isCredentialName(member) && !isStores) || (named && member === 'value')
        return [redact(member), show(content, isCredential || isNamedSo)]
      })
      return Object.fromEntries(members)
    }
    if (value === null || typeof value === 'boolean') return value
    const text = String(unwrapNumber(value))
    const isKnown = text.length >= minLengthElsewhere && placeholders.has(text)
    const shown = isCredential || isKnown ? hide(text) : text
    if (shown !== text) return shown
    if (typeof value === 'string') return hideInText(redact(value))
    // An integer that a double would round.
    return JSON.isRawJSON(value) ? BigInt(text) : value
  }
  for (const spicepod of spicepods) show(spicepod, false, true)
  return (spicepod) => show(spicepod, false, true)
}
