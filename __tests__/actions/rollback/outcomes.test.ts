import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { neverEnds, succeeds } from '../../../sandbox/plan.ts'
import { stuckOnSecrets } from '../../../sandbox/rollouts.ts'
import { createSandbox } from '../../../sandbox/server.ts'
import { deploy, failing, oldSpicepod, repositoryWith } from '../../harness/app.ts'
import {
  app,
  commits,
  failed,
  first,
  inOrder,
  main,
  mainBelow,
  manifestOf,
  podOf,
  ran,
  rollBack,
  second,
  third,
  writesOf,
} from '../../harness/rollback.ts'
import { faultAt, githubToken, inVirtualTime, onFirst } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

const create = (more: object = {}) => [
  'createDeployment',
  { branch: 'main', commit_sha: second, commit_message: 'Roll back to deployment 902: Second', ...more },
]
const push = ['updateApp', { spicepod: manifestOf('2') }]
const restore = ['updateApp', { spicepod: podOf('3') }]

test('`previous` deploys the spicepod, branch and commit of the success before the one that runs', async () => {
  const run = await rollBack({ inputs: { reason: 'Fares are\nwrong' } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
  const commit_message = 'Roll back to deployment 902: Second\nFares are wrong'
  expect(writesOf(run)).toEqual([push, create({ commit_message })])
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(podOf('2'))
  expect(run.outputs).toMatchObject({
    'from-deployment-id': '903',
    'from-commit-sha': third,
    'to-deployment-id': '902',
    'to-commit-sha': second,
    'deployment-id': '1001',
    'live-deployment-id': '1001',
    'live-commit-sha': second,
    'has-changes': 'true',
  })
  for (const line of [
    'The app runs deployment 903 (commit ccccccc, branch main), 1h old: "Third"',
    'Going back to deployment 902 (commit bbbbbbb, branch main), 2h old: "Second"',
    'Unchanged: secrets, tags, settings and the image',
    'Pushed spicepod.yaml@bbbbbbb',
    '~ dataset trips: from',
  ]) {
    expect(run.lines).toContain(line)
  }
  expect(readSummary(run.summary)).toContain('~ dataset trips: from')
  const says =
    'Deployment 1001 (commit bbbbbbb) is live. Not verified: checks are off.\nThe app went back from deployment 903 (commit ccccccc) to what deployment 902 (commit bbbbbbb) had.'
  expect(readSummary(run.summary).replaceAll('\n\n', '\n')).toContain(says)
  expect(run.summary).toContain(`/compare/${third}..${second}">diff</a>`)
  expect(run.notices[0]).toContain(says.replaceAll(/([a-c])\1{6}/g, '`$&`').replace('\n', ' '))
  expect(run.warnings).toEqual([])
})

test('deployments without a commit are passed over, and what runs may have none', async () => {
  const deployments = inOrder(ran(first), ran(second), ran(undefined), ran('abc123'))
  const run = await rollBack({ sandbox: { deployments } })
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'from-deployment-id': '904',
    'to-deployment-id': '902',
  })
})

test('the commit that runs is not another one if only its beginning is on record', async () => {
  const deployments = inOrder(ran(second), ran(third), ran(third.slice(0, 7)))
  const run = await rollBack({ sandbox: { deployments } })
  expect(run.outputs).toMatchObject({ 'from-deployment-id': '903', 'to-deployment-id': '901' })
})

test('a dry run shows the plan, and writes nothing', async () => {
  const run = await rollBack({ inputs: { 'dry-run': 'true' } })
  expect([run.exitCode, run.outputs.outcome, writesOf(run)]).toEqual([0, 'planned', []])
  expect(run.outputs).toMatchObject({
    'from-deployment-id': '903',
    'to-deployment-id': '902',
    'has-changes': 'true',
    'live-deployment-id': '903',
  })
  const summary = readSummary(run.summary)
  for (const words of [
    'It would go back from deployment 903 (commit ccccccc) to what deployment 902 (commit bbbbbbb) had.',
    'Push spicepod.yaml@bbbbbbb: 1 line added, 1 removed',
    'Create a deployment: branch main, commit bbbbbbb, message "Roll back to deployment 902: Second"',
    'secrets, tags, settings and the image',
  ]) {
    expect(summary).toContain(words)
  }
  expect(run.log).toContain('s3://trips/2')
  expect(JSON.parse(run.outputs.plan ?? '')).toMatchObject({
    app: { id: 4711 },
    changes: [{ kind: 'spicepod', components: [{ kind: 'dataset', name: 'trips', change: 'changed' }] }],
    deployment: { branch: 'main', commit_sha: second },
  })
})

