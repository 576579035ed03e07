import { expect, test } from '@jest/globals'
import { fails, neverEnds } from '../../sandbox/plan.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import {
  cancelledAfter,
  cancelledOn,
  deploy,
  faultAt,
  headSha,
  onFirst,
  type Running,
  type RunOptions,
} from '../harness/run.ts'

/** Its final report takes a while: GitHub does not respond. */
const slowEnd: RunOptions = {
  ...onPullRequest({ sha: headSha }),
  sandbox: { faults: [{ on: { path: 'githubListComments', times: 9 }, fault: { kind: 'hang' } }] },
}

/** Cancels a run once it reports that its deployment is in progress. It has 7.5 s until the next signal. */
async function cancel(setup: RunOptions) {
  let requestsBefore: number | undefined
  let cancelledAtMs = 0
  let cloud: Sandbox | undefined
  const run = await deploy({
    ...setup,
    inputs: { 'comment-on-pr': 'true', 'poll-interval-seconds': '0.1', ...setup.inputs },
    onLine: (line, sandbox, running) => {
      if (requestsBefore !== undefined || !line.includes('in_progress')) return
      cloud = sandbox
      requestsBefore = sandbox.requests.length
      cancelledAtMs = performance.now()
      running.signal('SIGINT')
    },
  })
  expect(run.durationMs - cancelledAtMs).toBeLessThanOrEqual(1500)
  const after = cloud?.requests.slice(requestsBefore).map(({ operation }) => operation)
  return { run, after: after?.filter((operation) => !operation?.startsWith('github')) ?? [] }
}

test('a cancelled run does not poll while it reports, nor wait long for GitHub', async () => {
  const { run, after } = await cancel({ ...slowEnd, sandbox: { ...slowEnd.sandbox, plan: neverEnds() } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  // One may have been on its way.
  expect(after.length).toBeLessThan(2)
  expect(run.warnings).toContainEqual(expect.stringContaining('the run ended first'))
})

test('a cancelled run does not roll back a deployment that fails in the meantime', async () => {
  const { run, after } = await cancel({
    ...slowEnd,
    files: {
      'spicepod.yaml': 'version: v1\nkind: Spicepod\nname: taxi\nviews: [{name: v, sql: SELECT 1}]\n',
    },
    inputs: { 'on-failure': 'rollback' },
    sandbox: { ...slowEnd.sandbox, plan: fails(500) },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(after.length).toBeLessThan(2)
  expect(run.log).not.toContain('Roll back')
  expect(run.outputs['rollback-deployment-id']).toBeUndefined()
})

test.each(['token', 'listDeployments'])(
  'a run that is cancelled at its first %s does not request a deployment afterwards',
  async (operation) => {
    const faults = [faultAt(operation, { kind: 'slow', delayMs: 4 })]
    const run = await deploy({ creates: 0, faults, ...cancelledAfter(operation) })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
    expect(run.errors[0]).toContain('Nothing was deployed.')
  },
)

test('a run that is cancelled after it was refused, while it waits for the name of the organization, reports the refusal', async () => {
  let step: Running | undefined
  const run = await deploy({
    creates: 0,
    inputs: { tags: 'team: data' },
    faults: [
      { on: { path: 'listOrgs' }, fault: { kind: 'hang' } },
      { on: { path: 'getApp' }, fault: { kind: 'status', status: 403 } },
    ],
    onStart: (running) => {
      step = running
    },
    prepare: (sandbox) => onFirst(sandbox, 'getApp', () => setTimeout(() => step?.signal('SIGINT'), 1000)),
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
})

test.each([
  ['knows the organization', cancelledOn('succeeded'), /https:\/\/spice\.ai\/sandbox-org\/sandbox-app/],
  [
    'does not know it yet',
    cancelledOn('in_progress'),
    /^Check the result at https:\/\/spice\.ai, or watch it/m,
  ],
])('a cancelled run that %s links no page of an organization that is a guess', async (_, cancelled, link) => {
  const plan = [
    { afterMs: 0, status: 'in_progress' },
    { afterMs: 2000, status: 'succeeded' },
  ] as const
  const run = await deploy({ sandbox: { plan }, inputs: { 'test-sql': 'SELECT 1' }, ...cancelled })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(run.errors[0]).toMatch(link)
  expect(run.log + run.summary).not.toContain('spice.ai/acme')
})
