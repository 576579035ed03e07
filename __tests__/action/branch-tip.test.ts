import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import type { Github } from '../../sandbox/github.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import {
  type ActionRun,
  appId,
  deploy,
  headSha,
  manifest,
  namesOfWrites,
  oldSpicepod,
  type RunOptions,
} from '../harness/app.ts'
import { onPullRequest, pullSha } from '../harness/pull-request.ts'
import { inVirtualTime, onFirst, otherSha, type SomeInputs } from '../harness/run.ts'

const app = { id: appId, name: 'taxi', spicepod: oldSpicepod, tags: { team: 'maps' } }
const key = 'wren-4711-lark'

type Setup = Omit<RunOptions, 'inputs'> & { inputs?: SomeInputs }

/** A run that changes the app and requires the tip, on a server whose branches have these heads. */
function requireTip(branches: Github['branches'], { prepare, inputs, ...setup }: Setup = {}) {
  return deploy({
    sandbox: { apps: [app] },
    files: { 'spicepod.yaml': manifest },
    hides: [key],
    ...setup,
    inputs: { 'require-branch-tip': 'true', tags: 'team: data', secrets: `KEY=${key}`, ...inputs },
    prepare: (sandbox) => {
      Object.assign(sandbox.github.branches, branches)
      prepare?.(sandbox)
    },
  })
}

const paths = ({ requests }: ActionRun) =>
  requests.filter(({ operation }) => operation === 'githubBranch').map(({ path }) => path)

/** Nothing was changed. */
function expectRefused(run: ActionRun, ...says: string[]): void {
  expect([run.exitCode, run.outputs.outcome, namesOfWrites(run)]).toEqual([1, 'refused', []])
  for (const words of says) expect(run.errors[0]).toContain(words)
}

const onTag = { GITHUB_REF: 'refs/tags/v1.0', GITHUB_REF_NAME: 'v1.0', GITHUB_REF_TYPE: 'tag' }
const onSlashes = {
  GITHUB_REF: 'refs/heads/feature/a b#1/x',
  GITHUB_REF_NAME: 'feature/a b#1/x',
  GITHUB_REF_TYPE: 'branch',
}
const toFork = onPullRequest({ repository: 'octocat/taxi' })
const ofRun = (repository: string | null, branch = 'feature/meter') => ({
  eventName: 'workflow_run',
  event: {
    workflow_run: {
      head_branch: branch,
      head_sha: pullSha,
      head_repository: repository === null ? null : { full_name: repository },
    },
  },
})

