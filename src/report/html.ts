import { htmlEscape } from 'escape-goat'
import { cut } from '../text.ts'
import { inert, inertLine } from './text.ts'

/** A piece of HTML, safe to stand where it is put. */
export type Html = string

/** Text as HTML that shows it as it is. */
export function asText(text: string): Html {
  return htmlEscape(inert(text))
}

/** @param url without one the text is left alone */
export function link(url: string | undefined, text: Html): Html {
  return url === undefined ? text : htmlEscape`<a href="${url}">`.concat(`${text}</a>`)
}

export interface HtmlOptions {
  /** Hides secrets in a text, before it is cut. */
  redact?: (text: string) => string
  /** Characters. */
  most?: number
}

/**
 * Text of others on one line, as it is: GitHub looks for no name, number or link inside of `<code>`. A line break would
 * not show there.
 *
 * @returns undefined where there is nothing to show
 */
export function code(
  value: string | number | null | undefined,
  { redact = (text) => text, most = 200 }: HtmlOptions = {},
): Html | undefined {
  const line = cut(inertLine(redact(String(value ?? ''))), most)
  return line === '' ? undefined : `<code>${asText(line)}</code>`
}

const longestSentence = 2000

/**
 * Sentences of our own, in which names of others may stand: what is between backticks is shown as code, and so is every
 * word that GitHub could take for more than a word.
 *
 * @param urls pages to link where a sentence names them
 */
export function sentence(text: string, urls: readonly string[] = []): Html {
  const lines = inert(cut(text, longestSentence)).split('\n')
  return lines
    .map((line) =>
      line
        .split(/`([^`]+)`/)
        .map((part, index) =>
          index % 2 === 1 ? (code(part, { most: longestSentence }) ?? '') : words(part, urls),
        )
        .join(''),
    )
    .join('<br>')
}

function words(text: string, urls: readonly string[]): Html {
  return text
    .split(/(\s+)/)
    .map((word) => {
      if (word === '' || isPlain(word)) return htmlEscape(word)
      const [, url = '', stop = ''] = /^(.*?)([.,:;]?)$/.exec(word) ?? []
      const shown = urls.includes(url) ? link(url, asText(url)) : `<code>${asText(url)}</code>`
      return `${shown}${stop}`
    })
    .join('')
}

/** White space, or a word that cannot be a mention (`@`), a reference (`#1`, `GH-1`, a commit), an emoji or an address. */
function isPlain(word: string): boolean {
  return (
    /^[\p{L}\p{M}\p{N}\s.,;!?'"()…–—%+-]*:?$/u.test(word) &&
    !/\.\p{L}/u.test(word) &&
    !/\b[\da-f]{7,}\b/i.test(word) &&
    !/gh-\d/i.test(word)
  )
}
