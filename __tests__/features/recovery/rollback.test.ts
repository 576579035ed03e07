import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../../sandbox/deployments.ts'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { fails, neverEnds } from '../../../sandbox/plan.ts'
import { stuckOnSecrets } from '../../../sandbox/rollouts.ts'
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.ts'
import { DEFAULT_APP } from '../../../sandbox/state.ts'
import {
  beforeEachCall,
  failed,
  failing,
  namesOfWrites,
  onArrival,
  repositoryWith,
  request,
  succeeded,
  writesOf,
} from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { cancelledAfter, cancelledOn, deploy, faultAt, headSha, type RunOptions } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const good = 'c0ffee0000000000000000000000000000000000'
const seed = (more: Partial<DeploymentSeed>) => ({ appId: 4711, plan: succeeded, ...more })

/** From the oldest to the newest. */
const history = [
  seed({ id: 901, commitSha: 'aaaa', branch: 'main', imageTag: '2.0.0', replicas: 4, createdMsAgo: 9000 }),
  seed({
    id: 902,
    commitSha: good,
    branch: 'release',
    commitMessage: 'Good',
    createdMsAgo: 8000,
    imageTag: '2.3.1',
    replicas: 2,
  }),
  seed({ id: 903, commitSha: 'bbbb', branch: 'main', imageTag: '2.9.9', plan: failed, createdMsAgo: 7000 }),
  seed({ id: 904, commitSha: 'dddd', plan: [{ afterMs: 0, status: 'created' }], createdMsAgo: 6000 }),
]

const commit_message = 'Roll back to deployment 902: Good'
const rollbackRequest = {
  image_tag: '2.3.1',
  replicas: 2,
  branch: 'release',
  commit_sha: good,
  commit_message,
}

/** A deployment of a spicepod that fails, after one that succeeded. */
function failure(
  mode: string,
  sandbox: SandboxOptions = {},
  more: Omit<RunOptions, 'sandbox'> = {},
): RunOptions {
  return {
    files: { 'spicepod.yaml': manifest },
    ...more,
    inputs: { 'on-failure': mode, ...more.inputs },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }],
      deployments: history,
      planFor: failing(good),
      ...repositoryWith(good),
      firstDeploymentId: 1001,
      ...sandbox,
    },
  }
}

const undo = (...setup: Parameters<typeof failure>) => deploy(failure(...setup))

const push = ['updateApp', { spicepod: manifest }]
const restore = ['updateApp', { spicepod: oldSpicepod }]
const create = ['createDeployment', request]
const rollback = ['createDeployment', rollbackRequest]

/** Does something to Spice Cloud once the run has seen that its deployment failed. */
const onceFailed = (then: (state: Sandbox['cloud']['state']) => void) => ({
  prepare: (sandbox: Sandbox) => onArrival(sandbox, 'getDeploymentLogs', () => then(sandbox.cloud.state)),
})

test('a restore brings the previous spicepod back, and the job still fails', async () => {
  const run = await undo('restore')
  expect(writesOf(run)).toEqual([push, create, restore])
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
  expect(run.outputs).toMatchObject({
    outcome: 'failed',
    'deployment-id': '1001',
    'error-message': 'No such bucket',
  })
  expect(run.outputs).not.toHaveProperty('rollback-deployment-id')
  expect(run.lines).toContain(
    'The deployment failed. Restoring the previous spicepod; tags and secrets are not changed.',
  )
  const says = "Restored the app's previous spicepod."
  expect(run.lines.filter((line) => line === says)).toHaveLength(1)
  expect(run.errors[0]).toContain(`Deployment 1001 failed: No such bucket\n${says}`)
  expect(readSummary(run.summary)).toContain(says)
  expect(run.warnings).toEqual([])
})

