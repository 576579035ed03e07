/**
 * A `fetch` that sends nothing any more once the run is cut off. What is asked then never gets an answer: the process
 * ends, and until it does nothing may happen that its last words do not tell.
 */
export function haltable(fetch: typeof globalThis.fetch, halt: AbortSignal): typeof globalThis.fetch {
  return (input, init) => (halt.aborted ? new Promise<never>(() => {}) : fetch(input, init))
}
