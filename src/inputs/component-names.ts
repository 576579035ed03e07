export interface Name {
  /** Without quotes, parts joined by dots. */
  plain: string
  exactParts: string[]
  /** In lower case, since unquoted names are not case-sensitive. */
  parts: string[]
}

/** `public."taxi.trips"` has two parts. */
export function parseName(name: string): Name {
  const parts = ['']
  for (const [token] of name.matchAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|./gs)) {
    const quote = token.length > 1 ? token.charAt(0) : undefined
    if (token === '.') parts.push('')
    else parts.push(`${parts.pop()}${quote ? token.slice(1, -1).replaceAll(quote + quote, quote) : token}`)
  }
  return { plain: parts.join('.'), exactParts: parts, parts: parts.map((part) => part.toLowerCase()) }
}

/** Whether two names mean the same dataset, the surest match first. */
export const nameMatchers: ((one: Name, other: Name) => boolean)[] = [
  (one, other) => one.plain === other.plain,
  (one, other) => one.plain.toLowerCase() === other.plain.toLowerCase(),
  // The runtime may add catalog and schema.
  (one, other) => endsWith(one, other) || endsWith(other, one),
  (one, other) => one.parts.at(-1) === other.parts.at(-1),
]

function endsWith({ parts }: Name, { parts: end }: Name): boolean {
  const last = end.join('.')
  return parts.some((_, index) => parts.slice(index).join('.') === last)
}
