import { isDeepStrictEqual } from 'node:util'
import { type Location, quote } from '../core/problem.ts'
import { isMap } from '../platform/json.ts'

/** The manifest of an app in the repository, read and checked. */
export interface Spicepod {
  /** As the user gave it. */
  readonly path: string
  /** As its author wrote it. */
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
  /** Finds the value at a path of keys and indexes, or the last part of the path that is in the file. */
  readonly locate: (...path: (string | number)[]) => Location
}

/** Whether two spicepods are the same. They are compared as values, because the API does not keep the text. */
export function isSameSpicepod(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(toComparable(left), toComparable(right))
}

/** Merges the values of `<<` keys, as YAML 1.1 does, since a server may keep either form. Decimals become doubles. */
export function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toComparable)
  if (JSON.isRawJSON(value)) return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON)
  if (!isMap(value)) return value
  const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]))
  const sources = mergedMaps(members.get('<<'))?.map(Object.entries)
  return Object.fromEntries(sources === undefined ? members : mergeMembers(members, sources))
}

/** The maps that the value of a `<<` key merges in; undefined if it is a key like any other. */
export function mergedMaps(value: unknown): Record<string, unknown>[] | undefined {
  const maps = Array.isArray(value) ? value : [value]
  return maps.every(isMap) ? maps : undefined
}

/** Earlier sources win over later ones, and the members of the map itself over all of them. */
export function mergeMembers<Member>(
  own: ReadonlyMap<string, Member>,
  sources: readonly (readonly [string, Member])[][],
): Map<string, Member> {
  const members = new Map([...sources.toReversed().flat(), ...own])
  members.delete('<<')
  return members
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

export interface SpicepodComponent {
  readonly kind: ComponentKind
  /** Empty if it has none. */
  readonly name: string
  readonly from?: string
  /** It is in another file, which this entry or dependency only names. */
  readonly isReference: boolean
  /** The runtime loads all of its data before it is ready. */
  readonly accelerated: boolean
  /** Key and index of its entry. */
  readonly path: readonly [list: string, index: number]
  /** Empty if it is not a map. */
  readonly entry: Readonly<Record<string, unknown>>
}

/** @param spicepod may be anything */
export function readComponents(spicepod: unknown): SpicepodComponent[] {
  const value = toComparable(spicepod)
  return isMap(value) ? componentsOf(value) : []
}

/** Reads the components of a spicepod without merge keys. */
export function componentsOf(spicepod: Readonly<Record<string, unknown>>): SpicepodComponent[] {
  return Object.entries({ ...componentLists, dependencies: 'dependency' as const }).flatMap(
    ([list, kind]) => {
      const entries = spicepod[list]
      if (!Array.isArray(entries)) return []
      return entries.map((entry, index) => toComponent(kind, isMap(entry) ? entry : {}, [list, index]))
    },
  )
}

function toComponent(
  kind: ComponentKind,
  entry: Record<string, unknown>,
  path: SpicepodComponent['path'],
): SpicepodComponent {
  const { name, from, acceleration } = entry
  return {
    kind,
    name: typeof name === 'string' ? name : '',
    ...(typeof from === 'string' && { from }),
    isReference: kind === 'dependency' || 'ref' in entry,
    // `enabled` is true by default.
    accelerated: (acceleration ?? null) !== null && !(isMap(acceleration) && acceleration.enabled === false),
    path,
    entry,
  }
}

/** The names of one kind that a spicepod has itself, rather than in other files, each once. */
export function namesOf(kind: ComponentKind, components: readonly SpicepodComponent[]): string[] {
  const own = components.filter(
    (component) => component.kind === kind && !component.isReference && component.name !== '',
  )
  return [...new Set(own.map(({ name }) => name))]
}

/** ``dataset `taxi` ``, or `dataset 3` without a name. */
export function describeComponent(component: Pick<SpicepodComponent, 'kind' | 'name' | 'path'>): string {
  const { kind, name, path } = component
  return `${describeKind(kind)} ${name === '' ? path[1] + 1 : quote(name)}`
}

export function describeKind(kind: ComponentKind): string {
  return kind === 'secret' ? 'secret store' : kind.replace('_', ' ')
}

/** Whether the spicepod has anything for the runtime to load before it reports that it is ready. */
export function hasComponents(spicepod: unknown): boolean {
  return readComponents(spicepod).some(({ kind }) => kind !== 'secret')
}
