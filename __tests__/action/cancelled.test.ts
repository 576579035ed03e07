import { expect, test } from '@jest/globals'
import { fails, neverEnds } from '../../sandbox/plan.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { deploy, headSha, onFirst, type Running, type RunOptions } from '../harness/run.ts'

/** Its final report takes a while: GitHub does not respond. */
const slowEnd: RunOptions = {
  ...onPullRequest({ sha: headSha }),
  sandbox: { faults: [{ on: { path: 'githubListComments', times: 9 }, fault: { kind: 'hang' } }] },
}

/** Cancels a run once it reports that its deployment is in progress. */
async function cancel(setup: RunOptions) {
  let requestsBefore: number | undefined
  let cloud: Sandbox | undefined
  const run = await deploy({
    ...setup,
    inputs: { 'comment-on-pr': 'true', 'poll-interval-seconds': '0.1', ...setup.inputs },
    onLine: (line, sandbox, running) => {
      if (requestsBefore !== undefined || !line.includes('in_progress')) return
      cloud = sandbox
      requestsBefore = sandbox.requests.length
      running.signal('SIGINT')
    },
  })
  const after = cloud?.requests.slice(requestsBefore).map(({ operation }) => operation)
  return { run, after: after?.filter((operation) => !operation?.startsWith('github')) ?? [] }
}

test('a cancelled run does not poll while it reports', async () => {
  const { run, after } = await cancel({
    ...slowEnd,
    sandbox: { ...slowEnd.sandbox, plan: neverEnds() },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  // One may have been on its way.
  expect(after.length).toBeLessThan(2)
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
    let step: Running | undefined
    const run = await deploy({
      creates: 0,
      faults: [{ on: { path: operation }, fault: { kind: 'slow', delayMs: 4 } }],
      onStart: (running) => {
        step = running
      },
      prepare: (sandbox) => onFirst(sandbox, operation, () => step?.signal('SIGINT')),
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
    expect(run.errors[0]).toContain('Nothing was deployed.')
  },
)
