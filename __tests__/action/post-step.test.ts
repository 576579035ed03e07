import { expect, test } from '@jest/globals'
import type { Plan } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { type ActionRun, appId, deploy, inVirtualTime } from '../harness/run.ts'

/** The post step after a run that was killed after it had created a deployment. */
function afterKill(plan: Plan, prepare: (sandbox: Sandbox) => void = () => {}): Promise<ActionRun> {
  return inVirtualTime(async () => {
    const sandbox = await createSandbox({ plan, deployments: [{ appId, commitSha: 'abcdef0', plan }] })
    prepare(sandbox)
    const state = { 'app-id': String(appId), 'deployment-id': '1001' }
    const told = await deploy({ in: sandbox, state })
    expect([told.exitCode, told.errors]).toEqual([0, []])
    return told
  })
}

test.each([
  ['waiting for capacity', 'waiting for capacity.'],
  ['No nodes are left!', 'No nodes are left!'],
])(
  'the post step ends what Spice Cloud reports (%s) with one stop before its own advice',
  async (words, said) => {
    const told = await afterKill([{ afterMs: 0, status: 'in_progress', error_message: words }])
    expect(told.warnings).toEqual([
      `The step was interrupted. Deployment 1001 is in_progress and keeps running in Spice Cloud, which reports: ${said} To watch it, set \`deployment-id: 1001\`.`,
    ])
  },
)

test('the post step gives up after ten seconds if the API stays silent', async () => {
  const hang = { on: { times: 99 }, fault: { kind: 'hang' } } as const
  const told = await afterKill([{ afterMs: 0, status: 'queued' }], ({ cloud }) => cloud.faults.add(hang))
  expect(told.warnings).toEqual([expect.stringMatching(/The status of deployment 1001 could not be read/)])
  expect(told.durationMs).toBeLessThanOrEqual(10_000)
})
