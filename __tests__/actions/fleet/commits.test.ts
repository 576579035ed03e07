import { execFileSync } from 'node:child_process'
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
        deployedAt(4711, { commitSha: sha(digit), createdMsAgo: (20 - index) * hour, ...more }),
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

  test('neither is the push of a job that was cancelled before it could deploy', async () => {
    const result = await run(['b'], [['1']], history(text('a'), text('b'), text('c')))
    expect(statesOf(result)).toEqual({ taxi: 'changed' })
    expect(github(result).filter((operation) => operation === 'githubCommits')).toHaveLength(1)
  })

  test('nor is it one if a later commit has undone it', async () => {
    const undone = history(text('a'), text('b'), text('a'))
    expect(statesOf(await run(['b'], [['1']], undone))).toEqual({ taxi: 'changed' })
    const elsewhere = history(text('a'), null, text('b'), text('a'))
    expect(statesOf(await run(['b'], [['2']], elsewhere))).toEqual({ taxi: 'changed' })
    const long = history(text('a'), null, ...Array.from('bcdea', (name) => text(name)))
    expect(statesOf(await run(['b'], [['2']], long))).toEqual({ taxi: 'changed' })
    const before = history(text('a'), text('b'), text('a'), null, text('c'))
    expect(statesOf(await run(['b'], [['4']], before))).toEqual({ taxi: 'edited' })
  })

  test('what was in the repository before the newest success is an edit', async () => {
    const commits = history(text('a'), text('b'), null, text('c'))
    expect(statesOf(await run(['a'], [['3']], commits))).toEqual({ taxi: 'edited' })
    expect(statesOf(await run(['a'], [['2']], commits))).toEqual({ taxi: 'edited' })
  })

  test('of the later commits of the branch, the last five count', async () => {
    const commits = history(...Array.from('abcdefg', (name) => text(name)))
    expect(statesOf(await run(['c'], [['1']], commits))).toEqual({ taxi: 'changed' })
    expect(statesOf(await run(['b'], [['1']], commits))).toEqual({ taxi: 'edited' })
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

  test('an app that runs what the repository has needs no text of a file', async () => {
    const result = await run(['a'], [['1']], history(text('a'), null, null))
    expect(statesOf(result)).toEqual({ taxi: 'current' })
    expect(github(result)).toEqual(forge === 'GitHub' ? ['githubGraphql'] : ['githubTree', 'githubTree'])
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
        faults: ['githubGraphql', 'githubTree'].map((name) =>
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
  const message = { commitMessage: 'Roll back to deployment 1001: Begin\nThe fares are missing' }
  const two = () => history(text('a'), text('b'), null)
  test.each<[string, Parameters<typeof taxi>[1]]>([
    ['whose deployment says so', [['2'], ['1', message]]],
    ['to what had succeeded before', [['1'], ['2'], ['1']]],
    ['of a deployment that failed', [['1'], ['2', failed], ['1']]],
    ['after several attempts', [['1'], ['2'], ['2', failed], ['1']]],
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
      [['1'], ['2', { commitSha: headSha }], ['1']],
      history(text('a'), text('b')),
    )
    expect(run.apps).toMatchObject([{ state: 'rolled-back', reason: 'was rolled back from 1f2e3d4' }])
  })

  test.each<[string, string, string[], Parameters<typeof taxi>[1], ReturnType<typeof history>]>([
    [
      'that was reverted in the repository',
      'current',
      ['a'],
      [['1'], ['2'], ['1']],
      history(text('a'), text('b'), text('a')),
    ],
    [
      'that was mended since',
      'changed',
      ['a'],
      [['1'], ['2'], ['1']],
      history(text('a'), text('b'), text('c')),
    ],
    ['that somebody has edited since', 'edited', ['x'], [['1'], ['2'], ['1']], two()],
    [
      'whose commits have the same file',
      'current',
      ['a'],
      [['1'], ['2'], ['1']],
      history(text('a'), null, null),
    ],
    ['that is deployed twice', 'changed', ['a'], [['1'], ['1']], two()],
    ['that was deployed since', 'current', ['b'], [['1'], ['2'], ['1'], ['2']], two()],
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

test('on Gitea, a tree that is cut is not known, and says of no file that it is absent', async () => {
  const many = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`a/${index}.md`, 'x']))
  const [first, ...commits] = history(text('a'), null)
  const run = await taxi(
    ['a'],
    [['1']],
    [{ ...first, files: { ...many, ...first?.files } }, ...commits] as never,
    {
      env: gitea,
      sandbox: { settings: { github: { forge: 'gitea' } } },
    },
  )
  expect(statesOf(run)).toEqual({ taxi: 'current' })
  expect(run.log).toContain('the server does not tell all files of a commit')
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

describe('a checkout', () => {
  /** Runs in a checkout that has some commits, in a folder of the workspace. */
  async function inCheckout(depth: number, stored: string[], options: RunOptions = {}) {
    const workspace = mkdtempSync(join(tmpdir(), 'spice-checkout-'))
    try {
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
          cwd: join(workspace, 'origin'),
          encoding: 'utf8',
        }).trim()
      mkdirSync(join(workspace, 'origin', dirname(path)), { recursive: true })
      git('init', '-q', '-b', 'main')
      const shas = ['a', 'b', 'c'].map((name) => {
        writeFileSync(join(workspace, 'origin', path), text(name))
        git('add', '.')
        git('commit', '-q', '-m', name)
        return git('rev-parse', 'HEAD')
      })
      git('clone', '-q', '--depth', String(depth), `file://${join(workspace, 'origin')}`, '../code')
      rmSync(join(workspace, 'origin'), { recursive: true })
      return await fleet({
        ...options,
        files: undefined,
        env: { PATH: process.env.PATH, GITHUB_WORKSPACE: workspace, GITHUB_SHA: shas[2], ...options.env },
        inputs: { apps: 'code/apps/*/spicepod.yaml' },
        sandbox: {
          apps: [{ id: 4711, name: 'taxi', spicepod: spicepodOf('taxi', ...stored) }],
          deployments: [
            deployedAt(4711, { commitSha: shas[0] as string, createdMsAgo: 2 * hour }),
            deployedAt(4711, { commitSha: shas[1] as string, createdMsAgo: hour, ...failed }),
          ],
          commits: shas.map((each, index) => ({
            sha: each,
            parents: index === 0 ? [] : [shas[index - 1] as string],
            files: { [path]: text('abc'[index] as string) },
          })),
          branches: [{ repository: 'acme/taxi', name: 'main', sha: shas[2] as string }],
        },
      })
    } finally {
      rmSync(workspace, { recursive: true })
    }
  }

  test('that has the commits is asked instead of the server', async () => {
    for (const [stored, state] of [
      ['b', 'changed'],
      ['c', 'changed'],
      ['a', 'changed'],
    ] as const) {
      const run = await inCheckout(3, [stored])
      expect(statesOf(run)).toEqual({ taxi: state })
      expect(github(run)).toEqual([])
    }
    const edited = await inCheckout(3, ['nowhere'])
    expect(statesOf(edited)).toEqual({ taxi: 'edited' })
    expect(github(edited)).toEqual(['githubCommits'])
  })

  test('that lacks commits is asked for its own, and the server for the others, at their path in the repository', async () => {
    const run = await inCheckout(1, ['c'])
    expect(run.apps).toMatchObject([{ state: 'changed', reason: 'stored, but not deployed' }])
    expect(github(run)).toEqual(['githubGraphql', 'githubContents'])
    expect(run.requests.at(-1)?.path).toContain(`/contents/${path}`)
  })
})
