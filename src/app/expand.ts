import { type Document, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml'
import { type Redact, shorten } from '../text.ts'
import { maxDepth } from './nesting.ts'

/** Something wrong in a manifest. */
export interface Fault {
  /** A sentence. */
  text: string
  /** Characters from the start of the file. */
  offset: number
}

/** Largest manifest with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024

interface Anchored {
  /** Undefined inside of the anchored node. */
  result?: { value: unknown; levels: number; characters: number }
}

/**
 * Turns a document into its value. The library's own `toJS` limits how often an anchor is used, whatever its size, and
 * looks for the anchor of each alias from the start; this takes each node once. Anchored values are shared by their
 * aliases, so the value may be expanded only if there are no faults.
 */
export function expand(document: Document, redact: Redact): { value: unknown; faults: Fault[] } {
  const anchors = new Map<string, Anchored>()
  const faults: Fault[] = []
  let characters = 0
  let isTooLarge = false

  /** @param depth number of collections around the node */
  const read = (node: unknown, depth: number): { value: unknown; levels: number } => {
    if (isAlias(node)) return readAlias(node.source, offsetOf(node), depth)
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined
    const anchored: Anchored = {}
    if (anchor !== undefined) anchors.set(anchor, anchored)
    const before = characters
    const result = readContent(node, depth)
    anchored.result = { ...result, characters: characters - before }
    return result
  }

  const readAlias = (name: string, offset: number, depth: number) => {
    const anchored = anchors.get(name)
    if (anchored?.result === undefined) {
      const text =
        anchored === undefined
          ? `The alias \`*${name}\` has no anchor \`&${name}\` before it.`
          : `The alias \`*${name}\` is inside of its own anchor \`&${name}\`.`
      faults.push({ offset, text })
      return { value: null, levels: 0 }
    }
    const { result } = anchored
    characters += result.characters
    if (characters > maxCharacters && !isTooLarge) {
      isTooLarge = true
      faults.push({ offset, text: 'With its aliases expanded, the manifest is larger than 4 MiB.' })
    }
    if (depth + result.levels > maxDepth) faults.push(tooDeep(offset))
    return result
  }

  const readContent = (node: unknown, depth: number): { value: unknown; levels: number } => {
    if (isSeq(node)) {
      const items = node.items.map((item) => read(item, depth + 1))
      characters += 2 + items.length
      return { value: items.map(({ value }) => value), levels: levelsOver(items) }
    }
    if (!isMap(node)) {
      const value = isScalar(node) ? node.value : null
      characters += String(value).length + 2
      return { value, levels: 0 }
    }
    const entries = new Map<string, { value: unknown; levels: number }>()
    for (const pair of node.items) {
      const key = readKey(pair.key, depth)
      if (entries.has(key)) {
        const text = `The key \`${shorten(key, 60, redact)}\` is twice in the same map.`
        faults.push({ offset: offsetOf(pair.key), text })
      }
      entries.set(key, read(pair.value, depth + 1))
    }
    characters += 2 + 2 * entries.size
    const members = [...entries].map(([key, { value }]) => [key, value] as const)
    return { value: Object.fromEntries(members), levels: levelsOver([...entries.values()]) }
  }

  const readKey = (node: unknown, depth: number): string => {
    const { value } = read(node, depth + 1)
    if (typeof value === 'object' && value !== null) {
      faults.push({ offset: offsetOf(node), text: 'A key must be a text, not a list or a map.' })
      return ''
    }
    return value === null ? '' : String(value)
  }

  const { value } = read(document.contents, 0)
  return { value, faults }
}

function levelsOver(members: readonly { levels: number }[]): number {
  return 1 + members.reduce((most, { levels }) => Math.max(most, levels), 0)
}

export function tooDeep(offset: number): Fault {
  return { offset, text: `The manifest is nested more than ${maxDepth} levels deep.` }
}

/** Where a node starts. */
export function offsetOf(node: unknown, otherwise = 0): number {
  return isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise
}
