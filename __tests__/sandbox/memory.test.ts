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

test('a signal that was already aborted prevents the request', async () => {
  const { cloud, send } = begin()
  await expect(send('GET', DEPLOYMENTS, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  expect(cloud.requests).toEqual([])
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
