import { cut, type Redact } from '../text.ts'

/**
 * Makes foreign text (of a server or a commit) safe to print in the log of a step. The runner acts on `::command::` at
 * the start of a line and on `##[command]` anywhere in one; an invisible character in between removes their effect and
 * keeps their look. Control characters are removed, since they can move the cursor or reverse the reading direction.
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

/** Maximum length of foreign text in a sentence: an annotation has at most 4,096 characters. */
export const readableLength = 1500

/** The first line, cut to a length that is readable at a glance. */
export function firstLine(text: string, redact: Redact, maxLength = 72): string {
  return cut(escapeWorkflowCommands(redact(text)).trim().split('\n', 1)[0] ?? '', maxLength, redact)
}
