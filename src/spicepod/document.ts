import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, LineCounter, type YAMLParseError } from 'yaml'
import type { Position } from '../core/problem.ts'
import { isMap as isJsonMap, unwrapNumber } from '../platform/json.ts'
import { plainKey } from '../platform/text.ts'
import { maxDepth, parseYaml, tooDeep } from '../platform/yaml.ts'
import { toExactValue, toJsonValue } from './scalar.ts'
import { mergedMaps, mergeMembers } from './spicepod.ts'

/** A sentence about something wrong in a document, with its place. */
export interface Fault extends Position {
  readonly text: string
}

/** The place of a member of a map or an item of a list. Offsets are characters from the start of the text. */
interface Slot {
  readonly keyOffset: number
  readonly offset: number
  /** Text at the offset: the value, an alias of it, or the value in a map that a merge key brings. */
  readonly kind: 'value' | 'alias' | 'merged'
  readonly anchor: Anchor | undefined
  /** What is there; for an alias, what it stands for. */
  readonly node: unknown
}

interface Anchor {
  isUsed: boolean
  readonly node: unknown
  /** Undefined inside the anchored node. */
  result?: { value: unknown; levels: number; characters: number }
}

/** Largest document with its aliases expanded, in characters of JSON: four times what its text may have. */
const maxCharacters = 4 * 1024 * 1024

/**
 * A YAML document as its value, with the place of each part. Aliases and merge keys are resolved; size and depth are
 * limited and circles are faults, so that any code may walk through it. The library's own conversion limits how often
 * an anchor is used, searches for it from the start, and forgets the places.
 */
export class SpicepodDocument {
  /** The document as far as JSON can express it, as the API does; undefined if there are faults but doubled keys. */
  readonly value: unknown
  readonly faults: Fault[] = []
  readonly #lines = new LineCounter()
  readonly #slots = new Map<unknown, ReadonlyMap<string | number, Slot>>()
  readonly #anchors = new Map<string | undefined, Anchor>()
  #isReadable = true
  readonly #noun: string
  readonly #isExact: boolean
  readonly #isText: boolean
  #start = 0
  #characters = 0
  /** The depth of the deepest node read so far within the one that is being read. */
  #deepest = 0

