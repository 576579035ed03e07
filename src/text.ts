/** At most so many characters, on one line, with an ellipsis where some were left out. */
export function shorten(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const characters = Array.from(line.slice(0, most * 2 + 2))
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : line
}

/** `1 row`, `2 rows`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

/** Text of others as the end of a sentence: with one full stop. */
export function endWithStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
