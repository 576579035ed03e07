import { isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, Parser, parseDocument } from 'yaml'
import { exactNumber, maxDepth } from './runtime/json.ts'

/** Why a text cannot be read as YAML. The message has no period, so that it can be part of a sentence. */
class YamlError extends Error {}

/** Characters of a document with its aliases expanded: eight times what a request may have. */
const maxCharacters = 8 * 2 ** 20

/** A node that has been read, with what its expansion takes. */
interface Read {
  readonly value: unknown
  readonly levels: number
  readonly characters: number
}

/**
 * Reads one YAML document, with all digits of its numbers. Few bytes can be a document that no memory holds, so what
 * comes of its aliases is counted before anybody walks through it. The library resolves each alias, and compares each key, by
 * a search through all others.
 *
 * @throws YamlError
 */
export function readYaml(text: string): unknown {
  if (isNestedTooDeeply(text)) throw tooDeep()
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    logLevel: 'error',
    prettyErrors: false,
    uniqueKeys: false,
    lineCounter,
  })
  const placeOf = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return `at line ${line}, column ${col}`
  }
  const [error] = document.errors
  if (error !== undefined) throw new YamlError(`${error.message} ${placeOf(error.pos[0])}`)
  return readNode(document.contents, new Map(), placeOf).value
}

type Anchors = Map<string | undefined, Read>
type PlaceOf = (offset: number) => string

function readNode(node: unknown, anchors: Anchors, placeOf: PlaceOf): Read {
  if (isAlias(node)) {
    const read = anchors.get(node.source)
    if (read !== undefined) return read
    throw new YamlError(`No anchor ends before the alias *${node.source} ${placeOf(node.range?.[0] ?? 0)}`)
  }
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
  anchors.delete(anchor)
  const read = readContent(node, anchors, placeOf)
  if (read.levels > maxDepth) throw tooDeep()
  if (read.characters > maxCharacters) {
    throw new YamlError(`With its aliases, it is larger than ${maxCharacters / 2 ** 20} MiB`)
  }
  anchors.set(anchor, read)
  return read
}

function readContent(node: unknown, anchors: Anchors, placeOf: PlaceOf): Read {
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(item, anchors, placeOf))
    return collect(
      items.map(({ value }) => value),
      items,
    )
  }
  if (isMap(node)) {
    const members = new Map<string, Read>()
    for (const { key: keyNode, value } of node.items) {
      const key = readNode(keyNode, anchors, placeOf)
      const name = nameOf(key.value)
      const problem =
        name === undefined ? 'A key must be text' : members.has(name) && 'Map keys must be unique'
      if (problem) {
        throw new YamlError(`${problem} ${placeOf((isNode(keyNode) ? keyNode : node).range?.[0] ?? 0)}`)
      }
      const member = readNode(value, anchors, placeOf)
      members.set(String(name), { ...member, characters: member.characters + key.characters })
    }
    const value = Object.fromEntries(Array.from(members, ([name, member]) => [name, member.value]))
    return collect(value, [...members.values()])
  }
  const value = isScalar(node) ? node.value : null
  const isExact = typeof value === 'number' && isScalar(node) && JSON_NUMBER.test(node.source ?? '')
  return {
    value: isExact ? exactNumber(value, node.source) : value,
    levels: 0,
    characters: String(value).length + 2,
  }
}

function nameOf(key: unknown): string | undefined {
  if (typeof key !== 'object') return String(key)
  if (key === null) return ''
  return JSON.isRawJSON?.(key) ? key.rawJSON : undefined
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i

function collect(value: unknown, parts: readonly Read[]): Read {
  let [levels, characters] = [0, 2]
  for (const part of parts) {
    levels = Math.max(levels, part.levels)
    characters += part.characters
  }
  return { value, levels: levels + 1, characters }
}

/** Whether a text has more levels than are read. The parser takes several kB for each, so this only reads until then. */
function isNestedTooDeeply(text: string): boolean {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    // The first one is the document.
    const innermost = parser.stack.at(-1)
    if (parser.stack.length > maxDepth + 1 && innermost !== undefined && 'items' in innermost) return true
  }
  return false
}

function tooDeep(): YamlError {
  return new YamlError(`It is nested more than ${maxDepth} levels deep`)
}