describe.each([
  ['GitHub', false],
  ['Gitea', true],
])('on %s, a run with `require-branch-tip`', (_, isGitea) => {
  const on = (setup: Setup = {}): Setup => ({
    ...setup,
    prepare: (sandbox) => {
      sandbox.github.isGitea = isGitea
      setup.prepare?.(sandbox)
    },
  })

  test.each<[string, string, string, Setup]>([
    ['a push', 'acme/taxi/branches/main', headSha, {}],
    ['an abbreviated commit', 'acme/taxi/branches/main', headSha, { inputs: { 'commit-sha': '1f2e3d4' } }],
    ['a branch with slashes', 'acme/taxi/branches/feature/a%20b%231/x', headSha, { env: onSlashes }],
    ['a branch in full', 'acme/taxi/branches/release', headSha, { inputs: { branch: 'refs/heads/release' } }],
    ['a pull request', 'acme/taxi/branches/feature/meter', pullSha, onPullRequest()],
    ['a pull request from a fork', 'octocat/taxi/branches/feature/meter', pullSha, toFork],
    ['a run that follows another one', 'acme/taxi/branches/feature/meter', pullSha, ofRun('Acme/taxi')],
    [
      'another branch on a pull request from a fork',
      'acme/taxi/branches/main',
      pullSha,
      { ...toFork, inputs: { branch: 'main' } },
    ],
  ])('reads the tip of %s once, and deploys it', async (_, path, sha, setup) => {
    const [owner, repo, , ...branch] = path.split('/')
    const branches = { [`${owner}/${repo}`]: { [decodeURIComponent(branch.join('/'))]: sha } }
    const run = await requireTip(branches, on(setup))
    expect(run.outputs.outcome).toBe('succeeded')
    expect(paths(run)).toEqual([`/api/github/repos/${path}`])
    const moved = { [`${owner}/${repo}`]: { [decodeURIComponent(branch.join('/'))]: otherSha } }
    expectRefused(await requireTip(moved, on(setup)), `which is at ${otherSha.slice(0, 7)}`)
  })

  test.each(['octocat/taxi', null])(
    'is refused if it follows one of the fork %s, also at our tip',
    async (fork) => {
      const branches = { 'acme/taxi': { main: pullSha }, 'octocat/taxi': { main: pullSha } }
      const run = await requireTip(branches, on(ofRun(fork, 'main')))
      expectRefused(
        run,
        'This run follows one of a fork, whose branch main is not a branch of this repository.',
      )
      expect(paths(run)).toEqual([])
      const other = await requireTip(branches, on({ ...ofRun(fork, 'feature'), inputs: { branch: 'main' } }))
      expect(other.outputs.outcome).toBe('succeeded')
    },
  )

  test('deploys with a note if it follows one of a tag, unless a branch has its name', async () => {
    const tagged = (sandbox: Sandbox) => {
      sandbox.github.tags['acme/taxi'] = { 'v1.0/a b': otherSha }
    }
    const setup = on({ ...ofRun('acme/taxi', 'v1.0/a b'), prepare: tagged })
    const run = await requireTip({ 'acme/taxi': {} }, setup)
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log).toContain('`require-branch-tip` is not checked: v1.0/a b is a tag.')
    expectRefused(
      await requireTip({ 'acme/taxi': { 'v1.0/a b': otherSha } }, setup),
      'is not the tip of branch',
    )
    const gone = await requireTip({ 'acme/taxi': {} }, on(ofRun('acme/taxi', 'v1.0/a b')))
    expectRefused(gone, 'Could not read the tip of branch v1.0/a b: HTTP 404')
    // A push to a branch that was deleted may leave a tag of its name.
    const pushed = await requireTip(
      { 'acme/taxi': {} },
      on({
        env: onSlashes,
        prepare: ({ github }) => {
          github.tags['acme/taxi'] = { 'feature/a b#1/x': headSha }
        },
      }),
    )
    expectRefused(pushed, 'Could not read the tip')
  })

  test('is refused for a branch that was deleted', async () => {
    const says = ['Could not read the tip of branch main: HTTP 404', 'Check that the branch still exists']
    expectRefused(await requireTip({ 'acme/taxi': {} }, on()), ...says)
  })
})

describe('a run with `require-branch-tip`', () => {
  const atTip = { 'acme/taxi': { main: headSha } }

  test('is refused as a re-run of an old run', async () => {
    const run = await requireTip({ 'acme/taxi': { main: otherSha } }, { env: { GITHUB_RUN_ATTEMPT: '2' } })
    const what = 'Commit 1f2e3d4 is not the tip of branch main, which is at 5a4d0b0.'
    expectRefused(run, what, 'a re-run always has the commit of its first attempt')
    expect(run.outputs['error-message']).toBe(what)
  })

  test.each<[Fault, string]>([
    [{ kind: 'status', status: 403 }, 'HTTP 403: Forbidden.'],
    [{ kind: 'status', status: 401 }, '`github-token`'],
    [{ kind: 'status', status: 404 }, 'Check that the branch still exists'],
    [{ kind: 'status', status: 503 }, 're-run this job'],
    [{ kind: 'html' }, 'a response that is not a branch'],
    [{ kind: 'hang' }, 'GitHub did not respond within 10s'],
  ])('is refused after one request if the server answers %j', async (fault, says) => {
    const prepare = ({ cloud }: Sandbox) => {
      cloud.faults.add({ on: { path: /github/, times: 9 }, fault })
    }
    const run = await requireTip(atTip, { prepare })
    expectRefused(run, 'Could not read the tip of branch main: ', says, 'remove `require-branch-tip`')
    expect(paths(run)).toHaveLength(1)
    const dry = await requireTip(atTip, { prepare, inputs: { 'dry-run': 'true' } })
    expect([dry.outputs.outcome, dry.warnings.length]).toEqual(['planned', 1])
  })

  test.each<[string, Setup]>([
    ['`github-token` is empty', { inputs: { 'github-token': '' }, githubToken: '' }],
    ['was deleted', onPullRequest({ more: { head: { ref: 'feature/meter', sha: pullSha, repo: null } } })],
  ])('is refused without a request if %s', async (says, setup) => {
    const run = await requireTip(atTip, setup)
    expectRefused(run, says)
    expect(paths(run)).toEqual([])
  })

  test('is refused without a commit', async () => {
    expectRefused(
      await requireTip(atTip, { env: { GITHUB_SHA: '' } }),
      'What this run deploys is not the tip of',
    )
  })

  test('is refused if the branch was renamed', async () => {
    const prepare = ({ github, cloud }: Sandbox) => {
      const handle = cloud.handle.bind(cloud)
      // The answer to a client that has followed the redirect.
      cloud.handle = (call) =>
        handle({ ...call, path: call.path.replace('/branches/main', '/branches/trunk') })
      github.branches['acme/taxi'] = { trunk: headSha }
    }
    expectRefused(await requireTip({}, { prepare }), 'it was renamed to trunk')
  })

  test.each<[string, Setup]>([
    ['v1.0 is a tag', { env: onTag }],
    ['refs/tags/v2 is a tag', { inputs: { branch: 'refs/tags/v2' } }],
    ['this run is for no branch', { env: { GITHUB_REF: '', GITHUB_REF_NAME: '' } }],
  ])('deploys with a note if %s', async (why, setup) => {
    const run = await requireTip({}, setup)
    expect([run.outputs.outcome, paths(run)]).toEqual(['succeeded', []])
    expect(run.log).toContain(`\`require-branch-tip\` is not checked: ${why}.`)
  })

  test('warns in a dry run of a tip that has moved', async () => {
    const run = await requireTip({ 'acme/taxi': { main: otherSha } }, { inputs: { 'dry-run': 'true' } })
    expect([run.outputs.outcome, run.exitCode]).toEqual(['planned', 0])
    expect(run.warnings).toEqual([
      'A real run would be refused: Commit 1f2e3d4 is not the tip of branch main, which is at 5a4d0b0.',
    ])
  })

  test('checks nothing if it writes nothing', async () => {
    const run = await requireTip(
      {},
      {
        sandbox: { deployments: [{ appId, plan: succeeds(100) }] },
        inputs: { 'deployment-id': '1001', secrets: undefined },
        hides: [],
      },
    )
    expect([run.outputs.outcome, paths(run)]).toEqual(['succeeded', []])
  })
})

