import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from 'yaml'
import { readYaml } from './yaml.ts'

/** A config as it was read, and where in its text a problem is. */
export interface ParsedConfig {
  readonly value: unknown
  /** What the parser cannot read, a sentence each; the value is of no use then. */
  readonly errors: readonly string[]
  /** The problem with the line of what it is about, if that is in the text. */
  locate(problem: string): string
}

export function parseConfig(text: string): ParsedConfig {
  let value: unknown
  try {
    value = readYaml(text)
  } catch (error) {
    const { message } = error as Error
    // Without a place it is about the whole text, which no other parser can read either.
    const all = / at line /.test(message) ? parseDocument(text, { logLevel: 'error' }).errors : []
    const errors = all.length > 0 ? all.map((each) => firstLineOf(each.message)) : [message]
    return { errors, value: undefined, locate: (problem) => problem }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', uniqueKeys: false })
  return {
    errors: [],
    value,
    locate: (problem) => {
      const offset = offsetOf(placeIn(problem), document)
      return offset === undefined ? problem : `${problem} (line ${lines.linePos(offset).line})`
    },
  }
}

function firstLineOf(message: string): string {
  return message.replace(/:?\n.*/s, '')
}

/** The parts of the place with which a problem begins: `['apps', '0', 'name']` for `apps[0].name is missing.` */
export function placeIn(problem: string): string[] {
  const [place = ''] = /^[\w-]+(?:\[\d+\]|\.[\w-]+)*/.exec(problem) ?? []
  return place.split(/[[\].]+/).filter((part) => part !== '')
}

/** Where the innermost part of a place begins that exists in a document. */
function offsetOf(place: readonly string[], document: Document.Parsed): number | undefined {
  let node: ParsedNode | null | undefined = document.contents
  let offset: number | undefined
  for (const part of place) {
    const collection: unknown = isAlias(node) ? node.resolve(document) : node
    if (isSeq<ParsedNode>(collection)) node = collection.items[Number(part)]
    else if (isMap<ParsedNode, ParsedNode | null>(collection)) {
      const pair = collection.items.find(({ key }) => isScalar(key) && isKey(String(key.value), part))
      node = pair?.value ?? pair?.key
      if (pair) offset = pair.key.range[0]
      if (pair) continue
    } else return offset
    if (!node) return offset
    offset = node.range[0]
  }
  return offset
}

/** Keys may be written in camel case. */
function isKey(written: string, part: string): boolean {
  return written === part || written.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) === part
}
