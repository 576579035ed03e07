import { htmlEscape } from 'escape-goat'
import { cut, type Redact } from '../text.ts'
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

/**
 * Text of others on one line, as it is: GitHub looks for no name, number or link inside of `<code>`. A line break would
 * not show there.
 *
 * @param most characters
 * @returns undefined where there is nothing to show
 */
export function code(value: string | null | undefined, redact: Redact, most = 200): Html | undefined {
  return literal(cut(inertLine(redact(value ?? '')), most, redact))
}

/** The same for words and numbers that mean what they say, whatever the value of some secret. */
export function literal(value: string | number | null | undefined): Html | undefined {
  const line = inertLine(String(value ?? ''))
  return line === '' ? undefined : `<code>${asText(line)}</code>`
}

/**
 * Sentences of our own, in which names of others may stand: what is between backticks is shown as code, and so is every
 * word that GitHub could take for more than a word.
 *
 * @param text without secrets by now, and not too long
 * @param urls pages to link where a sentence names them
 */
export function sentence(text: string, urls: readonly string[] = []): Html {
  const lines = inert(text).split('\n')
  return lines
    .map((line) =>
      line
        .split(/`([^`]+)`/)
        .map((part, index) => (index % 2 === 1 ? (literal(part) ?? '') : words(part, urls)))
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
