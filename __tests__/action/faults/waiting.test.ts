import { expect, test } from '@jest/globals'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { appId, deploy, faultAt, otherSha, type SomeInputs } from '../../harness/run.ts'
import { verify } from '../../harness/runtime.ts'

const atList = (status: number, times: number) => [
  faultAt('listDeployments', { kind: 'status', status }, { nth: 2, times }),
]

test.each<[string, string, SomeInputs, string]>([
  ['the inputs', 'createDeployment', { 'timeout-seconds': '20' }, '20s'],
  ['a list that the run can do without', 'listApps', { 'compare-with': 'other' }, '10s'],
])(
  'a request that hangs is reported with the timeout of %s, although its token took some of the time',
  async (_, operation, inputs, limit) => {
    const run = await verify({
      inputs: { 'timeout-seconds': '60', 'request-timeout-seconds': '20', ...inputs },
      faults: [
        faultAt('token', { kind: 'slow', delayMs: 200 }),
        faultAt(operation, { kind: 'hang' }, { times: 99 }),
      ],
      ...(operation === 'createDeployment' && { creates: 0 }),
    })
    const named = [...run.log.matchAll(/no response within ([\d.]+\w+)/g)].map(([, time]) => time)
    expect([...new Set(named)]).toEqual([limit])
  },
)

test('a token that expires while waiting is renewed once', async () => {
  let isExpired = false
  const run = await deploy({
    sandbox: { plan: succeeds(800) },
    onLine: (line, { cloud }) => {
      if (!isExpired && / in_progress$/.test(line)) {
        isExpired = true
        cloud.state.tokens.expireIssued()
      }
    },
  })
  expect([isExpired, run.outputs.outcome]).toEqual([true, 'succeeded'])
  expect(run.exchanges).toHaveLength(2)
  expect(run.posts).toHaveLength(1)
  expect(run.annotations).toEqual([])
})

test('a token that has expired according to a 410 is renewed, for a poll and for the create', async () => {
  const expired = { kind: 'status', status: 410, body: { error: 'Token expired' } } as const
  const run = await deploy({ faults: [...atList(410, 1), faultAt('createDeployment', expired)] })
  expect([run.outputs.outcome, run.exchanges.length, run.ours.length]).toEqual(['succeeded', 3, 1])
})

test('a token that is always rejected is renewed once per poll and not forever', async () => {
  const run = await deploy({ faults: atList(401, 999) })
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-id': '1001' })
  expect(run.exchanges).toHaveLength(2)
  expect(run.lists).toHaveLength(2)
  expect(run.durationMs).toBeLessThan(6000)
})

test('an API token that is rejected while waiting ends the run, which says where to store a new one', async () => {
  let isRevoked = false
  const run = await deploy({
    credentials: 'token',
    sandbox: { plan: neverEnds() },
    onLine: (line, { cloud }) => {
      if (!isRevoked && / in_progress$/.test(line)) {
        isRevoked = true
        cloud.state.tokens.revokeAll()
      }
    },
  })
  expect(isRevoked).toBe(true)
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-status': 'in_progress' })
  expect(run.errors[0]).toMatch(/HTTP 401[\s\S]*\nThe token is invalid or has expired\. .*`api-token`/)
  expect(run.durationMs).toBeLessThan(6000)
  expect(run.exchanges).toEqual([])
})

test.each([
  [400, 'Odd request', 'The deployment may still be running', 1],
  [403, 'Insufficient scope', 'The token needs the scope `deployments:read`. The deployment may', 1],
  [404, 'No such path', 'The deployment may still be running', 2],
])(
  'polls that are rejected with HTTP %i end the run, with the reason',
  async (status, error, todo, polls) => {
    const fault = { kind: 'status', status, body: { error } } as const
    const run = await deploy({ faults: [faultAt('listDeployments', fault, { nth: 2, times: 999 })] })
    expect(run.outputs).toMatchObject({ outcome: 'unknown', 'deployment-id': '1001' })
    for (const words of [`HTTP ${status}`, error, `\n${todo}`]) expect(run.errors[0]).toContain(words)
    expect(run.lists).toHaveLength(polls)
    expect(run.warnings).toEqual([])
    expect(run.durationMs).toBeLessThan(6000)
  },
)

test.each([
  ['one poll with HTTP 404 does', [404], 0],
  ['two polls with HTTP 404 and another response in between do', [404, 503, 404], 1],
])('%s not end the run', async (_, statuses, warnings) => {
  const run = await deploy({ faults: statuses.flatMap((status) => atList(status, 1)) })
  expect(run.sandbox.cloud.faults.hits).toHaveLength(statuses.length)
  expect([run.outputs.outcome, run.warnings.length]).toEqual(['succeeded', warnings])
})

test('each outage is in the log once, and the first one is a warning', async () => {
  const run = await deploy({
    sandbox: { plan: succeeds(3000) },
    faults: [
      faultAt('listDeployments', { kind: 'status', status: 503 }, { nth: 2, times: 2 }),
      // Counted with the outages before, which let one poll through in between.
      faultAt('listDeployments', { kind: 'reset' }, { nth: 5, times: 2 }),
    ],
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.warnings).toHaveLength(1)
  expect(run.log.match(/is not responding as expected/g)).toHaveLength(2)
  expect(run.lines.filter((line) => line === 'Spice Cloud is responding again.')).toHaveLength(2)
})

test.each<[string, Plan, 'succeeded' | 'failed' | 'timed-out' | 'superseded']>([
  ['succeeded', succeeds(600), 'succeeded'],
  ['failed', fails(600), 'failed'],
  ['goes on', neverEnds(), 'timed-out'],
  ['was superseded', neverEnds(), 'superseded'],
])('the last poll after an outage to the deadline reports a deployment that %s', async (_, plan, outcome) => {
  const run = await deploy({
    inputs: { 'timeout-seconds': '2' },
    sandbox: { plan },
    onLine: (line, { cloud }) => {
      if (outcome !== 'superseded' || line !== 'Created deployment 1001') return
      cloud.state.seed({ appId, commitSha: otherSha, branch: 'main', plan: neverEnds(0) })
    },
    faults: [
      faultAt(
        'listDeployments',
        { kind: 'status', status: 503, headers: { 'retry-after': '3600' } },
        { nth: 2 },
      ),
    ],
  })
  expect(run.outputs.outcome).toBe(outcome)
  if (outcome === 'superseded') expect(run.errors[0]).toContain('deployment 1002')
  expect(run.lists).toHaveLength(2)
  expect(run.warnings).toHaveLength(1)
})