test.each<[what: string, mode: string, sandbox: SandboxOptions, creates: number]>([
  ['a restore', 'restore', {}, 1],
  ['a rollback', 'rollback', {}, 2],
  ['a rollback that fails as well', 'rollback', { planFor: () => failed }, 2],
])(
  'what the run had changed before %s is in summary and comment as in the log',
  async (_, mode, sandbox, creates) => {
    const commenting = { ...onPullRequest({ sha: headSha }), maxWarnings: 2, creates }
    const run = await undo(mode, sandbox, { ...commenting, inputs: { 'comment-on-pr': 'true' } })
    const changes = ['− model old (removed)', '+ dataset trips']
    expect(run.lines).toEqual(expect.arrayContaining(changes))
    for (const page of [run.summary, run.sandbox.github.comments.of(7)[0]?.body ?? '']) {
      const text = readSummary(page)
      expect(text).toContain('Pushed: what changed in the stored spicepod, before the restore')
      for (const change of changes) expect(text).toContain(change)
    }
  },
)

const read = (fault: Fault) => faultAt('getApp', fault, { nth: 2 })

test.each<[string, body: object, read: FaultRule[], isRestored: boolean]>([
  ['confirmed by a word', { success: true }, [], true],
  ['confirmed by nothing', {}, [], true],
  [
    'read too early',
    {},
    [read({ kind: 'misshapen', body: { id: 4711, config: { spicepod: oldSpicepod } } })],
    false,
  ],
  ['never read', {}, [read({ kind: 'status', status: 403 })], false],
])(
  'a push that is %s, of which the app keeps another form, is not taken for that of somebody else',
  async (_, body, faults, isRestored) => {
    const kept = { ...spicepod, metadata: {} }
    const run = await undo(
      'restore',
      {},
      {
        faults: [faultAt('updateApp', { kind: 'misshapen', when: 'after', body }), ...faults],
        prepare: (sandbox) =>
          beforeEachCall(sandbox, () => {
            const [app] = sandbox.cloud.state.apps
            if (app && isDeepStrictEqual(app.spicepod, spicepod)) app.spicepod = kept
          }),
      },
    )
    expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(isRestored ? oldSpicepod : kept)
    expect(run.errors[0]).toMatch(
      isRestored ? /Restored the app's previous spicepod/ : /did not report the app's/,
    )
  },
)

test('a restore does nothing if no spicepod was pushed', async () => {
  const runs = await Promise.all([
    undo('restore', {}, { files: {}, inputs: { spicepod: '' } }),
    undo('restore', { apps: [{ id: 4711, name: 'taxi', spicepod }] }),
  ])
  for (const run of runs) {
    expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['createDeployment'], 'failed'])
    expect(run.errors[0]).toContain('Nothing to restore: this run did not change the spicepod.')
    expect(run.warnings).toEqual([])
  }
})

test('a restore says so if the app had no spicepod before', async () => {
  for (const mode of ['restore', 'rollback']) {
    const run = await undo(mode, { apps: [{ id: 4711, name: 'taxi', spicepod: null }], commits: [] })
    expect(writesOf(run)).toEqual([push, create])
    expect(run.outputs.outcome).toBe('failed')
    expect(run.warnings).toEqual([expect.stringContaining('the app had no spicepod before this run')])
    expect(run.errors[0]).toContain('the app had no spicepod before this run')
  }
})

test('a restore says so if the PUT is rejected', async () => {
  const fault = { kind: 'status', status: 400, body: { error: 'Retired source' } } as const
  const run = await undo('rollback', { faults: [{ on: { path: 'updateApp', nth: 2 }, fault }] })
  expect(writesOf(run)).toEqual([push, create, restore])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.warnings).toEqual([
    expect.stringMatching(/^Rollback failed: changing the app at \S+ failed: HTTP 400: Retired source\.$/),
  ])
})

test.each([0, 4000])(
  'a rollback redeploys as the last success did (the list lags by %d ms)',
  async (listLagMs) => {
    const run = await undo('rollback', { listLagMs })
    expect(writesOf(run)).toEqual([push, create, restore, rollback])
    expect(run.outputs).toMatchObject({
      outcome: 'failed',
      'deployment-id': '1001',
      'deployment-status': 'failed',
      'rollback-deployment-id': '1002',
    })
    expect(run.sandbox.cloud.state.records.at(-1)).toMatchObject({
      id: 1002,
      spicepod: oldSpicepod,
      imageTag: '2.3.1',
    })
    const says = 'Rolled back: deployment 1002 (commit `c0ffee0`, same as 902) is live.'
    expect(run.errors[0]).toContain(says)
    expect(readSummary(run.summary)).toContain(says.replaceAll('`', ''))
    expect(`${run.errors[0]}${run.summary}`).not.toMatch(/Redeployed|Restored/)
    expect(readSummary(run.summary)).toContain('Rollback1002 · succeeded')
    expect(run.warnings).toEqual([])
  },
)

