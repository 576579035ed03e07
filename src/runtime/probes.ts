import pLimit from 'p-limit'
import prettyMilliseconds from 'pretty-ms'
import { hideLiterals, type QueryResult, queryHeaders, readQueryResult } from '../data/answer.ts'
import { table as inputTable } from '../inputs/inputs.ts'
import { describeProbe, type Probe } from '../inputs/probes.ts'
import { deadlineIn } from '../platform/clock.ts'
import { maxRowsBytes, TimeoutError, UnusableResponseError } from '../platform/http.ts'
import { isMap, type JsonObject, membersOf, parseJson } from '../platform/json.ts'
import { pauseBetweenAttemptsMs } from '../platform/pauses.ts'
import { count, endWithStop, oneLineOfCode, shorten } from '../platform/text.ts'
import { quoteName } from '../spicepod/names.ts'
import {
  describeTrouble,
  findMessage,
  isTransient,
  maxMessageLength,
  type RuntimeContext,
  RuntimeError,
  type RuntimeRequest,
  statusError,
} from './client.ts'
import { callTool } from './mcp.ts'
import { type TestResult, toResult, type VerificationProblem } from './verification.ts'

interface Answer {
  /** The answer, in a few words. */
  readonly detail?: string
  /** A query returned no rows. */
  readonly isEmpty?: boolean
}

/** Runs a probe once. */
async function runOnce(probe: Probe, context: RuntimeContext, timeoutMs: number): Promise<Answer> {
  const { client } = context
  switch (probe.kind) {
    case 'sql':
      return countRows(await askSql(context, probe.sql, timeoutMs))
    case 'table':
      return countRows(await askSql(context, `SELECT * FROM ${quoteName(probe.table)} LIMIT 1`, timeoutMs))
    case 'test': {
      // Loaded only for tests, since it brings exact arithmetic.
      const { findDifferences } = await import('../data/expectations.ts')
      const { clock } = context.run
      const startedAt = clock.now()
      const answer = await askSql(context, probe.test.sql, timeoutMs)
      const arrival = { seconds: (clock.now() - startedAt) / 1000, atMs: Date.now() }
      const differences = findDifferences(probe.test, answer, arrival, client.redact)
      if (differences.length > 0) throw new WrongAnswerError(differences.join('; '))
      return {}
    }
    case 'nsql': {
      const { query, model } = probe
      // Samples of the data are not sent to the model, even if the runtime's version does so by default.
      const body = { query, ...(model !== undefined && { model }), sample_data_enabled: false }
      const text = await post(context, timeoutMs, '/v1/nsql', body, { headers: queryHeaders, asked: query })
      return countRows(readQueryResult(text))
    }
    case 'search': {
      const answer = membersOf(parseJson(await post(context, timeoutMs, '/v1/search', probe.body)))
      // Older runtimes call them matches.
      const list = answer.results ?? answer.matches
      if (!Array.isArray(list)) throw new UnusableResponseError('HTTP 200, but the body has no results')
      // An empty list of results passes, too.
      return { detail: count(list.length, 'result') }
    }
    case 'chat': {
      // Gateways have returned 502 to clients that accept compressed responses, as Node's fetch does by default.
      const headers = { 'accept-encoding': 'identity' }
      const text = await post(context, timeoutMs, '/v1/chat/completions', probe.body, { headers })
      const body = parseJson(text)
      const { choices } = membersOf(body)
      if (!Array.isArray(choices) || !isMap(choices[0])) {
        const show = hiderOf(context, JSON.stringify(probe.body))
        const message = shorten(show(findMessage(membersOf(body)) ?? ''), maxMessageLength)
        throw new UnusableResponseError(`HTTP 200, but the body has no choices${message && `: ${message}`}`)
      }
      const { content } = membersOf(choices[0].message)
      return typeof content === 'string' && content.trim() !== ''
        ? { detail: count(content.trim().length, 'character') }
        : {}
    }
    case 'mcp':
      return {
        detail: await callTool(probe, client, timeoutMs, hiderOf(context, JSON.stringify(probe.arguments))),
      }
  }
}

/** The answer differs from what a test of the data expects, which is final. */
class WrongAnswerError extends Error {}

function countRows({ rows }: QueryResult): Answer {
  return { detail: count(rows.length, 'row'), isEmpty: rows.length === 0 }
}

interface PostOptions extends Pick<RuntimeRequest, 'headers' | 'signal' | 'maxBytes'> {
  /** The values and names in it are those of the user. Default: the content. */
  readonly asked?: string
}

