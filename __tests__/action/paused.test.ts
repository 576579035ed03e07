import { expect, test } from '@jest/globals'
import type { App } from '../../sandbox/apps.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { fails, succeeds } from '../../sandbox/plan.ts'
import { checkLikeCloud } from '../../sandbox/spicepod.ts'
import { namesOfWrites } from '../harness/app.ts'
import { type ActionRun, deploy, faultAt, onFirst, type RunOptions } from '../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../harness/spicepods.ts'

const app = { id: 4711, name: 'taxi', spicepod: oldSpicepod, paused: true }
const files = { 'spicepod.yaml': manifest }
const resume = { 'on-paused': 'resume' }

function run({ sandbox, ...setup }: RunOptions = {}): Promise<ActionRun> {
  return deploy({ files, sandbox: { apps: [app], ...sandbox }, ...setup })
}

const withSecret: RunOptions = { inputs: { secrets: 'PG_PASS=wren-4711' }, hides: ['wren-4711'] }

/** Somebody else resumes the app once this run has pushed its spicepod. */
const resumedByOthers: RunOptions['prepare'] = ({ cloud }) => {
  const isPushed = () => cloud.requests.some(({ operation }) => operation === 'updateApp')
  const [theirs] = cloud.state.apps
  Object.defineProperty(theirs, 'pausedAt', { get: () => (isPushed() ? null : cloud.state.now()), set() {} })
}

const resumes = ({ requests }: ActionRun) =>
  requests.filter(({ operation }) => operation === 'resumeProject').length

