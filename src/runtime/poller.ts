import type { Inputs } from '../inputs/inputs.ts'
import { type Deadline, deadlineIn, pollUntil } from '../platform/clock.ts'
import { pauseBetweenPollsMs } from '../platform/pauses.ts'
import type { Context } from '../run-context.ts'
import {
  describeTrouble,
  type RuntimeClient,
  type RuntimeRequest,
  type RuntimeResponse,
  statusError,
} from './client.ts'

export interface RuntimeContext {
  readonly client: RuntimeClient
  /** The spicepod that the runtime serves, if known: errors may show its names. */
  readonly spicepod?: unknown
  readonly run: Pick<Context, 'clock' | 'random' | 'emit'> & {
    readonly inputs: Pick<Inputs, 'requestTimeoutMs'>
  }
}

interface Polled {
  response?: RuntimeResponse
  /** Reason for a missing response, or the status; undefined for HTTP 200. */
  trouble?: string
  /** The API key is rejected, and has been for {@link keyGraceMs}. */
  isRejected?: boolean
}

/** Longest poll. The next one may reach another instance. */
const maxPollMs = 10_000
/** Leaves the last poll, which begins at the deadline, enough time for a response. */
const minPollMs = 1000
/** A gateway may not know a new key at first. */
const keyGraceMs = 5000

/** @returns a function that polls one endpoint of a runtime, and notices a rejected API key */
export function createPoller(
  request: RuntimeRequest,
  { client, run: { clock, inputs } }: RuntimeContext,
): (deadline: Deadline) => Promise<Polled> {
  const maxMs = Math.min(maxPollMs, inputs.requestTimeoutMs)
  let rejectedSinceMs: number | undefined
  return async (deadline) => {
    const before = rejectedSinceMs
    rejectedSinceMs = undefined
    try {
      const timeoutMs = Math.min(maxMs, Math.max(deadline.remainingMs(), minPollMs))
      const response = await client.send(request, timeoutMs)
      if (response.status === 200) return { response }
      const { message: trouble } = statusError(response)
      if (response.status !== 401 && response.status !== 403) return { response, trouble }
      rejectedSinceMs = before ?? clock.now()
      return { response, trouble, isRejected: clock.now() - rejectedSinceMs >= keyGraceMs }
    } catch (error) {
      return { trouble: describeTrouble(error) }
    }
  }
}

/** Polls a runtime with {@link pollUntil}, about every half second at first and every two seconds later. */
export function pollRuntime<Result>(
  limitMs: number,
  { clock, random }: RuntimeContext['run'],
  poll: (deadline: Deadline, isLast: boolean) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const startedAt = clock.now()
  const pauseMs = () => pauseBetweenPollsMs(clock.now() - startedAt, random())
  return pollUntil({ poll, pauseMs, deadline: deadlineIn(limitMs, clock), clock })
}
