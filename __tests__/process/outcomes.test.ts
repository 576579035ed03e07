import { expect, test } from '@jest/globals'
import { fails, neverEnds } from '../../sandbox/plan.ts'
import { stuckOnModel } from '../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { manifest, oldSpicepod } from '../harness/app.ts'
import { appsOf, deployedAt, filesOf } from '../harness/fleet.ts'
import { previewApp } from '../harness/remove.ts'
import {
  type ActionRun,
  appId,
  deploy,
  deployAsProcess,
  faultAt,
  otherSha,
  type RunOptions,
} from '../harness/run.ts'
import { spicepod } from '../harness/runtime.ts'

const noList = faultAt('listDeployments', { kind: 'status', status: 403 }, { nth: 2, times: 99 })
const limits = { 'dataset-ready-timeout-seconds': '100', 'test-warmup-seconds': '100' }
const verifyingWith = (tests: Record<string, string>): RunOptions => ({
  inputs: { ...limits, ...tests },
  sandbox: { apps: [{ ...DEFAULT_APP, spicepod }], runtime: {} },
})
const failing: RunOptions = { sandbox: { plan: fails(300, 'No such bucket') } }

/** Each way in which a run can end. Because these tests pass, the other tests of the action can run it in memory. */
const ends: [outcome: string, how: string, options: RunOptions][] = [
  // The longest first, since a few run at once.
  ['stuck', 'because a model does not load', sticking()],
  ['timed-out', 'while it goes on', { inputs: { 'timeout-seconds': '15' }, sandbox: { plan: neverEnds() } }],
  ['succeeded', 'with a spicepod, tags and a secret', everything()],
  ['succeeded', 'after verification', verifyingWith({ 'test-sql': 'SELECT 1' })],
  ['started', 'without waiting', { inputs: { 'wait-for-completion': 'false' } }],
  ['planned', 'in a dry run', { ...everything(), inputs: { ...everything().inputs, 'dry-run': 'true' } }],
  ['unverified', 'because a probe fails', verifyingWith({ 'test-sql': 'SELECT * FROM nowhere' })],
  ['failed', 'and restores the spicepod', { ...everything(), ...restoring() }],
  ['superseded', 'by a newer deployment', { ...superseding(), inputs: {} }],
  ['refused', 'because of bad inputs', { inputs: { replicas: 'many', channel: 'beta' } }],
  ['unknown', 'after refused polls', { faults: [noList] }],
  ['removed', 'when it deletes an app', { action: 'remove', sandbox: { apps: [previewApp] } }],
  ['succeeded', 'when it reads many apps', reading('taxi', 'weather')],
]

function everything() {
  const secret = 'Zq7vKx2mWp9dRt4b'
  return {
    inputs: { tags: 'team: data', secrets: `KEY=${secret}`, replicas: '3' },
    files: { 'spicepod.yaml': manifest },
    hides: [secret],
    sandbox: { apps: [{ id: appId, name: 'taxi', spicepod: oldSpicepod }] },
  } satisfies RunOptions
}

function restoring(): RunOptions {
  const { inputs, sandbox } = everything()
  return { inputs: { ...inputs, 'on-failure': 'restore' }, sandbox: { ...sandbox, ...failing.sandbox } }
}

function reading(...names: string[]): RunOptions {
  const deployments = appsOf(...names).map(({ id }) => deployedAt(id))
  const inputs = { apps: 'apps/*/spicepod.yaml' }
  return {
    action: 'fleet',
    inputs,
    files: filesOf(...names),
    sandbox: { apps: appsOf(...names), deployments },
  }
}

function sticking(): RunOptions {
  const apps = [{ ...DEFAULT_APP, spicepod: { ...spicepod, models: [{ name: 'gpt' }] } }]
  const instances = { rolloutFor: () => stuckOnModel('gpt', 'no such model') }
  return { inputs: { 'timeout-seconds': '120' }, sandbox: { apps, instances, runtime: {} } }
}

function superseding(): RunOptions {
  return {
    sandbox: { plan: neverEnds() },
    onLine: (line, { cloud }) => {
      if (!line.startsWith('Created deployment ')) return
      cloud.state.seed({ appId, commitSha: otherSha, plan: neverEnds(0) })
    },
  }
}

/** A busy machine may end a run before they are sent. */
const backgroundReads = ['listSecrets', 'listOrgs']

/** Everything that depends neither on the duration of a run nor on the address of the sandbox. */
function essence(run: ActionRun) {
  const { sandbox, exitCode, outputs, annotations, notices, requests, commands, summary } = run
  const tidy = (text: string) =>
    text
      .replaceAll(sandbox.runtimeUrl || 'no runtime', 'runtime')
      .replaceAll(new URL(sandbox.url).host, 'host')
      .replace(/\b\d+(\.\d+)?m?s\b|(?<="durationMs":)\d+/g, 'time')
      .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, 'date')
      // A busy machine may poll a superseded deployment before or after it has started.
      .replace('"started_at":null', '"started_at":"date"')
      .replace(/spice-(step|workspace)-\w+/g, 'folder')
  const { deployment, 'duration-seconds': duration, ...others } = outputs
  return {
    exitCode,
    outputs: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, tidy(value)])),
    state: Object.keys(run.state).sort(),
    hasDuration: duration !== undefined,
    deployment: deployment && tidy(deployment),
    annotations: annotations.map((each) => ({ ...each, message: tidy(each.message) })),
    notices: notices.map(tidy),
    operations: [...new Set(requests.map(({ operation = '' }) => operation))]
      .filter((operation) => !backgroundReads.includes(operation))
      .sort(),
    // How often a token is requested depends on what is read in the background.
    writes: requests
      .filter(({ method, operation }) => method !== 'GET' && operation !== 'token')
      .map(({ operation, body }) => ({ operation, body })),
    commands: commands.map(({ command, message }) => `${command} ${tidy(message)}`),
    headline: summary.split('\n', 1),
  }
}

// Virtual time applies to the whole process, so it has to be over before the first test waits in real time.
const inMemory = await Promise.allSettled(ends.map(([, , options]) => deploy(options)))

test.concurrent.each(ends.map((end, index) => [...end, inMemory[index]] as const))(
  'a run ends %s %s, and a process shows what a run in memory shows',
  async (outcome, _, options, expected) => {
    if (expected?.status !== 'fulfilled') throw expected?.reason
    const run = await deployAsProcess(options)
    expect(run.outputs.outcome).toBe(outcome)
    expect(essence(run)).toEqual(essence(expected.value))
  },
)

/** An unexpected error, whose message contains a secret. */
const broken = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    "Math.random = () => { throw new RangeError('No dice for ' + process.env['INPUT_CLIENT-SECRET']) }",
  )}`,
}

test.concurrent('an unexpected error fails the job, shows its stack and asks for a bug report', async () => {
  const run = await deployAsProcess({ env: broken, looks: ['queued', 'succeeded'] })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'app-id': '4711', 'deployment-id': '1001' })
  // The stack is included for those who fix it.
  expect(run.errors[0]).toMatch(/please report it as a bug\.\n(.*\n)*RangeError: No dice for \*\*\*\n +at /)
  expect(run.summary).toMatch(/^## ❌ (?:app \d+: |[\w-]+: )?Outcome unknown/)
})

test.concurrent('no variable turns a deployment into a deletion', async () => {
  const ofGitHub = { GITHUB_ACTION: 'remove', GITHUB_ACTION_PATH: '/remove' }
  const env = { STATE_remove: 'true', INPUT_ACTION: 'remove', remove: 'remove', ...ofGitHub }
  const run = await deployAsProcess({ env })
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'succeeded', []])
})
