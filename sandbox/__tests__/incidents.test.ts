import { expect, test } from '@jest/globals'
import type { Incident } from '../incidents.ts'
import { fails, succeeds } from '../plan.ts'
import type { SandboxOptions } from '../server.ts'
import { NOON, runtimeAtNoon } from './fixture.ts'

const appId = 4711
const spicepod = { name: 'taxi', datasets: [{ name: 'trips' }, { name: 'fares' }], models: [{ name: 'gpt' }] }
const table = (count: number) => ({
  name: 'trips',
  columns: [{ name: 'id', type: 'Int64' }],
  rows: Array.from({ length: count }, (_, id) => [id]),
})

/** An app that has served for a day, and short ways to look at it. */
function begin(options: SandboxOptions = {}) {
  const { app, ask, state, ...started } = runtimeAtNoon(spicepod, {
    plan: succeeds(4000),
    tables: [table(3)],
    ...options,
  })
  return {
    ...started,
    state,
    ask,
    happen: (incident: Incident) => state.addIncident(incident),
    deploy: (plan = succeeds(4000)) => {
      state.planNext(plan)
      return state.create(app, {})
    },
    /** Whether it is ready, and the states of what it lists. */
    look: async () => {
      const { status } = await ask('/v1/ready')
      if (status !== 200) return status
      const read = async (list: string) => (await ask(`/v1/${list}?status=true`)).body
      const listed = [...(await read('datasets')), ...(await read('models')).data]
      return listed.map(({ name, id, status }) => `${name ?? id} ${status}`).join(', ')
    },
    instances: () =>
      state.instancesOf(app).map(({ name, status, startedAt }) => ({ name, status, startedAt })),
    count: async () => (await ask('/v1/sql', 'SELECT count(*) AS n FROM trips')).text,
  }
}

const GOOD = 'trips Ready, fares Ready, gpt Ready'

test('a dataset goes into error at once, with a message, until its time is over', async () => {
  const { happen, look, ask, pass, state } = begin()
  happen({ kind: 'error', component: 'trips', message: 'The source is gone', forMs: 60_000 })
  expect(await look()).toBe('trips Error, fares Ready, gpt Ready')
  expect((await ask('/v1/datasets?status=true')).text).toContain('"error_message":"The source is gone"')
  pass(59_999)
  expect(await look()).toBe('trips Error, fares Ready, gpt Ready')
  pass(1)
  expect([await look(), state.incidents.all]).toEqual([GOOD, []])
})

test('a model can be in error and does not answer, and any component can be missing from the list', async () => {
  const { happen, look, state, ask } = begin()
  happen({ kind: 'error', component: 'gpt' })
  happen({ kind: 'missing', component: 'fares' })
  expect(await look()).toBe('trips Ready, gpt Error')
  expect((await ask('/v1/chat/completions', '{"model":"gpt","messages":[]}')).status).toBe(404)
  state.incidents.end()
  expect(await look()).toBe(GOOD)
})

test('it happens so long after the success of the next deployment that succeeds, and to no other', async () => {
  const { happen, look, deploy, pass, state } = begin()
  happen({ kind: 'error', component: 'trips', afterSuccessMs: 10_000 })
  pass(60_000)
  expect(await look()).toBe(GOOD)
  deploy(fails(4000))
  pass(60_000)
  expect(await look()).toBe(GOOD)
  deploy()
  pass(13_999)
  expect(await look()).toBe(GOOD)
  pass(1)
  expect(await look()).toBe('trips Error, fares Ready, gpt Ready')
  // Another deployment puts an end to it.
  deploy()
  pass(3999)
  expect(await look()).toBe('trips Error, fares Ready, gpt Ready')
  pass(1)
  expect(await look()).toBe(GOOD)
  pass(60_000)
  expect([await look(), state.incidents.all]).toEqual([GOOD, []])
})

