import { expect, test } from '@jest/globals'
import { fails, neverEnds, neverStarts } from '../../sandbox/plan.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { appId, deployAsProcess, faultAt, onFirst, type Running, type RunOptions } from '../harness/run.ts'
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
test.concurrent.each(
  phases.map((phase, index) => [phase.name, index === 0 ? 'SIGTERM' : 'SIGINT', phase] as const),
)('a cancelled run reports before %s (%s)', async (_, signal, phase) => {
  const run = await cutOff(phase, signal)
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ outcome: 'cancelled', 'app-id': '4711' })
  expect(run.errors[0]).toMatch(phase.says)
  expect(run.summary).toContain('Cancelled ')
  // The post step polls again, unless there is nothing to poll.
  const hasAsked = !/Nothing was deployed/.test(run.errors[0] ?? '')
  expect('ended' in run.state).toBe(!hasAsked)
})

test.concurrent('the post step reports once what the deployment has come to', async () => {
  const sandbox = await startSandbox({ plan: neverStarts() })
  try {
    // Even before the first poll.
    const run = await deployAsProcess({
      in: sandbox,
      isKilled: true,
      onLine: (line, _, { signal }) => line.startsWith('Created deployment') && signal('SIGKILL'),
    })
    expect(run.signal).toBe('SIGKILL')
    expect(run.outputs).toMatchObject({
      'app-id': '4711',
      'deployment-id': '1001',
      'deployment-status': 'queued',
      'deployment-created-at': sandbox.cloud.state.deploymentsOf(appId)[0]?.created_at,
    })
    expect(run.outputs).not.toHaveProperty('outcome')
    const before = sandbox.requests.length
    const told = await deployAsProcess({ state: run.state, in: sandbox })
    expect([told.exitCode, told.errors]).toEqual([0, []])
    const says = /Deployment 1001 is queued and keeps running in Spice Cloud\./
    expect(told.warnings).toEqual([expect.stringMatching(says)])
    expect(readSummary(told.summary)).toMatch(says)
    expect(told.ours).toHaveLength(1)
    // A request of the killed step may still arrive; those of the post step begin with its token.
    const asked = told.requests.slice(before).map(({ operation }) => operation)
    expect(asked.slice(asked.indexOf('token'))).toEqual(['token', 'listDeployments'])
  } finally {
    await sandbox.close()
  }
})

test.concurrent('a post step that waits for a response ends on a signal, without a word', async () => {
  let step: Running | undefined
  const told = await deployAsProcess({
    creates: 0,
    state: { 'app-id': String(appId), 'deployment-id': '1001' },
    faults: [{ on: { times: 99 }, fault: { kind: 'hang' } }],
    prepare: (sandbox) => onFirst(sandbox, 'token', () => step?.signal('SIGTERM')),
    onStart: (running) => {
      step = running
    },
  })
  expect([told.exitCode, told.signal, told.warnings]).toEqual([0, null, []])
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
