import { errorCode } from './http-errors.ts'

/** A `fetch` that sends nothing more once the run is cancelled: its final report must not be outdated at once. */
export function cancellableFetch(
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): typeof globalThis.fetch {
  // The process ends without a response.
  return (input, init) => (signal.aborted ? new Promise<never>(() => {}) : fetch(input, init))
}

/** A request and its result, without anything that could be secret. */
export interface Exchange {
  method: string
  /** Host, path and query. */
  where: string
  /** Undefined if no response came. */
  status: number | undefined
  /** Until the head of the response, or the failure, in milliseconds. */
  tookMs: number
  /** What to quote to support, if the server sent it. */
  requestId: string | undefined
  /** Why no response came. */
  trouble: string | undefined
}

/** A `fetch` that reports each request, for debugging. */
export function tracedFetch(
  fetch: typeof globalThis.fetch,
  now: () => number,
  report: (exchange: Exchange) => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : input)
    const startedAt = now()
    const end = (result: Pick<Exchange, 'status' | 'requestId' | 'trouble'>) =>
      report({
        method: init?.method ?? (input instanceof Request ? input.method : 'GET'),
        where: `${host}${pathname}${search}`,
        tookMs: now() - startedAt,
        ...result,
      })
    try {
      const response = await fetch(input, init)
      end({ status: response.status, requestId: readRequestId(response), trouble: undefined })
      return response
    } catch (error) {
      const trouble = errorCode(error) ?? (error instanceof Error ? error.name : String(error))
      end({ status: undefined, requestId: undefined, trouble })
      throw error
    }
  }
}

/** Spice Cloud and GitHub use different headers for it. */
function readRequestId({ headers }: Response): string | undefined {
  return headers.get('x-request-id') ?? headers.get('x-github-request-id') ?? undefined
}
