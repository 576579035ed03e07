import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AppSeed } from './apps.ts'
import { quote } from './config-form.ts'
import { readSpicepod, type Spicepod } from './spicepod.ts'
import { DEFAULT_APP } from './state.ts'

// The part of a config that is about apps.

export interface AppEntry extends Omit<AppSeed, 'id' | 'region' | 'spicepod'> {
  id?: number
  region?: string
  spicepod?: Spicepod | string
  /** The number of apps that the entry stands for, each with a number after its name. */
  count?: number
}

/** An app of an entry: its id, and the index of the entry. */
export type PlacedApp = Omit<AppEntry, 'count'> & { readonly id: number; readonly place: number }

/**
 * The apps of all entries, each with an id. An entry with a `count` of 300 stands for `taxi-001` to `taxi-300`.
 *
 * @param taken - the ids of other apps
 */
export function placedApps(entries: readonly AppEntry[], taken: Iterable<number> = []): PlacedApp[] {
  const apps = entries.flatMap((entry, place) => counted(entry).map((app) => ({ ...app, place })))
  const ids = new Set([...taken, ...apps.flatMap(({ id }) => id ?? [])])
  let nextId: number = DEFAULT_APP.id
  return apps.map((app) => {
    if (app.id !== undefined) return { ...app, id: app.id }
    while (ids.has(nextId)) nextId += 1
    return { ...app, id: nextId++ }
  })
}

function counted({ count, ...entry }: AppEntry): Omit<AppEntry, 'count'>[] {
  if (count === undefined) return [entry]
  const digits = String(count).length
  return Array.from({ length: count }, (_, index) => ({
    ...entry,
    name: `${entry.name}-${String(index + 1).padStart(digits, '0')}`,
    ...(entry.id !== undefined && { id: entry.id + index }),
  }))
}

type ReadSpicepod = ReturnType<typeof readSpicepod>

/** @param folder - where relative paths start */
export function toSpicepod(sent: Spicepod | string, folder: string): ReadSpicepod {
  if (typeof sent !== 'string') return readSpicepod(sent)
  try {
    const read = readSpicepod(readFileSync(resolve(folder, sent), 'utf8'))
    return 'problem' in read ? { problem: `(${quote(sent)}) ${read.problem}.` } : read
  } catch {
    return { problem: `is ${quote(sent)}, which is not a file that can be read.` }
  }
}

export function toApp(
  { spicepod: _, place: __, ...entry }: PlacedApp,
  read: ReadSpicepod | undefined,
): AppSeed {
  return { ...entry, ...(read && 'spicepod' in read && read) }
}