test('an app that has the spicepod already is only deployed', async () => {
  const run = await rollBack({ sandbox: { apps: [{ ...app, spicepod: podOf('2') }] } })
  expect([run.outputs.outcome, run.outputs['has-changes']]).toEqual(['succeeded', 'false'])
  expect(writesOf(run)).toEqual([create()])
})

test('the spicepod is read in `working-directory`, and each part of its path is encoded', async () => {
  const files = { 'apps/b#ü ?/pod.yaml': manifestOf('2') }
  const run = await rollBack({
    inputs: { 'working-directory': './apps/b#ü ?', spicepod: 'pod.yaml' },
    sandbox: { commits: mainBelow(second, files) },
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(writesOf(run)[0]).toEqual(push)
})

test('in a checkout below the workspace, the path is that of its repository, also in the command', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'spice-checkout-'))
  try {
    mkdirSync(join(workspace, 'code', '.git'), { recursive: true })
    const env = { GITHUB_WORKSPACE: workspace }
    const run = await rollBack({ inputs: { 'working-directory': 'code' }, env })
    expect([run.outputs.outcome, writesOf(run)[0]]).toEqual(['succeeded', push])
    expect(readSummary(run.summary)).toContain('git checkout bbbbbbb -- spicepod.yaml, commit and push')
  } finally {
    rmSync(workspace, { recursive: true })
  }
})

