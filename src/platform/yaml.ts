import {
  Composer,
  type CST,
  Document,
  type DocumentOptions,
  Lexer,
  type LineCounter,
  type ParseOptions,
  Parser,
  type SchemaOptions,
  YAMLParseError,
} from 'yaml'
import type { Position } from '../core/problem.ts'

/** More levels than any input needs, and fewer than the action accepts in a response of Spice Cloud. */
export const maxDepth = 64

/** Four times what a file of 1 MiB has whose lines are like those of real ones. Twice as many take seconds. */
const maxTokens = 500_000

export const tooDeep = `is nested more than ${maxDepth} levels deep`

type Options = ParseOptions & DocumentOptions & SchemaOptions & { lineCounter?: LineCounter }

/**
 * Parses YAML with errors that have no text around them, and leaves it to the caller to find doubled keys. A document that
 * is nested too deep or has too many tokens has the error `RESOURCE_EXHAUSTION` alone, whose message is the end of a
 * sentence about the text: nothing else can happen while it is parsed, and the parser takes several kB for each level.
 */
export function parseYaml(text: string, options: Options = {}): Document {
  const { stackTraceLimit } = Error
  // A hostile text has an error at each character, and the stack of an error takes most of the time.
  Error.stackTraceLimit = 0
  try {
    // The library would compare each key with each other.
    const composer = new Composer({ prettyErrors: false, uniqueKeys: false, ...options })
    let first: Document | undefined
    for (const document of composer.compose(readTokens(text, options.lineCounter), true, text.length)) {
      if (first === undefined) first = document
      else {
        first.errors.push(errorAt(document.range[0], 'MULTIPLE_DOCS', ''))
        break
      }
    }
    return first as Document
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const document = new Document()
    document.errors.push(error)
    return document
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The documents of a text, before values are made of them. */
function* readTokens(text: string, lineCounter: LineCounter | undefined): Generator<CST.Token, void> {
  const parser = new Parser(lineCounter?.addNewLine)
  lineCounter?.addNewLine(0)
  let count = 0
  for (const token of new Lexer().lex(text)) {
    if (++count > maxTokens) {
      const problem = `has more than ${maxTokens} words, signs and line ends`
      throw errorAt(parser.offset, 'RESOURCE_EXHAUSTION', problem)
    }
    yield* parser.next(token)
    const { stack, offset } = parser
    // The first one is the document.
    const innermost = stack.at(-1)
    if (stack.length > maxDepth + 1 && innermost !== undefined && 'items' in innermost) {
      throw errorAt(offset - token.length, 'RESOURCE_EXHAUSTION', tooDeep)
    }
  }
  yield* parser.end()
}

function errorAt(offset: number, code: YAMLParseError['code'], message: string): YAMLParseError {
  return new YAMLParseError([offset, offset], code, message)
}

/** The place of a character in a text that was not parsed. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