test.each<[string, RunOptions]>([
  ['a push', {}],
  ['a dry run', { inputs: { 'dry-run': 'true' } }],
  ['a secret', { files: undefined, ...withSecret }],
])('a paused app is refused before anything is written: %s', async (_, setup) => {
  const refused = await run(setup)
  expect([namesOfWrites(refused), refused.outputs.outcome]).toEqual([[], 'refused'])
  expect(refused.errors[0]).toMatch(/The app has been paused since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  expect(refused.errors[0]).toContain('set `on-paused: resume`')
})

test.each<[string, FaultRule]>([
  ['may not be read', { on: { path: 'getApp' }, fault: { kind: 'status', status: 403 } }],
  ['cannot be read', { on: { path: 'getApp', times: 9 }, fault: { kind: 'hang' } }],
])('a paused app that %s gets its secrets, and is refused by Spice Cloud', async (_, fault) => {
  const refused = await run({ files: undefined, ...withSecret, faults: [fault] })
  expect(namesOfWrites(refused)).toEqual(['upsertSecret', 'createDeployment'])
  expect(refused.outputs.outcome).toBe('refused')
  expect(refused.annotations).toHaveLength(1)
  expect(refused.errors[0]).toContain('set `on-paused: resume`')
  const times = refused.requests.flatMap(({ operation = '', at }) =>
    operation === 'upsertSecret' ? [at] : [],
  )
  expect((times[0] ?? 0) - (refused.requests[0]?.at ?? 0)).toBeLessThan(15_000)
})

test('a paused app is not deployed by a run that could do without reading it', async () => {
  const fault = { kind: 'slow', delayMs: 3000 } as const
  const refused = await run({ files: undefined, faults: [{ on: { path: 'listDeployments' }, fault }] })
  expect([refused.outputs.outcome, namesOfWrites(refused)]).toEqual(['refused', []])
})

test('a paused app is resumed after the push, and its deployment is the only one', async () => {
  const resumed = await run({ inputs: resume })
  expect(namesOfWrites(resumed)).toEqual(['updateApp', 'resumeProject'])
  expect(resumed.outputs.outcome).toBe('succeeded')
  expect(resumed.ours[0]?.spicepod).toEqual(spicepod)
  // The sandbox has paused the app in the same millisecond.
  expect(resumed.outputs['live-deployment-id']).toBe(resumed.outputs['deployment-id'])
  expect(resumed.lines).toContain('Resuming app 4711, which deploys its spicepod')
  expect(resumed.annotations).toEqual([])
})

test('a paused app that was not read before is resumed once Spice Cloud says that it is paused', async () => {
  const fault = { kind: 'status', status: 403 } as const
  const resumed = await run({
    files: undefined,
    inputs: resume,
    faults: [{ on: { path: 'getApp' }, fault }],
  })
  expect(namesOfWrites(resumed)).toEqual(['createDeployment', 'resumeProject'])
  expect(resumed.outputs.outcome).toBe('succeeded')
})

test('a paused app is resumed without overrides and commit, which are named and not shown as its own', async () => {
  const overrides = { channel: 'nightly', replicas: '2', debug: 'true', 'commit-message': 'Hi' }
  const resumed = await run({ inputs: { ...resume, ...overrides } })
  expect(resumed.outputs.outcome).toBe('succeeded')
  expect(resumed.warnings).toEqual([
    'Ignored because the app is paused, and resuming it deploys its stored settings: `channel`, `replicas`, `debug`, `commit-message`.',
  ])
  expect(resumed.summary).not.toMatch(/nightly<\/code><\/td>|>(Branch|Commit|Message)<\/th>/)
})

test('a paused app shows in the plan of a dry run, with what would be ignored', async () => {
  const planned = await run({ inputs: { ...resume, 'dry-run': 'true', replicas: '2' } })
  expect(planned.outputs.outcome).toBe('planned')
  expect(planned.warnings).toEqual([expect.stringContaining('the app is paused, and resuming it deploys')])
  expect(planned.lines).toContain('- Resume app 4711, which is paused; that deploys its spicepod')
  expect(namesOfWrites(planned)).toEqual([])
})

test('a paused app is not resumed by a run that finds it running', async () => {
  const running = await run({ inputs: resume, sandbox: { apps: [{ ...app, paused: false }] } })
  expect(namesOfWrites(running)).toEqual(['updateApp', 'createDeployment'])
})

const setup: RunOptions = {
  inputs: { ...resume, replicas: '2', 'timeout-seconds': '60' },
  prepare: resumedByOthers,
}

test.each<[string, RunOptions]>([
  ['with 409', setup],
  ['with another status', { ...setup, faults: [rejected(400)] }],
])(
  'an app that somebody else resumes in the meantime is deployed as this run requests it: the resume is rejected %s',
  async (_, options) => {
    const created = await run(options)
    expect(namesOfWrites(created)).toEqual(['updateApp', 'resumeProject', 'createDeployment'])
    expect(created.outputs.outcome).toBe('succeeded')
    expect(created.ours[0]?.request).toMatchObject({ replicas: 2 })
    expect(created.lines).toContain('The app is no longer paused. Creating a deployment.')
    expect(created.annotations).toEqual([])
  },
)

test('a resume that is rejected with 409 although the app is paused is repeated once no deployment is in progress', async () => {
  const resumed = await run({ inputs: { ...resume, 'timeout-seconds': '60' }, faults: [rejected(409)] })
  expect(namesOfWrites(resumed)).toEqual(['updateApp', 'resumeProject', 'resumeProject'])
  expect(resumed.outputs.outcome).toBe('succeeded')
})

test('a resume that is rejected with 409 although the app is paused ends a run with `on-conflict: fail`, and nothing is restored', async () => {
  const inputs = { ...resume, 'on-conflict': 'fail', 'on-failure': 'restore' }
  const refused = await run({ inputs, faults: [rejected(409)] })
  expect(namesOfWrites(refused)).toEqual(['updateApp', 'resumeProject'])
  expect(refused.outputs.outcome).toBe('refused')
  expect(refused.errors[0]).toMatch(/for another reason than a conflict\.\n[\s\S]*set `on-conflict: wait`/)
})

const lost = (when: 'before' | 'after') => [faultAt('resumeProject', { kind: 'reset', when })]

test('a resume without a response that was carried out is found in the list, and not repeated', async () => {
  const found = await run({ inputs: resume, faults: lost('after') })
  expect([resumes(found), found.outputs.outcome]).toEqual([1, 'succeeded'])
})

test('a resume without a response that was not carried out is repeated once the app is seen to be paused still', async () => {
  const repeated = await run({ inputs: { ...resume, 'timeout-seconds': '60' }, faults: lost('before') })
  expect([resumes(repeated), repeated.outputs.outcome]).toEqual([2, 'succeeded'])
  const names = repeated.requests.map(({ operation }) => operation)
  const between = names.slice(names.indexOf('resumeProject'), names.lastIndexOf('resumeProject'))
  expect(between).toEqual(expect.arrayContaining(['listDeployments', 'getApp']))
})

const bad = manifest.replace(
  '    name: trips\n',
  '    name: trips\n    columns: [{name: a, full_text_search: {row_id: id}}]\n',
)
const inputs = { 'on-failure': 'restore', 'spicepod-checks': 'off' }
const rejecting = { spicepodCheck: checkLikeCloud }

test('the previous spicepod is restored after a rejected create, even if the run would not wait', async () => {
  const restored = await run({
    files: { 'spicepod.yaml': bad },
    inputs: { ...inputs, 'on-failure': 'rollback', 'wait-for-completion': 'false' },
    sandbox: { ...rejecting, apps: [{ ...app, paused: false }] },
    maxWarnings: 1,
    // One that is asked for would be masked after the warning.
    credentials: 'token',
  })
  expect(namesOfWrites(restored)).toEqual(['updateApp', 'createDeployment', 'updateApp'])
  expect(restored.outputs.outcome).toBe('refused')
  expect(restored.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
  expect(restored.lines).toContain(
    'Spice Cloud rejected the deployment. Restoring the previous spicepod; tags and secrets are not changed.',
  )
  expect(restored.errors[0]).toContain("Restored the app's previous spicepod.")
})

test('the previous spicepod is restored after a rejected resume, too', async () => {
  const restored = await run({
    files: { 'spicepod.yaml': bad },
    inputs: { ...inputs, ...resume },
    sandbox: rejecting,
  })
  expect(namesOfWrites(restored)).toEqual(['updateApp', 'resumeProject', 'updateApp'])
  expect(restored.outputs.outcome).toBe('refused')
  expect(restored.sandbox.cloud.state.apps[0]).toMatchObject({ spicepod: oldSpicepod })
  expect(restored.sandbox.cloud.state.apps[0]?.pausedAt).not.toBeNull()
})

function rejected(status: number): FaultRule {
  return { on: { path: 'resumeProject' }, fault: { kind: 'status', status } }
}

test('nothing from before a pause is live if the create had to resume the app', async () => {
  const failed = await run({
    files: undefined,
    inputs: resume,
    sandbox: {
      apps: [{ ...app, paused: false }],
      deployments: [{ appId: 4711, plan: succeeds(0), createdMsAgo: 60_000 }],
      plan: fails(1000),
    },
    prepare: (sandbox) => {
      const { state } = sandbox.cloud
      onFirst(sandbox, 'getApp', () => void state.pause(state.apps[0] as App))
    },
  })
  expect([failed.outputs.outcome, resumes(failed)]).toEqual(['failed', 1])
  expect(failed.outputs).not.toHaveProperty('live-deployment-id')
  expect(failed.errors[0]).toContain('Nothing is live: no deployment has succeeded since the app was paused.')
})
