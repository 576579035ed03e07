import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { RecordedCall } from '../../../sandbox/call.ts'
import { fails, neverEnds } from '../../../sandbox/plan.ts'
import { appsOf, deployedAt, filesOf, fleet, spicepodOf, statesOf, textOf } from '../../harness/fleet.ts'
import { onPullRequest, pullSha } from '../../harness/pull-request.ts'
import { faultAt, headSha, type RunOptions } from '../../harness/run.ts'

// What commits of the repository say of stored spicepods: of pushes that failed, and of what was stored and not deployed.

const path = 'apps/taxi/spicepod.yaml'
const gitea = { GITHUB_SERVER_URL: 'http://gitea.acme.example:3000' }
const sha = (digit: string) => digit.repeat(40)
const hour = 3_600_000
const text = (...datasets: string[]) => textOf('taxi', ...datasets)

/** Commits one after the other, the last of which is that of the run. */
function history(...texts: (string | null)[]) {
  return texts.map((content, index) => ({
    sha: index === texts.length - 1 ? headSha : sha(String(index + 1)),
    parents: index === 0 ? [] : [sha(String(index))],
    files: content === null ? { 'README.md': String(index) } : { [path]: content },
  }))
}

/** An app on which something is stored, after deployments that have each the commit of a digit, the oldest first. */
function taxi(
  stored: string[],
  deployments: [digit: string, more?: Parameters<typeof deployedAt>[1]][],
  commits: ReturnType<typeof history>,
  { sandbox, ...options }: RunOptions = {},
) {
  return fleet({
    files: { [path]: commits.map(({ files }) => files[path]).findLast((each) => each !== undefined) ?? '' },
    ...options,
    sandbox: {
      apps: [{ ...appsOf('taxi')[0], id: 4711, name: 'taxi', spicepod: spicepodOf('taxi', ...stored) }],
      deployments: deployments.map(([digit, more], index) =>
        deployedAt(4711, { commitSha: digit && sha(digit), createdMsAgo: (20 - index) * hour, ...more }),
      ),
      branches: [{ repository: 'acme/taxi', name: 'main', sha: headSha }],
      commits,
      ...sandbox,
    },
  })
}

const failed = { plan: fails(10, 'No memory') }
const github = ({ requests }: { requests: readonly RecordedCall[] }) =>
  requests.flatMap(({ operation = '' }) => (operation.startsWith('github') ? [operation] : []))

describe.each<[string, RunOptions]>([
  ['GitHub', {}],
  ['Gitea', { env: gitea }],
])('on %s', (forge, options) => {
  const run = (
    stored: string[],
    ...rest: Parameters<typeof taxi> extends [unknown, ...infer R] ? R : never
  ) => {
    const [deployments, commits, { sandbox, ...more } = {}] = rest
    const settings = { github: { forge: forge.toLowerCase() } } as never
    return taxi(stored, deployments, commits, { ...options, ...more, sandbox: { settings, ...sandbox } })
  }

  test.each(['failed', 'in progress'])('a push whose deployment %s is no edit', async (how) => {
    const plan = how === 'failed' ? failed : { plan: neverEnds() }
    const { apps } = await run(['b'], [['1'], ['2', plan]], history(text('a'), text('b'), text('c')))
    expect(apps[0]?.state).toBe('changed')
    expect(apps[0]).not.toHaveProperty('reason')
  })

  test('neither is what a restore put back, nor that of one of the five newest commits', async () => {
    const restored = await run(['a'], [['1'], ['2', failed]], history(text('a'), text('b'), text('c')))
    expect(statesOf(restored)).toEqual({ taxi: 'changed' })
    const commits = history(...Array.from('abcdefg', (name) => text(name)))
    const deployments = Array.from('123456', (digit): [string] => [digit])
    expect(statesOf(await run(['b'], deployments, commits))).toEqual({ taxi: 'changed' })
    expect(statesOf(await run(['a'], deployments, commits))).toEqual({ taxi: 'edited' })
  })

  test('what no deployment had is an edit, or the push of a job that was cancelled before it could deploy', async () => {
    const result = await run(['b'], [['1']], history(text('a'), text('b'), text('c')))
    const reason =
      'stored outside of a deployment: an edit on spice.ai, or a job that was cancelled after its push'
    expect(result.apps).toMatchObject([{ state: 'edited', reason }])
  })

  test('what is stored as the file is not deployed, if the newest success has another file', async () => {
    const result = await run(['b'], [['1'], ['2', failed]], history(text('a'), text('b'), null))
    expect(result.apps).toMatchObject([{ state: 'changed', reason: 'stored, but not deployed' }])
    expect(result.outputs['has-changes']).toBe('true')
    const gate = await run(['b'], [['1']], history(text('a'), text('b')), {
      inputs: { 'fail-on': 'not-current' },
    })
    expect([gate.outputs.outcome, gate.outputs['error-message']]).toEqual([
      'failed',
      expect.stringContaining('taxi is changed'),
    ])
  })

  test('an app whose newest success has the file of another commit by value is current', async () => {
    const result = await run(['a'], [['1']], history(`# Taxi\n${text('a')}`, text('a')))
    expect(statesOf(result)).toEqual({ taxi: 'current' })
  })

  test('an app that runs what the repository has needs one query of GitHub', async () => {
    const result = await run(['a'], [['1']], history(text('a'), null, null))
    expect(statesOf(result)).toEqual({ taxi: 'current' })
    expect(github(result)).toEqual(
      forge === 'GitHub' ? ['githubGraphql'] : ['githubContents', 'githubContents'],
    )
  })

  test('where the workspace has another file than its commit, nothing is concluded from commits', async () => {
    const rendered = { files: { [path]: text('rendered') } }
    const templates = history(text('a'), text('b'))
    const edited = await run(['nowhere'], [['1']], templates, rendered)
    expect(edited.apps).toMatchObject([
      {
        state: 'changed',
        reason:
          'not known whether the spicepod was edited: the spicepod of this run is not the file at its commit',
      },
    ])
    expect(statesOf(await run(['rendered'], [['1']], templates, rendered))).toEqual({ taxi: 'current' })
  })

  test.each<[string, RunOptions]>([
    ['without a token', { githubToken: '' }],
    [
      'if the server does not answer',
      {
        faults: ['githubGraphql', 'githubContents'].map((name) =>
          faultAt(name, { kind: 'status', status: 500 }, { times: Number.POSITIVE_INFINITY }),
        ),
      },
    ],
  ])('%s, a stored file is current, and it is said once that this is not known', async (_, more) => {
    const result = await run(['a'], [['1']], history(text('a'), null), more)
    expect(statesOf(result)).toEqual({ taxi: 'current' })
    expect(
      result.log.match(
        /Could not determine of 1 app whether the stored spicepod is the one that was deployed/g,
      ),
    ).toHaveLength(1)
  })
})