test('what the checks find in the spicepod refuses nothing', async () => {
  const bad = manifestOf('2').replace('kind: Spicepod', 'kind: Spicerack')
  const run = await rollBack({ sandbox: { commits: mainBelow(second, { 'spicepod.yaml': bad }) } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(JSON.parse(run.outputs.problems ?? '')).toMatchObject([
    { certain: false, file: 'spicepod.yaml@bbbbbbb', line: 2 },
  ])
})

const withImages = (to: string | null, from: string) => ({
  deployments: inOrder(ran(second, { imageTag: to }), ran(third, { imageTag: from })),
})

test('an image that differs is a note, and `image: restore` requests it', async () => {
  const sandbox = withImages('2.3.1', '2.3.2')
  const kept = await rollBack({ sandbox })
  expect(kept.lines.join('\n')).toContain(
    'Deployment 901 had image 2.3.1, and deployment 902 has 2.3.2. The image is not restored: set `image: restore` to request it.',
  )
  expect(kept.posts[0]?.body).not.toHaveProperty('image_tag')
  const dry = await rollBack({ inputs: { image: 'restore', 'dry-run': 'true' }, sandbox })
  expect(readSummary(dry.summary)).toContain('runtime 2.3.2 → 2.3.1 (image tag)')
  const restored = await rollBack({ inputs: { image: 'restore' }, sandbox })
  expect(restored.posts.map(({ body }) => body)).toEqual([expect.objectContaining({ image_tag: '2.3.1' })])
  expect(restored.lines).toContain('Unchanged: secrets, tags and settings')
  expect([restored.outputs.outcome, restored.outputs['image-tag']]).toEqual(['succeeded', '2.3.1'])
})

test('an image that is not on record cannot be restored, so it is unchanged', async () => {
  const run = await rollBack({ inputs: { image: 'restore' }, sandbox: withImages(null, '2.3.2') })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lines.join('\n')).toContain('No image is restored, because deployment 901 has none on record.')
  expect(run.lines).toContain('Unchanged: secrets, tags, settings and the image')
})

test('the same commit with another image is something to go back to', async () => {
  const deployments = inOrder(ran(third, { imageTag: '2.3.1' }), ran(third, { imageTag: '2.3.2' }))
  const run = await rollBack({ inputs: { to: '901', image: 'restore' }, sandbox: { deployments } })
  expect([run.outputs.outcome, run.outputs['image-tag']]).toEqual(['succeeded', '2.3.1'])
})

test.each([
  ['enterprise', []],
  ['enterprise', [faultAt('createDeployment', { kind: 'reset', when: 'before' })]],
] as const)(
  'an image that is refused (%s) is said, and left out, also after a lost create: %j',
  async (imageTagRefusal, faults) => {
    const run = await rollBack({
      inputs: { image: 'restore' },
      sandbox: { ...withImages('2.2.1', '2.3.2'), imageTagRefusal },
      faults,
      maxWarnings: 1 + faults.length,
    })
    expect([run.outputs.outcome, run.ours.length]).toEqual(['succeeded', 1])
    const images = run.posts.map(({ body }) => Object.keys(body as object).includes('image_tag'))
    expect(images).toEqual([true, ...faults.map(() => true), false])
    expect(run.warnings.at(-1)).toMatch(
      /^Image tag 2\.2\.1 of deployment 901 is not restored: .+\. The settings/,
    )
  },
)

test('the spicepod of before is restored if the create is refused after the push', async () => {
  const fault = { kind: 'status', status: 400, body: { error: 'The spicepod is invalid' } } as const
  const run = await rollBack({ faults: [{ on: { path: 'createDeployment', times: 9 }, fault }] })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(writesOf(run)).toEqual([push, create(), restore])
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(podOf('3'))
  expect(run.errors[0]).toContain("Restored the app's previous spicepod.")
  expect(run.errors[0]).toContain('Set `to` to another deployment, or check out the commit, fix its spicepod')
  expect(readSummary(run.summary)).toContain('changed in the stored spicepod, before the restore')
})

test.each([400, 413])(
  'a spicepod that Spice Cloud refuses (%d) names inputs that there are',
  async (status) => {
    const fault = { kind: 'status', status, body: { error: 'The spicepod is invalid' } } as const
    const run = await rollBack({ faults: [{ on: { path: 'updateApp', times: 9 }, fault }] })
    expect([run.exitCode, run.outputs.outcome, writesOf(run)]).toEqual([1, 'refused', [push]])
    expect(run.errors[0]).toContain('Set `to` to another deployment')
    expect(run.errors[0]).not.toContain('`tags`')
  },
)

const otherTarget = (suspects: string) =>
  `Set \`to\` to another deployment, or fix the cause (${suspects}) and deploy with the deploying action.`

test('a rollback that fails is not rolled back again', async () => {
  const run = await rollBack({ sandbox: { plan: failed } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'failed'])
  expect(writesOf(run)).toEqual([push, create()])
  expect(run.errors[0]).toContain(
    'Deployment 902 was to be restored. Deployment 903 (commit `ccccccc`, 1h old) is still live.',
  )
  expect(run.errors[0]).toContain(otherTarget('secret, dataset or model'))
  expect(run.summary).toMatch(/^## ❌ taxi: Rollback failed/)
})

test('a rollback that is stuck may go to another deployment instead', async () => {
  const secret = { store: 'secrets', key: 'KEY', kind: 'dataset', component: 'trips', parameter: 's3_key' }
  const run = await rollBack({
    inputs: { 'timeout-seconds': '300' },
    // The instance names its deployment there.
    sandbox: { runtime: {}, instances: { rolloutFor: () => stuckOnSecrets([secret], 1, 1000) } },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'stuck'])
  expect(run.errors[0]).toContain('secrets are read only at the start. Or set `to` to another deployment.')
})

test('a rollback whose probe fails is not verified, and stays', async () => {
  const run = await rollBack({
    inputs: (sandbox) => ({
      'test-sql': 'SELECT * FROM nothing',
      'runtime-url': sandbox.runtimeUrl,
      'dataset-ready-timeout-seconds': '5',
    }),
    sandbox: { runtime: {} },
  })
  expect([run.exitCode, run.outputs.outcome, run.outputs.verified]).toEqual([1, 'unverified', 'false'])
  expect(writesOf(run)).toEqual([push, create()])
  expect(run.errors[0]).toContain(otherTarget('dataset, model, secret, or the probe itself'))
  expect(run.summary).toMatch(/^## ❌ taxi: Live, but its checks failed/)
})

test('a deployment in progress is replaced if Spice Cloud accepts that', async () => {
  const deployments = [
    ...inOrder(ran(second), ran(third)),
    ran(first, { id: 990, plan: neverEnds(0), createdMsAgo: 5000 }),
  ]
  const run = await rollBack({ sandbox: { deployments } })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'from-deployment-id': '902' })
})

const blocking = ran(first, { id: 990, plan: succeeds(4000), createdMsAgo: 1000 })
const blocked = {
  deployments: [...inOrder(ran(second), ran(third)), blocking],
  conflicts: 'unfinished',
} as const

test('a deployment in progress that blocks this one is waited for, and what is left if it succeeds', async () => {
  const run = await rollBack({ sandbox: blocked })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'to-commit-sha': second })
  expect(run.posts.length).toBeGreaterThan(1)
  expect([run.outputs['from-deployment-id'], run.outputs['from-commit-sha']]).toEqual(['990', first])
  const summary = readSummary(run.summary)
  expect(summary).toContain('The app went back from deployment 990 (commit aaaaaaa) to what deployment 901')
  expect(summary).toContain('Since deployment 990, the last success')
})