test.each(['enterprise', 'unpublished'] as const)(
  'a rollback omits the image tag if the plan rejects it, and says so (%s)',
  async (imageTagRefusal) => {
    const run = await undo('rollback', { imageTagRefusal })
    const { image_tag: _, ...without } = rollbackRequest
    expect(writesOf(run)).toEqual([push, create, restore, rollback, ['createDeployment', without]])
    expect(run.outputs).toMatchObject({ outcome: 'failed', 'rollback-deployment-id': '1002' })
    const says =
      'Redeployed as deployment 1002, with the settings of deployment 902 except for its image: it has 2.3.2.'
    for (const text of [run.errors[0], run.log, readSummary(run.summary)]) expect(text).toContain(says)
    expect(run.warnings).toEqual([])
  },
)

const rejected = { kind: 'status', status: 402, body: { error: 'No credits left' } } as const
const onSecond = (fault: Fault) => [faultAt('createDeployment', fault, { nth: 2, times: 99 })]

test.each<[string, SandboxOptions, id: string | undefined, says: RegExp]>([
  [
    'is rejected',
    { faults: onSecond(rejected) },
    undefined,
    /^Spice Cloud rejected the rollback deployment: creating the deployment at \S+ failed: HTTP 402: No credits left\.$/,
  ],
  [
    'does not finish in time',
    { planFor: (_, { commit_sha }) => (commit_sha === good ? neverEnds() : failed) },
    '1002',
    /^The rollback deployment 1002 did not finish in time; it keeps running in Spice Cloud\.$/,
  ],
  [
    'has an unknown result',
    { faults: onSecond({ kind: 'reset' }) },
    undefined,
    /^The result of the rollback deployment is unknown\./,
  ],
])('a rollback deployment that %s is reported', async (_, sandbox, id, says) => {
  const run = await undo('rollback', sandbox, { inputs: { 'timeout-seconds': '1.5' }, maxWarnings: 2 })
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'deployment-id': '1001' })
  expect(run.outputs['rollback-deployment-id']).toBe(id)
  expect(run.warnings.at(-1)).toMatch(says)
  expect(run.errors[0]).toMatch(new RegExp(says.source.replace(/^\^|\$$/g, '')))
})

test('a rollback has its own timeout after a long deployment', async () => {
  const run = await undo(
    'rollback',
    {
      planFor: (_, { commit_sha }) =>
        commit_sha === good
          ? [
              { afterMs: 0, status: 'queued' },
              { afterMs: 1800, status: 'succeeded' },
            ]
          : [
              { afterMs: 0, status: 'in_progress' },
              { afterMs: 1500, status: 'failed' },
            ],
    },
    { inputs: { 'timeout-seconds': '2.7' } },
  )
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'rollback-deployment-id': '1002' })
  expect(run.errors[0]).toContain('Rolled back: deployment 1002 (commit `c0ffee0`, same as 902) is live')
})

test('a rollback deployment that a newer one replaces is reported as superseded', async () => {
  const run = await deploy({
    ...failure('rollback', { planFor: (_, { commit_sha }) => (commit_sha === good ? neverEnds(0) : failed) }),
    onLine: (line, { cloud }) => {
      if (/^Rollback: deployment 1002/.test(line) && cloud.state.records.length === 6)
        cloud.state.seed({ appId: 4711, commitSha: 'eeee', plan: succeeded })
    },
  })
  expect(run.outputs.outcome).toBe('failed')
  expect(run.warnings[0]).toMatch(/^The rollback deployment 1002 was superseded by deployment 1003\.$/)
})

const theirs = { ...oldSpicepod, name: 'theirs' }

