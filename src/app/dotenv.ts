import { parse } from 'dotenv'
import { nameValue } from './entry-name.ts'

/** The entries of a dotenv text, in order, or what is wrong with it. */
export type Dotenv =
  | { kind: 'entries'; entries: [name: string, value: string][] }
  | { kind: 'unreadable'; problem: string }

/**
 * Reads dotenv text strictly: what the library would leave out without a word is a problem here, since it may be half
 * a secret.
 *
 * @returns problems without any value
 */
export function parseDotenv(text: string): Dotenv {
  const lines = text.split(/\r\n|\r|\n/)
  const entries: [string, string][] = []
  const unreadable = (problem: string): Dotenv => ({ kind: 'unreadable', problem })
  for (let first = 0; first < lines.length; ) {
    const line = lines[first] ?? ''
    const number = first + 1
    if (/^\s*(#|$)/.test(line)) {
      first++
      continue
    }
    // Everything before the sign of equality, since a name that nobody may use is to be named.
    const [, name = '', rest = ''] = /^\s*(?:export\s+)?([^=:]*?)(?:\s*=|:\s)(.*)$/.exec(line) ?? []
    if (name === '' || name !== name.trimEnd() || !/[=:]/.test(line)) {
      return unreadable(
        `has a line ${number} that is no \`NAME=value\`: a value of several lines has to stand in quotes`,
      )
    }
    const quote = /^\s*(["'`])/.exec(rest)?.[1]
    const count = quote === undefined ? 1 : countLines(lines, first, quote)
    if (count === undefined)
      return unreadable(`has quotes around ${nameValue(name)} (line ${number}) that do not end`)
    if (quote === undefined && /\S#|^#/.test(rest.replace(/\s#.*$/, ''))) {
      return unreadable(
        `has a \`#\` in ${nameValue(name)} (line ${number}), where dotenv would cut it off: put the value in quotes`,
      )
    }
    entries.push([name, readValue(lines, first, count)])
    first += count
  }
  return { kind: 'entries', entries }
}

/** How many lines a value in quotes takes; undefined where they do not end. */
function countLines(lines: readonly string[], first: number, quote: string): number | undefined {
  let shortest: number | undefined
  for (let count = 1; first + count <= lines.length; count++) {
    // Without its end the library takes the quote for a part of the value.
    if (readValue(lines, first, count).startsWith(quote)) continue
    shortest ??= count
    // It goes on behind a quote with a backslash, as long as another one comes.
    if (!/\\["'`]\s*(#.*)?$/.test(lines[first + count - 1] ?? '')) return count
  }
  return shortest
}

/** The library knows names of letters, digits, `_`, `.` and `-`: others are judged by whoever uses them. */
function readValue(lines: readonly string[], first: number, count: number): string {
  const entry = lines.slice(first, first + count).join('\n')
  return parse(entry.replace(/^[^=:]*[=:]/, 'NAME=')).NAME ?? ''
}
