import { tmpdir } from 'node:os'
import { expect, test } from '@jest/globals'
import { fails, neverEnds, type Plan } from '../../sandbox/plan.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import {
  type ActionRun,
  appId,
  deployAsProcess,
  faultAt,
  headSha,
  onFirst,
  type Running,
  type RunOptions,
} from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

/** The phases in which a run may be interrupted: how to detect each, and what the run should report. */
interface Phase {
  name: string
  scenario: RunOptions
  /** The operation whose first call starts the phase; otherwise a line of the log does. */
  call?: string
  line?: RegExp
  says: RegExp
}

const phases: Phase[] = [
  {
    name: 'the token has arrived',
    call: 'token',
    scenario: { creates: 0, faults: [faultAt('token', { kind: 'hang' })] },
    says: /^Cancelled before a deployment was requested\. Nothing was deployed\.$/m,
  },
  {
    name: 'the response to a create request',
    call: 'createDeployment',
    scenario: { faults: [faultAt('createDeployment', { kind: 'hang', when: 'after' })] },
    says: /may have been created/,
  },
  {
    name: 'the deployment has ended',
    line: / in_progress$/,
    scenario: { sandbox: { plan: neverEnds() } },
    says: /deployment 1001 was in_progress\. It keeps running in Spice Cloud\.[\s\S]*`deployment-id: 1001`/,
  },
  {
    name: 'an API that hangs has reported how the deployment ended',
    line: /::warning/,
    scenario: {
      inputs: { 'request-timeout-seconds': '10' },
      sandbox: { plan: neverEnds() },
      faults: [faultAt('listDeployments', { kind: 'hang' }, { nth: 2, times: 99 })],
    },
    says: /deployment 1001 was queued\. It keeps running in Spice Cloud\./,
  },
]

/** Runs the action and sends the signal when the phase is reached. A second signal would do nothing. */
function cutOff({ scenario, call, line }: Phase, name: NodeJS.Signals) {
  let step: Running | undefined
  const send = () => step?.signal(name)
  return deployAsProcess({
    ...scenario,
    onStart: (running) => {
      step = running
    },
    prepare: (sandbox) => call !== undefined && onFirst(sandbox, call, send),
    onLine: (text) => line?.test(text) && send(),
  })
}

// None of these runs would end as cancelled if it waited for what it is cancelled before.
test.concurrent.each([
  ...phases.map((phase) => [phase.name, 'SIGINT', phase] as const),
  ...phases.slice(0, 2).map((phase) => [phase.name, 'SIGTERM', phase] as const),
])('a cancelled run reports before %s (%s)', async (_, signal, phase) => {
  const run = await cutOff(phase, signal)
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ outcome: 'cancelled', 'app-id': '4711' })
  expect(run.errors[0]).toMatch(phase.says)
  expect(run.summary).toContain('Cancelled ')
  // The post step polls again, unless there is nothing to poll.
  const hasAsked = !/Nothing was deployed/.test(run.errors[0] ?? '')
  expect('ended' in run.state).toBe(!hasAsked)
})

test.concurrent('a killed run leaves the id of its deployment even without a poll', async () => {
  const run = await deployAsProcess({
    isKilled: true,
    sandbox: { plan: neverEnds() },
    faults: [faultAt('listDeployments', { kind: 'hang' }, { nth: 2, times: 9 })],
    onLine: (line, _, { signal }) => line.startsWith('Created deployment') && signal('SIGKILL'),
  })
  expect(run.signal).toBe('SIGKILL')
  expect(run.outputs).toMatchObject({ 'deployment-id': '1001', 'deployment-status': 'queued' })
})

/** A run that is killed while waiting, and the post step after it. */
async function killed<Result>(
  plan: Plan,
  then: (run: ActionRun, post: () => Promise<ActionRun>, sandbox: Sandbox) => Promise<Result>,
  { line = / in_progress$/, ...scenario }: RunOptions & { line?: RegExp } = {},
) {
  const sandbox = await startSandbox({ plan, ...scenario.sandbox })
  try {
    const kill = (running: Running) => running.signal('SIGKILL')
    if (scenario.faults !== undefined) {
      onFirst(sandbox, 'createDeployment', () => step !== undefined && kill(step))
    }
    let step: Running | undefined
    const run = await deployAsProcess({
      ...scenario,
      in: sandbox,
      isKilled: true,
      onStart: (running) => {
        step = running
      },
      onLine: (text, _, running) => line.test(text) && kill(running),
    })
    expect(run.signal).toBe('SIGKILL')
    const post = () => deployAsProcess({ state: run.state, in: sandbox })
    return await then(run, post, sandbox)
  } finally {
    await sandbox.close()
  }
}

test.concurrent('the post step reports once what the deployment has come to', async () => {
  await killed(neverEnds(), async (run, post, sandbox) => {
    expect(run.outputs).toMatchObject({
      'app-id': '4711',
      'deployment-id': '1001',
      'deployment-status': 'in_progress',
      'deployment-created-at': sandbox.cloud.state.deploymentsOf(appId)[0]?.created_at,
    })
    expect(run.outputs).not.toHaveProperty('outcome')
    const before = sandbox.requests.length
    const told = await post()
    expect([told.exitCode, told.errors]).toEqual([0, []])
    const says = /Deployment 1001 is in_progress and keeps running in Spice Cloud\./
    expect(told.warnings).toEqual([expect.stringMatching(says)])
    expect(readSummary(told.summary)).toMatch(says)
    expect(told.ours).toHaveLength(1)
    // A request of the killed step may still arrive; those of the post step begin with its token.
    const asked = told.requests.slice(before).map(({ operation }) => operation)
    expect(asked.slice(asked.indexOf('token'))).toEqual(['token', 'listDeployments'])
  })
})

