import { nameMatchers, parseName } from '../spicepod/names.ts'
import { readComponents } from '../spicepod/spicepod.ts'
import type { Dataset } from './verification.ts'

/** A dataset with the place where its data comes from. */
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

/** Names of the listed datasets that have one of these sources. A runtime may write a source in another way. */
export function findWithSource(sources: readonly Source[], datasets: readonly Dataset[]): string[] {
  const listed = datasets.map(({ name, from }) => ({ name, from, parsed: parseName(name) }))
  return sources.flatMap(({ name, from }) => {
    const ours = parseName(name)
    const match = nameMatchers
      .map((isSame) => listed.find(({ parsed }) => isSame(parsed, ours)))
      .find((dataset) => dataset !== undefined)
    return match?.from !== undefined && normalize(match.from) === normalize(from) ? [match.name] : []
  })
}

/** The datasets of a spicepod that say where they come from. */
function sourcesOf(spicepod: unknown): Source[] {
  return readComponents(spicepod).flatMap(({ kind, name, from }) =>
    kind === 'dataset' && name !== '' && from !== undefined ? [{ name, from }] : [],
  )
}

/** The runtime may write a source with or without a slash at its end. */
function normalize(from: string): string {
  return from.trim().replace(/\/+$/, '')
}