test.each<[what: string, SandboxOptions, writes: unknown[], whose: string]>([
  ['another spicepod on the app is kept', {}, [push, create], 'this run pushed'],
  [
    'another spicepod on the app is kept even if this run pushed none',
    { apps: [{ id: 4711, name: 'taxi', spicepod }] },
    [create],
    'was deployed',
  ],
])('an app that somebody else has changed since %s, with a warning', async (_, sandbox, writes, whose) => {
  const pushTheirs = onceFailed(({ apps: [app] }) => Object.assign(app ?? {}, { spicepod: theirs }))
  const run = await undo('rollback', sandbox, pushTheirs)
  expect(writesOf(run)).toEqual(writes)
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(theirs)
  expect(run.outputs.outcome).toBe('failed')
  expect(run.warnings).toEqual([
    `Not rolled back: the spicepod of the app is not the one that ${whose}. The app was left unchanged.`,
  ])
  expect(run.errors[0]).toContain('left unchanged')
})

test('a newer deployment prevents a rollback, with a warning', async () => {
  const newer = onceFailed((state) => state.seed({ appId: 4711, commitSha: 'eeee', plan: succeeded }))
  const run = await undo('rollback', {}, newer)
  expect(writesOf(run)).toEqual([push, create])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.warnings).toEqual([
    'Not rolled back: deployment 1002 has been created since. The app was left unchanged.',
  ])
})

test('a newer deployment after the restore prevents the rollback, with a warning', async () => {
  const run = await deploy({
    ...failure('rollback'),
    onLine: (line, { cloud }) => {
      if (/^Restored the app's previous spicepod/.test(line) && cloud.state.records.length === 5)
        cloud.state.seed({ appId: 4711, commitSha: 'eeee', plan: [{ afterMs: 0, status: 'queued' }] })
    },
  })
  expect(writesOf(run)).toEqual([push, create, restore])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.warnings).toEqual(['The app was not redeployed: deployment 1002 has been created since.'])
})

const missing = { store: 'secrets', key: 'S3_KEY', kind: 'dataset', component: 'trips', parameter: 's3_key' }

/** A rollout that is stuck until the recovery lists the deployments, and has ended by then. */
const endingLate = (mode: string, status: 'succeeded' | 'failed', more: Partial<RunOptions> = {}) =>
  failure(
    mode,
    {
      apps: [{ ...DEFAULT_APP, spicepod: oldSpicepod }],
      runtime: {},
      planFor: (_, { commit_sha }) => (commit_sha === headSha ? neverEnds() : succeeded),
      instances: {
        rolloutFor: (_, { commit_sha }) =>
          commit_sha === headSha ? { instances: stuckOnSecrets([missing], 1).instances ?? [] } : undefined,
      },
    },
    {
      ...more,
      inputs: { 'timeout-seconds': '60', ...more.inputs },
      prepare: (sandbox) =>
        beforeEachCall(sandbox, ({ path, query }) => {
          const record = sandbox.cloud.state.records.find(({ commitSha }) => commitSha === headSha)
          if (record === undefined || !path.endsWith('/deployments') || query?.limit !== '100') return
          const reason = status === 'failed' && { error_message: 'No such model' }
          Object.assign(record, { plan: [{ afterMs: 0, status, ...reason }] })
        }),
    },
  )

test.each(['restore', 'rollback'])('a late success is not undone with `on-failure: %s`', async (mode) => {
  const run = await deploy(endingLate(mode, 'succeeded', onPullRequest({ sha: headSha })))
  expect(namesOfWrites(run)).toEqual(['updateApp', 'createDeployment'])
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(spicepod)
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'deployment-status': 'succeeded',
    problems: '[]',
  })
  expect(run.outputs).not.toHaveProperty('error-message')
  expect(run.lines).toContain('Deployment 1001 succeeded in the meantime, so nothing is restored.')
  expect(run.log).not.toMatch(/Restore|Roll back/)
  expect(readSummary(run.summary)).not.toMatch(/stuck|restored/i)
})