test.each([
  ['a spicepod pushed', { spicepod: podOf('9') }, '9', 'Deployment 990 (commit'],
  ['a channel set', { updateChannel: 'preview' }, '3', 'Deployment 990 (commit'],
  ['an app paused', { pausedAt: Date.UTC(2026, 10, 25) }, '3', 'Nothing is live: the app is paused.'],
])('while one is waited for, %s by somebody else is not deployed', (_, change, kept, live) =>
  inVirtualTime(async () => {
    const sandbox = createSandbox({ apps: [app], commits, branches: [main], ...blocked })
    onFirst(sandbox, 'createDeployment', () => Object.assign(sandbox.cloud.state.apps[0] ?? {}, change))
    const run = await rollBack({ in: sandbox })
    expect([run.outputs.outcome, run.ours]).toEqual(['refused', []])
    expect(run.errors[0]).toContain('so its deployment would not be what deployment 901 had.')
    expect(run.errors[0]).toContain(live)
    expect(sandbox.cloud.state.apps[0]?.spicepod).toEqual(podOf(kept))
  }),
)

test('a re-run watches the rollback of its earlier attempt', async () => {
  const deployments = [
    ...inOrder(ran(second), ran(third)),
    ran(second, { id: 990, plan: succeeds(6000), createdMsAgo: 5000 }),
  ]
  const run = await rollBack({
    sandbox: { deployments, apps: [{ ...app, spicepod: podOf('2') }] },
    env: { GITHUB_RUN_ATTEMPT: '2' },
    creates: 0,
    maxWarnings: 2,
  })
  expect([run.outputs.outcome, run.outputs['deployment-id'], writesOf(run)]).toEqual(['succeeded', '990', []])
})

test('hostile messages, branches and reasons do nothing, and no secret leaves the run', async () => {
  const hostile = '##[error]x\n::set-output name=outcome::succeeded\n<img src=x> @octocat #1 `a`'
  const deployments = inOrder(
    ran(second, { commitMessage: `${hostile} ${githubToken}`, branch: hostile }),
    ran(third, { commitMessage: hostile }),
  )
  const run = await rollBack({ inputs: { reason: hostile }, sandbox: { deployments } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(JSON.stringify(run.posts[0]?.body)).not.toContain(githubToken)
  const refused = await rollBack({ inputs: { to: '77' }, sandbox: { deployments } })
  expect(refused.outputs.outcome).toBe('refused')
})

test('a message of any length leaves room for the reason', async () => {
  const deployments = inOrder(ran(second, { commitMessage: 'x'.repeat(9000) }), ran(third))
  const run = await rollBack({ inputs: { reason: 'Fares are wrong' }, sandbox: { deployments } })
  const { commit_message: message } = (run.posts[0]?.body ?? {}) as { commit_message: string }
  expect(message).toMatch(/^Roll back to deployment 901: x+…\nFares are wrong$/)
  expect(message.length).toBeLessThan(4000)
})

test('a target without a branch or a message sends none', async () => {
  const { branch: _, commitMessage: __, ...bare } = ran(second)
  const run = await rollBack({ sandbox: { deployments: inOrder(bare, ran(third)), commits } })
  expect(run.posts[0]?.body).toEqual({ commit_sha: second, commit_message: 'Roll back to deployment 901' })
})

test('a run that is refused or only planned says nothing of what the branch still has', async () => {
  const dry = await rollBack({ inputs: { 'dry-run': 'true' } })
  const refused = await rollBack({ inputs: { to: 'eeeeeee' } })
  for (const run of [dry, refused]) expect(run.log + run.summary).not.toContain('still has the spicepod')
})

test.each(['gh-readonly-queue/main/pr-7-abc', '7/merge', 'refs/tags/v1'])(
  'nor does a run that has left %s, which is no branch',
  async (branch) => {
    const run = await rollBack({ sandbox: { deployments: inOrder(ran(second), ran(third, { branch })) } })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log + run.summary).not.toContain('still has the spicepod')
  },
)

test('nor does a rollback after a failure whose commit has not changed the spicepod', async () => {
  const { errors } = await deploy({
    files: { 'spicepod.yaml': stringify(oldSpicepod) },
    inputs: { 'on-failure': 'rollback' },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }],
      deployments: [ran(first, { id: 901, createdMsAgo: 60_000 })],
      ...repositoryWith(first, oldSpicepod, oldSpicepod),
      planFor: failing(first),
    },
  })
  expect(errors[0]).toContain('Rolled back')
  expect(errors[0]).not.toContain('still has the spicepod')
})
