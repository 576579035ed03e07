import { afterEach, describe, expect, test } from '@jest/globals'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import { runProbes } from '../../../src/features/verify/probes.ts'
import type { Probe } from '../../../src/inputs/probes.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { InterruptedResponseError, TimeoutError } from '../../../src/platform/http.ts'
import { type RuntimeClient, type RuntimeContext, statusError } from '../../../src/runtime/client.ts'
import { retryTransient } from '../../../src/runtime/queries.ts'
import { VirtualTime } from '../../../testing/virtual-time.ts'
import { SteppedClock } from '../../harness/stepped-clock.ts'
import {
  badGateway,
  chat,
  closeSandboxes,
  mcp,
  nsql,
  openSandbox,
  recognizeErrorsOfNode,
  runInMemory as run,
  runOverHttp,
  search,
  sql,
} from '../../runtime/fixture.ts'

recognizeErrorsOfNode()

afterEach(closeSandboxes)

const table = { kind: 'table', table: 'taxi_trips' } satisfies Probe

/** What a tool answers that could not do its work. */
function toolError(text: string) {
  return { jsonrpc: '2.0', id: 1, result: { isError: true, content: [{ type: 'text', text }] } }
}

test.each<[Probe, SandboxOptions['runtime'], string]>([
  [{ ...sql, sql: 'SELECT 1 LIMIT 0' }, {}, '0 rows'],
  [{ ...sql, sql: 'VALUES (1), (2), (3)' }, {}, '3 rows'],
  [nsql, { nsqlAnswer: 'VALUES (1), (2)' }, '2 rows'],
  [search, { searchResults: 0 }, '0 results'],
  [search, { searchResults: 1 }, '1 result'],
  [chat, { chatAnswer: 'All\nis  well.' }, '13 characters'],
  [chat, { chatAnswer: 'x' }, '1 character'],
])('the result of a $kind probe is reported in a few words', async (probe, runtime, detail) => {
  const { test } = await run([probe], { runtime: runtime ?? {} })
  expect(test).toEqual({ name: probe.kind, ok: true, durationMs: expect.any(Number), detail })
  expect(Number.isInteger(test?.durationMs)).toBe(true)
})

test.each<[string, Probe, unknown, string]>([
  ['of rows with their schema', sql, { row_count: 2, schema: {}, data: [{}, {}] }, '2 rows'],
  ['of rows that are lists', table, { rowCount: 1, schema: [{ name: 'n' }], rows: [[7]] }, '1 row'],
  ['of rows for a question', nsql, { row_count: 0, schema: {}, data: [], sql: 'SELECT 1' }, '0 rows'],
  ['of matches in an older form', search, { matches: [{}] }, '1 result'],
])('a list %s is understood', async (_, probe, body, detail) => {
  const { test } = await run([probe], { faults: [{ fault: { kind: 'misshapen', body } }] })
  expect(test).toMatchObject({ ok: true, detail })
})

test('a chat probe may pass without text', async () => {
  const body = { choices: [{ message: { content: null, tool_calls: [] } }] }
  const { test } = await run([chat], { faults: [{ fault: { kind: 'misshapen', body } }] })
  expect(test).toEqual({ name: 'chat', ok: true, durationMs: expect.any(Number) })
})

const misshapen = (body: unknown) => ({ faults: [{ fault: { kind: 'misshapen', body } as const }] })
const status = (status: number, body: string, times = 1): SandboxOptions => ({
  faults: [{ on: { times }, fault: { kind: 'status', status, body } }],
})
const quota = { error: { message: 'Quota' } }
const ofModel = (model: string): Probe => ({ kind: 'chat', body: { ...chat.body, model } })

