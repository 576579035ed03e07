import pLimit from 'p-limit'
import { describeProbe, type Probe } from '../../inputs/probes.ts'
import { UnusableResponseError } from '../../platform/http.ts'
import { isMap, membersOf, parseJson } from '../../platform/json.ts'
import { count, endWithStop, maxLength, oneLineOfCode, shorten } from '../../platform/text.ts'
import { type QueryResult, queryHeaders, readQueryResult } from '../../runtime/answer.ts'
import { describeTrouble, findMessage, type RuntimeContext, RuntimeError } from '../../runtime/client.ts'
import { askSql, cutterOf, maxQueries, post, retryTransient } from '../../runtime/queries.ts'
import { type ProbeResult, type TestResult, toResult } from '../../runtime/verification.ts'
import { quoteName } from '../../spicepod/names.ts'

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
      const { findDifferences } = await import('../../runtime/expectations.ts')
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
        const show = cutterOf(context, JSON.stringify(probe.body))
        const message = shorten(show(findMessage(membersOf(body)) ?? ''), maxLength.reason)
        throw new UnusableResponseError(`HTTP 200, but the body has no choices${message && `: ${message}`}`)
      }
      const { content } = membersOf(choices[0].message)
      return typeof content === 'string' && content.trim() !== ''
        ? { detail: count(content.trim().length, 'character') }
        : {}
    }
    case 'mcp': {
      const { callTool } = await import('./mcp.ts')
      const show = cutterOf(context, JSON.stringify(probe.arguments))
      return { detail: await callTool(probe, client, timeoutMs, show) }
    }
  }
}

/** The answer differs from what a test of the data expects, which is final. */
class WrongAnswerError extends Error {}

function countRows({ rows }: QueryResult): Answer {
  return { detail: count(rows.length, 'row'), isEmpty: rows.length === 0 }
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
    const { isEmpty, ...words } = await retryTransient(
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
