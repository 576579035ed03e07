import { describeFailure, NoResponseError, type Operation, RefusalError } from '../errors.ts'

/** The default and the maximum in a general text about the API. The descriptions of the lists do not mention pages. */
const fullPages = new Set([20, 100])
/** 2000 or 10,000 entries. */
const maxPages = 100
/** Statuses by which a server without pages, or without another page, refuses to begin a list later. */
const endingStatuses = new Set([400, 404, 422])

/**
 * Reads a list that may come in pages, to its end: one that is incomplete would prove nothing about what is not in it.
 *
 * @param keyOf tells entries that were listed before: a server may ignore the offset, or the list may have changed
 * @param readPage reads the entries after as many others; null for each that cannot be used
 */
export async function readPages<Entry>(
  operation: Operation,
  keyOf: (entry: Entry) => unknown,
  readPage: (offset: number | undefined) => Promise<readonly (Entry | null)[]>,
): Promise<Entry[]> {
  const entries = new Map<unknown, Entry>()
  let offset = 0
  for (let pages = 0; pages < maxPages; pages++) {
    const page = pages === 0 ? await readPage(undefined) : await readPage(offset).catch(endList)
    const known = entries.size
    for (const entry of page) {
      if (entry !== null && !entries.has(keyOf(entry))) entries.set(keyOf(entry), entry)
    }
    if (!fullPages.has(page.length) || entries.size === known) return [...entries.values()]
    offset += page.length
  }
  const reason = `${describeFailure(operation, undefined)}: the list has more than ${maxPages} pages`
  const todo = 'If `app-name` is set, set `app-id` instead.'
  throw new NoResponseError(operation, reason, { mayHaveWorked: false, todo })

  function endList(error: unknown): [] {
    const isRefused = error instanceof RefusalError && error.operation === operation
    if (isRefused && endingStatuses.has(error.refusal.status)) return []
    throw error
  }
}
