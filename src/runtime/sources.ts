import { nameMatchers, parseName } from '../inputs/component-names.ts'
import { readComponents } from '../inputs/spicepod-value.ts'
import type { Dataset } from './verification.ts'

/** Where a dataset comes from. */
export interface Source {
  readonly name: string
  readonly from: string
}

/** The sources that a spicepod replaces in the one before it. */
export function findPreviousSources(previous: unknown, spicepod: unknown): Source[] {
  const now = new Map(sourcesOf(spicepod).map(({ name, from }) => [name, normalize(from)]))
  return sourcesOf(previous).filter(({ name, from }) => {
    const wanted = now.get(name)
    return wanted !== undefined && wanted !== normalize(from)
  })
}

/** The datasets, of those that a runtime lists, that have one of these sources. */
export function findWith(sources: readonly Source[], datasets: readonly Dataset[]): string[] {
  return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [name] : []))
}

/** The datasets whose source the runtime writes in another way. */
export function findWithout(sources: readonly Source[], datasets: readonly Dataset[]): string[] {
  return compare(sources, datasets).flatMap(({ name, isSame }) => (isSame ? [] : [name]))
}

function compare(sources: readonly Source[], datasets: readonly Dataset[]) {
  return sources.flatMap(({ name, from }) => {
    const wanted = parseName(name)
    const parsed = datasets.map((dataset) => ({ dataset, name: parseName(dataset.name) }))
    const matches = nameMatchers
      .map((isSame) => parsed.find((each) => isSame(each.name, wanted))?.dataset)
      .find((each) => each !== undefined)
    if (matches?.from === undefined) return []
    return [{ name: matches.name, isSame: normalize(matches.from) === normalize(from) }]
  })
}

/** The datasets of a spicepod that say where they come from. */
export function sourcesOf(spicepod: unknown): Source[] {
  return readComponents(spicepod).flatMap(({ kind, name, from }) =>
    kind === 'dataset' && name !== '' && from !== undefined ? [{ name, from }] : [],
  )
}

/** The runtime may write a source with or without a slash at its end. */
function normalize(from: string): string {
  return from.trim().replace(/\/+$/, '')
}