describe('after a rollback', () => {
  const back = (id: number) => ({ commitMessage: `Roll back to deployment ${id}: Begin\nNo fares` })
  const two = () => history(text('a'), text('b'), null)
  test.each<[string, Parameters<typeof taxi>[1]]>([
    ['to a deployment that is not listed any more', [['2'], ['1', back(7)]]],
    ['to what had succeeded before', [['1'], ['2'], ['1', back(1001)]]],
    ['of a deployment that failed', [['1'], ['2', failed], ['1', back(1001)]]],
    ['after several attempts', [['1'], ['2'], ['2', failed], ['1', back(1001)]]],
    ['without a commit on record', [['1'], ['2'], ['', back(1001)]]],
  ])(
    '%s, an app whose file is what was left is rolled back, and not deployed again',
    async (_, deployments) => {
      const run = await taxi(['a'], deployments, two())
      expect(run.apps).toMatchObject([{ state: 'rolled-back', reason: 'was rolled back from 2222222' }])
      expect(run.outputs).toMatchObject({ matrix: '{"include":[]}', 'has-changes': 'false' })
      const deployed = await taxi(['a'], deployments, two(), { inputs: { deploy: 'rolled-back' } })
      expect(JSON.parse(deployed.outputs.matrix ?? '').include).toMatchObject([{ app: 'taxi' }])
      const gate = await taxi(['a'], deployments, two(), { inputs: { 'fail-on': 'not-current' } })
      expect(gate.outputs['error-message']).toContain('taxi is rolled-back')
    },
  )

  test('its own commit may be the one that was left', async () => {
    const run = await taxi(
      ['a'],
      [['1'], ['2', { commitSha: headSha }], ['1', back(1001)]],
      history(text('a'), text('b')),
    )
    expect(run.apps).toMatchObject([{ state: 'rolled-back', reason: 'was rolled back from 1f2e3d4' }])
  })

  test.each<[string, string, string[], Parameters<typeof taxi>[1], ReturnType<typeof history>]>([
    [
      'that was reverted in the repository',
      'current',
      ['a'],
      [['1'], ['2'], ['1', back(1001)]],
      history(text('a'), text('b'), text('a')),
    ],
    [
      'that was mended since',
      'changed',
      ['a'],
      [['1'], ['2'], ['1', back(1001)]],
      history(text('a'), text('b'), text('c')),
    ],
    ['that somebody has edited since', 'edited', ['x'], [['1'], ['2'], ['1', back(1001)]], two()],
    [
      'whose commits have the same file',
      'current',
      ['a'],
      [['1'], ['2'], ['1', back(1001)]],
      history(text('a'), null, null),
    ],
    ['that is deployed twice', 'changed', ['a'], [['1'], ['1']], two()],
    ['that was deployed since', 'current', ['b'], [['1'], ['2'], ['1', back(1001)], ['2']], two()],
    // A feature branch was tried.
    ['whose commit was deployed before another one', 'changed', ['a'], [['1'], ['2'], ['1']], two()],
  ])('an app %s is %s', async (_, state, ...rest) => {
    expect(statesOf(await taxi(...rest))).toEqual({ taxi: state })
  })
})

