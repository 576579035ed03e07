import { UnusableAnswerError } from '../errors.ts'

/** No answer of the API is nested more than a few levels deep. */
const deepest = 100

/**
 * Parses JSON that a server sent. A small text can be nested so deeply that its value takes a hundred times the room
 * and overflows the stack of whoever walks through it.
 *
 * @throws UnusableAnswerError, SyntaxError
 */
export function parseServerJson(text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  let depth = 0
  // A string that does not end is read once, too, and not again from each quote in it.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth++
    if (token === ']' || token === '}') depth--
    if (depth > deepest) throw new UnusableAnswerError('JSON that is nested too deeply')
  }
  return JSON.parse(text, revive)
}
