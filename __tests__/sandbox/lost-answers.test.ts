import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { APP, cloudAtNoon } from './fixture.ts'

const CALLS = [
  ['createApp', 'POST', '/v1/apps', { name: 'bus-lines', region: 'us-west-2' }],
  ['updateApp', 'PUT', APP, { description: 'New' }],
  ['upsertSecret', 'POST', `${APP}/secrets`, { name: 'KEY', value: 'x' }],
  ['deleteApp', 'DELETE', APP, undefined],
] as const

const FAULTS: [string, Fault, boolean][] = [
  ['status before', { kind: 'status', status: 503 }, false],
  ['status', { kind: 'status', status: 502, when: 'after' }, true],
  ['reset', { kind: 'reset', when: 'after' }, true],
  ['truncate', { kind: 'reset', when: 'midway' }, true],
  ['hang before', { kind: 'hang' }, false],
  ['hang', { kind: 'hang', when: 'after' }, true],
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

test('an app whose creation got no answer is there when it is created again', async () => {
  const { answer, call, cloud } = cloudAtNoon({
    faults: [{ on: { path: 'createApp' }, fault: { kind: 'reset', when: 'after' } }],
  })
  const body = { name: 'bus-lines', region: 'us-west-2' }
  expect((await answer('POST', '/v1/apps', { body })).kind).toBe('reset')
  expect((await call('POST', '/v1/apps', { body })).status).toBe(409)
  expect(cloud.state.apps.filter(({ name }) => name === body.name)).toHaveLength(1)
})
