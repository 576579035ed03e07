import { excerpt, rewrite } from './excerpt.ts'

export type Redact = (text: string) => string

/** Hides nothing: for words that mean what they say, such as names of apps, and for text that is redacted later. */
export const asIs: Redact = (text) => text

// Text that others wrote (servers, commits, files) goes through one of these on its way to people.
//
// | function        | lines     | length  | safe for the log | for                                   |
// | --------------- | --------- | ------- | ---------------- | ------------------------------------- |
// | `cut`           | kept      | limited | no               | reasons in the action's own sentences |
// | `shorten`       | joined    | limited | no               | names and reasons within a sentence   |
// | `firstLine`     | the first | limited | no               | messages of commits and of GitHub     |
// | `printable`     | kept      | whole   | yes              | what is written                       |
// | `printableLine` | joined    | whole   | yes              | a line of the log                     |
//
// Secrets are hidden where text leaves the program: in the log (`report/log.ts`), the outputs (`report/outputs.ts`), and
// the HTML of summary and comment (`report/markup.ts`). `redaction.ts` recognizes what these functions make of a secret,
// and none of them leaves a part of one (`excerpt.ts`).

/**
 * How much of other people's text is shown, in characters: a word, name, value or reason within a sentence, what makes up a
 * sentence, and all of a paragraph, because an annotation has at most 4,096 characters.
 */
export const maxLength = { word: 40, name: 100, value: 200, reason: 300, sentence: 1500, paragraph: 4000 }

/** Shortens a text to a number of characters. It ends with `…` then, and before a secret that would be cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  // No more of a long text than is needed, of which each character may take two units.
  const characters = Array.from(text.slice(0, 2 * most + 2))
  if (characters.length <= most) return text
  return `${excerpt(text, 0, characters.slice(0, most - 1).join('').length)}…`
}

export function shorten(text: string, most: number): string {
  return cut(collapse(text), most)
}

/** A text without some characters at its end. A pattern for them would try each of them in the rest of the text, too. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** Joins the lines of a text, with single spaces in it. */
export function collapse(text: string): string {
  return rewrite(text, joinLines)
}

export function joinLines(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** @param most characters that are readable at a glance */
export function firstLine(text: string, most = 72): string {
  const whole = text.trim()
  const end = whole.search(/[\r\n]/)
  return cut(end === -1 ? whole : excerpt(whole, 0, end), most)
}

/**
 * Makes text safe to print in the log of a step. The runner acts on `::command::` at the start of a line and on
 * `##[command]` anywhere: an invisible character inside removes their effect. Any other one is made visible. Secrets are
 * hidden before that, even those that such a character splits.
 */
export function printable(text: string, redact: Redact): string {
  const shown = redact(text)
  const plain = shown.replace(lineBreak, '\n').replace(invisible, '')
  const hidden = redact(plain)
  return redact(escapeCommands(hidden === plain ? shown : hidden))
}

export function printableLine(text: string, redact: Redact): string {
  const lines = printable(text, redact).split('\n')
  return redact(
    lines
      .map((line) => line.trim())
      .filter(Boolean)
      .join(' ⏎ '),
  )
}

const lineBreak = /\r\n?|[\u0085\u2028\u2029\v\f]/g
const zeroWidthSpace = '\u200b'
/**
 * What shows nothing, has no width or changes the direction of a text. Left out are tabs, line feeds, the selector that makes
 * a symbol an emoji, and what {@link escapeCommands} writes.
 */
export const invisible =
  /(?!(?<=\p{Extended_Pictographic})\uFE0F|(?<=##)\u200b\[|(?<=:)\u200b:)[[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Variation_Selector}\u{E0000}-\u{E0FFF}]--[\t\n]]/gv

/** Writes what nobody would see as `\u{…}`: it could hide text, or show it in another order or on a line of its own. */
export function showInvisible(text: string): string {
  return text.replace(invisible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

function escapeCommands(text: string): string {
  return showInvisible(text.replace(/\r\n?/g, '\n'))
    .replaceAll('##[', `##${zeroWidthSpace}[`)
    .replace(/^([^\S\n\r\u2028\u2029]*)::/gm, `$1:${zeroWidthSpace}:`)
}

/** Makes text that can stand between backticks. A spicepod may contain control characters, and a terminal obeys them. */
export function oneLineOfCode(text: string): string {
  return rewrite(text, joinCode)
}

export function joinCode(text: string): string {
  return text.replace(/[\p{Cc}\s`]+/gu, ' ')
}

/**
 * A key of a file that is not what it should be, as code, if it is short and plain. Any other may be part of what somebody
 * wanted to keep for themselves, and is not shown.
 */
export function plainKey(key: string): string {
  return /^[\p{L}\p{N} _./-]{1,40}$/u.test(key) ? `\`${key}\`` : ''
}

/** Abbreviates the id of a commit, as Git and GitHub do. Any other text stays as it is. */
export function shortenCommit(text: string): string {
  return /^[\da-f]{7,64}$/i.test(text) ? text.slice(0, 7) : text
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `1 row`, `2 rows`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

/** A problem and the advice for it. Names in braces stand for what differs. */
export interface Words {
  readonly message: string
  readonly advice?: string
}

export function fill(text: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

export function join(separator: string, ...parts: readonly (string | undefined | null | false)[]): string {
  return parts.filter(Boolean).join(separator)
}

/** Describes the first of some items, and in place of the others how many more there are. */
export function limit<Item>(
  items: readonly Item[],
  most: number,
  describe: (item: Item) => string,
  describeRest = (more: number) => `${more} more`,
): string[] {
  const more = items.length - most
  const shown = items.slice(0, most).map(describe)
  return more > 0 ? [...shown, describeRest(more)] : shown
}

/** A list of words, written as text. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Writes names as code: `` `a`, `b` ``. */
export function listNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Ends a sentence with other people's text, and with exactly one full stop. */
export function endWithStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

export function endOfSentence(reason: string): string {
  return endWithStop(cut(reason, maxLength.sentence))
}