test('a deployment that succeeds after all is verified, and undone if that fails', async () => {
  // The instance that lacks a secret never gets ready, whatever the deployment says.
  const inputs = { 'test-sql': 'SELECT 1', 'test-warmup-seconds': '5' }
  const run = await deploy(endingLate('restore', 'succeeded', { inputs }))
  expect(namesOfWrites(run)).toEqual(['updateApp', 'createDeployment', 'updateApp'])
  expect(run.outputs).toMatchObject({ outcome: 'unverified', 'deployment-status': 'succeeded' })
  expect(run.lines).toContain(
    'Verification failed. Restoring the previous spicepod; tags and secrets are not changed.',
  )
})

test('a deployment that fails after all is handled like one that failed', async () => {
  const run = await deploy(endingLate('rollback', 'failed'))
  expect(writesOf(run)).toEqual([push, create, restore, rollback])
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': 'No such model' })
  expect(run.errors[0]).toContain('Deployment 1001 failed: No such model')
  expect(run.lines).toContain('The deployment failed. Rolling back; tags and secrets are not changed.')
  expect(readSummary(run.summary)).toContain('Deployment 1001 failed: No such model')
})

test.each<[ended: string, Partial<RunOptions>]>([
  ['timed-out', { inputs: { 'timeout-seconds': '1.2', 'on-failure': 'rollback' } }],
  [
    'superseded',
    {
      onLine: (line, { cloud }) => {
        if (/^Created deployment 1001/.test(line)) cloud.state.seed({ appId: 4711, plan: succeeded })
      },
    },
  ],
  ['cancelled', cancelledOn(' in_progress')],
])('nothing is rolled back by a run that is %s', async (ended, more) => {
  const run = await deploy({ ...failure('rollback', { planFor: () => neverEnds() }), ...more })
  expect(writesOf(run)).toEqual([push, create])
  expect(run.outputs.outcome).toBe(ended)
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(spicepod)
})

describe('an earlier attempt may have pushed the spicepod that fails, so', () => {
  const rerun = { env: { GITHUB_RUN_ATTEMPT: '2' }, maxWarnings: 2 }
  const apps = [{ id: 4711, name: 'taxi', spicepod }]
  const own = { appId: DEFAULT_APP.id, commitSha: headSha, branch: 'main', plan: fails(1000) }
  const watching = { ...rerun, prepare: (sandbox: Sandbox) => void sandbox.cloud.state.seed(own) }

  test.each<[string, RunOptions, string[]]>([
    ['watches its deployment', { ...watching, creates: 1 }, ['updateApp', 'createDeployment']],
    ['deploys', { ...rerun, creates: 2 }, ['createDeployment', 'updateApp', 'createDeployment']],
  ])(
    'a re-run that %s rolls back to the file at the commit of the last good one',
    async (_, more, writes) => {
      const run = await deploy(failure('rollback', { apps }, more))
      expect([namesOfWrites(run), run.outputs.outcome]).toEqual([writes, 'failed'])
      expect(writesOf(run).slice(-2)).toEqual([restore, rollback])
      expect(run.errors[0]).toContain('Rolled back: deployment 1002 (commit `c0ffee0`, same as 902) is live.')
      expect(run.lines).toContain('Restored the spicepod of deployment 902, from commit c0ffee0.')
      expect(run.log).not.toContain("Restored the app's previous spicepod")
    },
  )

  const notKnown =
    'Nothing was restored: an earlier attempt may have changed the spicepod; what was stored before it is not known.'

  test.each<[string, RunOptions, string[]]>([
    ['watched', { ...watching, creates: 0 }, []],
    ['deployed', { ...rerun, creates: 1 }, ['createDeployment']],
  ])('a re-run that %s says what it does not know', async (_, more, writes) => {
    const restored = await deploy(failure('restore', { apps }, more))
    expect([namesOfWrites(restored), restored.outputs.outcome]).toEqual([writes, 'failed'])
    expect(restored.warnings.at(-1)).toBe(notKnown)
    const rolledBack = await deploy(failure('rollback', { apps, commits: [] }, more))
    expect([namesOfWrites(rolledBack), rolledBack.outputs.outcome]).toEqual([writes, 'failed'])
    const says = `${notKnown} Not rolled back: could not determine the spicepod of deployment 902 (`
    for (const text of [rolledBack.errors[0], rolledBack.warnings.at(-1)]) expect(text).toContain(says)
    expect(rolledBack.errors[0]).toContain('To go back by hand, check out the commit')
  })
})

