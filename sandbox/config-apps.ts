import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AppSeed } from './apps.ts'
import { inCamelCase, quote } from './config-form.ts'
import { readSpicepod, type Spicepod } from './spicepod.ts'
import { DEFAULT_APP } from './state.ts'

// The part of a config that is about apps.

export interface AppEntry {
  name: string
  id?: number
  org?: string
  region?: string
  spicepod?: Spicepod | string
  secrets?: Record<string, string>
  org_secrets?: string[]
}

type Numbered<Entry> = Entry & { id: number }

/** Gives an id to each app that has none. */
export function numbered(entries: readonly AppEntry[]): Numbered<AppEntry>[] {
  const ids = entries.map(({ id }) => id)
  let nextId: number = DEFAULT_APP.id
  return entries.map((entry) => {
    if (entry.id !== undefined) return { ...entry, id: entry.id }
    while (ids.includes(nextId)) nextId += 1
    return { ...entry, id: nextId++ }
  })
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
  { spicepod: _, ...entry }: Numbered<AppEntry>,
  read: ReadSpicepod | undefined,
): AppSeed {
  return { ...(inCamelCase(entry) as unknown as AppSeed), ...(read && 'spicepod' in read && read) }
}