// An unconfirmed change that is confirmed later has to be removed from the state of the step.
test.concurrent.each<[string, RunOptions]>([
  [
    'refused the spicepod, since the app is connected to GitHub',
    { sandbox: { apps: [{ id: appId, name: 'taxi', github: { branch: 'main', commitSha: headSha } }] } },
  ],
  ['took everything', { hides: ['hush-hush'], inputs: { secrets: 'KEY: hush-hush', tags: 'team: data' } }],
])('the post step reports no unconfirmed change if the server %s', async (_, scenario) => {
  const says =
    /^The step was interrupted\. Deployment 1001 is in_progress.* To watch it, set `deployment-id: 1001`\. Nothing is live: no deployment of this app has succeeded\.$/
  const files = { 'spicepod.yaml': 'version: v1\nkind: Spicepod\nname: another\n' }
  await killed(
    neverEnds(),
    async (run, post) => {
      expect(run.state['left-behind']).toBe('')
      expect((await post()).warnings).toEqual([expect.stringMatching(says)])
    },
    { ...scenario, files },
  )
})

test.concurrent('the post step of a run without a deployment id makes no request', async () => {
  await killed(
    neverEnds(),
    async (run, post) => {
      expect(run.outputs).not.toHaveProperty('deployment-id')
      const told = await post()
      expect(told.exitCode).toBe(0)
      expect(told.warnings).toEqual([expect.stringMatching(/interrupted before it had a deployment ID/)])
      // Every request would need a token of its own.
      expect(told.exchanges).toEqual(run.exchanges)
    },
    { faults: [faultAt('createDeployment', { kind: 'hang', when: 'after' })], line: /^never$/ },
  )
})

test.concurrent('a post step that waits for a response ends on a signal, without a word', async () => {
  await killed(neverEnds(), async (run, _, sandbox) => {
    sandbox.cloud.faults.add({ on: { times: 99 }, fault: { kind: 'hang' } })
    let step: Running | undefined
    onFirst(sandbox, 'token', () => step?.signal('SIGTERM'))
    const told = await deployAsProcess({
      in: sandbox,
      state: run.state,
      onStart: (running) => {
        step = running
      },
    })
    expect([told.exitCode, told.signal, told.warnings]).toEqual([0, null, []])
  })
})

// Fewer tokens than a file may have, with as many mistakes as possible: none takes longer to read.
const hostile = '[[]]'.repeat(50_000)
/** A module that makes the process send itself a signal as soon as it opens a file, before it has parsed any. */
const signalOnOpen = (name: string) => `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const { openSync } = fs
  fs.openSync = (path, ...rest) => {
    if (String(path).endsWith('${name}')) process.kill(process.pid, 'SIGINT')
    return openSync(path, ...rest)
  }
  syncBuiltinESMExports()`

test.concurrent.each<[string, RunOptions]>([
  ['tests.yaml', { inputs: { spicepod: 'spicepod.yaml', 'test-file': 'tests.yaml' } }],
  ['apps.yaml', { action: 'fleet', inputs: { apps: 'apps.yaml' } }],
])('a signal is handled before %s is parsed', async (name, options) => {
  const module = `data:text/javascript,${encodeURIComponent(signalOnOpen(name))}`
  const run = await deployAsProcess({
    ...options,
    creates: 0,
    files: { 'spicepod.yaml': hostile, [name]: hostile },
    env: { NODE_OPTIONS: `--import=${module}` },
  })
  expect([run.outputs.outcome, run.exitCode]).toEqual(['cancelled', 1])
  expect(run.requests).toEqual([])
})

// The tests of the files of the runner show that a good end leaves the same word.
test.concurrent('the post step after a run that ended does nothing', async () => {
  const sandbox = await startSandbox({ plan: fails(300) })
  try {
    const run = await deployAsProcess({ in: sandbox })
    expect([run.outputs.outcome, run.exitCode]).toEqual(['failed', 1])
    const before = sandbox.requests.length
    const told = await deployAsProcess({ state: run.state, in: sandbox, isSilent: true })
    expect([told.exitCode, told.log, told.summary, told.requests.length]).toEqual([0, '', '', before])
  } finally {
    await sandbox.close()
  }
})

test.concurrent('the post step after a cancelled run reports the status of the deployment', async () => {
  const sandbox = await startSandbox({ plan: neverEnds() })
  try {
    const onLine: RunOptions['onLine'] = (line, _, { signal }) =>
      / in_progress$/.test(line) && signal('SIGTERM')
    const run = await deployAsProcess({ in: sandbox, onLine })
    expect(run.outputs.outcome).toBe('cancelled')
    const told = await deployAsProcess({ state: run.state, in: sandbox })
    expect(told.exitCode).toBe(0)
    expect(told.warnings).toEqual([expect.stringMatching(/Deployment 1001 is in_progress and keeps running/)])
  } finally {
    await sandbox.close()
  }
})

test.concurrent.each<[string, Record<string, string>]>([
  ['though nothing could be saved for it', { GITHUB_STATE: tmpdir() }],
  ['though the step was killed before it left a word', {}],
])('a post step never deploys, %s', async (_, env) => {
  const told = await deployAsProcess({ credentials: 'token', env, state: {} })
  expect(told.exitCode).toBe(0)
  expect(told.warnings).toEqual([expect.stringContaining('interrupted before it had a deployment ID')])
  expect(told.requests).toEqual([])
})
