import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { Cloud, type CloudOptions } from '../../sandbox/cloud.ts'
import type { Fault } from '../../sandbox/faults.ts'
import { fetchFrom } from '../../sandbox/memory.ts'
import { APP, DEPLOYMENTS } from './fixture.ts'

const HOST = 'https://api.spice.example'

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'hrtime'] })
  jest.setTimerTickMode({ mode: 'nextAsync' })
})

afterEach(() => {
  jest.useRealTimers()
})

function begin(options: CloudOptions = {}) {
  const cloud = new Cloud(options)
  const fetch = fetchFrom(cloud)
  const send = (method: string, url: string, init: RequestInit = {}) =>
    fetch(`${HOST}${url}`, { method, headers: { authorization: `Bearer ${cloud.state.apiToken}` }, ...init })
  return { cloud, fetch, send }
}

const withFault = (fault: Fault) => begin({ faults: [{ fault }] })

/** Fires after so much virtual time; `AbortSignal.timeout` would take true time. */
function abortAfter(ms: number): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new Error('enough')), ms)
  return controller.signal
}

test('a fetch in memory gets the responses of the cloud', async () => {
  const { cloud, fetch } = begin()
  const response = await fetch(
    new Request(`${HOST}${DEPLOYMENTS}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${cloud.state.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ branch: 'main' }),
    }),
  )
  expect(response.status).toBe(202)
  expect(response.headers.get('date')).not.toBeNull()
  expect(await response.json()).toMatchObject({ status: 'queued', branch: 'main' })
  expect(cloud.requests).toMatchObject([{ operation: 'createDeployment', body: { branch: 'main' } }])
  expect(cloud.mismatches).toEqual([])
})

describe('a reset', () => {
  test("a reset fails as Node's own fetch does", async () => {
    const { send } = withFault({ kind: 'reset' })
    const error = await send('GET', DEPLOYMENTS).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNRESET', message: 'read ECONNRESET' },
    })
  })

  test('a reset midway delivers the headers and fails the body', async () => {
    const { send } = withFault({ kind: 'reset', when: 'midway' })
    const response = await send('GET', DEPLOYMENTS)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toMatchObject({ name: 'TypeError', message: 'terminated' })
  })
})

describe('a hang', () => {
  test('a hang ends with the reason of the signal', async () => {
    const { send } = withFault({ kind: 'hang' })
    await expect(send('GET', DEPLOYMENTS, { signal: abortAfter(30_000) })).rejects.toThrow('enough')
  })

  test('a hang midway ends in the body', async () => {
    const { send } = withFault({ kind: 'hang', when: 'midway' })
    const response = await send('GET', DEPLOYMENTS, { signal: abortAfter(30_000) })
    await expect(response.text()).rejects.toThrow('enough')
  })

  test('a hang ends for a Request that has the signal', async () => {
    const { fetch } = withFault({ kind: 'hang' })
    const request = new Request(`${HOST}${DEPLOYMENTS}`, { signal: abortAfter(10) })
    await expect(fetch(request)).rejects.toThrow('enough')
  })
})

test('a slow response arrives late, and not after an abort', async () => {
  const { send } = begin({ faults: [{ on: { times: 2 }, fault: { kind: 'slow', delayMs: 5000 } }] })
  const before = Date.now()
  expect((await send('GET', DEPLOYMENTS)).status).toBe(200)
  expect(Date.now() - before).toBe(5000)
  await expect(send('GET', DEPLOYMENTS, { signal: abortAfter(4999) })).rejects.toThrow('enough')
})

test('a dripping body arrives slowly and can be aborted', async () => {
  const { send } = begin({ faults: [{ on: { times: 2 }, fault: { kind: 'drip' } }] })
  const before = Date.now()
  const text = await (await send('GET', DEPLOYMENTS)).text()
  expect(JSON.parse(text)).toEqual({ deployments: [] })
  expect(Date.now() - before).toBe(text.length * 1000)
  const response = await send('GET', DEPLOYMENTS, { signal: abortAfter(3500) })
  await expect(response.text()).rejects.toThrow('enough')
})

test('time passes by means of the given sleep', async () => {
  const slept: number[] = []
  const cloud = new Cloud({ faults: [{ fault: { kind: 'slow', delayMs: 7 } }] })
  const fetch = fetchFrom(cloud, { sleep: async (ms) => void slept.push(ms) })
  await fetch(`${HOST}/v1/health`)
  expect(slept).toEqual([7])
})

test('a signal that was already aborted prevents the request', async () => {
  const { cloud, send } = begin()
  await expect(send('GET', DEPLOYMENTS, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  expect(cloud.requests).toEqual([])
})

describe('a redirect', () => {
  test('a redirect to another host is followed without credentials, and a POST becomes a GET', async () => {
    const { cloud, send } = withFault({ kind: 'redirect', to: 'https://elsewhere.example/v1/health' })
    expect((await send('POST', DEPLOYMENTS)).status).toBe(200)
    expect(cloud.requests.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ['POST', DEPLOYMENTS, 'Bearer sandbox-personal-access-token'],
      ['GET', '/v1/health', undefined],
    ])
  })

  test('a redirect is returned or rejected if requested', async () => {
    const fault: Fault = { kind: 'redirectLoop' }
    expect((await withFault(fault).send('GET', DEPLOYMENTS, { redirect: 'manual' })).status).toBe(307)
    await expect(withFault(fault).send('GET', DEPLOYMENTS, { redirect: 'error' })).rejects.toThrow(
      'fetch failed',
    )
  })

  test('a redirect loop fails after twenty redirects', async () => {
    const { cloud, send } = begin({ faults: [{ on: { times: 100 }, fault: { kind: 'redirectLoop' } }] })
    await expect(send('POST', DEPLOYMENTS)).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { message: 'redirect count exceeded' },
    })
    expect(cloud.requests).toHaveLength(21)
    expect(cloud.requests.at(-1)?.method).toBe('POST')
  })
})

test('a response without a body cannot break off in it', async () => {
  for (const fault of [
    { kind: 'reset', when: 'midway' },
    { kind: 'hang', when: 'midway' },
    { kind: 'drip' },
  ]) {
    const { cloud, send } = withFault(fault as Fault)
    expect((await send('DELETE', APP)).status).toBe(204)
    expect(cloud.state.apps).toEqual([])
  }
})