test('what is still to come is dropped when all incidents are ended', async () => {
  const { happen, look, deploy, pass, state } = begin()
  happen({ kind: 'not-ready', afterSuccessMs: 1000 })
  expect(state.incidents.all).toHaveLength(1)
  deploy()
  state.incidents.end()
  expect(state.incidents.all).toEqual([])
  pass(60_000)
  expect(await look()).toBe(GOOD)
})

test('a runtime is not ready for a while, and its instance says so, too', async () => {
  const { happen, look, pass, instances } = begin()
  const [before] = instances()
  happen({ kind: 'not-ready', forMs: 30_000 })
  expect([await look(), instances()]).toEqual([503, [{ ...before, status: 'loading' }]])
  pass(30_000)
  expect([await look(), instances()]).toEqual([GOOD, [before]])
})

test('a runtime does not answer at all, or its gateway answers instead', async () => {
  const { happen, ask, look, pass } = begin()
  happen({ kind: 'silent', forMs: 10_000 })
  const limit = AbortSignal.timeout(50)
  await expect(ask('/v1/ready', undefined, {}, limit)).rejects.toThrow('timeout')
  pass(10_000)
  expect(await look()).toBe(GOOD)
  happen({ kind: 'silent', status: 502 })
  expect(await ask('/v1/ready')).toMatchObject({ status: 502, text: 'Bad Gateway' })
  expect((await ask('/v1/sql', 'SELECT 1')).status).toBe(502)
})

test('a process that starts again has the name of before and another start', () => {
  const { happen, instances, pass } = begin()
  const [before] = instances()
  happen({ kind: 'restarted', downMs: 5000 })
  expect(instances()).toEqual([{ ...before, status: 'loading', startedAt: NOON }])
  pass(5000)
  expect(instances()).toEqual([{ ...before, startedAt: NOON }])
})

test('an instance is replaced by one with another name, again and again, and its fellow stays', async () => {
  const deployments = [{ appId, createdMsAgo: 86_400_000, plan: succeeds(), replicas: 2 }]
  const { happen, instances, pass, look } = begin({ deployments })
  const [first, second] = instances()
  happen({ kind: 'replaced' })
  const [next, ...others] = instances()
  expect(next).toEqual({
    name: expect.stringMatching(/^spicepod-4711-\w{10}-0-0$/),
    status: 'ready',
    startedAt: NOON,
  })
  expect(others).toEqual([{ ...first, status: 'terminating' }, second])
  expect(next?.name).not.toBe(first?.name)
  pass(9000)
  expect(instances()).toEqual([next, second])
  happen({ kind: 'replaced' })
  pass(9000)
  const [last] = instances()
  expect(instances()).toEqual([{ ...last, status: 'ready', startedAt: NOON + 9000 }, second])
  expect(new Set([first, next, last].map((each) => each?.name)).size).toBe(3)
  expect(await look()).toBe(GOOD)
})

test('an instance that was replaced stays so when all incidents are ended', () => {
  const { happen, instances, pass, state } = begin()
  const [before] = instances()
  happen({ kind: 'replaced' })
  pass(1)
  state.incidents.end()
  pass(9000)
  expect(instances()).toHaveLength(1)
  expect(instances()[0]?.name).not.toBe(before?.name)
})

test('the data of a dataset is another after some time', async () => {
  const { happen, deploy, pass, count } = begin()
  happen({ kind: 'table', table: table(1), afterSuccessMs: 60_000, forMs: 60_000 })
  deploy()
  const seen = []
  for (const ms of [4000, 60_000, 60_000]) {
    pass(ms)
    seen.push(await count())
  }
  expect(seen).toEqual(['[{"n":3}]', '[{"n":1}]', '[{"n":3}]'])
})

test('what happens to one app leaves the others alone, and nothing happens to an app that does not serve', async () => {
  const apps = [
    { id: appId, name: 'taxi', spicepod },
    { id: 4712, name: 'weather', spicepod },
  ]
  const { happen, look } = begin({ apps })
  happen({ kind: 'not-ready', app: 'weather' })
  happen({ kind: 'not-ready', app: 4712 })
  expect(await look()).toBe(GOOD)
})
