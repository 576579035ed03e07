import {
  CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  parseDocument,
} from 'yaml'
import { exactNumber } from '../platform/json.ts'
import { type Redact, shorten } from '../platform/text.ts'
import type { Position } from '../problem.ts'

/** Something wrong in a YAML document. */
export interface Fault extends Position {
  /** A sentence. */
  readonly text: string
}

/** Something wrong, by characters from the start of the text. */
interface FaultAt {
  text: string
  offset: number
}

export interface YamlDocument {
  /** The value that JSON can express, since the API keeps that one; undefined if there are faults. */
  value: unknown
  faults: Fault[]
  /** As it was parsed, with the lines of its text; undefined if it is nested too deeply for that. */
  parsed: { document: Document; lines: LineCounter } | undefined
  /** Where the value at a path of keys and indexes starts, or the last part of the path that exists. */
  positionOf: (...path: (string | number)[]) => Position
}

/** More levels than any spicepod needs, and fewer than the action accepts in a response of Spice Cloud. */
const maxDepth = 64
/** Largest document with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024

/** Reads one YAML document within limits of size and depth. */
export function readYaml(text: string, redact: Redact): YamlDocument {
  const tooDeepAt = findTooDeep(text)
  if (tooDeepAt !== undefined) {
    const position = positionIn(text, tooDeepAt)
    const faults = [{ text: tooDeep, ...position }]
    return { value: undefined, faults, parsed: undefined, positionOf: () => position }
  }
  // Unique keys are checked while the document is expanded: the library compares each key with each other.
  const lines = new LineCounter()
  const options = {
    prettyErrors: false,
    logLevel: 'error',
    intAsBigInt: true,
    uniqueKeys: false,
    lineCounter: lines,
  } as const
  const document = parseDocument(text, options)
  const { value, faults } = read(document, redact)
  return {
    value,
    faults: faults.map(({ text, offset }) => ({ text, ...positionAt(offset, lines) })),
    parsed: { document, lines },
    positionOf: (...path) => positionAt(findOffset(document.contents, path), lines),
  }
}

/** @param lines the counter with which a document was parsed */
export function positionAt(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function read(document: Document.Parsed, redact: Redact): { value: unknown; faults: FaultAt[] } {
  // Later syntax errors are usually follow-ups of the first.
  const [error] = document.errors
  if (error !== undefined) {
    const isOfMany = error.code === 'MULTIPLE_DOCS'
    const text = isOfMany ? 'A manifest is one YAML document, not several.' : `${error.message}.`
    return { value: undefined, faults: [{ offset: error.pos[0], text }] }
  }
  const { value, faults } = expand(document, redact)
  return faults.length > 0 ? { value: undefined, faults } : { value: toJsonValue(value), faults }
}

function toJsonValue(value: unknown): unknown {
  const json = JSON.stringify(value, (_, member) =>
    typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member,
  )
  return JSON.parse(json, (_, member, { source }) =>
    typeof member === 'number' ? exactNumber(member, source) : member,
  )
}

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

/** The place of a character in a text that was not parsed. */
export function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

const tooDeep = `The manifest is nested more than ${maxDepth} levels deep.`

/** Characters from the start of the text to a node of it. */
export function startOf(node: unknown, otherwise = 0): number {
  return isNode(node) && node.range ? node.range[0] : otherwise
}

function findOffset(root: unknown, path: readonly (string | number)[]): number {
  let node = root
  let offset = startOf(root)
  for (const part of path) {
    if (isSeq(node)) {
      node = node.items[Number(part)]
    } else {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined
      offset = startOf(pair?.key, offset)
      node = pair?.value
    }
    offset = startOf(node, offset)
  }
  return offset
}

interface Anchored {
  /** Undefined inside the anchored node. */
  result?: { value: unknown; levels: number; characters: number }
}

/**
 * Turns a document into its value. The library's own `toJS` limits how often an anchor is used, independent of its size,
 * and searches for the anchor of each alias from the start; this takes each node once.
 */
function expand(document: Document, redact: Redact): { value: unknown; faults: FaultAt[] } {
  const anchors = new Map<string, Anchored>()
  const faults: FaultAt[] = []
  let characters = 0
  /** The depth of the deepest node read so far within the one that is being read. */
  let deepest = 0
  let isTooLarge = false

  /** @param depth number of collections around the node */
  const read = (node: unknown, depth: number): unknown => {
    if (isAlias(node)) return readAlias(node.source, startOf(node), depth)
    const anchored: Anchored = {}
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, anchored)
    const before = { characters, deepest }
    deepest = isCollection(node) ? depth + 1 : depth
    const value = readContent(node, depth)
    anchored.result = { value, levels: deepest - depth, characters: characters - before.characters }
    deepest = Math.max(deepest, before.deepest)
    return value
  }

  const readAlias = (name: string, offset: number, depth: number): unknown => {
    const anchored = anchors.get(name)
    if (anchored?.result === undefined) {
      const anchor = `anchor \`&${name}\``
      const problem = anchored ? `is inside its own ${anchor}` : `has no ${anchor} before it`
      faults.push({ offset, text: `The alias \`*${name}\` ${problem}.` })
      return null
    }
    const { value, levels } = anchored.result
    characters += anchored.result.characters
    if (characters > maxCharacters && !isTooLarge) {
      isTooLarge = true
      faults.push({ offset, text: 'With its aliases expanded, the manifest is larger than 4 MiB.' })
    }
    deepest = Math.max(deepest, depth + levels)
    if (depth + levels > maxDepth) faults.push({ offset, text: tooDeep })
    return value
  }

  const readContent = (node: unknown, depth: number): unknown => {
    if (isSeq(node)) {
      characters += 2 + node.items.length
      return node.items.map((item) => read(item, depth + 1))
    }
    if (!isMap(node)) {
      const value = isScalar(node) ? node.value : null
      characters += String(value).length + 2
      return value
    }
    const entries = new Map<string, unknown>()
    for (const pair of node.items) {
      const key = readKey(pair.key, depth)
      if (entries.has(key)) {
        const text = `The key \`${shorten(key, 60, redact)}\` appears twice in the same map.`
        faults.push({ offset: startOf(pair.key), text })
      }
      entries.set(key, read(pair.value, depth + 1))
    }
    characters += 2 + 2 * entries.size
    return Object.fromEntries(entries)
  }

  const readKey = (node: unknown, depth: number): string => {
    const key = read(node, depth)
    // What a `<<` is for the library in a document of YAML 1.1.
    if (typeof key === 'symbol') return '<<'
    if (typeof key !== 'object') return String(key)
    if (key !== null)
      faults.push({ offset: startOf(node), text: 'A key must be a string, not a list or a map.' })
    return ''
  }

  return { value: read(document.contents, 0), faults }
}
