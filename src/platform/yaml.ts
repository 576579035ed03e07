import { CST, Lexer, Parser } from 'yaml'
import type { Position } from '../problem.ts'

/** More levels than any input needs, and fewer than the action accepts in a response of Spice Cloud. */
export const maxDepth = 64

/** Finds too deep nesting of YAML. The parser takes several kB for each level, so this only reads until then. */
export function findTooDeep(text: string): number | undefined {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme))
    const { stack, offset } = parser
    // The first one is the document.
    if (stack.length > maxDepth + 1 && CST.isCollection(stack.at(-1))) return offset - lexeme.length
  }
  return undefined
}

/** The place of a character in a text that was not parsed. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
