import { errorCode } from './error-code.ts'

/** One request and what came of it, without anything that could be secret. */
export interface Exchange {
  method: string
  /** Host, path and query. */
  where: string
  /** Undefined where no answer came. */
  status: number | undefined
  /** Until the head of the answer, or its failure, in milliseconds. */
  tookMs: number
  /** What to tell support, if the server gave it. */
  requestId: string | undefined
  /** Why no answer came. */
  trouble: string | undefined
}

/** A `fetch` that tells of each request, for those who debug. */
export function traced(
  fetch: typeof globalThis.fetch,
  now: () => number,
  tell: (exchange: Exchange) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : input)
    const startedAt = now()
    const base = {
      method: init?.method ?? (input instanceof Request ? input.method : 'GET'),
      where: `${host}${pathname}${search}`,
    }
    try {
      const response = await fetch(input, init)
      const requestId = requestIdOf(response)
      tell({ ...base, status: response.status, tookMs: now() - startedAt, requestId, trouble: undefined })
      return response
    } catch (error) {
      const trouble = errorCode(error) ?? (error instanceof Error ? error.name : String(error))
      tell({ ...base, status: undefined, tookMs: now() - startedAt, requestId: undefined, trouble })
      throw error
    }
  }
}

/** As Spice Cloud calls it, and as GitHub does. */
function requestIdOf({ headers }: Response): string | undefined {
  return headers.get('x-request-id') ?? headers.get('x-github-request-id') ?? undefined
}
