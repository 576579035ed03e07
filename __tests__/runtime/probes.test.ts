import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { InterruptedResponseError } from '../../src/platform/http-errors.ts'
import { persist } from '../../src/runtime/attempt.ts'
import type { RuntimeClient } from '../../src/runtime/client.ts'
import type { Probe } from '../../src/runtime/probe.ts'
import { runProbe } from '../../src/runtime/probes/run.ts'
import type { VerifyOptions } from '../../src/runtime/verify.ts'
import { verify } from '../../src/runtime/verify.ts'
import { chat, fastClock, knowErrorsOfNode, nsql, search, sql, verifyOptions, virtualClock } from './stage.ts'

knowErrorsOfNode()

const open: Sandbox[] = []
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

/** Asks a runtime over HTTP, without a warm-up. */
async function ask(probes: Probe[], options: SandboxOptions = {}, overrides: Partial<VerifyOptions> = {}) {
  const sandbox = await startSandbox({ runtime: {}, ...options })
  open.push(sandbox)
  const { tests } = await verify(
    verifyOptions({
      url: sandbox.runtimeUrl,
      key: sandbox.runtime?.key ?? '',
      clock: fastClock(),
      warmupMs: 0,
      datasetTimeoutMs: 0,
      probes,
      ...overrides,
    }),
  )
  return { tests, test: tests[0], requests: sandbox.requests, key: sandbox.runtime?.key ?? '', sandbox }
}

describe('the request', () => {
  const sent = async (probe: Probe) => {
    const { requests, key, test } = await ask([probe])
    expect(test?.ok).toBe(true)
    expect(requests).toHaveLength(1)
    const { method, path, operation, headers = {}, rawBody } = requests[0] ?? {}
    expect(headers['x-api-key']).toBe(key)
    expect(headers['user-agent']).toBe('spice-cloud-deploy-action')
    expect(headers.authorization).toBeUndefined()
    const { accept, 'content-type': type, 'accept-encoding': encoding } = headers
    return { call: `${method} ${path}`, operation, accept, type, encoding, rawBody }
  }
  const json = 'application/json'

  test('of sql is the query as text', async () => {
    expect(await sent({ kind: 'sql', sql: "SELECT 'ä'" })).toEqual({
      call: 'POST /v1/sql',
      operation: 'runtimeSql',
      accept: json,
      type: 'text/plain',
      encoding: 'gzip, deflate',
      rawBody: "SELECT 'ä'",
    })
  })

  test('of nsql has the model, and says that no samples are wanted', async () => {
    expect(await sent(nsql)).toMatchObject({
      call: 'POST /v1/nsql',
      operation: 'runtimeNsql',
      accept: json,
      type: json,
      rawBody: '{"query":"How many trips?","model":"sandbox-model","sample_data_enabled":false}',
    })
    expect(await sent({ kind: 'nsql', query: 'How many?' })).toMatchObject({
      rawBody: '{"query":"How many?","sample_data_enabled":false}',
    })
  })

  test('of a search is the body that was given', async () => {
    expect(await sent(search)).toMatchObject({
      call: 'POST /v1/search',
      operation: 'runtimeSearch',
      type: json,
      rawBody: '{"text":"refund policy","limit":3}',
    })
  })

  test('of a chat takes no compressed answer', async () => {
    expect(await sent(chat)).toEqual({
      call: 'POST /v1/chat/completions',
      operation: 'runtimeChat',
      accept: json,
      type: json,
      encoding: 'identity',
      rawBody: '{"messages":[{"role":"user","content":"Is all well?"}],"model":"sandbox-model"}',
    })
  })
})

