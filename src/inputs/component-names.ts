export interface Name {
  /** Without quotes, parts joined by dots. */
  plain: string
  parts: string[]
  /** The plain name from each part to the end, in lower case, since unquoted names are not case-sensitive. */
  endings: string[]
}

/** `public."taxi.trips"` has two parts. */
export function parseName(name: string): Name {
  const parts = ['']
  for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
    const quote = token.length > 1 ? token.charAt(0) : undefined
    if (token === '.') parts.push('')
    else parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`)
  }
  const endings = parts.map((_, index) => parts.slice(index).join('.').toLowerCase())
  return { plain: parts.join('.'), parts, endings }
}

/** Whether two names mean the same dataset, the surest match first. */
export const nameMatchers: ((one: Name, other: Name) => boolean)[] = [
  (one, other) => one.plain === other.plain,
  (one, other) => one.endings[0] === other.endings[0],
  // The runtime may add catalog and schema.
  (one, other) => endsWith(one, other) || endsWith(other, one),
  (one, other) => one.endings.at(-1) === other.endings.at(-1),
]

function endsWith({ endings }: Name, { endings: [whole = ''] }: Name): boolean {
  return endings.includes(whole)
}
