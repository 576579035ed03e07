import { CST, Lexer, Parser } from 'yaml'

/** More levels than any spicepod needs, and fewer than the action reads in an answer of Spice Cloud. */
export const maxDepth = 64

/**
 * Finds where YAML is nested too deeply. The parser takes several kB for each level, so this only reads until then.
 *
 * @returns characters from the start of the text; undefined if it is not
 */
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

/** A place in a text, with line and column from 1. */
export function positionOf(offset: number, text: string): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
