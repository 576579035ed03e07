import { htmlEscape } from 'escape-goat'
import { inert } from './text.ts'

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