describe('the spicepod stored before the run', () => {
  const edited = { ...oldSpicepod, datasets: [{ from: 's3://draft/', name: 'draft' }] }
  const apps = [{ id: 4711, name: 'taxi', spicepod: edited }]
  const last = [history[1] as DeploymentSeed]

  test('is not rolled back to if it is a draft that never ran', async () => {
    const run = await undo('rollback', { apps })
    expect(writesOf(run)).toEqual([push, create, restore, rollback])
  })

  test('is what runs if nothing lies between, but no commit is recorded and the verdict says so', async () => {
    const planFor: SandboxOptions['planFor'] = (_, { image_tag: tag }) =>
      tag === '2.3.1' ? succeeded : failed
    const run = await undo('rollback', { commits: [], deployments: last, planFor })
    const { branch: _, commit_sha: __, ...settings } = rollbackRequest
    expect(writesOf(run)).toEqual([push, create, restore, ['createDeployment', settings]])
    expect(run.errors[0]).toContain(
      'It could not be checked that the spicepod stored before this run is the one that deployment 902 had',
    )
    expect(run.errors[0]).toContain('\nRolled back: deployment 1002 is live')
    expect(run.errors[0]).not.toContain('Redeployed as')
  })

  test('is compared with the file at a commit that is read once', async () => {
    const contents = (run: Awaited<ReturnType<typeof undo>>) =>
      run.requests.filter(({ operation }) => operation === 'githubContents').map(({ query }) => query?.ref)
    expect(contents(await undo('rollback'))).toEqual([headSha, good])
  })

  test('is restored, but not deployed, if it is not known what ran', async () => {
    const run = await undo('rollback', { commits: [] })
    expect(writesOf(run)).toEqual([push, create, restore])
    expect(run.errors[0]).toContain('Not rolled back: could not determine the spicepod of deployment 902')
    expect(run.errors[0]).toContain('The stored spicepod is not known to be what ran before.')
  })

  test('is not rolled back to from a commit that was never accepted', async () => {
    const run = await undo('rollback', {
      apps,
      commits: [
        { sha: good, files: { 'spicepod.yaml': JSON.stringify(oldSpicepod) } },
        { sha: headSha, files: { 'spicepod.yaml': manifest } },
      ],
    })
    expect(namesOfWrites(run)).toEqual(['updateApp', 'createDeployment', 'updateApp'])
    expect(run.errors[0]).toContain('commit c0ffee0 was never accepted into this repository')
    expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(edited)
  })
})

test('nothing is rolled back after a deployment that the run does not wait for', async () => {
  const inputs = { 'wait-for-completion': 'false' }
  const run = await undo('rollback', {}, { inputs, credentials: 'token' })
  expect(writesOf(run)).toEqual([push, create])
  expect(run.warnings).toEqual([])
  expect(run.errors[0]).toMatch(/^Deployment 1001 failed: No such bucket\n(?!The run was interrupted)/)
})

test('an interrupted run names the rollback deployment that keeps running', async () => {
  const planFor: SandboxOptions['planFor'] = (_, { commit_sha }) =>
    commit_sha === good ? neverEnds() : failed
  const run = await undo('rollback', { planFor }, cancelledOn('Rollback: deployment 1002 in_progress'))
  expect(run.outputs).toMatchObject({
    outcome: 'failed',
    'deployment-id': '1001',
    'rollback-deployment-id': '1002',
  })
  expect(run.errors[0]).toContain(
    'The run was interrupted during the rollback: deployment 1002 keeps running in Spice Cloud.',
  )
  expect(run.state).toHaveProperty('ended')
})

test('an interrupted run says that nothing was restored', async () => {
  const faults = [faultAt('getDeploymentLogs', { kind: 'hang', when: 'after' })]
  const run = await undo('rollback', { faults }, cancelledAfter('getDeploymentLogs'))
  expect(writesOf(run)).toEqual([push, create])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.errors[0]).toMatch(/interrupted before anything could be restored/)
})
