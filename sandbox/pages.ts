import type { Call } from './call.ts'

/** The most entries of a page. */
const MAX_LIMIT = 100

/**
 * The entries that a request asks for with `limit` and `offset`, as a general text about the API describes them.
 *
 * @param size - the entries of a page without `limit`; undefined if lists have no pages, as their descriptions say
 */
export function pageOf<Entry>(entries: readonly Entry[], { query }: Call, size: number | undefined): Entry[] {
  if (size === undefined) return [...entries]
  const { limit = size, offset = 0 } = query
  return entries.slice(Number(offset), Number(offset) + Math.min(Number(limit), MAX_LIMIT))
}
