import { expect, test } from '@jest/globals'
import { Cloud, type CloudOptions } from '../../sandbox/cloud.ts'
import type { Fault } from '../../sandbox/faults.ts'
import { fetchFrom } from '../../sandbox/memory.ts'
import { APP, DEPLOYMENTS } from './fixture.ts'

const HOST = 'https://api.spice.example'

function begin(options: CloudOptions = {}) {
  const cloud = new Cloud(options)
  const fetch = fetchFrom(cloud)
  const send = (method: string, url: string, init: RequestInit = {}) =>
    fetch(`${HOST}${url}`, { method, headers: { authorization: `Bearer ${cloud.state.apiToken}` }, ...init })
  return { cloud, fetch, send }
}

const withFault = (fault: Fault) => begin({ faults: [{ fault }] })
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