  /**
   * @param noun what the text is, for messages
   * @param isText whether all values stay as they are written; {@link typedOf} says what YAML makes of them
   * @param isExact whether dates and keys stay as they are written, and a number that JSON cannot have exactly is NaN
   */
  constructor(source: string, { noun = 'manifest', isExact = false, isText = false } = {}) {
    // Nobody sees a byte order mark, so that it has no column.
    const text = source.replace(/^\ufeff/, '')
    this.#noun = noun
    this.#isExact = isExact
    this.#isText = isText
    // Doubled keys are found below.
    const document = parseYaml(text, { intAsBigInt: true, lineCounter: this.#lines })
    this.#start = startOf(document.contents, 0)
    // Later syntax errors are usually follow-ups of the first.
    const [error] = document.errors
    if (error !== undefined) this.#fail(describeError(error, noun), error.pos[0])
    const value = error === undefined ? this.#read(document.contents, 0) : undefined
    this.value = this.#isReadable ? value : undefined
  }

  /** A member as YAML reads it, also if all values are text. */
  typedOf(container: unknown, key: string | number): unknown {
    const value = (container as Record<string | number, unknown>)[key]
    if (Array.isArray(value)) return value.map((_, index) => this.typedOf(value, index))
    if (!isJsonMap(value)) return toJsonValue(this.#slotOf(container, key)?.node)
    return Object.fromEntries(Object.keys(value).map((name) => [name, this.typedOf(value, name)]))
  }

  placeOf(container: unknown, key: string | number): Position {
    return this.#positionAt(this.#slotOf(container, key)?.offset)
  }

  /** The place of the key of a member; the start of the document if it is not there. */
  keyPlaceOf(map: unknown, key: string): Position {
    return this.#positionAt(this.#slotOf(map, key)?.keyOffset)
  }

  /** The place of the value at a path of keys and indexes, or the last part of the path that is there. */
  positionOf(...path: readonly (string | number)[]): Position {
    return this.#find(path, ({ offset }) => offset)
  }

  /** The place of the key at the end of a path, or the last part of the path that is there. */
  keyPositionOf(...path: readonly (string | number)[]): Position {
    return this.#find(path, ({ keyOffset }) => keyOffset)
  }

  #find(path: readonly (string | number)[], placeOfLast: (slot: Slot) => number): Position {
    let part = this.value
    let offset = this.#start
    for (const [index, key] of path.entries()) {
      const slot = this.#slotOf(part, key)
      if (slot === undefined || slot.kind === 'merged') break
      offset = index === path.length - 1 ? placeOfLast(slot) : slot.offset
      if (slot.kind === 'alias') break
      part = (part as Record<string | number, unknown>)[key]
    }
    return this.#positionAt(offset)
  }

  /** Whether a member, or each part of it, is there to be used elsewhere by an alias. */
  holdsOnlyUsedAnchors(container: unknown, key: string | number): boolean {
    const slot = this.#slotOf(container, key)
    if (slot?.anchor !== undefined) return slot.anchor.isUsed
    const part = (container as Record<string | number, unknown>)[key]
    const keys = [...(this.#slots.get(part)?.keys() ?? [])]
    return (
      slot?.kind === 'value' &&
      keys.length > 0 &&
      keys.every((inner) => this.holdsOnlyUsedAnchors(part, inner))
    )
  }

  #slotOf(container: unknown, key: string | number): Slot | undefined {
    return this.#slots.get(container)?.get(key)
  }

  #positionAt(offset = this.#start): Position {
    const { line, col } = this.#lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  #fail(text: string, offset: number): void {
    this.#isReadable = false
    this.faults.push({ text, ...this.#positionAt(offset) })
  }

  /** @param depth number of collections around the node */
  #read(node: unknown, depth: number): unknown {
    if (isAlias(node)) return this.#readAlias(node.source, startOf(node, 0), depth)
    const anchor: Anchor = { isUsed: false, node }
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, anchor)
    const [characters, deepest] = [this.#characters, this.#deepest]
    this.#deepest = isCollection(node) ? depth + 1 : depth
    const value = this.#readContent(node, depth)
    anchor.result = { value, levels: this.#deepest - depth, characters: this.#characters - characters }
    this.#deepest = Math.max(this.#deepest, deepest)
    return value
  }

  #readAlias(name: string, offset: number, depth: number): unknown {
    const anchor = this.#anchors.get(name)
    if (anchor?.result === undefined) {
      const problem = anchor ? 'is inside its own anchor' : 'has no anchor of its name before it'
      this.#fail(`The alias ${problem}.`, offset)
      return null
    }
    anchor.isUsed = true
    const { value, levels, characters } = anchor.result
    const isTooLarge = this.#characters > maxCharacters
    this.#characters += characters
    this.#deepest = Math.max(this.#deepest, depth + levels)
    if (this.#characters > maxCharacters) {
      if (!isTooLarge)
        this.#fail(`With its aliases expanded, the ${this.#noun} is larger than 4 MiB.`, offset)
    } else if (depth + levels > maxDepth) this.#fail(`The ${this.#noun} ${tooDeep}.`, offset)
    else return value
    // Not the value itself: a merge key would copy it.
    return null
  }

  #readContent(node: unknown, depth: number): unknown {
    if (isSeq(node)) {
      this.#characters += 2 + node.items.length
      const slots = new Map<number, Slot>()
      const list = node.items.map((item, index) => {
        const value = this.#read(item, depth + 1)
        slots.set(index, this.#toSlot(item, item))
        return value
      })
      this.#slots.set(list, slots)
      return list
    }
    if (isMap(node)) return this.#readMap(node.items, depth)
    this.#characters += String(isScalar(node) ? node.value : null).length + 2
    if (!isScalar(node)) return null
    if (this.#isText) return node.source ?? ''
    return this.#isExact ? toExactValue(node) : toJsonValue(node)
  }

  #readMap(pairs: readonly { key: unknown; value: unknown }[], depth: number): object {
    const members = new Map<string, [value: unknown, slot: Slot]>()
    for (const pair of pairs) {
      const key = this.#readKey(pair.key, depth)
      if (members.has(key)) {
        const shown = plainKey(key)
        const text = `${shown ? `The key ${shown}` : 'A key'} appears twice in the same map.`
        this.faults.push({ text, ...this.#positionAt(startOf(pair.key, 0)) })
      }
      const value = this.#read(pair.value, depth + 1)
      members.set(key, [value, this.#toSlot(pair.value, pair.key)])
    }
    this.#characters += 2 + 2 * members.size
    const sources = mergedMaps(members.get('<<')?.[0])?.map((map) =>
      Object.entries(map).map(([key, value]): [string, [unknown, Slot]] => {
        const slot = this.#slotOf(map, key) as Slot
        return [key, [value, { ...slot, kind: 'merged' }]]
      }),
    )
    const all = sources === undefined ? members : mergeMembers(members, sources)
    const map = Object.fromEntries(Array.from(all, ([key, [value]]) => [key, value]))
    this.#slots.set(map, new Map(Array.from(all, ([key, [, slot]]) => [key, slot])))
    return map
  }

  #readKey(node: unknown, depth: number): string {
    const key = unwrapNumber(this.#read(node, depth))
    if (this.#isExact && isScalar(node)) return node.source ?? String(key)
    if (typeof key !== 'object') return String(key)
    if (key !== null) this.#fail('A key must be a string, not a list or a map.', startOf(node, 0))
    return ''
  }

  #toSlot(node: unknown, key: unknown): Slot {
    const keyOffset = startOf(key ?? node, this.#start)
    return {
      keyOffset,
      offset: startOf(node, keyOffset),
      kind: isAlias(node) ? 'alias' : 'value',
      anchor: isNode(node) && 'anchor' in node ? this.#anchors.get(node.anchor) : undefined,
      node: isAlias(node) ? this.#anchors.get(node.source)?.node : node,
    }
  }
}

/** Errors of the library whose message quotes the text, which may be any file. */
const quoting = /^(?:UNEXPECTED_TOKEN|TAG_RESOLVE_FAILED|BAD_DIRECTIVE|BAD_DQ_ESCAPE|BAD_COLLECTION_TYPE)$/
/** How such a message begins, without a quotation: the place says enough. */
const unquoted =
  /^(?:Unexpected \S+ (?:at node end|in [a-z ]+)|Unexpected [a-z-]+ token|Block scalar header includes extra characters|Invalid escape sequence|Unresolved tag)/

function describeError({ code, message }: YAMLParseError, noun: string): string {
  if (code === 'MULTIPLE_DOCS') return `A ${noun} is one YAML document, not several.`
  if (code === 'RESOURCE_EXHAUSTION') return `The ${noun} ${message}.`
  if (!quoting.test(code)) return `${message}.`
  return `${unquoted.exec(message)?.[0] ?? 'This is not valid YAML'}.`
}

function startOf(node: unknown, otherwise: number): number {
  return isNode(node) && node.range ? node.range[0] : otherwise
}
