import { isDeepStrictEqual } from 'node:util'
import { isMap } from '../platform/json.ts'

// The value of a spicepod, as it is after YAML or JSON was parsed.

/** Whether two spicepods are the same. They are compared as values, because the API does not keep the text. */
export function isSameSpicepod(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toComparable(one), toComparable(other))
}

/**
 * Merges the values of `<<` keys into their maps, as YAML 1.1 does: YAML 1.2 has no such keys, and a server may keep
 * either form. Decimals become doubles, because most servers keep them as such.
 */
export function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toComparable)
  if (JSON.isRawJSON(value)) return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON)
  if (!isMap(value)) return value
  const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]))
  const merged = members.get('<<')
  const sources = Array.isArray(merged) ? merged : [merged]
  if (!sources.every(isMap)) return Object.fromEntries(members)
  members.delete('<<')
  // Earlier maps win over later ones, and the keys of the map itself over all of them.
  const added = sources.toReversed().flatMap((source) => Object.entries(source))
  return Object.fromEntries([...added, ...members])
}

/** The lists of components in a spicepod, and what people and the runtime call their entries. */
export const componentLists = {
  secrets: 'secret',
  catalogs: 'catalog',
  datasets: 'dataset',
  views: 'view',
  models: 'model',
  embeddings: 'embedding',
  rerankers: 'reranker',
  search_engines: 'search_engine',
  tools: 'tool',
  workers: 'worker',
  functions: 'function',
} as const

export type ComponentKind = (typeof componentLists)[keyof typeof componentLists] | 'dependency'

/** A component of a spicepod: an entry of one of its lists. */
export interface SpicepodComponent {
  readonly kind: ComponentKind
  /** Empty if it has none. */
  readonly name: string
  readonly from?: string
  /** It is in another file, which this entry or dependency only names. */
  readonly isReference: boolean
  /** The runtime loads all of its data before it is ready. */
  readonly accelerated: boolean
  /** The runtime does not load it when it starts. */
  readonly onDemand: boolean
  /** Key and index of its entry. */
  readonly path: readonly [list: string, index: number]
}

/** Reads the components of a spicepod from its value, which may be anything. */
export function readComponents(spicepod: unknown): SpicepodComponent[] {
  const value = toComparable(spicepod)
  if (!isMap(value)) return []
  return Object.entries({ ...componentLists, dependencies: 'dependency' as const }).flatMap(
    ([list, kind]) => {
      const entries = value[list]
      if (!Array.isArray(entries)) return []
      return entries.map((entry, index) => toComponent(kind, isMap(entry) ? entry : {}, [list, index]))
    },
  )
}

function toComponent(
  kind: ComponentKind,
  { name, from, acceleration, load, ...entry }: Record<string, unknown>,
  path: SpicepodComponent['path'],
): SpicepodComponent {
  return {
    kind,
    name: typeof name === 'string' ? name : '',
    ...(typeof from === 'string' && { from }),
    isReference: kind === 'dependency' || 'ref' in entry,
    // `enabled` is true by default.
    accelerated: (acceleration ?? null) !== null && !(isMap(acceleration) && acceleration.enabled === false),
    onDemand: load === 'on_demand',
    path,
  }
}

/** The names of one kind that a spicepod has itself, rather than in other files, each once. */
export function namesOf(kind: ComponentKind, components: readonly SpicepodComponent[]): string[] {
  const own = components.filter((each) => each.kind === kind && !each.isReference && each.name !== '')
  return [...new Set(own.map(({ name }) => name))]
}