describe('an answer', () => {
  test.each<[Probe, SandboxOptions['runtime'], string]>([
    [sql, { rows: [] }, '0 rows'],
    [sql, { rows: [{}, {}, {}] }, '3 rows'],
    [nsql, { rows: [{}, {}] }, '2 rows'],
    [search, { searchResults: 0 }, '0 results'],
    [search, { searchResults: 1 }, '1 result'],
    [chat, { chatAnswer: 'All\nis  well.' }, 'All is well.'],
    [chat, { chatAnswer: 'x'.repeat(200) }, `${'x'.repeat(99)}…`],
  ])('to $kind is told in a few words', async (probe, runtime, detail) => {
    const { test } = await ask([probe], { runtime: runtime ?? {} })
    expect(test).toEqual({ name: probe.kind, ok: true, durationMs: expect.any(Number), detail })
    expect(Number.isInteger(test?.durationMs)).toBe(true)
  })

  test.each<[string, Probe, unknown, string]>([
    ['rows in a newer form', sql, { row_count: 2, data: [{}, {}] }, '2 rows'],
    ['matches of an older one', search, { matches: [{}] }, '1 result'],
  ])('may be %s', async (_, probe, body, detail) => {
    const { test } = await ask([probe], { faults: [{ fault: { kind: 'misshapen', body } }] })
    expect(test).toMatchObject({ ok: true, detail })
  })

  test('of a chat may be without text', async () => {
    const body = { choices: [{ message: { content: null, tool_calls: [] } }] }
    const { test } = await ask([chat], { faults: [{ fault: { kind: 'misshapen', body } }] })
    expect(test).toEqual({ name: 'chat', ok: true, durationMs: expect.any(Number) })
  })

  test('to sql says too little about itself', async () => {
    const { sandbox } = await ask([])
    const response = await fetch(`${sandbox.runtimeUrl}/v1/sql`, {
      method: 'POST',
      body: 'SELECT 1',
      headers: { 'x-api-key': sandbox.runtime?.key ?? '' },
    })
    expect(response.headers.get('content-type')).toMatch('text/plain')
  })
})

describe('a failure', () => {
  const misshapen = (body: unknown) => ({ faults: [{ fault: { kind: 'misshapen', body } as const }] })

  test.each<[string, Probe, SandboxOptions, string]>([
    [
      'an unknown table',
      { kind: 'sql', sql: 'SELECT * FROM nowhere' },
      {},
      "HTTP 400: Error during planning: table 'spice.public.nowhere' not found",
    ],
    ['an unknown model', { ...nsql, model: 'gpt' }, {}, 'HTTP 400: Model gpt not found'],
    [
      'no datasets',
      { kind: 'search', body: { text: 'x', datasets: [] } },
      {},
      'HTTP 400: No datasets provided',
    ],
    [
      'an unknown model',
      { kind: 'chat', body: { ...chat.body, model: 'gpt' } },
      {},
      "HTTP 404: model 'gpt' not found",
    ],
    ['no rows', sql, misshapen({ error: 'x' }), 'HTTP 200 with another body than rows'],
    ['no JSON', nsql, { faults: [{ fault: { kind: 'html' } }] }, 'HTTP 200 with another body than rows'],
    ['no results', search, misshapen([]), 'HTTP 200 with another body than results'],
    ['no choices', chat, misshapen({ choices: [] }), 'HTTP 200 without choices: {"choices":[]}'],
    ['an error', chat, misshapen({ error: { message: 'Quota' } }), 'HTTP 200 without choices: Quota'],
    ['a huge answer', sql, { faults: [{ fault: { kind: 'huge' } }] }, 'an answer of more than 2 MiB'],
    [
      'a server error',
      sql,
      { faults: [{ fault: { kind: 'status', status: 500, body: 'Oh' } }] },
      'HTTP 500: Oh',
    ],
  ])('by %s of $kind is told in the words of the runtime', async (_, probe, options, error) => {
    const { test, requests } = await ask([probe], options)
    expect(test).toEqual({ name: probe.kind, ok: false, durationMs: expect.any(Number), error })
    expect(requests).toHaveLength(1)
  })

  test('by a wrong key is told', async () => {
    const { test } = await ask([sql], {}, { key: 'wrong' })
    expect(test?.error).toBe('HTTP 401: Unauthorized')
  })

  test('never tells the key', async () => {
    const key = '4711|topsecret'
    const fault = { kind: 'status', status: 400, body: `Your key ${key} is bad` } as const
    const { test } = await ask([sql], { faults: [{ fault }] }, { key })
    expect(test?.error).toBe('HTTP 400: Your key *** is bad')
  })

  test('by no answer in time is told, however many attempts there were', async () => {
    const real = {
      now: () => performance.now(),
      sleep: (ms: number) => new Promise<void>((d) => setTimeout(d, ms)),
    }
    const { test, requests } = await ask(
      [sql],
      {
        faults: [
          { on: { times: 1 }, fault: { kind: 'status', status: 504, body: 'Gateway Timeout' } },
          { on: { nth: 2 }, fault: { kind: 'hang', when: 'midway' } },
        ],
      },
      { clock: real, testTimeoutMs: 500, random: () => 0 },
    )
    expect(test?.error).toMatch(/^no answer within 0\.\d s; before that HTTP 504: Gateway Timeout$/)
    expect(test?.durationMs).toBeGreaterThanOrEqual(490)
    expect(test?.durationMs).toBeLessThan(1000)
    expect(requests).toHaveLength(2)
  })
})

