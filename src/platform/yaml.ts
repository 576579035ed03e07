import {
  type DocumentOptions,
  Lexer,
  type ParseOptions,
  Parser,
  parseDocument,
  type SchemaOptions,
} from 'yaml'
import type { Position } from '../core/problem.ts'

/** More levels than any input needs, and fewer than the action accepts in a response of Spice Cloud. */
export const maxDepth = 64

/** Four times what a file of 1 MiB has whose lines are like those of real ones. Twice as many take seconds. */
const maxTokens = 500_000

/**
 * Finds where YAML is nested too deep or has too many tokens, before anything is made of it: nothing else can happen while
 * it is parsed, and the parser takes several kB for each level.
 * @returns the end of a sentence about the text, and where it is so
 */
export function findExcess(text: string): { offset: number; problem: string } | undefined {
  const parser = new Parser()
  let count = 0
  for (const token of new Lexer().lex(text)) {
    if (++count > maxTokens) {
      return { offset: parser.offset, problem: `has more than ${maxTokens} words, signs and line ends` }
    }
    Array.from(parser.next(token))
    const { stack, offset } = parser
    // The first one is the document.
    const innermost = stack.at(-1)
    if (stack.length > maxDepth + 1 && innermost !== undefined && 'items' in innermost) {
      return { offset: offset - token.length, problem: tooDeep }
    }
  }
  return undefined
}

export const tooDeep = `is nested more than ${maxDepth} levels deep`

/** Parses YAML with errors that have no text around them, and leaves it to the caller to find doubled keys. */
export function parseYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions = {}) {
  const { stackTraceLimit } = Error
  // A hostile text has an error at each character, and the stack of an error takes most of the time.
  Error.stackTraceLimit = 0
  try {
    // The library would compare each key with each other.
    return parseDocument(text, { prettyErrors: false, logLevel: 'error', uniqueKeys: false, ...options })
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The place of a character in a text that was not parsed. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
