import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../sandbox/faults.ts'
import { neverEnds, type PlanStep } from '../../sandbox/plan.ts'
import { createSandbox } from '../../sandbox/server.ts'
import {
  type ActionRun,
  appId,
  cancelledOn,
  deploy,
  headSha,
  inVirtualTime,
  type RunOptions,
} from '../harness/run.ts'
import { expectNothingLive, readSummary } from '../harness/summary.ts'

/** The post step after a run that was killed once it had created a deployment, which has come to this in the meantime. */
function afterKill(
  step: Omit<PlanStep, 'afterMs'>,
  faults: FaultRule[] = [],
  options: RunOptions = {},
): Promise<ActionRun> {
  return inVirtualTime(async () => {
    const deployments = [{ appId, commitSha: 'abcdef0', plan: [{ afterMs: 0, ...step }] }]
    const sandbox = await createSandbox({ plan: neverEnds(), deployments, faults })
    const state = { 'app-id': String(appId), 'deployment-id': '1001' }
    const told = await deploy({ in: sandbox, state, ...options })
    expect([told.exitCode, told.errors, told.warnings.length]).toEqual([0, [], 1])
    return told
  })
}

test('the post step names the deployment that superseded that of the step', async () => {
  const sandbox = {
    deployments: [
      { appId, plan: [{ afterMs: 0, status: 'created' as const }] },
      { appId, plan: neverEnds(0) },
    ],
  }
  const state = { 'app-id': String(appId), 'deployment-id': '1001' }
  const { warnings } = await deploy({ state, creates: 0, sandbox })
  expect(warnings).toEqual([
    `The step was interrupted. Deployment 1001 was superseded by deployment 1002. ${nothing}`,
  ])
})

const nothing = 'Nothing is live: no deployment of this app has succeeded.'

test.each<[Omit<PlanStep, 'afterMs'>, string]>([
  [
    { status: 'succeeded' },
    'The step was interrupted, but deployment 1001 succeeded. Deployment 1001 (commit `abcdef0`) is live.',
  ],
  [
    { status: 'failed', error_message: 'No' },
    `The step was interrupted, and deployment 1001 failed: No. ${nothing}`,
  ],
  [
    { status: 'created' },
    `The step was interrupted. Deployment 1001 was superseded or has not started yet; check https://spice.ai. ${nothing}`,
  ],
  // What Spice Cloud reports ends with one stop, before the advice.
  [
    { status: 'in_progress', error_message: 'waiting for capacity' },
    `The step was interrupted. Deployment 1001 is in_progress and keeps running in Spice Cloud, which reports: waiting for capacity. To watch it, set \`deployment-id: 1001\`. ${nothing}`,
  ],
  [
    { status: 'queued', error_message: 'No nodes are left!' },
    `The step was interrupted. Deployment 1001 is queued and keeps running in Spice Cloud, which reports: No nodes are left! To watch it, set \`deployment-id: 1001\`. ${nothing}`,
  ],
])('the post step reports a deployment of which Spice Cloud says %j', async (step, says) => {
  const told = await afterKill(step)
  expect(told.warnings).toEqual([says])
  expect(readSummary(told.summary).trim()).toBe(`## ❌ app 4711: Interrupted\n\n${says.replaceAll('`', '')}`)
})

test('the post step of a run that goes back names the action that can watch its deployment', async () => {
  const options = { action: 'rollback', inputs: { to: 'previous' } } as const
  const told = await afterKill({ status: 'queued' }, [], options)
  expect(told.warnings[0]).toContain('set `deployment-id: 1001` of the deploying action.')
})

test.each([
  ['has deployed', {}, 'still live'],
  ['has only watched', { 'deployment-id': '1001' }, 'live'],
])('the post step of a run that %s says what is live instead', async (_, inputs, says) => {
  const told = await inVirtualTime(async () => {
    const deployments = [
      {
        id: 901,
        appId,
        commitSha: 'c0ffee0',
        plan: [{ afterMs: 0, status: 'succeeded' }],
        createdMsAgo: 60_000,
      },
      { id: 1001, appId, commitSha: 'abcdef0', plan: [{ afterMs: 0, status: 'failed' }] },
    ] as const
    const sandbox = await createSandbox({ plan: neverEnds(), deployments })
    return deploy({ in: sandbox, state: { 'app-id': String(appId), 'deployment-id': '1001' }, inputs })
  })
  expect(told.warnings[0]).toMatch(new RegExp(String.raw`Deployment 901 \(.*\) is ${says}\.$`))
})

test.each([{ 'deployment-id': '1001' }, { 'dry-run': 'True' }])(
  'the post step of a run with %j names no deployment that it could have created',
  async (inputs) => {
    const told = await deploy({ inputs, state: {}, credentials: 'token' })
    expect(told.warnings).toEqual(['The step was interrupted. It changes nothing in Spice Cloud.'])
    expect(told.requests).toEqual([])
  },
)

test.each<[string, RunOptions]>([
  [
    'refused the spicepod, since the app is connected to GitHub',
    { sandbox: { apps: [{ id: appId, name: 'taxi', github: { branch: 'main', commitSha: headSha } }] } },
  ],
  ['took everything', { hides: ['hush-hush'], inputs: { secrets: 'KEY: hush-hush', tags: 'team: data' } }],
])('the post step reports no unconfirmed change if the server %s', async (_, { sandbox, ...scenario }) => {
  const files = { 'spicepod.yaml': 'version: v1\nkind: Spicepod\nname: another\n' }
  const cloud = { ...sandbox, plan: neverEnds() }
  const run = await deploy({ ...scenario, files, sandbox: cloud, ...cancelledOn('in_progress') })
  // One that is confirmed later has to be removed from the state of the step.
  expect(run.state['left-behind']).toBe('')
  const told = await inVirtualTime(() => deploy({ in: run.sandbox, state: run.state }))
  expect(told.warnings).toEqual([
    expect.stringMatching(/^The step was interrupted\. Deployment 1001 is queued/),
  ])
  expect(told.warnings[0]).not.toContain('nconfirmed')
})

test('the post step of a run that was killed before it left a word makes no request, and deploys nothing', async () => {
  const told = await deploy({ state: {}, credentials: 'token', creates: 0 })
  expect([told.exitCode, told.requests]).toEqual([0, []])
  expect(told.warnings).toEqual([expect.stringContaining('interrupted before it had a deployment ID')])
})

test.each<[string, FaultRule['fault']]>([
  ['stays silent', { kind: 'hang' }],
  ['resets connections', { kind: 'reset' }],
])('the post step gives up after ten seconds if the API %s', async (_, fault) => {
  const told = await afterKill({ status: 'queued' }, [{ on: { times: 99 }, fault }])
  expect(told.warnings[0]).toMatch(/The status of deployment 1001 could not be read/)
  expect(told.durationMs).toBeLessThanOrEqual(10_000)
})

test('the post step shows text of the server as text', async () => {
  const words =
    'boom\n\n# Owned\n\n[click](https://evil.example) ![x](https://evil.example/x.png) <img src=x>\n' +
    '@octocat #1 GH-1 1f2e3d4 :tada: www.evil.example `https://evil.example @octocat` a ` #2'
  const { summary } = await afterKill({ status: 'failed', error_message: words })
  expect(readSummary(summary)).toContain(words.replaceAll(/`(?=https|$)|(?<=octocat)`/g, ''))
  expectNothingLive(summary)
  expect(summary).toMatch(/^## ❌ app 4711: Interrupted\n\n<p>[^\n]*<\/p>\n\n$/)
  expect(summary).not.toContain('<img')
})