test('a run reads no branch without `require-branch-tip`', async () => {
  expect(paths(await requireTip({}, { inputs: { 'require-branch-tip': 'false' } }))).toEqual([])
})

describe('a run with `require-branch-tip` that waits for another deployment', () => {
  const waiting = (change: (sandbox: Sandbox) => void, creates: number, onFailure = 'none') =>
    inVirtualTime(async () => {
      const sandbox = createSandbox({ apps: [app], conflicts: 'unfinished' })
      sandbox.cloud.state.seed({ appId, plan: succeeds(2000) })
      onFirst(sandbox, 'createDeployment', () => change(sandbox))
      const setup = { in: sandbox, creates, inputs: { 'on-failure': onFailure } }
      return requireTip({ 'acme/taxi': { main: headSha } }, setup)
    })

  test('reads the tip again, and deploys if it is still there', async () => {
    const run = await waiting(() => {}, 1)
    expect([run.outputs.outcome, paths(run).length]).toEqual(['succeeded', 2])
  })

  test.each([
    ['moves', 'none', otherSha, 'Commit 1f2e3d4 is not the tip of branch main, which is at 5a4d0b0.'],
    ['moves', 'rollback', otherSha, 'Commit 1f2e3d4 is not the tip of branch main, which is at 5a4d0b0.'],
    ['cannot be read any more', 'none', '', 'Could not read the tip of branch main: HTTP 404'],
  ])('restores the spicepod if the tip %s meanwhile, with on-failure: %s', async (_, mode, sha, says) => {
    const run = await waiting(
      ({ github }) => {
        github.branches['acme/taxi'] = sha === '' ? {} : { main: sha }
      },
      0,
      mode,
    )
    expect([run.exitCode, run.outputs.outcome, paths(run).length]).toEqual([1, 'refused', 2])
    // Tags and spicepod, the secret, the create that was refused, and the earlier spicepod.
    expect(namesOfWrites(run)).toEqual([
      'updateApp',
      'updateApp',
      'upsertSecret',
      'createDeployment',
      'updateApp',
    ])
    const [restored] = run.sandbox.cloud.state.apps
    expect(restored).toMatchObject({ spicepod: oldSpicepod, tags: { team: 'data' }, secrets: { KEY: key } })
    for (const words of [
      says,
      'Changes already made: set tags repository, team, pushed spicepod.yaml, stored secret KEY.',
      "Restored the app's previous spicepod.",
    ])
      expect(run.errors[0]).toContain(words)
    expect(run.log).toContain(
      'The branch or the app has changed in the meantime. Restoring the previous spicepod',
    )
  })
})
