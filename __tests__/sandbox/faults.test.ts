import { describe, expect, test } from '@jest/globals'
import { bytesOf } from '../../sandbox/answer.ts'
import type { CloudOptions } from '../../sandbox/cloud.ts'
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

test('the work can be done after the response', async () => {
  const { call } = cloudAtNoon({
    faults: [{ on: { path: 'createDeployment' }, fault: { kind: 'status', status: 504, lateMs: 20 } }],
  })
  const listed = async () => (await call('GET', DEPLOYMENTS)).body.deployments.length
  expect((await call('POST', DEPLOYMENTS)).status).toBe(504)
  expect(await listed()).toBe(0)
  await new Promise((done) => setTimeout(done, 40))
  expect(await listed()).toBe(1)
})

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
    const faults = [{ on: { path: 'token' }, fault: status(500) }]
    expect(await statuses({ faults }, get, ['POST', '/api/oauth/token'])).toEqual([200, 500])
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

describe('the work', () => {
  const create = async (fault: Fault) => {
    const { answer, cloud } = cloudAtNoon({ faults: [{ fault }] })
    const got = await answer('POST', DEPLOYMENTS)
    return { kind: got.kind, created: cloud.state.records.length, mismatches: cloud.mismatches }
  }

  test.each<[string, Fault, number]>([
    ['is not done before a status', { kind: 'status', status: 503 }, 0],
    ['is done when a status comes after it', { kind: 'status', status: 503, when: 'after' }, 1],
    ['is not done before an HTML page', { kind: 'html' }, 0],
    ['is done if an empty response comes after it', { kind: 'empty', when: 'after' }, 1],
  ])('%s', async (_, fault, created) => {
    expect(await create(fault)).toEqual({ kind: 'respond', created, mismatches: [] })
  })

  test.each<[string, Fault, string, number]>([
    ['is not done before a reset', { kind: 'reset' }, 'reset', 0],
    ['is done when the reset comes after it', { kind: 'reset', when: 'after' }, 'reset', 1],
    ['is done when the reset comes midway', { kind: 'reset', when: 'midway' }, 'truncate', 1],
    ['is not done before a hang', { kind: 'hang' }, 'hang', 0],
    ['is done when the hang comes after it', { kind: 'hang', when: 'after' }, 'hang', 1],
    ['is done when the hang comes midway', { kind: 'hang', when: 'midway' }, 'stall', 1],
    ['is done before a slow response', { kind: 'slow', delayMs: 5 }, 'slow', 1],
    ['is done before a dripping response', { kind: 'drip' }, 'drip', 1],
  ])('%s', async (_, fault, kind, created) => {
    expect(await create(fault)).toEqual({ kind, created, mismatches: [] })
  })
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
  const { call, cloud } = cloudAtNoon({ faults: [{ fault: status(500) }] })
  await call('GET', `${DEPLOYMENTS}?offset=1`)
  expect(cloud.mismatches).toEqual([`GET ${DEPLOYMENTS}: query parameter offset is not in the description`])
})

test('a response of the cloud itself is checked, even if a fault delays it', async () => {
  const plan = [{ afterMs: 0, status: 'done' as 'succeeded' }]
  const { answer, cloud } = cloudAtNoon({ plan, faults: [{ fault: { kind: 'slow', delayMs: 1 } }] })
  await answer('POST', DEPLOYMENTS)
  expect(cloud.mismatches).toEqual([
    expect.stringContaining('answers 202: body /status must be equal to one of'),
  ])
})

const CALLS = [
  ['createApp', 'POST', '/v1/apps', { name: 'bus-lines', region: 'us-west-2' }],
  ['updateApp', 'PUT', APP, { description: 'New' }],
  ['upsertSecret', 'POST', `${APP}/secrets`, { name: 'KEY', value: 'x' }],
  ['deleteApp', 'DELETE', APP, undefined],
  ['forkProject', 'POST', `${APP}/forks`, { name: 'bus-lines' }],
] as const

const FAULTS: [string, Fault, boolean][] = [
  ['status before', { kind: 'status', status: 503 }, false],
  ['status', { kind: 'status', status: 502, when: 'after' }, true],
  ['reset', { kind: 'reset', when: 'after' }, true],
  ['truncate', { kind: 'reset', when: 'midway' }, true],
  ['hang before', { kind: 'hang' }, false],
  ['hang', { kind: 'hang', when: 'after' }, true],
  ['slow', { kind: 'slow', delayMs: 5 }, true],
  ['gateway', { kind: 'status', status: 504 }, false],
  ['page before', { kind: 'html' }, false],
  ['page', { kind: 'html', when: 'after' }, true],
  ['misshapen', { kind: 'misshapen', when: 'after' }, true],
  ['empty', { kind: 'empty', status: 200, when: 'after' }, true],
]

describe.each(CALLS)('%s', (operation, method, path, body) => {
  test.each(FAULTS)('%s', async (_, fault, isDone) => {
    const faults = [{ on: { path: operation }, fault }]
    const { answer, cloud } = cloudAtNoon({ faults })
    const look = () => cloud.state.apps.map(({ name, description, secrets }) => [name, description, secrets])
    const before = look()
    const sent = body === undefined ? {} : { body }
    // Another operation must not be struck.
    await answer('GET', '/v1/apps')
    await answer(method, path, sent)
    expect(cloud.faults.hits).toMatchObject([{ call: { operation } }])
    if (isDone) expect(look()).not.toEqual(before)
    else expect(look()).toEqual(before)
    expect(cloud.mismatches).toEqual([])
  })
})

test.each(CALLS)('%s can be done after its response', async (operation, method, path, body) => {
  const { answer, cloud } = cloudAtNoon({
    faults: [{ on: { path: operation }, fault: { kind: 'reset', lateMs: 20 } }],
  })
  const look = () => cloud.state.apps.map(({ name, description, secrets }) => [name, description, secrets])
  const before = look()
  expect((await answer(method, path, body === undefined ? {} : { body })).kind).toBe('reset')
  expect(look()).toEqual(before)
  await new Promise((done) => setTimeout(done, 40))
  expect(look()).not.toEqual(before)
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
