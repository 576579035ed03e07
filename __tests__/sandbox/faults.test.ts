import { describe, expect, test } from '@jest/globals'
import { bytesOf } from '../../sandbox/answer.ts'
import type { Cloud, CloudOptions } from '../../sandbox/cloud.ts'
import type { Fault } from '../../sandbox/faults.ts'
import { APP, cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const status = (value: number): Fault => ({ kind: 'status', status: value })

/** The statuses of a run of calls. */
async function statuses(options: CloudOptions, ...calls: [string, string][]): Promise<number[]> {
  const { call } = cloudAtNoon(options)
  const found: number[] = []
  for (const [method, path] of calls) found.push((await call(method, path)).status)
  return found
}

describe('a rule strikes', () => {
  const get: [string, string] = ['GET', APP]
  const list: [string, string] = ['GET', DEPLOYMENTS]
  const create: [string, string] = ['POST', DEPLOYMENTS]

  test('a rule without conditions affects the first request', async () => {
    expect(await statuses({ faults: [{ fault: status(503) }] }, get, list)).toEqual([503, 200])
  })

  test('a rule can affect an operation by its name', async () => {
    const faults = [{ on: { path: 'listDeployments' }, fault: status(500) }]
    expect(await statuses({ faults }, get, create, list, list)).toEqual([200, 202, 500, 200])
  })

  test('a rule can affect a method and a path pattern', async () => {
    const faults = [{ on: { method: 'POST', path: /deployments$/g }, fault: status(502) }]
    expect(await statuses({ faults }, list, create, create)).toEqual([200, 502, 202])
  })

  test('a rule can affect the nth request and a number of requests from there on', async () => {
    const faults = [{ on: { path: 'getApp', nth: 2, times: 2 }, fault: status(500) }]
    expect(await statuses({ faults }, get, list, get, get, get)).toEqual([200, 200, 500, 500, 200])
  })

  test('a rule applies after the rules before it are used up', async () => {
    const faults = [{ fault: status(500) }, { on: { times: 2 }, fault: status(503) }]
    expect(await statuses({ faults }, get, get, get, get)).toEqual([500, 503, 503, 200])
  })

  test('a rule can affect all requests in a time window', async () => {
    const { call, pass } = cloudAtNoon({
      faults: [{ on: { fromMs: 100, untilMs: 200 }, fault: status(503) }],
    })
    const found: number[] = []
    for (let count = 0; count < 5; count += 1) {
      found.push((await call('GET', APP)).status)
      pass(50)
    }
    expect(found).toEqual([200, 200, 503, 503, 200])
  })

  test('a rule can affect the token exchange', async () => {
    const { call } = cloudAtNoon({ faults: [{ on: { path: 'token' }, fault: status(500) }] })
    const body = { client_id: 'x', client_secret: 'x', grant_type: 'client_credentials' }
    const exchange = await call('POST', '/api/oauth/token', { body })
    expect([(await call('GET', APP)).status, exchange.status]).toEqual([200, 500])
  })
})

test('the faults that have occurred are listed, and rules can be added and removed', async () => {
  const { call, cloud } = cloudAtNoon()
  cloud.faults.add({ on: { times: 5 }, fault: status(500) })
  await call('GET', APP)
  cloud.faults.clear()
  expect((await call('GET', APP)).status).toBe(200)
  expect(cloud.faults.hits).toMatchObject([{ fault: status(500), call: { operation: 'getApp' } }])
})

describe('a response', () => {
  const reply = async (fault: Fault) => {
    const { answer } = cloudAtNoon({ faults: [{ fault }] })
    const got = await answer('GET', `${DEPLOYMENTS}?limit=5`)
    if (got.kind !== 'respond') throw new Error(got.kind)
    return { ...got.reply, bytes: bytesOf(got.reply), text: Buffer.from(bytesOf(got.reply)).toString('utf8') }
  }

  test("a response can ask the client to wait, in seconds, as a date and as Unix time of the cloud's clock", async () => {
    const headers = {
      'Retry-After': '3',
      'X-RateLimit-Reset': { unixSecondsIn: 10 },
      'X-Try-Again': { httpDateIn: 60 },
    }
    expect(await reply({ kind: 'status', status: 429, body: 'slow down', headers })).toMatchObject({
      status: 429,
      text: 'slow down',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'retry-after': '3',
        'x-ratelimit-reset': '1795521610',
        'x-try-again': 'Tue, 24 Nov 2026 12:01:00 GMT',
      },
    })
  })

  test('a response can be JSON of any form', async () => {
    const { text } = await reply({ kind: 'misshapen', body: [{ id: null }] })
    expect(JSON.parse(text)).toEqual([{ id: null }])
  })

  test('a response can be a web page with status 200', async () => {
    expect(await reply({ kind: 'html' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html' },
    })
  })

  test('a response can be huge', async () => {
    const { bytes, text } = await reply({ kind: 'huge', bytes: 1_000_000 })
    expect(bytes.length).toBe(1_000_012)
    expect(JSON.parse(text).error).toHaveLength(1_000_000)
  })

  test('a response can be deeply nested', async () => {
    expect((await reply({ kind: 'deepJson', depth: 3 })).text).toBe('[[[]]]')
  })

  test('a response can contain bytes that are not UTF-8', async () => {
    const { bytes } = await reply({ kind: 'invalidUtf8' })
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
  })

  test('a response can be empty', async () => {
    expect(await reply({ kind: 'empty' })).toMatchObject({ status: 202, text: '' })
  })

  test('a response can redirect to another place, or in a loop', async () => {
    expect(await reply({ kind: 'redirect', to: 'https://example.com/' })).toMatchObject({
      status: 302,
      headers: { location: 'https://example.com/' },
    })
    expect(await reply({ kind: 'redirectLoop' })).toMatchObject({
      status: 307,
      headers: { location: `${DEPLOYMENTS}?limit=5` },
    })
  })
})

test('a request is checked even if a fault responds to it', async () => {
  const { call, mismatches } = cloudAtNoon({ faults: [{ fault: status(500) }] })
  await call('GET', `${DEPLOYMENTS}?offset=1`)
  expect(mismatches()).toEqual([`GET ${DEPLOYMENTS}: query parameter offset is not in the description`])
})

test('a response of the cloud itself is checked, even if a fault delays it', async () => {
  const plan = [{ afterMs: 0, status: 'done' as 'succeeded' }]
  const { answer, mismatches } = cloudAtNoon({ plan, faults: [{ fault: { kind: 'slow', delayMs: 1 } }] })
  await answer('POST', DEPLOYMENTS)
  expect(mismatches()).toEqual([expect.stringContaining('answers 202: body /status must be equal to one of')])
})

const CALLS = [
  ['createDeployment', 'POST', DEPLOYMENTS, undefined],
  ['createApp', 'POST', '/v1/apps', { name: 'bus-lines', region: 'us-west-2' }],
  ['updateApp', 'PUT', APP, { description: 'New' }],
  ['upsertSecret', 'POST', `${APP}/secrets`, { name: 'KEY', value: 'x' }],
  ['deleteApp', 'DELETE', APP, undefined],
  ['forkProject', 'POST', `${APP}/forks`, { name: 'bus-lines' }],
] as const

const FAULTS: [string, Fault, kind: string, isDone: boolean][] = [
  ['status before', { kind: 'status', status: 503 }, 'respond', false],
  ['status', { kind: 'status', status: 502, when: 'after' }, 'respond', true],
  ['reset before', { kind: 'reset' }, 'reset', false],
  ['reset', { kind: 'reset', when: 'after' }, 'reset', true],
  ['truncate', { kind: 'reset', when: 'midway' }, 'truncate', true],
  ['hang before', { kind: 'hang' }, 'hang', false],
  ['hang', { kind: 'hang', when: 'after' }, 'hang', true],
  ['stall', { kind: 'hang', when: 'midway' }, 'stall', true],
  ['slow', { kind: 'slow', delayMs: 5 }, 'slow', true],
  ['drip', { kind: 'drip' }, 'drip', true],
  ['page before', { kind: 'html' }, 'respond', false],
  ['page', { kind: 'html', when: 'after' }, 'respond', true],
  ['misshapen', { kind: 'misshapen', when: 'after' }, 'respond', true],
  ['empty', { kind: 'empty', status: 200, when: 'after' }, 'respond', true],
]

/** What the calls can change. */
const look = ({ state }: Cloud) => [
  state.records.length,
  ...state.apps.map(({ name, description, secrets }) => [name, description, secrets]),
]

describe.each(CALLS)('%s', (operation, method, path, body) => {
  test.each(FAULTS)('%s', async (_, fault, kind, isDone) => {
    const faults = [{ on: { path: operation }, fault }]
    const { answer, cloud } = cloudAtNoon({ faults })
    const before = look(cloud)
    const sent = body === undefined ? {} : { body }
    // Another operation must not be struck.
    await answer('GET', '/v1/apps')
    expect((await answer(method, path, sent)).kind).toBe(kind)
    expect(cloud.faults.hits).toMatchObject([{ call: { operation } }])
    if (isDone) expect(look(cloud)).not.toEqual(before)
    else expect(look(cloud)).toEqual(before)
  })
})

test.each(CALLS)('%s can be done after its response', async (operation, method, path, body) => {
  const { answer, cloud } = cloudAtNoon({
    faults: [{ on: { path: operation }, fault: { kind: 'reset', lateMs: 20 } }],
  })
  const before = look(cloud)
  expect((await answer(method, path, body === undefined ? {} : { body })).kind).toBe('reset')
  expect(look(cloud)).toEqual(before)
  await new Promise((done) => setTimeout(done, 40))
  expect(look(cloud)).not.toEqual(before)
})

test('an app exists when it is created again after a lost response', async () => {
  const { answer, call, cloud } = cloudAtNoon({
    faults: [{ on: { path: 'createApp' }, fault: { kind: 'reset', when: 'after' } }],
  })
  const body = { name: 'bus-lines', region: 'us-west-2' }
  expect((await answer('POST', '/v1/apps', { body })).kind).toBe('reset')
  expect((await call('POST', '/v1/apps', { body })).status).toBe(409)
  expect(cloud.state.apps.filter(({ name }) => name === body.name)).toHaveLength(1)
})
