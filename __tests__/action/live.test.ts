import { expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import { fails as failsAfter, neverEnds } from '../../sandbox/plan.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { failed, failing, onArrival, repositoryWith, succeeded } from '../harness/app.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import {
  type ActionRun,
  cancelledAfter,
  deploy,
  faultAt,
  headSha,
  onFirst,
  type Running,
  type RunOptions,
} from '../harness/run.ts'
import { manifest, oldSpicepod } from '../harness/spicepods.ts'
import { readSummary } from '../harness/summary.ts'

const good = 'c0ffee0000000000000000000000000000000000'
const theirs = 'decade0000000000000000000000000000000000'
const hourMs = 3_600_000
const seed = (more: Partial<DeploymentSeed>): DeploymentSeed => ({
  id: 901,
  appId: 4711,
  plan: succeeded,
  branch: 'main',
  commitSha: good,
  createdMsAgo: 2 * hourMs,
  ...more,
})
const history = [seed({}), seed({ id: 902, plan: failed, createdMsAgo: hourMs })]
const app = { id: 4711, name: 'taxi', spicepod: oldSpicepod }
const files = { 'spicepod.yaml': manifest }
const refusesLists = (nth: number) =>
  faultAt('listDeployments', { kind: 'status', status: 403, body: { error: 'No' } }, { nth, times: 999 })

type Setup = Omit<RunOptions, 'sandbox'> & { sandbox?: SandboxOptions }
type Cloud = Sandbox['cloud']

/** Does something between the work of the first call of an operation and its response. */
const afterFirst = (operation: string, then: (cloud: Cloud) => void): Setup => ({
  prepare: (sandbox) => onFirst(sandbox, operation, () => then(sandbox.cloud)),
})
/** Does something once the log has a line. */
const onceSaid = (words: RegExp, then: (cloud: Cloud, running: Running) => void): Setup => ({
  onLine: (line, { cloud }, running) => {
    if (words.test(line)) then(cloud, running)
  },
})
const deleteApp = ({ state }: Cloud) => {
  state.apps.length = 0
}
const theyDeploy = ({ state }: Cloud) => {
  state.seed({ appId: 4711, commitSha: theirs, plan: succeeded })
}

const nothing = 'Nothing is live: no deployment of this app has succeeded.'
const rollback = { files, inputs: { 'on-failure': 'rollback' } }
const withRuntime = { apps: [{ ...DEFAULT_APP, ...app }], runtime: {} }
const neverReady = { ...withRuntime, runtime: { readyAfterLooks: 999 } }
const checked = { 'dataset-ready-timeout-seconds': '6', 'test-warmup-seconds': '6' }
const rollbackChecked = { files, inputs: { ...rollback.inputs, ...checked } }
const manyFailures = Array.from({ length: 100 }, (_, index) =>
  seed({ id: 800 + index, plan: failed, createdMsAgo: hourMs - index }),
)

/** Says what the app runs, and the outputs: the ID and the commit of the deployment that is live, if any. */
type Row = [ends: string, outcome: string, setup: Setup, says: string, live?: [id: string, sha: string]]
const is901: Row[4] = ['901', good]
const is1001: Row[4] = ['1001', headSha]

const live901 = 'Deployment 901 (commit `c0ffee0`, 2h old) is live.'
const live1001 = 'Deployment 1001 (commit `1f2e3d4`) is live.'
const lastRead = 'Deployment 901 (commit `c0ffee0`, 2h old) is still live (when last read).'
const paused = { apps: [{ ...app, paused: true }] }
const pausedBefore = { apps: [{ ...app, paused: { msAgo: 9000 } }], plan: failed }
const saysPaused = { kind: 'status', status: 400, body: { error: 'No', code: 'spicepod_paused' } } as const
const isPaused = 'Nothing is live: the app is paused.'
const resumedInVain = 'Nothing is live: no deployment has succeeded since the app was paused.'
const unknown = 'It is not known what is live: '
const fails = { planFor: failing(good) }
const losesCreates = (nth: number) =>
  faultAt('createDeployment', { kind: 'reset', when: 'before' }, { nth, times: 9 })

// What the table of `endings` has is not repeated here.
const rows: Row[] = [
  ['a first deployment that fails', 'failed', { sandbox: { deployments: [], plan: failed } }, nothing],
  [
    'a failure after which somebody else has deployed',
    'failed',
    {
      prepare: (sandbox) => onArrival(sandbox, 'getDeploymentLogs', () => theyDeploy(sandbox.cloud)),
      inputs: rollback.inputs,
      sandbox: { planFor: failing(good, theirs) },
    },
    'Deployment 1002 (commit `decade0`, 1s old) is live.',
    ['1002', theirs],
  ],
  ['a dry run', 'planned', { inputs: { 'dry-run': 'true' } }, live901, is901],
  [
    'a dry run that is refused',
    'refused',
    { inputs: { 'dry-run': 'true', 'expect-plan': 'a'.repeat(64) } },
    live901,
    is901,
  ],
  [
    'a run for a deployment that is not there',
    'refused',
    { inputs: { 'deployment-id': '777' }, creates: 0 },
    live901,
    is901,
  ],
  [
    'a run for a deployment of somebody else that failed',
    'failed',
    { inputs: { 'deployment-id': '902' }, creates: 0 },
    live901,
    is901,
  ],
  ['a paused app', 'refused', { files, sandbox: paused }, isPaused],
  [
    'a paused app whose last success seems to be newer',
    'refused',
    { files, sandbox: { apps: [{ ...app, paused: { msAgo: 3 * hourMs } }] } },
    isPaused,
  ],
  ['an app of which only the create says that it is paused', 'refused', { sandbox: paused }, isPaused],
  [
    'a failure after which only the rollback says that the app is paused',
    'failed',
    { ...rollback, sandbox: fails, faults: [faultAt('createDeployment', saysPaused, { nth: 2 })] },
    isPaused,
  ],
  [
    'a failure after which the restore finds the app paused',
    'failed',
    {
      files,
      inputs: { 'on-failure': 'restore' },
      sandbox: fails,
      ...afterFirst('getDeploymentLogs', ({ state }) => {
        for (const each of state.apps) state.pause(each)
      }),
    },
    isPaused,
  ],
  [
    'a full list without a success',
    'failed',
    { sandbox: { deployments: manyFailures, plan: failed } },
    `${unknown}none of the 100 newest deployments has succeeded.`,
  ],
  [
    'a create of which the response is lost',
    'unknown',
    { creates: 0, faults: [losesCreates(1)] },
    `${unknown}this run may have created a deployment.`,
  ],
  [
    'an app that was deleted',
    'unknown',
    { serverLies: true, sandbox: { plan: neverEnds() }, ...afterFirst('createDeployment', deleteApp) },
    `${unknown}the app was deleted.`,
  ],
  [
    'a run whose app is deleted before its create',
    'refused',
    { serverLies: true, ...afterFirst('listDeployments', deleteApp) },
    `${unknown}the app was not found.`,
  ],
  [
    'a run that gets no token for its checks',
    'succeeded',
    {
      credentials: 'client',
      inputs: checked,
      sandbox: withRuntime,
      ...onceSaid(/succeeded$/, ({ faults }) => {
        faults.add(faultAt('getApp', { kind: 'status', status: 401 }))
        faults.add(faultAt('token', { kind: 'status', status: 404 }, { times: 999 }))
      }),
    },
    live1001,
    is1001,
  ],
  [
    'a bake that cannot list the deployments any more',
    'succeeded',
    {
      inputs: { ...checked, 'bake-seconds': '10' },
      sandbox: withRuntime,
      ...onceSaid(/succeeded$/, ({ faults }) => faults.add(refusesLists(1))),
    },
    'Deployment 1001 (commit `1f2e3d4`) is live and verified: 1 of 1 model. The app was healthy for 10s.',
    is1001,
  ],
  [
    'a run whose app is deleted before its checks',
    'succeeded',
    { serverLies: true, inputs: checked, sandbox: withRuntime, ...onceSaid(/succeeded$/, deleteApp) },
    `${unknown}the app was deleted.`,
  ],
  [
    'a run whose app is deleted before its rollback is checked',
    'failed',
    {
      ...rollbackChecked,
      serverLies: true,
      sandbox: { ...fails, ...neverReady },
      ...onceSaid(/^Checking the runtime and the/, deleteApp),
    },
    `${unknown}the app was deleted.`,
  ],
  [
    'a failure, if the commit of what is live is any text,',
    'failed',
    { sandbox: { planFor: failing('v1` @octo\n::x'), deployments: [seed({ commitSha: 'v1` @octo\n::x' })] } },
    'Deployment 901 (commit `v1 @octo ::x`, 2h old) is still live.',
    ['901', 'v1` @octo\n::x'],
  ],
  [
    'a run that resumes an app in vain',
    'failed',
    { inputs: { 'on-paused': 'resume' }, files, sandbox: pausedBefore },
    resumedInVain,
  ],
  [
    'a run that deploys an app in vain that somebody else resumes meanwhile',
    'failed',
    {
      inputs: { 'on-paused': 'resume', 'timeout-seconds': '60' },
      files,
      sandbox: pausedBefore,
      ...afterFirst('updateApp', ({ state }) => {
        Object.assign(state.apps[0] ?? {}, { pausedAt: null })
      }),
    },
    resumedInVain,
  ],
  [
    'a run with a paused app that somebody else has resumed by then',
    'refused',
    {
      files,
      inputs: { 'request-timeout-seconds': '9' },
      sandbox: { apps: pausedBefore.apps },
      faults: [faultAt('getApp', { kind: 'slow', delayMs: 6000 })],
      ...afterFirst('getApp', theyDeploy),
    },
    'Deployment 1001 (commit `decade0`, 6s old) is still live.',
    ['1001', theirs],
  ],
  [
    'a run that is cancelled before it listed any deployments',
    'cancelled',
    { ...cancelledAfter('token'), credentials: 'client', creates: 0 },
    'It is not known what is live (when last read): the deployments of the app were not listed.',
  ],
  // A paused app has the same list.
  [
    'a run that is cancelled before it read the app',
    'cancelled',
    {
      onStart: ({ signal }) => setTimeout(() => signal('SIGINT'), 1000),
      creates: 0,
      faults: [faultAt('getApp', { kind: 'slow', delayMs: 6000 })],
    },
    'It is not known what is live (when last read): the app was not read by then.',
  ],
  [
    'a run that is cancelled while it rolls back',
    'failed',
    { ...rollback, ...cancelledAfter('getDeploymentLogs'), creates: 1, sandbox: fails },
    lastRead,
    is901,
  ],
  [
    'a run that is cancelled while it checks its rollback',
    'unverified',
    {
      ...rollbackChecked,
      sandbox: neverReady,
      ...onceSaid(/^Checking the runtime and the/, (_, running) => running.signal('SIGINT')),
    },
    'Rolled back: deployment 1002 (commit `c0ffee0`) is live (when last read).',
    ['1002', good],
  ],
  [
    'a run that is cancelled during its last list, after a rollback',
    'failed',
    {
      ...rollbackChecked,
      sandbox: { ...fails, ...neverReady },
      ...onceSaid(/Redeployed as/, ({ faults }, running) => {
        faults.add(faultAt('listDeployments', { kind: 'hang' }))
        running.signal('SIGINT')
      }),
    },
    'Rolled back: deployment 1002 (commit `c0ffee0`, same as 901) is live (when last read), but the runtime at ',
    ['1002', good],
  ],
  [
    'a rollback of which the response is lost',
    'failed',
    { ...rollback, creates: 1, maxWarnings: 2, sandbox: fails, faults: [losesCreates(2)] },
    `${unknown}the rollback may have created a deployment.`,
  ],
]

const onPage = (text: string) => text.replaceAll('`', '')

test.each(rows.map((row) => [row[0], row] as const))(
  'the end of %s says what the app runs',
  async (_, row) => {
    const [, outcome, setup, says, live] = row
    const run = await deploy({
      ...onPullRequest({ sha: headSha }),
      credentials: 'token',
      ...setup,
      inputs: { 'comment-on-pr': 'true', ...(setup.inputs as Record<string, string>) },
      sandbox: { deployments: history, apps: [app], ...repositoryWith(good), ...setup.sandbox },
    })
    expect(run.outputs.outcome).toBe(outcome)
    expect(/^.*, rolled back/.test(run.summary)).toBe(says.startsWith('Rolled back'))
    expect(run.log).toContain(says)
    expect(readSummary(run.summary)).toContain(onPage(says))
    const isNothing = says.startsWith('Nothing')
    const cell = live
      ? `Live${live[0]} · commit ${live[1].slice(0, 7)}`
      : `Live${isNothing ? 'nothing' : 'not known'}: `
    expect(readSummary(run.summary)).toContain(`\n${cell}`)
    const [comment] = run.sandbox.github.comments.of(7)
    if (comment) expect(readSummary(comment.body)).toContain(`\n${cell}`)
    expect([run.outputs['live-deployment-id'], run.outputs['live-commit-sha']]).toEqual(
      live ?? [undefined, undefined],
    )
  },
)

test('a run that does not wait says nothing of the app and of checks if its deployment succeeds at once', async () => {
  const run = await deploy({
    inputs: { 'wait-for-completion': 'false', 'dataset-ready-timeout-seconds': '300' },
    sandbox: { deployments: history, plan: succeeded },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-status': 'succeeded' })
  expect(run.lines.at(-1)).toMatch(
    /^Deployment 1001 succeeded\. Not verified: `wait-for-completion` is `false`\. https/,
  )
  expect(run.summary).not.toMatch(/\blive\b/i)
  expect(Object.keys(run.outputs).filter((name) => /^live-|verified/.test(name))).toEqual([])
})

test('a run that does not wait says nothing of the app, nor how long a deployment took that it did not watch', async () => {
  const run = await deploy({ inputs: { 'wait-for-completion': 'false' }, sandbox: { deployments: history } })
  expect(run.log + run.summary).not.toMatch(/\blive\b/i)
  expect(run.summary).not.toContain('Duration')
})

const operationsAfter = ({ requests }: ActionRun, last: string) => {
  // The name of the organization is read beside everything else.
  const names = requests.map(({ operation }) => operation).filter((name) => name !== 'listOrgs')
  return names.slice(names.lastIndexOf(last) + 1)
}

test.each<[string, string, Setup, lists: number]>([
  ['shows a success', 'getDeploymentLogs', { sandbox: { ...fails, deployments: history } }, 0],
  ['is whole', 'getDeploymentLogs', { sandbox: { plan: failed } }, 0],
  ['shows neither', 'getDeploymentLogs', { sandbox: { deployments: manyFailures, plan: failed } }, 1],
  [
    'has just failed',
    'listDeployments',
    { sandbox: { deployments: history, plan: neverEnds() }, faults: [refusesLists(2)] },
    0,
  ],
])(
  'a run that fails lists the deployments once more at most: its last list %s',
  async (_, last, setup, lists) => {
    const run = await deploy({ credentials: 'token', ...setup })
    expect(run.exitCode).toBe(1)
    expect(operationsAfter(run, last)).toEqual(Array(lists).fill('listDeployments'))
  },
)

test('the last list takes five seconds at most', async () => {
  const run = await deploy({
    credentials: 'token',
    inputs: { 'request-timeout-seconds': '20' },
    sandbox: { deployments: manyFailures, plan: failsAfter(100) },
    prepare: (sandbox) =>
      onArrival(sandbox, 'getDeploymentLogs', () =>
        sandbox.cloud.faults.add(faultAt('listDeployments', { kind: 'hang' })),
      ),
  })
  expect(run.durationMs).toBeLessThan(6000)
  expect(run.outputs.outcome).toBe('failed')
  expect(run.errors[0]).toMatch(/\nIt is not known what is live: listing the deployments .* failed/)
})
