import { htmlEscape } from 'escape-goat'
import {
  asIs,
  cut,
  join,
  maxLength,
  printable,
  printableLine,
  type Redact,
  trimEndOf,
} from '../platform/text.ts'
import { limitLines } from './wording.ts'

/** HTML in which all foreign text is escaped. */
export type Html = string

const maxFoldedLength = 100_000
const maxRows = 100

/** Shows text of servers and commits: without secrets, escaped, and in blocks of HTML, where Markdown means nothing. */
export class Markup {
  readonly repositoryUrl: string | undefined
  readonly redact: Redact
  readonly #hidesNames: boolean

  /** @param hidesNames whether secrets are hidden in names and pages of apps and repositories, too */
  constructor(redact: Redact, repositoryUrl?: string, { hidesNames = false } = {}) {
    this.repositoryUrl = repositoryUrl
    this.redact = redact
    this.#hidesNames = hidesNames
  }

  /** A name that means what it says, even if a secret has the same value. */
  name(value: string): Html | undefined {
    return this.#hidesNames || value.length > maxLength.value ? this.inlineCode(value) : literal(value)
  }

  /** Foreign text on one line, of at most `max` characters; undefined if there is none. */
  inlineCode(value: string | number | null | undefined, max = maxLength.value): Html | undefined {
    return literal(typeof value === 'string' ? cut(printable(value, this.redact), max) : value)
  }

  /** The end of a long foreign text, folded under a title; empty without lines. */
  foldedLines(title: string, lines: readonly string[]): Html {
    if (lines.length === 0) return ''
    const text = toHtml(printable(lines.join('\n'), this.redact).slice(-maxFoldedLength))
    return fold(title, `<pre>${text}</pre>`)
  }

  /**
   * The first hunks of a diff, with its colors, and how many: those that fit into `max` bytes as a whole. By default, a
   * line between two of them says that lines are left out, whose numbers would be those of no file.
   */
  diff(
    hunks: readonly (readonly string[])[],
    max: number,
    between = '\n@@\n',
  ): { html: Html; shown: number } {
    const texts = hunks.map((hunk) => toHtml(printable(hunk.join('\n'), this.redact)))
    const shown = firstFitting(texts, max, between.length)
    return { html: `<pre lang="diff">${shown.join(between)}</pre>`, shown: shown.length }
  }

  /** The action's own sentences, with links to `urls`: text between backticks is code, and so is any word that may be more than a word. */
  sentence(text: string, { urls = [] as readonly string[], max = maxLength.paragraph } = {}): Html {
    const pages = urls.filter((url) => this.isPlain(url))
    return toSentence(cut(printable(text, this.redact), max), pages)
  }

