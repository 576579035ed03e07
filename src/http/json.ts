import { UnusableAnswerError } from '../errors.ts'

declare global {
  // Part of Node 24, and not yet of the types of TypeScript.
  interface JSON {
    parse(text: string, revive: Revive | undefined): unknown
    rawJSON(text: string): RawJson
    isRawJSON(value: unknown): value is RawJson
  }
}

/** A value that `JSON.stringify` writes as the text it was made from. */
export interface RawJson {
  readonly rawJSON: string
}

/** @param context with the text of a value that is no object or array */
export type Revive = (key: string, value: unknown, context: { source?: string }) => unknown

/** No answer of the API is nested more than a few levels deep. */
const deepest = 100

/**
 * Parses JSON that a server sent. A small text can be nested so deeply that its value takes a hundred times the room
 * and overflows the stack of whoever walks through it.
 *
 * @throws UnusableAnswerError, SyntaxError
 */
export function parseServerJson(text: string, revive?: Revive): unknown {
  let depth = 0
  // A string that does not end is read once, too, and not again from each quote in it.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth++
    if (token === ']' || token === '}') depth--
    if (depth > deepest) throw new UnusableAnswerError('JSON that is nested too deeply')
  }
  return JSON.parse(text, revive)
}

/** Digits that a double keeps in any case. */
const safeDigits = 15

/**
 * A number as it was written, so that it can be compared and written back exactly.
 *
 * @returns a {@link RawJson} in place of a number that would be rounded
 */
export function exactNumber(value: number, source = ''): number | RawJson {
  const digits = source
    .replace(/e.*/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '')
  const isKept = Number.isFinite(value) && (value !== 0 || digits === '')
  return (isKept && digits.length <= safeDigits) || String(value) === source ? value : JSON.rawJSON(source)
}
