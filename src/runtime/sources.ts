import { nameMatchers, parseName } from '../spicepod/names.ts'
import { readComponents } from '../spicepod/spicepod.ts'
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
    const current = now.get(name)
    return current !== undefined && current !== normalize(from)
  })
}

/** Whether a runtime has the same source, for each dataset that it lists with one. */
export function compareSources(
  sources: readonly Source[],
  datasets: readonly Dataset[],
): { name: string; isSame: boolean }[] {
  const listed = datasets.map((dataset) => ({ dataset, parsed: parseName(dataset.name) }))
  return sources.flatMap(({ name, from }) => {
    const ours = parseName(name)
    const match = nameMatchers
      .map((isSame) => listed.find(({ parsed }) => isSame(parsed, ours))?.dataset)
      .find((dataset) => dataset !== undefined)
    if (match?.from === undefined) return []
    return [{ name: match.name, isSame: normalize(match.from) === normalize(from) }]
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