/**
 * Hides values of the data in errors. What takes the place of a value could stand within a secret, which would not be
 * found any more, so secrets are hidden first.
 * @param asked the values and names in it are those of the user
 */
function hiderOf({ client, spicepod }: RuntimeContext, asked: string): (message: string) => string {
  return (message) => hideLiterals(client.redact(message), asked, spicepod)
}

export async function askSql(
  context: RuntimeContext,
  sql: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const options = { headers: queryHeaders, signal, maxBytes: maxRowsBytes }
  return readQueryResult(await post(context, timeoutMs, '/v1/sql', sql, options))
}

/** Posts text or JSON to the runtime. Every status but 200 is an error, which shows no values of the data. */
async function post(
  context: RuntimeContext,
  timeoutMs: number,
  path: string,
  content: string | JsonObject,
  { headers, asked, ...options }: PostOptions = {},
): Promise<string> {
  const [type, body] =
    typeof content === 'string' ? ['text/plain', content] : ['application/json', JSON.stringify(content)]
  const common = { accept: 'application/json', 'content-type': type }
  const request = { path, headers: { ...common, ...headers }, body, ...options }
  const response = await context.client.send(request, timeoutMs)
  if (response.status !== 200) throw statusError(response, { show: hiderOf(context, asked ?? body) })
  return response.text
}

/** How many queries run at the same time. */
const maxQueries = 4

export interface ProbeResult {
  readonly test: TestResult
  readonly problem?: VerificationProblem
}

/** Runs probes of the runtime. A failed test with the severity `warn` is a warning, not a problem. */
export async function runProbes(
  probes: readonly Probe[],
  timeoutMs: number,
  context: RuntimeContext,
): Promise<ProbeResult[]> {
  const run = (probe: Probe) => runProbe(probe, timeoutMs, context)
  const { queries = [], requests = [] } = Object.groupBy(probes, ({ kind }) =>
    kind === 'table' || kind === 'test' ? 'queries' : 'requests',
  )
  const results = await pLimit(maxQueries).map(queries, run)
  // One after the other, so that no probe is slowed down by another.
  return [...results, ...(await pLimit(1).map(requests, run))]
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

/** Runs a probe, and retries it while its failures are transient, in the time for all attempts together. */
async function runProbe(probe: Probe, timeoutMs: number, context: RuntimeContext): Promise<ProbeResult> {
  const { clock, emit } = context.run
  const name = describeProbe(probe)
  emit({ type: 'probe.started', name })
  const startedAt = clock.now()
  const end = (ok: boolean, words: Pick<TestResult, 'detail' | 'error'>) => {
    const test = toResult(probe, ok, Math.round(clock.now() - startedAt), words)
    emit({ type: 'probe.ended', result: test })
    return test
  }
  try {
    const { isEmpty, ...words } = await retryProbe(
      (leftMs) => runOnce(probe, context, leftMs),
      timeoutMs,
      context,
    )
    const test = end(true, words)
    if (probe.kind === 'table' && isEmpty) {
      emit({ type: 'warning', text: `Table ${shorten(probe.table, 80)} has no rows.` })
    }
    return { test }
  } catch (cause) {
    const error = cause instanceof WrongAnswerError ? cause.message : describeTrouble(cause)
    const test = end(false, { error })
    const isTest = probe.kind === 'test'
    const what = isTest
      ? `Test \`${oneLineOfCode(shorten(probe.test.name, 120))}\` failed`
      : `The ${shorten(name, 120)} probe failed`
    const text = endWithStop(`${what}: ${error}`)
    const location = isTest ? probe.test.location : undefined
    if (test.severity === 'warn') {
      emit({ type: 'warning', text, location })
      return { test }
    }
    const isKeyRejected = cause instanceof RuntimeError && cause.status === 401
    const code = isKeyRejected ? 'api-key-rejected' : 'probe-failed'
    const part = isTest ? 'tests' : 'probes'
    return { test, problem: { code, part, text, isTolerable: true, ...(location && { location }) } }
  }
}

/** Time for a last attempt, in milliseconds, if the pause before it would take all that is left. */
const lastAttemptMs = 500

/** Retries until an attempt succeeds or fails permanently, or the time is over. Each attempt gets a timeout. */
export async function retryProbe<Value>(
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
        await clock.sleep(Math.min(pauseMs, remainingMs - Math.min(lastAttemptMs, remainingMs / 2)))
      }
      if (isLast || deadline.remainingMs() === 0) {
        const text = `${trouble}; still failing after ${prettyMilliseconds(retryMs)}`
        throw new UnusableResponseError(text, { cause: error })
      }
      isLast = pauseMs >= remainingMs
    }
  }
}