test.each<[string, Probe, SandboxOptions, string]>([
  ['an unknown table', { kind: 'sql', sql: 'SELECT * FROM nowhere' }, {}, 'HTTP 400: no such table: nowhere'],
  ['an unknown model', ofModel('gpt'), {}, "HTTP 404: model 'gpt' not found"],
  ['no rows', sql, misshapen({ error: 'x' }), 'HTTP 200, but the body has no rows'],
  ['the end of a transaction', sql, status(200, 'COMMIT'), 'HTTP 200, but the body has no rows'],
  ['no results', search, misshapen([]), 'HTTP 200, but the body has no results'],
  ['no choices', chat, misshapen({ choices: [] }), 'HTTP 200, but the body has no choices'],
  [
    'an error with values',
    chat,
    misshapen({ error: "Cannot cast 'Jane' to 7" }),
    'HTTP 200, but the body has no choices: Cannot cast …',
  ],
  ['an error of a search', search, status(400, 'row "Jane" of 4711'), 'HTTP 400: row …'],
  ['an error', chat, misshapen(quota), 'HTTP 200, but the body has no choices: Quota'],
  ['a huge response', sql, { faults: [{ fault: { kind: 'huge' } }] }, 'a response of more than 8 MiB'],
  ...[401, 403, 408, 500, 501].map((code): [string, Probe, SandboxOptions, string] => {
    return [`HTTP ${code}`, sql, status(code, 'Oh'), `HTTP ${code}: Oh`]
  }),
])('%s fails the probe in the words of the runtime', async (_, probe, options, error) => {
  const { test, requests } = await run([probe], options)
  expect(test).toEqual({ name: probe.kind, ok: false, durationMs: expect.any(Number), error })
  expect(requests).toHaveLength(1)
})

const loading = 'Acceleration not ready; loading initial data for trips'

describe('while one version replaces another, or loads its data', () => {
  test.each<[string, SandboxOptions]>([
    ['a table that is still loading', status(400, loading, 2)],
    ['a table that is still loading, in a long message', status(400, `${'x'.repeat(400)} ${loading}`, 2)],
    ['a list of rows that breaks off after HTTP 200', status(200, '[{"id":1},{"id"', 2)],
    ['an empty body', status(200, '', 2)],
    ['a web page', { faults: [{ on: { times: 2 }, fault: { kind: 'html' } }] }],
    ['a 502', { faults: [{ on: { times: 2 }, fault: badGateway }] }],
    ['a 429', status(429, 'Too many requests', 2)],
    ['a 503', status(503, '', 2)],
    ['a 504', status(504, '', 2)],
    ['a lost connection', { faults: [{ on: { times: 2 }, fault: { kind: 'reset' } }] }],
    ['half a response', { faults: [{ on: { times: 2 }, fault: { kind: 'reset', when: 'midway' } }] }],
  ])('%s is retried', async (_, options) => {
    for (const probe of [sql, nsql]) {
      const { test, requests } = await run([probe], options)
      expect(test).toMatchObject({ ok: true, detail: '1 row' })
      expect(requests).toHaveLength(3)
    }
  })

  test('a tool that queries a table that is still loading is called again', async () => {
    const { test, requests } = await run([mcp], {
      faults: [{ on: { nth: 3 }, fault: { kind: 'misshapen', body: toolError(loading) } }],
    })
    expect(test).toMatchObject({ ok: true })
    expect(requests.filter(({ body }) => /tools.call/.test(JSON.stringify(body)))).toHaveLength(2)
  })

  test('errors that last are reported at the limit', async () => {
    const { test, requests } = await run([sql], { faults: [{ on: { times: 1000 }, fault: badGateway }] })
    expect(test?.error).toBe('HTTP 502: an HTML page; still failing after 30s')
    expect(requests.length).toBeGreaterThan(5)
    const cut = await run([sql], status(200, '[{"id":1},', 1000))
    expect(cut.test?.error).toBe('HTTP 200 with a body that is not JSON; still failing after 30s')
  })

  test('a refused connection is retried', async () => {
    // No server listens at port 2, and none is given it by the system.
    const { test } = await runOverHttp([sql], {}, { url: 'http://127.0.0.1:2', testTimeoutMs: 5000 })
    expect(test?.error).toMatch(/ECONNREFUSED.*; still failing after 5s$/)
    expect(test?.durationMs).toBeGreaterThan(1000)
  })
})

