/** Hides secrets in a text. */
export type Redact = (text: string) => string

/**
 * At most so many characters, with an ellipsis where some were left out. Secrets are hidden first: half of one would not
 * be known any more. So there is no way to cut without.
 */
export function cut(text: string, most: number, redact: Redact): string {
  const hidden = redact(text)
  // No more of a long text than is needed, of which each character may take two units.
  const characters = Array.from(hidden.slice(0, 2 * most + 2))
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : hidden
}

/** The same on one line. */
export function shorten(text: string, most: number, redact: Redact): string {
  return cut(redact(text).replace(/\s+/g, ' ').trim(), most, redact)
}

/** Makes the start of a sentence out of what stands within others. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `1 row`, `2 rows`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

/** Text of others as the end of a sentence: with one full stop. */
export function endWithStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