test('what GitHub says of a query that it does not answer is told', async () => {
  const run = await taxi(['a'], [['1']], history(text('a'), null), {
    sandbox: { settings: { github: { contents: 'none' } } },
  })
  expect(run.log).toContain("Could not resolve to a Repository with the name 'acme/taxi'.")
})

test('commits of a pull request that the workspace has merged are compared, too', async () => {
  const commits = [
    { sha: sha('1'), files: { [path]: text('a') } },
    { sha: pullSha, parents: [sha('1')], files: { 'README.md': 'x' } },
    { sha: headSha, parents: [sha('1'), pullSha], files: { [path]: text('b') } },
  ]
  const run = await taxi(['nowhere'], [['1']], commits as never, onPullRequest())
  expect(statesOf(run)).toEqual({ taxi: 'edited' })
})

test.each(['-rf', '--output=/tmp/x', 'main', 'abc1234', '../../x'])(
  'a commit on record that is none is asked of nobody: %s',
  async (commitSha) => {
    const run = await taxi(['nowhere'], [['1', { commitSha }]], history(text('a'), text('b')))
    expect(run.apps).toMatchObject([
      {
        state: 'changed',
        reason: `could not read ${path} at commit ${commitSha}: that is not the full ID of a commit`,
      },
    ])
    expect(JSON.stringify(run.requests.map(({ rawBody }) => rawBody))).not.toContain(`${commitSha}:`)
    expect(github(run)).not.toContain('githubContents')
  },
)

describe('forty apps', () => {
  const names = Array.from({ length: 40 }, (_, index) => `app-${index}`)
  const forty = (stored: (name: string) => object, options: RunOptions = {}) => {
    const before = Object.fromEntries(
      names.map((name) => [`apps/${name}/spicepod.yaml`, textOf(name, 'before')]),
    )
    return fleet({
      files: filesOf(...names),
      sandbox: {
        apps: appsOf(...names).map((app) => ({ ...app, spicepod: stored(app.name ?? '') as never })),
        deployments: appsOf(...names).map(({ id }) => deployedAt(id ?? 0, { commitSha: sha('1') })),
        branches: [{ repository: 'acme/taxi', name: 'main', sha: headSha }],
        commits: [
          { sha: sha('1'), files: { ...filesOf(...names), ...(options.files ? {} : before) } },
          { sha: headSha, parents: [sha('1')], files: filesOf(...names) },
        ],
      },
      ...options,
    })
  }

  test('take at most 82 requests, and one more for the objects of a hundred files', async () => {
    const run = await forty((name) => spicepodOf(name), { files: filesOf(...names) })
    expect(run.outputs.counts).toBe('{"current":40}')
    const counted = Object.groupBy(run.requests, ({ operation = '' }) => operation)
    expect(
      Object.entries(counted)
        .map(([name, { length = 0 } = []]) => [name, length])
        .sort(),
    ).toEqual([
      ['getApp', 40],
      ['githubGraphql', 1],
      ['listApps', 1],
      ['listDeployments', 40],
      ['token', 1],
    ])
  })

  test('have at most 40 texts read', async () => {
    const run = await forty((name) => spicepodOf(name))
    expect(run.outputs.counts).toBe('{"changed":40}')
    expect(github(run).filter((operation) => operation === 'githubContents')).toHaveLength(40)
  })
})

test('failures that fill the list do not hide the newest success', async () => {
  const many = Array.from({ length: 100 }, (): [string, object] => ['', failed])
  const run = await taxi(['a'], [['1'], ...many], history(text('a'), text('b')))
  expect(statesOf(run)).toEqual({ taxi: 'changed' })
  const edited = await taxi(['nowhere'], [['1'], ...many], history(text('a'), text('b')))
  expect(statesOf(edited)).toEqual({ taxi: 'edited' })
})

test('in a checkout below the workspace, a path is that of its repository', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'spice-checkout-'))
  try {
    mkdirSync(join(workspace, 'code', '.git'), { recursive: true })
    mkdirSync(join(workspace, 'code', dirname(path)), { recursive: true })
    writeFileSync(join(workspace, 'code', path), text('b'))
    const run = await taxi(['b'], [['1']], history(text('a'), text('b')), {
      files: undefined,
      env: { GITHUB_WORKSPACE: workspace },
      inputs: { apps: 'code/apps/*/spicepod.yaml' },
    })
    expect(run.apps).toMatchObject([{ state: 'changed', reason: 'stored, but not deployed' }])
    expect(run.requests.at(-1)?.path).toContain(`/contents/${path}`)
  } finally {
    rmSync(workspace, { recursive: true })
  }
})