test('the API key is not sent to another origin', async () => {
  const elsewhere = await openSandbox()
  const fault = { kind: 'redirect', to: `${elsewhere.url}/v1/sql`, status: 307 } as const
  const { test } = await runOverHttp([sql], { faults: [{ fault }] })
  expect(test).toMatchObject({ ok: false, error: 'HTTP 307' })
  expect(elsewhere.requests).toEqual([])
})

const contextWith = (send: RuntimeClient['send']): RuntimeContext => ({
  client: { url: 'https://runtime.example', redact: (text) => text, send },
  run: { clock: new SteppedClock(), random: () => 0.5, inputs: { requestTimeoutMs: 30_000 }, emit: () => {} },
})

test.each([
  ['all the time of the probe by default', 30_000, 50_000],
  ['the time of `request-timeout-seconds` if it is set', 5000, 5000],
])('an attempt has %s', async (_, requestTimeoutMs, expected) => {
  const times: number[] = []
  const context = contextWith(async (_request, timeoutMs) => {
    times.push(timeoutMs)
    return { status: 200, headers: new Headers(), text: '[]' }
  })
  await runProbes([sql], 50_000, { ...context, run: { ...context.run, inputs: { requestTimeoutMs } } })
  expect(times).toEqual([expected])
})

test('the first attempt has all the time of a probe, however long it takes to begin', async () => {
  const clock = new SteppedClock()
  const late = {
    now: () => {
      clock.pass(40)
      return clock.now()
    },
    sleep: (ms: number) => clock.sleep(ms),
  }
  const { run, ...context } = contextWith(() => Promise.reject(new Error('not expected')))
  const attempt = async (timeoutMs: number) => {
    throw new TimeoutError(timeoutMs)
  }
  const probing = retryTransient(attempt, 2000, { ...context, run: { ...run, clock: late } })
  await expect(probing).rejects.toThrow('no response within 2s')
})

test('an attempt that exceeds `request-timeout-seconds` is retried', async () => {
  const faults = [{ fault: { kind: 'hang', when: 'midway' } as const }]
  const limits = { clock: systemClock, testTimeoutMs: 30_000, requestTimeoutMs: 2000, random: () => 0 }
  const { test, requests } = await new VirtualTime().run(() => run([sql], { faults }, limits))
  expect(test).toMatchObject({ ok: true, detail: '1 row' })
  expect(requests).toHaveLength(2)
})

test('a timeout is reported with what happened before it', async () => {
  const context = contextWith(async () => ({ status: 504, headers: new Headers(), text: '' }))
  let attempts = 0
  const attempt = async (timeoutMs: number) => {
    if (++attempts === 1) throw statusError({ status: 504, text: 'Gateway Timeout' })
    await context.run.clock.sleep(timeoutMs)
    throw new TimeoutError(timeoutMs)
  }
  const words = 'no response within 9.7s; before that HTTP 504: Gateway Timeout'
  await expect(retryTransient(attempt, 10_000, context)).rejects.toThrow(words)
  expect([attempts, context.run.clock.now()]).toEqual([2, 10_000])
})

test('the last attempt begins shortly before the limit if a pause would exceed it', async () => {
  const context = contextWith(async () => ({ status: 200, headers: new Headers(), text: '' }))
  const { clock } = context.run
  const at: number[] = []
  const attempt = async () => {
    at.push(clock.now())
    if (clock.now() < 9000) throw new InterruptedResponseError('interrupted')
    return 'here'
  }
  await expect(retryTransient(attempt, 10_000, context)).resolves.toBe('here')
  expect(at).toEqual([0, 250, 750, 1750, 3750, 5750, 7750, 9500])
})
