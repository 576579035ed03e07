import prettyMilliseconds from 'pretty-ms'
import { table as inputTable } from '../inputs/inputs.ts'
import { deadlineIn, minAttemptMs } from '../platform/clock.ts'
import { maxAnswerBytes, TimeoutError, UnusableResponseError } from '../platform/http.ts'
import type { JsonObject } from '../platform/json.ts'
import { pauseBetweenAttemptsMs } from '../platform/pauses.ts'
import { cutAtLiteral, type QueryResult, queryHeaders, readQueryResult } from './answer.ts'
import {
  describeTrouble,
  isTransient,
  type RuntimeContext,
  type RuntimeRequest,
  statusError,
} from './client.ts'

/** How many queries run at the same time. */
export const maxQueries = 4

interface PostOptions extends Pick<RuntimeRequest, 'headers' | 'signal'> {
  /** Its words may be shown in an error. Default: the content. */
  readonly asked?: string
}

/** Cuts errors where values of the data begin. Half a secret would not be found any more, so secrets are hidden first. */
export function cutterOf({ client }: RuntimeContext, asked: string): (message: string) => string {
  return (message) => cutAtLiteral(client.redact(message), asked)
}

/** Asks a query of the runtime (`POST /v1/sql`), once. @throws an error of the client, without values of the data */
export async function askSql(
  context: RuntimeContext,
  sql: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<QueryResult> {
  return readQueryResult(await post(context, timeoutMs, '/v1/sql', sql, { headers: queryHeaders, signal }))
}

/** Posts text or JSON to the runtime. Every status but 200 is an error, which shows no values of the data. */
export async function post(
  context: RuntimeContext,
  timeoutMs: number,
  path: string,
  content: string | JsonObject,
  { headers, asked, signal }: PostOptions = {},
): Promise<string> {
  const [type, body] =
    typeof content === 'string' ? ['text/plain', content] : ['application/json', JSON.stringify(content)]
  const common = { accept: 'application/json', 'content-type': type }
  const request = { path, headers: { ...common, ...headers }, body, signal, maxBytes: maxAnswerBytes }
  const response = await context.client.send(request, timeoutMs)
  if (response.status !== 200) throw statusError(response, { show: cutterOf(context, asked ?? body) })
  return response.text
}

/** Whether an engine says that it does not have a table. @param error as {@link describeTrouble} says it */
export function isTableMissing(error: string): boolean {
  const [line = ''] = error.split('\n', 1)
  if (!line.startsWith('HTTP 400: ')) return false
  const table = line.search(/\btable\b/i)
  return (
    /\bno such table\b/i.test(line) ||
    (table >= 0 && /\b(not found|does not exist)\b/i.test(line.slice(table)))
  )
}

/** Retries until an attempt succeeds or fails permanently, or the time is over. Each attempt gets a timeout. */
export async function retryTransient<Value>(
  attempt: (timeoutMs: number) => Promise<Value>,
  limitMs: number,
  { run: { clock, random, inputs }, retryMs = limitMs }: RuntimeContext,
): Promise<Value> {
  const { requestTimeoutMs } = inputs
  // By default, one attempt may take all the time of a probe, because models are slow.
  const isDefault = requestTimeoutMs === inputTable.requestTimeoutMs.fallback
  const attemptMs = isDefault ? limitMs : requestTimeoutMs
  const end = deadlineIn(limitMs, clock)
  const deadline = deadlineIn(retryMs, clock)
  let trouble: string | undefined
  let isLast = false
  for (let attempts = 1; ; attempts++) {
    const leftMs = attempts === 1 ? limitMs : end.remainingMs()
    try {
      return await attempt(Math.min(leftMs, attemptMs))
    } catch (error) {
      const isTimeout = error instanceof TimeoutError
      if (!isTransient(error) && !(isTimeout && (isLast || attemptMs < leftMs))) {
        if (trouble === undefined || !(error instanceof UnusableResponseError)) throw error
        // The errors before a timeout explain more than the timeout.
        throw new UnusableResponseError(`${error.message}; before that ${trouble}`, { cause: error })
      }
      // The last attempt has so little time that a timeout says nothing about the runtime.
      if (trouble === undefined || !isTimeout) trouble = describeTrouble(error)
      const pauseMs = pauseBetweenAttemptsMs(attempts, random())
      const remainingMs = deadline.remainingMs()
      if (!isLast) {
        await clock.sleep(Math.min(pauseMs, remainingMs - Math.min(minAttemptMs, remainingMs / 2)))
      }
      if (isLast || deadline.remainingMs() === 0) {
        const text = `${trouble}; still failing after ${prettyMilliseconds(retryMs)}`
        throw new UnusableResponseError(text, { cause: error })
      }
      isLast = pauseMs >= remainingMs
    }
  }
}
