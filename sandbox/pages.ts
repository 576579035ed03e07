import type { Call } from './call.ts'

/** The most entries of a page. */
const MAX_LIMIT = 100

/** What a cloud is like about lists of apps, secrets and regions. Each may be changed at any time. */
export class ListSettings {
  /** The entries of a page without `limit`; undefined if lists have no pages, as their descriptions say. */
  pageSize: number | undefined
  /** Whether every page is the first one. */
  ignoresOffset = false
  /** Whether the list of apps has what only some sources mention, such as the region. */
  listedApps: 'full' | 'sparse' = 'full'
}

/** The entries that a request asks for with `limit` and `offset`, as a general text about the API describes them. */
export function pageOf<Entry>(
  entries: readonly Entry[],
  { query }: Call,
  { pageSize, ignoresOffset }: ListSettings,
): Entry[] {
  if (pageSize === undefined) return [...entries]
  const { limit = pageSize, offset = 0 } = query
  const from = ignoresOffset ? 0 : Number(offset)
  return entries.slice(from, from + Math.min(Number(limit), MAX_LIMIT))
}
