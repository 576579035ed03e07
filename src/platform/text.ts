/** Hides secrets in a text. */
export type Redact = (text: string) => string

/**
 * Shortens a text to a number of characters, with an ellipsis in place of the rest. Secrets are hidden first, because
 * half of one would not be recognized. Therefore there is no way to shorten a text without hiding secrets.
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

/** Turns words from within a sentence into the start of one. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `1 row`, `2 rows`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? '' : 's'}`
}

/** Foreign text as the end of a sentence, with exactly one full stop. */
export function endWithStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/**
 * Makes foreign text (of a server or a commit) safe to print in the log of a step. The runner acts on `::command::` at
 * the start of a line and on `##[command]` anywhere in one; an invisible character in between removes their effect without
 * changing how they look. Control characters are removed, since they can move the cursor or reverse the reading direction.
 */
export function escapeWorkflowCommands(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(controls, '')
    .replaceAll('##[', `##${zeroWidthSpace}[`)
    .replace(/^([^\S\n]*)::/gm, `$1:${zeroWidthSpace}:`)
}

const zeroWidthSpace = '\u200b'
const controls = /[[\p{Cc}\p{Bidi_Control}]--[\t\n]]/gv

/** The same on one line, for a log in which each line says one thing. */
export function escapeWorkflowCommandsLine(text: string): string {
  const lines = escapeWorkflowCommands(text).split('\n')
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ⏎ ')
}

/**
 * Foreign text that is safe to show. Secrets are hidden before and after: an invisible character may split one, and to
 * remove it makes the secret whole.
 */
export function printable(text: string, redact: Redact): string {
  return redact(escapeWorkflowCommands(redact(text)))
}

/** The same on one line. */
export function printableLine(text: string, redact: Redact): string {
  return redact(escapeWorkflowCommandsLine(redact(text)))
}

/** Maximum length of foreign text in a sentence: an annotation has at most 4,096 characters. */
export const readableLength = 1500

/** The first line, cut to a length that is readable at a glance. */
export function firstLine(text: string, redact: Redact, maxLength = 72): string {
  return cut(printable(text, redact).trim().split('\n', 1)[0] ?? '', maxLength, redact)
}
