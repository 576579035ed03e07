import { parse } from 'dotenv'
import { describeValueOf } from './secret-name.ts'

/**
 * Reads dotenv text strictly: what the library silently skips is a problem here, since it may be half a secret.
 *
 * @returns the entries in order; otherwise what is wrong, to follow the name of the input. It quotes no value.
 */
export function parseDotenv(text: string): [name: string, value: string][] | string {
  const lines = text.split(/\r\n|\r|\n/)
  const entries: [string, string][] = []
  for (let first = 0; first < lines.length; ) {
    const line = lines[first] ?? ''
    const number = first + 1
    if (/^\s*(#|$)/.test(line)) {
      first++
      continue
    }
    // The whole text before the equals sign, so that a message can quote a name that is not allowed.
    const [, name = '', rest = ''] = /^\s*(?:export\s+)?([^=:]*?)(?:\s*=|:\s)(.*)$/.exec(line) ?? []
    if (name === '' || name !== name.trimEnd() || !/[=:]/.test(line)) {
      return `, line ${number}: expected \`NAME=value\`. Put multi-line values in quotes.`
    }
    const quote = /^\s*(["'`])/.exec(rest)?.[1]
    const count = quote === undefined ? 1 : countLines(lines, first, quote)
    if (count === undefined) {
      return `, line ${number}: the quotes around ${describeValueOf(name)} are not closed.`
    }
    if (quote === undefined && /\S#|^#/.test(rest.replace(/\s#.*$/, ''))) {
      return `, line ${number}: a \`#\` would cut off ${describeValueOf(name)}. Put the value in quotes.`
    }
    entries.push([name, readValue(lines, first, count)])
    first += count
  }
  return entries
}

/** How many lines a value in quotes takes; undefined if the quotes are not closed. */
function countLines(lines: readonly string[], first: number, quote: string): number | undefined {
  let shortest: number | undefined
  for (let count = 1; first + count <= lines.length; count++) {
    // The library takes a quote that is not closed for a part of the value.
    if (readValue(lines, first, count).startsWith(quote)) continue
    shortest ??= count
    // The value continues after a quote with a backslash if another quote follows.
    if (!/\\["'`]\s*(#.*)?$/.test(lines[first + count - 1] ?? '')) return count
  }
  return shortest
}

/** The library accepts only some names, so this reads the value under another one: the caller checks names. */
function readValue(lines: readonly string[], first: number, count: number): string {
  const entry = lines.slice(first, first + count).join('\n')
  return parse(entry.replace(/^[^=:]*[=:]/, 'NAME=')).NAME ?? ''
}