  /** A link, unless a secret in it has to be hidden: it would lead nowhere. */
  link(url: string | undefined, text: Html | undefined): Html | undefined {
    if (url === undefined || text === undefined || (this.#hidesNames && !this.isPlain(url))) return text
    return linkTo(url, text)
  }

  isPlain(text: string): boolean {
    return this.redact(text) === text
  }
}

/** Words and numbers that mean what they say, even if a secret has the same value; undefined if there are none. */
export function literal(value: string | number | null | undefined): Html | undefined {
  const line = printableLine(String(value ?? ''), asIs)
  return line === '' ? undefined : `<code>${toHtml(line)}</code>`
}

export function toHtml(text: string): Html {
  return htmlEscape(printable(text, asIs))
}

/** The lines of a sentence, in which text between backticks is code. */
function toSentence(text: string, urls: readonly string[] = []): Html {
  return printable(text, asIs)
    .split('\n')
    .map((line) =>
      line
        .split(/`([^`]+)`/)
        .map((part, index) => (index % 2 === 1 ? (literal(part) ?? '') : words(part, urls)))
        .join(''),
    )
    .join('<br>')
}

function words(text: string, urls: readonly string[]): Html {
  return text.replace(/\S+/g, (word) => {
    if (isPlainWord(word)) return htmlEscape(word)
    // A bracket that opens or closes around several words belongs to the sentence.
    const open = word.startsWith('(') ? '(' : ''
    const rest = word.slice(open.length)
    const url = rest.includes('(') ? rest.replace(/[.,:;]$/, '') : trimEndOf(rest, '.,:;)')
    const stop = rest.slice(url.length)
    const shown = toHtml(url)
    return `${open}${urls.includes(url) ? linkTo(url, shown) : `<code>${shown}</code>`}${stop}`
  })
}

function linkTo(url: string, text: Html): Html {
  return htmlEscape`<a href="${url}">`.concat(`${text}</a>`)
}

/** Whether a word cannot be a mention (`@`), a reference (`#1`, `GH-1`, a commit), an emoji or an address, and is no longer than words are. */
function isPlainWord(word: string): boolean {
  return (
    /^[\p{L}\p{M}\p{N}.,;!?'"()…–—→−±·%+-]{0,24}:?$|^\d+\/\d+$/u.test(word) &&
    !/\.\p{L}/u.test(word) &&
    !/\b[\da-f]{7,}\b/i.test(word) &&
    !/gh-\d|www\./i.test(word)
  )
}

/** A letter or its escape. Emojis are none, because they may consist of several. */
const letter = String.raw`(?:&#?\w+;|[[\p{L}\p{N}\p{P}\p{S}]--[<&\p{Emoji_Presentation}]])`
/** Longer words would not fit into the columns of a table on a phone. */
const longWord = new RegExp(`${letter}{15,}`, 'gv')
/** A part of a word, up to a mark if there is one. */
const wordPart = new RegExp(`(${letter}{3,9}?[\\-_.\\/:=,]|${letter}{10})(?!$)`, 'gv')

/**
 * A cell whose long code may break: GitHub makes a table as wide as its longest word. Nothing is added to copied text.
 * Other words stay whole, since a part of one might be a reference.
 */
function toCell(cell: Html): Html {
  const breakWord = (word: string) => word.replace(wordPart, '$1<wbr>')
  return cell.replace(/(?<=<code>)[^<]+/g, (code) => code.replace(longWord, breakWord))
}

/** Names and cells in two columns, which also fit on a phone; unknown ones are left out. */
export function table(entries: readonly [name: string, cell: Html | undefined][]): Html {
  const rows = entries
    .filter(([, cell]) => cell !== undefined && cell !== '')
    .map(([name, cell = '']) => `<tr><th align="left">${name}</th><td>${toCell(cell)}</td></tr>`)
  return rows.length === 0 ? '' : `<table>\n${rows.join('\n')}\n</table>`
}

/** A table with headings and a row for each of the first items, in at most `max` bytes; empty without any. */
export function grid<Item>(
  headings: readonly string[],
  items: readonly Item[],
  toCells: (item: Item) => readonly (Html | undefined)[],
  max = Number.POSITIVE_INFINITY,
  rowLimit = maxRows,
): Html {
  if (items.length === 0) return ''
  const head = headings.map((heading) => `<th align="left">${heading}</th>`).join('')
  const all = items.slice(0, rowLimit).map((item) => {
    const cells = toCells(item).map((cell = '') => `<td>${toCell(cell)}</td>`)
    return `<tr>${cells.join('')}</tr>`
  })
  const rows = firstFitting(all, max, '\n'.length)
  const more = items.length - rows.length
  const rest = more > 0 ? `\n\n<p>… and ${more} more.</p>` : ''
  return `<table>\n<tr>${head}</tr>\n${rows.join('\n')}\n</table>${rest}`
}

/** Rows that are seen without unfolding anything. */
const maxOpenRows = 10

/** A table whose first ten rows are open and whose others are folded, each part in at most `max` bytes. Rows after `rowLimit` are counted. */
export function foldedGrid<Item>(
  headings: readonly string[],
  items: readonly Item[],
  toCells: (item: Item) => readonly (Html | undefined)[],
  max?: number,
  rowLimit = maxRows,
): Html {
  const rest = items.slice(maxOpenRows)
  const open = grid(headings, items.slice(0, maxOpenRows), toCells, max)
  const folded = grid(headings, rest, toCells, max, rowLimit - maxOpenRows)
  return open && [open, fold(`${rest.length} more`, folded)].filter(Boolean).join('\n\n')
}

/** The first parts that fit into `max` bytes as a whole, each with `around` more. */
export function firstFitting(parts: readonly Html[], max: number, around: number): readonly Html[] {
  const fitting: Html[] = []
  let left = max
  for (const part of parts) {
    left -= Buffer.byteLength(part) + around
    if (left < 0) break
    fitting.push(part)
  }
  return fitting
}

/** The first lines of a text, and what is live after it; empty without either. */
export function renderText(
  text: string,
  markup: Markup,
  { line, lines }: { line: number; lines: number },
  live = '',
): Html {
  // Hidden together: a secret may have several lines.
  const all = markup.redact(text).split('\n').filter(Boolean)
  const first = limitLines(all, lines, 'line').map((text) => markup.sentence(text, { max: line }))
  const html = join('<br>\n', ...first, markup.sentence(live))
  return html && `<p>${html}</p>`
}

/** Content that is folded, if any. Blank lines make blocks of the tags, since one in the content would end theirs. */
export function fold(title: string, content: Html, isOpen = false): Html {
  if (content === '') return ''
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`
}

/** Blocks below a heading; empty without any. */
export function section(heading: string, blocks: readonly (Html | false)[]): string {
  const content = join('\n\n', ...blocks)
  return content && `${heading}\n\n${content}`
}