describe('around the switch', () => {
  test.each<[string, SandboxOptions]>([
    ['a 502', { runtime: { gateway502For: 2 } }],
    ['a 503', { faults: [{ on: { times: 2 }, fault: { kind: 'status', status: 503 } }] }],
    ['a lost connection', { faults: [{ on: { times: 2 }, fault: { kind: 'reset' } }] }],
    ['half an answer', { faults: [{ on: { times: 2 }, fault: { kind: 'reset', when: 'midway' } }] }],
  ])('%s is asked over', async (_, options) => {
    const { test, requests } = await ask([sql], options)
    expect(test).toMatchObject({ ok: true, detail: '1 row' })
    expect(requests).toHaveLength(3)
  })

  test('trouble that lasts is told at the limit', async () => {
    const { test, requests } = await ask([sql], { runtime: { gateway502For: 1000 } })
    expect(test?.error).toBe('HTTP 502: an HTML page, and nothing better within 30s')
    expect(requests.length).toBeGreaterThan(5)
  })

  test('a refused connection is asked over, too', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    const { test } = await ask([sql], {}, { url: `http://127.0.0.1:${port}`, testTimeoutMs: 5000 })
    expect(test?.error).toMatch(/ECONNREFUSED.*, and nothing better within 5s$/)
    expect(test?.durationMs).toBeGreaterThan(1000)
  })
})

describe('the key', () => {
  test('goes to no other origin', async () => {
    const elsewhere = await startSandbox()
    open.push(elsewhere)
    const fault = { kind: 'redirect', to: `${elsewhere.url}/v1/sql`, status: 307 } as const
    const { test } = await ask([sql], { faults: [{ fault }] })
    expect(test).toMatchObject({ ok: false, error: 'HTTP 307' })
    expect(elsewhere.requests).toEqual([])
  })

  test('goes along within its own', async () => {
    const { test, requests } = await ask([sql], {
      faults: [{ fault: { kind: 'redirect', to: '/v1/sql?again', status: 308 } }],
    })
    expect(test?.ok).toBe(true)
    expect(requests.map(({ headers }) => headers['x-api-key'])).toEqual([
      requests[0]?.headers['x-api-key'],
      requests[0]?.headers['x-api-key'],
    ])
  })
})

describe('an attempt', () => {
  const real = {
    now: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
  }

  test.each([
    ['all the time of the probe', 30_000, 50_000],
    ['that of a request, where that is less than usual', 5000, 5000],
  ])('has %s', async (_, requestTimeoutMs, expected) => {
    const times: number[] = []
    const client: RuntimeClient = {
      url: 'https://runtime.example',
      redact: (text) => text,
      fetch: globalThis.fetch,
      ask: async (_request, timeoutMs) => {
        times.push(timeoutMs)
        return { status: 200, text: '[]' }
      },
    }
    const clock = virtualClock()
    await runProbe(sql, { client, timeoutMs: 50_000, requestTimeoutMs, clock, random: () => 0 })
    expect(times).toEqual([expected])
  })

  test('that has no answer within the limit of a request is repeated', async () => {
    const { test, requests } = await ask(
      [sql],
      { faults: [{ fault: { kind: 'hang', when: 'midway' } }] },
      { clock: real, testTimeoutMs: 5000, requestTimeoutMs: 300, random: () => 0 },
    )
    expect(test).toMatchObject({ ok: true, detail: '1 row' })
    expect(requests).toHaveLength(2)
  })

  test('is made shortly before the limit where a pause would go beyond it', async () => {
    const clock = virtualClock()
    const at: number[] = []
    const run = persist(
      async () => {
        at.push(clock.now())
        if (clock.now() < 9000) throw new InterruptedResponseError('cut off')
        return 'here'
      },
      { limitMs: 10_000, attemptMs: undefined, clock, random: () => 0.5, redact: (text) => text },
    )
    await expect(run).resolves.toBe('here')
    expect(at).toEqual([0, 250, 750, 1750, 3750, 5750, 7750, 9500])
  })
})
