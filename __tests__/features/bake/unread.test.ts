import { expect, test } from '@jest/globals'
import type { Incident } from '../../../sandbox/incidents.ts'
import { answering, bake, problemsOf, withoutApi } from './fixture.ts'

// What a look could not read stays as it was, and is read again. Looks are 30 s apart, if nothing else is said.

const lookOf = (ms: number) => Math.round(ms / 30_000)

/** Lets the runtime answer the looks for which it is true with a status, for paths that end so. */
function refusing(status: number, isRefused: (look: number) => boolean, path = '') {
  return answering((called, ms, _, isRuntime) =>
    isRuntime && called.endsWith(path) && ms > 5000 && isRefused(lookOf(ms)) ? status : undefined,
  )
}

const inError: Incident = { kind: 'error', component: 'trips', afterSuccessMs: 40_000, message: 'Gone' }

test('a list that fails every third look ends no row of bad looks', async () => {
  const run = await bake({
    sandbox: { incidents: [inError] },
    prepare: refusing(500, (look) => look % 3 === 0, '/datasets'),
  })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'baked-seconds': '120' })
  expect(problemsOf(run)).toMatchObject([{ code: 'bake-failed', kind: 'dataset', name: 'trips' }])
  // What is not known ends nothing.
  expect(run.log).not.toContain('any more')
})

test('a bake does not succeed because the list of a dataset in error fails in its last look', async () => {
  const run = await bake({
    sandbox: { incidents: [{ ...inError, afterSuccessMs: 250_000 }] },
    prepare: refusing(500, (look) => look >= 10, '/datasets'),
  })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'baked-seconds': '330' })
  expect(run.errors[0]).toContain(
    'Dataset trips went into Error 4m 30s after the deployment succeeded, when it was last seen: Gone.',
  )
})

test.each<[string, RegExp]>([
  ['list of monitors', /\/monitors$/],
  ['monitor', /\/monitors\/./],
])('a %s that fails once does not end what it has shown', async (_, path) => {
  let reads = 0
  const run = await bake({
    sandbox: { monitors: [{ name: 'Alarm', firesInMs: 20_000 }] },
    // The first two minutes are those of the switch, but not for this kind.
    prepare: answering((called, ms) => (path.test(called) && ms > 80_000 && reads++ < 9 ? 500 : undefined)),
  })
  expect(problemsOf(run)).toMatchObject([{ kind: 'monitor', name: 'Alarm' }])
  expect(run.outputs['baked-seconds']).toBe('90')
})

test.each<[string, string, number]>([
  ['monitors', '/monitors', 5],
  ['instances', '/instances', 11],
])('%s that fail once are read again, and not said to be left out', async (what, path, reads) => {
  let count = 0
  const run = await bake({
    prepare: answering((called, ms) => {
      if (!called.endsWith(path)) return undefined
      count++
      // A read is repeated within its time.
      return ms > 20_000 && ms < 55_000 ? 500 : undefined
    }),
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(count).toBe(reads)
  expect(run.log).toContain(`The ${what} of the app are not known for now: `)
  expect(run.log).not.toContain('left out')
})

test('what was read before is read again after a refusal', async () => {
  const run = await bake({
    prepare: answering((path, ms) =>
      path.endsWith('/monitors') && ms > 80_000 && ms < 100_000 ? 403 : undefined,
    ),
    sandbox: { monitors: [{ name: 'Alarm', firesInMs: 100_000 }] },
  })
  expect(problemsOf(run)).toMatchObject([{ kind: 'monitor', name: 'Alarm' }])
})

test.each([403, 404])(
  'a token that is refused with HTTP %i in one look leaves nothing out',
  async (status) => {
    const run = await bake({
      // It is renewed after 25 s.
      sandbox: {
        client: { announcedLifetimeSeconds: 50 },
        monitors: [{ name: 'Alarm', firesInMs: 100_000 }],
      },
      prepare: answering((path, ms) =>
        path.endsWith('/token') && ms > 20_000 && ms < 40_000 ? status : undefined,
      ),
    })
    expect(problemsOf(run)).toMatchObject([{ kind: 'monitor', name: 'Alarm' }])
    expect(run.log).toContain('The monitors of the app are not known for now: requesting a token from ')
  },
)

test.each([401, 403, 429])(
  'a bake of 20 s is watched although its first look gets HTTP %i of the runtime, and the key is read anew after two',
  async (status) => {
    const runOf = (untilMs: number) =>
      bake({
        inputs: { 'bake-seconds': '20' },
        prepare: answering((_, ms, __, isRuntime) =>
          isRuntime && ms > 1500 && ms < untilMs ? status : undefined,
        ),
      })
    for (const [untilMs, keys] of [
      [3500, 2],
      [5500, 3],
    ] as const) {
      const run = await runOf(untilMs)
      expect([run.outputs.outcome, run.outputs['baked-seconds']]).toEqual(['succeeded', '20'])
      expect(run.requests.filter(({ operation }) => operation === 'getApiKeys')).toHaveLength(keys)
    }
  },
)

test('a key that cannot be read as the bake begins is read again in the next look', async () => {
  const looks: number[] = []
  let keys = 0
  const run = await bake({
    inputs: { 'bake-seconds': '60' },
    prepare: answering((path, ms) => {
      if (path.endsWith('/v1/ready')) looks.push(ms)
      // The first key is that of the verification.
      return path.endsWith('/api-keys') && keys++ > 0 && ms < 20_000 ? 503 : undefined
    }),
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(looks[1]).toBeLessThan(35_000)
})

test('a bake that saw a dataset in error and then lost its key names it, and when it was last seen', async () => {
  const run = await bake({
    sandbox: { incidents: [{ ...inError, afterSuccessMs: 290_000 }] },
    prepare: refusing(401, (look) => look > 10),
  })
  expect(run.errors[0]).toContain(
    'Dataset trips went into Error 5m after the deployment succeeded, when it was last seen: Gone.',
  )
  expect(run.errors[0]).not.toContain('nothing is known')
  expect(problemsOf(run)).toMatchObject([{ code: 'bake-failed', kind: 'dataset', name: 'trips' }])
})

test('a bake that saw a dataset in error and then nothing names it, and undoes nothing', async () => {
  const incidents: Incident[] = [
    { ...inError, afterSuccessMs: 290_000 },
    { kind: 'silent', status: 502, afterSuccessMs: 310_000 },
  ]
  const run = await bake({
    inputs: { 'on-failure': 'rollback' },
    sandbox: { incidents },
    prepare: withoutApi(310_000, 500_000),
  })
  expect(run.errors[0]).toContain('is live, but it is not known whether the app is well again:')
  expect(run.errors[0]).toContain(
    'Dataset trips went into Error 5m after the deployment succeeded, when it was last seen: Gone.',
  )
  expect(run.errors[0]).toContain(
    'could not be watched: neither its runtime nor the Management API answered.',
  )
  expect([run.outputs['baked-seconds'], run.posts.length]).toEqual(['410', 1])
})
