import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AppSeed } from './apps.ts'
import { appProblems, type NamedApp } from './config-checks.ts'
import { quote } from './config-form.ts'
import { readSpicepod, type Spicepod } from './spicepod.ts'
import { DEFAULT_APP, type Org } from './state.ts'

// The part of a config that is about apps.

export interface AppEntry extends Omit<AppSeed, 'id' | 'region' | 'spicepod'> {
  id?: number
  region?: string
  spicepod?: Spicepod | string
  /** The number of apps that the entry stands for, each with a number after its name. */
  count?: number
}

/** An app of an entry: its id, and the index of the entry. */
type PlacedApp = Omit<AppEntry, 'count'> & { readonly id: number; readonly place: number }

/**
 * The apps of all entries, each with an id. An entry with a `count` of 300 stands for `taxi-001` to `taxi-300`.
 *
 * @param taken - the ids of other apps
 */
function placedApps(entries: readonly AppEntry[], taken: readonly number[]): PlacedApp[] {
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

/** A spicepod, or what is wrong with it: the end of a sentence, without its period. */
type ReadSpicepod = ReturnType<typeof readSpicepod>

/** What the entries of apps depend on. */
interface Surroundings {
  /** Undefined if it is not known which there are. */
  readonly orgs: readonly Org[] | undefined
  /** The apps that there are already. */
  readonly existing: readonly (NamedApp & { readonly org: string })[]
  /** Reads a spicepod that is a text. */
  readonly readText: (text: string) => ReadSpicepod
}

/** The apps of all entries, and what is wrong with them: a sentence for each problem. */
export function readAppEntries(
  entries: readonly AppEntry[],
  { orgs, existing, readText }: Surroundings,
): { apps: AppSeed[]; problems: string[] } {
  const spicepods = entries.map(({ spicepod }) =>
    typeof spicepod === 'string' ? readText(spicepod) : spicepod && readSpicepod(spicepod),
  )
  const placed = placedApps(
    entries,
    existing.map(({ id }) => id),
  )
  const taken = new Set(existing.flatMap(({ id, org, name }) => [id, `${org}/${name.toLowerCase()}`]))
  return {
    apps: placed.map(({ spicepod: _, place, ...app }) => {
      const read = spicepods[place]
      return { ...app, ...(read && 'spicepod' in read && read) }
    }),
    problems: [
      ...appProblems(placed, orgs),
      ...placed.flatMap(({ id, name, org = orgs?.[0]?.name, place }) =>
        taken.has(id) || taken.has(`${org}/${name.toLowerCase()}`)
          ? [`apps[${place}] has the name or the id of an app that exists.`]
          : [],
      ),
      ...spicepods.flatMap((read, index) =>
        read && 'problem' in read ? [`apps[${index}].spicepod ${read.problem}.`] : [],
      ),
    ],
  }
}

/** Reads the file of a spicepod. */
export function readSpicepodFile(file: string, folder: string): ReadSpicepod {
  try {
    const read = readSpicepod(readFileSync(resolve(folder, file), 'utf8'))
    return 'problem' in read ? { problem: `(${quote(file)}) ${read.problem}` } : read
  } catch {
    return { problem: `is ${quote(file)}, which is not a file that can be read` }
  }
}
