import { cut, type Redact } from '../../text.ts'
import { asText, type Html, sentence } from '../html.ts'
import { inert } from '../text.ts'

/** Lines of a block do not wrap on GitHub: longer ones would have to be pushed aside to be read. */
const widestLine = 100
/** Longest text of a block, in characters. */
const mostInBlock = 20_000
/** Longest text of sentences. */
const mostInSentence = 2000
/** Longest text that is folded in. */
const mostFolded = 100_000

/**
 * Shows text of others as it is: without secrets, escaped, and in blocks of HTML, where Markdown means nothing. In
 * `code` and `pre` GitHub makes neither mentions nor links of it.
 */
export class Markup {
  readonly #redact: Redact

  /** @param redact hides secrets; called before anything is cut or escaped, since it would not know them after that */
  constructor(redact: Redact) {
    this.#redact = redact
  }

  /**
   * For a cell or a line.
   *
   * @param most characters
   * @returns undefined where there is nothing to show
   */
  code(value: string | number | null | undefined, most = 200): Html | undefined {
    return word(typeof value === 'string' ? cut(value, most, this.#redact) : value)
  }

  /** A block of its own. */
  block(text: string): Html {
    const lines = cut(inert(this.#redact(text)), mostInBlock, this.#redact).split('\n')
    return `<pre>${lines.map((line) => wrap(line).map(asText).join('<br>')).join('\n')}</pre>`
  }

  /** The end of a long text, under a title of our own. */
  folded(title: string, lines: readonly string[], { isOpen = false, language = '' } = {}): Html {
    const text = asText(this.#redact(lines.join('\n')).slice(-mostFolded))
    return fold(title, `<pre${language && ` lang="${language}"`}>${text}</pre>`, isOpen)
  }

  /** Sentences of our own, in which names of others may stand. See {@link sentence}. */
  sentence(text: string, urls: readonly string[] = []): Html {
    return sentence(cut(text, mostInSentence, this.#redact), urls)
  }

  /** Whether a text shows as it is. */
  isPlain(text: string): boolean {
    return this.#redact(text) === text
  }
}

/**
 * Words and numbers that mean what they say, whatever the value of some secret.
 *
 * @returns undefined where there is nothing to show
 */
export function word(value: string | number | null | undefined): Html | undefined {
  if (value === undefined || value === null || value === '') return undefined
  // A blank line would end the block, and GitHub shows no line breaks within code: each line is one of its own.
  const lines = asText(String(value)).trim().split('\n')
  return lines.map((line) => (line.trim() === '' ? '' : `<code>${line}</code>`)).join('<br>')
}

/** A table of names and cells, two of them side by side; those that are not known are left out. */
export function table(entries: readonly [name: string, cell: Html | undefined][]): Html {
  const known = entries.filter(([, cell]) => cell !== undefined)
  const cells = known.map(([name, cell], index) => {
    const isAlone = index % 2 === 0 && index === known.length - 1 && index > 0
    return `<th align="left">${name}</th><td${isAlone ? ' colspan="3"' : ''}>${cell}</td>`
  })
  const rows = cells.flatMap((cell, index) =>
    index % 2 === 0 ? [`<tr>${[cell, ...cells.slice(index + 1, index + 2)].join('\n')}</tr>`] : [],
  )
  return rows.length === 0 ? '' : `<table>\n${rows.join('\n')}\n</table>`
}

/** A table with heads of our own; empty without rows. */
export function grid(heads: readonly string[], rows: readonly (readonly (Html | undefined)[])[]): Html {
  if (rows.length === 0) return ''
  const head = heads.map((each) => `<th align="left">${each}</th>`).join('')
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell ?? ''}</td>`).join('')}</tr>`)
  return `<table>\n<tr>${head}</tr>\n${lines.join('\n')}\n</table>`
}

/** Content that is folded in. The blank lines make blocks of the tags, since one in the text would end theirs. */
export function fold(title: string, content: Html, isOpen = false): Html {
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${content}\n\n</details>`
}

/** Breaks a line where there are blanks, and keeps all of it. */
function wrap(line: string): string[] {
  if (line.length <= widestLine) return [line]
  const parts: string[] = []
  let part = ''
  for (const piece of line.split(/(?<= )(?=[^ ])/)) {
    if (part !== '' && part.length + piece.trimEnd().length > widestLine) {
      parts.push(part)
      part = ''
    }
    part += piece
  }
  return [...parts, part]
}
