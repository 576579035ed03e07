import { describe, expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { appsOf, deployedAt, filesOf, fleet, statesOf } from '../../harness/fleet.ts'
import fc from '../../harness/property.ts'
import { faultAt, type RunOptions } from '../../harness/run.ts'

const names = Array.from({ length: 12 }, (_, index) => `app-${String(index).padStart(2, '0')}`)
const files = filesOf(...names)
const apps = appsOf(...names)
const deployments = apps.map(({ id }) => deployedAt(id))

const twelve = ({ sandbox, ...options }: RunOptions = {}) =>
  fleet({ files, ...options, sandbox: { apps, deployments, ...sandbox } })

describe('an app that cannot be read hides no other:', () => {
  test.each<[string, Fault]>([
    ['HTTP 500', { kind: 'status', status: 500 }],
    ['HTTP 403', { kind: 'status', status: 403, body: { error: 'forbidden' } }],
    ['no response', { kind: 'hang' }],
    ['a web page', { kind: 'html' }],
  ])('%s', async (_, fault) => {
    const run = await twelve({
      faults: [faultAt('/v1/apps/4714', fault, { times: Number.POSITIVE_INFINITY })],
      maxWarnings: 2,
    })
    expect(statesOf(run)).toMatchObject({ 'app-02': 'current', 'app-03': 'unknown', 'app-04': 'current' })
    expect(run.outputs.counts).toBe('{"current":11,"unknown":1}')
    expect(run.apps[3]?.reason).toMatch(/^reading the app at .* failed/)
    expect(run.outputs.outcome).toBe('failed')
    expect(run.errors[0]).toContain('re-run it for those that could not be read')
  })
})

test('a scope that is missing for all apps is one error that names it', async () => {
  const refused = {
    kind: 'status',
    status: 403,
    body: { error: 'Insufficient scope. Required: deployments:read', code: 'insufficient_scope' },
  } as const
  const run = await twelve({
    files: { ...files, ...filesOf('another') },
    inputs: { 'fail-on': 'none' },
    faults: [faultAt('listDeployments', refused, { times: Number.POSITIVE_INFINITY })],
  })
  expect([run.outputs.outcome, run.exitCode]).toEqual(['refused', 1])
  expect(run.errors).toEqual([expect.stringContaining('scope `deployments:read`')])
  expect(run.outputs).not.toHaveProperty('apps')
})

test.each<[string, RunOptions]>([
  ['are wrong', { inputs: { 'client-secret': 'wrong-client-secret' } }],
  [
    'expire after the list',
    {
      faults: ['getApp', 'listDeployments'].map((path) =>
        faultAt(path, { kind: 'status', status: 401 }, { times: Number.POSITIVE_INFINITY }),
      ),
    },
  ],
])('credentials that %s are refused, whatever fail-on says', async (_, { inputs, ...options }) => {
  const run = await twelve({ ...options, inputs: { 'fail-on': 'none', ...inputs } })
  expect([run.outputs.outcome, run.exitCode]).toEqual(['refused', 1])
})

describe('what was not read in time is unknown', () => {
  const hanging = [faultAt('/v1/apps/4714', { kind: 'hang' }, { times: Number.POSITIVE_INFINITY })]
  test.each([
    [undefined, 'timed-out', 1],
    ['invalid', 'timed-out', 1],
    ['none', 'succeeded', 0],
  ])('with fail-on %s: %s', async (failOn, outcome, exitCode) => {
    const run = await twelve({
      faults: [faultAt('listApps', { kind: 'hang' }, { times: Number.POSITIVE_INFINITY })],
      inputs: { 'fail-on': failOn, 'timeout-seconds': '5' },
      maxWarnings: 2,
    })
    expect([run.outputs.outcome, run.exitCode]).toEqual([outcome, exitCode])
    const counts = '0 of 12 apps are current; 12 unknown'
    expect(run.summary).toMatch(exitCode === 0 ? `## ${counts}` : `## ❌ Timed out: ${counts}`)
    expect(run.outputs.counts).toBe('{"unknown":12}')
    expect(run.outputs['has-changes']).toBe('false')
  })
  test('if responses are slow, the first ones have their states', async () => {
    const run = await twelve({
      faults: [{ on: { times: Number.POSITIVE_INFINITY }, fault: { kind: 'slow', delayMs: 8000 } }],
      inputs: { 'timeout-seconds': '40', 'request-timeout-seconds': '30' },
    })
    expect([run.outputs.outcome, run.exitCode]).toEqual(['timed-out', 1])
    expect(run.outputs.counts).toBe('{"current":8,"unknown":4}')
    expect(run.lines).toContain('30s  0 of 12 apps read')
    expect(run.outputs['error-message']).toContain('4 of 12 apps could not be read')
  })
  test('the others have their states', async () => {
    const run = await twelve({ faults: hanging, inputs: { 'timeout-seconds': '5' }, maxWarnings: 2 })
    expect(run.outputs.counts).toBe('{"current":11,"unknown":1}')
  })
})

test('a cancelled run says that nothing was changed', async () => {
  const run = await twelve({
    faults: [faultAt('listApps', { kind: 'hang' })],
    onStart: ({ signal }) => setTimeout(() => signal('SIGINT'), 500),
  })
  expect(run.outputs).toMatchObject({ outcome: 'cancelled', problems: '[]' })
  expect(run.errors[0]).toContain('Nothing was changed.')
})

test('a rate limit is waited for', async () => {
  const run = await twelve({
    inputs: { 'timeout-seconds': '300' },
    sandbox: { rateLimit: { requests: 5, seconds: 2 } },
    maxWarnings: 2,
  })
  expect(run.outputs.counts).toBe('{"current":12}')
})

const operation = fc.constantFrom('token', 'listApps', 'getApp', 'listDeployments', 'githubContents')
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'html' },
    { kind: 'empty' },
    { kind: 'misshapen' },
  ),
  fc
    .constantFrom(400, 401, 403, 404, 409, 429, 500, 503)
    .map((status): Fault => ({ kind: 'status', status })),
)
const schedule = fc.array(
  fc.record({
    operation,
    fault,
    nth: fc.integer({ min: 1, max: 12 }),
    times: fc.constantFrom(1, 5, Number.POSITIVE_INFINITY),
  }),
  { maxLength: 5 },
)

test('no fault leads to a write, an unread app that is current, or a run without an end', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (faults) => {
      const rules = faults.map(
        ({ operation, fault, nth, times }): FaultRule => faultAt(operation, fault, { nth, times }),
      )
      const run = await twelve({ faults: rules, maxWarnings: 20, inputs: { 'timeout-seconds': '20' } })
      const { outcome } = run.outputs
      expect(['succeeded', 'failed', 'refused', 'timed-out']).toContain(outcome)
      if (outcome === 'refused') return
      const read = new Set(
        run.requests
          .filter(({ operation }) => operation === 'listDeployments')
          .map(({ path }) => Number(path.split('/')[3])),
      )
      for (const { app_id, state } of run.apps) if (state === 'current') expect(read).toContain(app_id)
      expect(run.apps.map(({ app }) => app)).toEqual(names)
    }),
    { numRuns: 25 },
  )
})
