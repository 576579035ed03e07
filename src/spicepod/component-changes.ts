import { isDeepStrictEqual } from 'node:util'
import { isMap, type JsonObject, membersOf } from '../platform/json.ts'
import { type ComponentKind, componentsOf, type SpicepodComponent, toComparable } from './spicepod.ts'

/** How a component of a spicepod differs from that of the same kind and name in another one. */
export interface ComponentChange {
  readonly kind: ComponentKind
  /** The path of its file for a reference. */
  readonly name: string
  readonly change: 'removed' | 'changed' | 'added'
  /** Dotted paths of what differs in a changed component. A list differs as a whole. */
  readonly keys?: readonly string[]
}

/**
 * The components that differ by value: removed ones first, then changed and added ones, each in the order of its spicepod.
 * Another order of components is no change. A name in another case is another name. Of several components with one name,
 * the first is compared with the first, and so on.
 */
export function compareComponents(before: unknown, after: unknown): ComponentChange[] {
  const [old, next] = [before, after].map(byIdentity) as [Entries, Entries]
  const missing = (from: Entries, others: Entries, change: 'removed' | 'added') =>
    [...from].filter(([key]) => !others.has(key)).map(([, { kind, name }]) => ({ kind, name, change }))
  const changed = [...next].flatMap(([key, { kind, name, entry }]) => {
    const keys = differences(old.get(key)?.entry ?? entry, entry)
    return keys.length > 0 ? [{ kind, name, change: 'changed', keys } as const] : []
  })
  return [...missing(old, next, 'removed'), ...changed, ...missing(next, old, 'added')]
}

/** Kinds of components that something else may use: dashboards, queries, agents. */
const kindsInUse: readonly ComponentKind[] = ['dataset', 'view', 'catalog', 'model', 'tool']

/** The components that users of the app would miss. One that differs in the case of its name only is not removed. */
export function findRemovals(changes: readonly ComponentChange[]): ComponentChange[] {
  const added = new Set(changes.filter(({ change }) => change === 'added').map(caselessKey))
  return changes.filter(
    (change) =>
      change.change === 'removed' && kindsInUse.includes(change.kind) && !added.has(caselessKey(change)),
  )
}

type Entries = ReadonlyMap<string, Pick<SpicepodComponent, 'kind' | 'name' | 'entry'>>

function byIdentity(spicepod: unknown): Entries {
  const lists = membersOf(toComparable(spicepod))
  const counts = new Map<string, number>()
  return new Map(
    componentsOf(lists).map((component) => {
      const { kind, path, entry } = component
      // A dependency is only a name.
      const value = kind === 'dependency' ? (lists[path[0]] as unknown[])[path[1]] : entry.ref
      const name = component.name || (typeof value === 'string' ? value : '')
      const identity = JSON.stringify([kind, name])
      const nth = counts.get(identity) ?? 0
      counts.set(identity, nth + 1)
      return [`${identity} ${nth}`, { kind, name, entry }]
    }),
  )
}

function caselessKey({ kind, name }: ComponentChange): string {
  return `${kind} ${name.toLowerCase()}`
}

function differences(before: JsonObject, after: JsonObject, path = ''): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => {
    const [old, next] = [before[key], after[key]]
    if (isDeepStrictEqual(old, next)) return []
    return isMap(old) && isMap(next) ? differences(old, next, `${path}${key}.`) : [`${path}${key}`]
  })
}

/** What a push has changed of an edit that somebody had saved on spice.ai. */
export interface ReplacedEdit {
  readonly components: readonly ComponentChange[]
  /** Other members of the spicepod, such as `runtime`. */
  readonly members: readonly string[]
}
