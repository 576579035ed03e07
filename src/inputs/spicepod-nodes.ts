import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Scalar,
  visit,
} from 'yaml'
import { type Position, type Problem, type ProblemKind, quote } from '../problem.ts'
import { type ComponentKind, componentLists } from './spicepod-value.ts'
import { positionAt, startOf } from './yaml-value.ts'

/** One key of a map, with its value. Aliases are resolved. */
interface Entry {
  readonly key: string
  readonly keyNode: Scalar
  readonly value: Node | undefined
}

export type Entries = ReadonlyMap<string, Entry>

/** A component of a spicepod as it is written in the file. */
export interface Component {
  readonly kind: Exclude<ComponentKind, 'dependency'>
  readonly name: string | undefined
  /** In its list, from 1. */
  readonly number: number
  /** The name if it is in the entry, otherwise the entry. */
  readonly at: Node
  /** The entry, which may be an alias. */
  readonly node: Node
  readonly entries: Entries
  /** The component is in another file. */
  readonly isReference: boolean
}

/** Something that a check found in a spicepod. Without a name it is about the file. */
export interface SpicepodFinding
  extends Position,
    Pick<Problem, 'kind' | 'certain' | 'message' | 'advice'>,
    Partial<Pick<Problem, 'name'>> {}

/** What a check of one part found, and where. */
export type Found = Pick<Problem, 'certain' | 'message' | 'advice'> & { at: Node | null | undefined }

/** A string in a spicepod, with the keys on the way to it. */
interface TextValue {
  readonly scalar: Scalar<string>
  readonly path: readonly string[]
}

/**
 * A parsed spicepod with its aliases and merge keys resolved, as the checks read it. Alias bombs and circles are
 * harmless: no walk visits a node twice.
 */
export class SpicepodNodes {
  readonly root: Node | null
  readonly entries: Entries
  readonly components: readonly Component[]
  readonly #lines: LineCounter
  readonly #targets = new Map<Alias, Node | undefined>()
  /** The nodes that an alias refers to. */
  readonly #used: ReadonlySet<unknown>

  /** @param lines the counter with which the document was parsed */
  constructor(document: Document, lines: LineCounter) {
    this.#lines = lines
    this.#resolveAliases(document)
    this.#used = new Set(this.#targets.values())
    this.root = document.contents as Node | null
    this.entries = this.entriesOf(this.root)
    this.components = Object.entries(componentLists).flatMap(([list, kind]) =>
      this.itemsOf(this.entries.get(list)?.value).map((item, index) => this.#toComponent(item, index, kind)),
    )
  }

  /** The keys of a map, those that it merges in included; none of what is not a map. */
  entriesOf(node: unknown): Entries {
    const entries = new Map<string, Entry>()
    this.#collect(node, entries, new Set())
    return entries
  }

  /** The items of a list, unresolved; none of what is not a list. */
  itemsOf(node: unknown): readonly Node[] {
    const list = this.resolve(node)
    return isSeq<Node>(list) ? list.items : []
  }

  resolve(node: unknown): Node | undefined {
    const target = isAlias(node) ? this.#targets.get(node) : node
    return (target as Node | null) ?? undefined
  }

  /** The text of a scalar; undefined for anything else. */
  textOf(node: unknown): string | undefined {
    const value = this.resolve(node)
    return isScalar(value) && typeof value.value === 'string' ? value.value : undefined
  }

  /** Whether there is nothing, or null, for a value. */
  isEmpty(node: unknown): boolean {
    const value = this.resolve(node)
    return value === undefined || (isScalar(value) && value.value === null)
  }

  positionOf(node: Node | null | undefined): Position {
    return positionAt(startOf(node), this.#lines)
  }

  /** Whether a value, or each part of it, is there to be used elsewhere by an alias. */
  holdsOnlyUsedAnchors(node: unknown, visited = new Set<unknown>()): boolean {
    if (visited.has(node)) return false
    visited.add(node)
    if (this.#used.has(node)) return true
    const parts = isMap(node) ? node.items.map(({ value }) => value) : isSeq(node) ? node.items : []
    return parts.length > 0 && parts.every((part) => this.holdsOnlyUsedAnchors(part, visited))
  }

  /** The strings below a node, each once. */
  *textsBelow(
    node: unknown,
    path: readonly string[] = [],
    visited = new Set<unknown>(),
  ): Generator<TextValue> {
    const value = this.resolve(node)
    if (visited.has(value)) return
    visited.add(value)
    if (isScalar<string>(value) && typeof value.value === 'string') yield { scalar: value, path }
    for (const item of this.itemsOf(value)) yield* this.textsBelow(item, path, visited)
    for (const { key, value: child } of this.entriesOf(value).values()) {
      yield* this.textsBelow(child, [...path, key], visited)
    }
  }

  /** One pass, since `yaml` itself looks through the whole document for each alias. */
  #resolveAliases(document: Document): void {
    const anchors = new Map<string, Node>()
    visit(document, {
      Alias: (_, alias) => {
        this.#targets.set(alias, anchors.get(alias.source))
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node as Node)
      },
    })
  }

  #collect(node: unknown, entries: Map<string, Entry>, visited: Set<unknown>): void {
    const map = this.resolve(node)
    if (!isMap<Node, Node | null>(map) || visited.has(map)) return
    visited.add(map)
    const merged: (Node | null)[] = []
    for (const { key: written, value } of map.items) {
      const keyNode = this.resolve(written)
      if (!isScalar(keyNode)) continue
      if (isMergeKey(keyNode)) merged.push(value)
      else {
        const key = String(keyNode.value)
        if (!entries.has(key)) entries.set(key, { key, keyNode, value: this.resolve(value) })
      }
    }
    // The keys of a map itself come before those that it merges in, and earlier sources before later ones.
    for (const source of merged) {
      const sources = this.itemsOf(source)
      for (const each of sources.length > 0 ? sources : [source]) this.#collect(each, entries, visited)
    }
  }

  #toComponent(item: Node, index: number, kind: Component['kind']): Component {
    const entries = this.entriesOf(item)
    const name = entries.get('name')?.value
    return {
      kind,
      name: this.textOf(name),
      number: index + 1,
      // The name of a component by alias or merge key stands somewhere else in the file.
      at: isMap(item) && item.items.some(({ value }) => value === name) ? (name ?? item) : item,
      node: item,
      entries,
      isReference: entries.has('ref'),
    }
  }
}

/** In a document of YAML 1.1, a merge key is a symbol for the library. */
function isMergeKey({ value }: Scalar): boolean {
  return typeof value === 'symbol' || value === '<<'
}

const kindsOfProblems: readonly ProblemKind[] = ['dataset', 'catalog', 'view', 'model', 'embedding', 'tool']

/** Components that have no kind of their own among the problems count as parts of the spicepod. */
export function problemKindOf({ kind }: Component): ProblemKind {
  return kindsOfProblems.find((each) => each === kind) ?? 'spicepod'
}

/** ``dataset `taxi` ``, or `dataset 3` without a name. */
export function describeComponent({
  kind,
  name,
  number,
}: Pick<Component, 'kind' | 'name' | 'number'>): string {
  return `${describeKind(kind)} ${name === undefined ? number : quote(name)}`
}

export function describeKind(kind: Component['kind']): string {
  return kind === 'secret' ? 'secret store' : kind.replace('_', ' ')
}
