import { expect, test } from '@jest/globals'
import type { CloudOptions } from '../cloud.ts'
import { cloudAtNoon } from './fixture.ts'

const MONITORS = '/v1/projects/4711/monitors'

const memory = { name: 'Memory', templateId: 'memory_working_set', severity: 'warn' } as const

function begin(options: CloudOptions = {}) {
  const started = cloudAtNoon(options)
  return {
    ...started,
    list: async (path = MONITORS) => (await started.call('GET', path)).body.monitors,
    /** What a single monitor says about its firing. */
    times: async () => {
      const [{ id }] = (await started.call('GET', MONITORS)).body.monitors
      const { last_fired_at, last_resolved_at } = (await started.call('GET', `${MONITORS}/${id}`)).body
      return [last_fired_at, last_resolved_at]
    },
  }
}

test('an app has the monitors that were made for it, and no other', async () => {
  const { list, cloud } = begin({
    apps: [
      { id: 4711, name: 'taxi' },
      { id: 4712, name: 'weather' },
    ],
    monitors: [memory, { app: 'weather', name: 'Health' }, { app: 4712, name: 'Off', status: 'disabled' }],
  })
  const [shown, ...others] = await list()
  expect(others).toEqual([])
  expect(shown).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/),
    name: 'Memory',
    status: 'active',
    template_id: 'memory_working_set',
    spec: { op: 'GT', threshold: 85, window: '5m', sustainSecs: 300, severity: 'warn' },
    last_fired_at: null,
  })
  expect(await list('/v1/apps/4712/monitors')).toMatchObject([
    { name: 'Health', template_id: 'instance_health', spec: { sustainSecs: 0, severity: 'critical' } },
    { name: 'Off', status: 'disabled' },
  ])
  const [taxi, weather] = cloud.state.apps
  expect([taxi?.monitors.length, weather?.monitors.length]).toEqual([1, 2])
})

test('a monitor fires and resolves when it is told to, and again', async () => {
  const { cloud, times, pass } = begin({ monitors: [{ ...memory, firesInMs: 60_000, resolvesInMs: 90_000 }] })
  expect(await times()).toEqual([null, null])
  pass(59_999)
  expect(await times()).toEqual([null, null])
  pass(1)
  expect(await times()).toEqual(['2026-11-24T12:01:00.000Z', null])
  pass(30_000)
  expect(await times()).toEqual(['2026-11-24T12:01:00.000Z', '2026-11-24T12:01:30.000Z'])
  pass(30_000)
  cloud.state.putMonitor({ name: 'memory', firesInMs: 0 })
  expect(await times()).toEqual(['2026-11-24T12:02:00.000Z', '2026-11-24T12:01:30.000Z'])
  pass(1000)
  cloud.state.putMonitor({ name: 'memory', severity: 'critical', resolvesInMs: 0 })
  expect(await times()).toEqual(['2026-11-24T12:02:00.000Z', '2026-11-24T12:02:01.000Z'])
  expect(cloud.state.apps[0]?.monitors).toMatchObject([
    { severity: 'critical', templateId: 'memory_working_set' },
  ])
})

test('nothing is evaluated while the app is paused', async () => {
  const { call, pass, times } = begin({ monitors: [{ ...memory, firesInMs: 60_000 }] })
  await call('POST', '/v1/projects/4711/pause')
  pass(120_000)
  expect(await times()).toEqual([null, null])
})

test('an app that comes back after its deletion has lost its monitors', async () => {
  const { call, list } = begin({ apps: [{ id: 4711, name: 'taxi' }], monitors: [memory] })
  await call('DELETE', '/v1/apps/4711')
  await call('POST', '/v1/apps', { body: { name: 'taxi', region: 'us-east-1' } })
  expect(await list()).toEqual([])
})

test('monitors need a scope of their own, and are those of the caller’s organization', async () => {
  const { call, cloud } = begin({
    orgs: [{ name: 'acme' }, { name: 'other' }],
    apps: [
      { id: 4711, name: 'taxi' },
      { id: 1, name: 'hidden', org: 'other' },
    ],
  })
  const token = (...scopes: string[]) => cloud.state.tokens.issue({ kind: 'client', scopes }, 60)
  expect(await call('GET', MONITORS, { token: token('apps:delete', 'deployments:write') })).toMatchObject({
    status: 403,
    body: { error: 'Insufficient scope. Required: monitors:read', code: 'insufficient_scope' },
  })
  expect((await call('GET', MONITORS, { token: token('monitors:write') })).status).toBe(200)
  expect((await call('GET', '/v1/projects/1/monitors', { token: token('*') })).status).toBe(404)
})

test('there is no monitor of an unknown id, and none of an id that is no UUID', async () => {
  const { call, list, mismatches } = begin({ monitors: [memory] })
  const [{ id }] = await list()
  const other = id.replace(/^./, (digit: string) => (digit === '0' ? '1' : '0'))
  expect((await call('GET', `${MONITORS}/${other}`)).status).toBe(404)
  expect(mismatches()).toEqual([])
  expect((await call('GET', `${MONITORS}/Memory`)).status).toBe(404)
  expect(mismatches()).toEqual([expect.stringContaining('path parameter alertId "Memory"')])
})

test.each([
  ['empty', 200, { monitors: [] }],
  ['missing', 404, { error: 'Not found' }],
  ['forbidden', 403, { error: 'Monitors are not part of your plan', code: 'plan_limit' }],
] as const)('a plan without monitors: %s', async (answer, status, body) => {
  const { call } = begin({ monitors: [memory], monitoring: { answer } })
  expect(await call('GET', MONITORS)).toMatchObject({ status, body })
})

test('an app that its owner runs has no monitors', async () => {
  const { list } = begin({ apps: [{ id: 4711, name: 'taxi', kind: 'standalone' }], monitors: [memory] })
  expect(await list()).toEqual([])
})
