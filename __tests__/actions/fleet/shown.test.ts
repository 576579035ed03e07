import { describe, expect, test } from '@jest/globals'
import { actionsBot, octocat } from '../../../sandbox/github/comments.ts'
import { fails } from '../../../sandbox/plan.ts'
import { createSandbox } from '../../../sandbox/server.ts'
import { appsOf, deployedAt, filesOf, fleet, spicepodOf, textOf } from '../../harness/fleet.ts'
import { onPullRequest, pullSha } from '../../harness/pull-request.ts'
import { faultAt, headSha, inVirtualTime, otherSha, type RunOptions } from '../../harness/run.ts'
import { expectNothingLive, readSummary } from '../../harness/summary.ts'

const names = ['taxi', 'weather', 'billing', 'maps']
const files = {
  ...filesOf(...names),
  'apps/weather/spicepod.yaml': textOf('weather', 'trips', 'rain'),
  'apps/new/spicepod.yaml': textOf('new'),
}
const apps = appsOf(...names).map((app) =>
  app.name === 'maps' ? { ...app, spicepod: spicepodOf('maps', 'trips', 'fares') } : app,
)
const failed = {
  createdMsAgo: 3_600_000,
  plan: fails(10, 'No memory'),
  commitSha: otherSha,
  createdBy: 'robin',
}
const deployments = [...apps.map(({ id }) => deployedAt(id)), deployedAt(4713, failed)]

const five = (options: RunOptions = {}) =>
  fleet({
    files,
    ...options,
    sandbox: { apps, deployments, commits: [{ sha: headSha, files: filesOf(...names) }], ...options.sandbox },
  })

test('the log has a line for each app that is not current, the worst first, and one for the rest', async () => {
  const { lines } = await five()
  expect(lines.slice(0, 6)).toEqual([
    'maps: edited on spice.ai · stored outside of a deployment: an edit on spice.ai, or a job that was cancelled after its push · a deployment would remove dataset fares',
    'billing: failed · No memory',
    'weather: changed · + dataset rain',
    'new: new · + dataset trips',
    '1 app is current.',
    expect.stringContaining('1 of 5 apps is current; 1 edited, 1 failed, 1 changed, 1 new.'),
  ])
})

test('the summary has a row for each app: linked, with its state, its changes and its last deployment', async () => {
  const { summary } = await five()
  expect(summary).toContain('## 1 of 5 apps is current; 1 edited, 1 failed, 1 changed, 1 new\n')
  const [open = '', folded = ''] = summary.split('<summary>1 app is current.</summary>')
  expect(folded).toContain('<code>taxi</code>')
  const rows = open.split('<tr>').slice(2)
  expect(rows.map((row) => /<code>([\w-]+)</.exec(row)?.[1])).toEqual(['maps', 'billing', 'weather', 'new'])
  expect(rows[1]).toContain('<a href="https://spice.ai/acme/billing"><code>billing</code></a>')
  expect(readSummary(rows[1] ?? '')).toContain('failed · 5a4d0b0 · 1h old · robin')
})

test.each([
  [undefined, ['maps', 'weather', 'billing', 'new']],
  ['new, changed, failed', ['weather', 'billing', 'new']],
  ['edited', ['maps']],
])('with the input deploy %s, the matrix has the apps in these states', async (states, expected) => {
  const { outputs } = await five({ inputs: { deploy: states } })
  const { include } = JSON.parse(outputs.matrix ?? '')
  expect(include.map(({ app }: { app: string }) => app).sort()).toEqual(expected.toSorted())
})

test('a state that no deployment mends is refused in the input deploy', async () => {
  const { outputs } = await five({ inputs: { deploy: 'current' } })
  expect(outputs).toMatchObject({ outcome: 'refused', 'error-message': expect.stringContaining('`deploy`') })
})

test('one comment shows the fleet on the pull request, and is kept up to date', () =>
  inVirtualTime(async () => {
    const sandbox = createSandbox({
      apps,
      deployments,
      commits: [{ sha: headSha, files: filesOf(...names) }],
    })
    const run = (id: string, options: RunOptions = {}) =>
      fleet({
        in: sandbox,
        files,
        ...onPullRequest(),
        env: { GITHUB_RUN_ID: id },
        ...options,
        inputs: { 'comment-on-pr': 'true', ...options.inputs },
      })
    const bodies = () => sandbox.github.comments.of(7).map(({ body }) => body)
    sandbox.github.comments.add(7, 'Looks good', octocat)
    sandbox.github.comments.add(7, '<!-- spice-cloud-deploy app:4711 run:1.1 -->', actionsBot)
    const first = await run('2')
    expect(first.log).toContain('Commented on pull request #7')
    const [, , body = ''] = bodies()
    expect(body).toContain('<h3>1 of 5 apps is current; 1 edited, 1 failed, 1 changed, 1 new</h3>')
    expect(body).toContain('<p>1 app is current.</p>')
    expect(body).not.toContain('<code>taxi</code>')
    expectNothingLive(body.replace(/<!--.*?-->|<sub>.*?<\/sub>/g, ''))
    await run('3', { files: { ...files, 'apps/weather/spicepod.yaml': textOf('weather') } })
    expect(bodies()).toHaveLength(3)
    expect(bodies()[2]).toContain('2 of 5 apps are current')
    const older = await run('1')
    expect(older.log).toContain('already shows a newer run')
    await run('4', { inputs: { name: 'staging' } })
    expect(bodies()).toHaveLength(4)
    await run('5', { inputs: { apps: 'none/*.yaml' } })
    expect(bodies()[2]).toMatch(/<h3>❌ The apps were not read<\/h3>\n\n<p>.*no file matches <code>none/)
    const onStart: RunOptions['onStart'] = ({ signal }) => signal('SIGINT')
    await run('6', { onStart })
    expect(bodies()[2]).toContain('The apps were not read')
  }))

test('a comment on a fleet that fails the job says why and what to do before its table, as the summary does', async () => {
  const run = await five({ ...onPullRequest(), inputs: { 'comment-on-pr': 'true', 'fail-on': 'failed' } })
  const [{ body } = { body: '' }] = run.sandbox.github.comments.of(7)
  expect([run.exitCode, run.errors.length]).toEqual([1, 1])
  for (const page of [run.summary, body]) {
    const text = readSummary(page)
    const places = ['billing is failed.', 'What to do: ', 'Last deployment'].map((words) =>
      text.indexOf(words),
    )
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((left, right) => left - right))
  }
})

describe('current apps that a pull request touches', () => {
  const gitea = { GITHUB_SERVER_URL: 'http://gitea.acme.example:3000' }
  const changed = { 'apps/taxi/tests.yaml': 'x', 'apps/weather/spicepod.yaml': textOf('weather', 'rain') }
  const many = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`a/${index}.md`, 'x']))
  const pull = { number: 7, state: 'open', head: { ref: 'feature/meter', sha: pullSha, repo: null } } as const
  const others = '<p>2 other apps are current.</p>'
  test.each<[string, RunOptions, string[], string, Record<string, string>?]>([
    ['have rows', {}, ['weather', 'taxi'], others],
    [
      'have rows on Gitea',
      { env: gitea, sandbox: { settings: { github: { forge: 'gitea' } } } },
      ['weather', 'taxi'],
      others,
    ],
    ['have rows after hundreds of other files', {}, ['weather', 'taxi'], others, many],
    [
      'have none if the files cannot be read',
      { faults: [faultAt('githubPullFiles', { kind: 'status', status: 500 })] },
      ['weather'],
      '<p>3 apps are current.</p>',
    ],
    [
      'have none if the files do not come in time',
      { faults: [faultAt('githubPullFiles', { kind: 'hang' })] },
      ['weather'],
      '<p>3 apps are current.</p>',
    ],
  ])('%s', async (_, { sandbox, ...options }, rows, last, more = {}) => {
    const run = await fleet({
      files: { ...filesOf(...names), ...changed },
      ...onPullRequest(),
      ...options,
      sandbox: {
        apps: appsOf(...names),
        deployments: appsOf(...names).map(({ id }) => deployedAt(id)),
        pulls: [pull],
        commits: [
          { sha: headSha, files: filesOf(...names) },
          { sha: pullSha, parents: [headSha], files: { ...more, ...changed } },
        ],
        ...sandbox,
      },
      inputs: { 'comment-on-pr': 'true' },
    })
    const [{ body } = { body: '' }] = run.sandbox.github.comments.of(7)
    expect(Array.from(body.matchAll(/<tr><td>.*?<code>(\w+)</g), ([, name]) => name)).toEqual(rows)
    expect(body).toContain(last)
  })
})

test('a summary has 300 rows, and counts the rest', async () => {
  const entries = Array.from({ length: 400 }, (_, index) => [`app-${index}`, 'apps/taxi'])
  const run = await fleet({
    files: { 'apps/taxi/spicepod.yaml': textOf('taxi', ...Array.from('abcdef', (name) => name.repeat(190))) },
    inputs: { apps: JSON.stringify(Object.fromEntries(entries)) },
    maxWarnings: 2,
  })
  expect(run.summary.split('<tr>')).toHaveLength(302)
  expect(run.summary).toContain('… and 100 more.')
})

test('a long text of others is cut, so that the outputs of a fleet stay small', async () => {
  const long = 'No memory '.repeat(40_000)
  const run = await fleet({
    files: filesOf('taxi', 'maps'),
    sandbox: {
      apps: appsOf('taxi', 'maps'),
      deployments: [
        deployedAt(4711, { ...failed, plan: fails(10, long) }),
        deployedAt(4712, { commitSha: long, createdBy: long }),
      ],
    },
  })
  expect(run.outputs.counts).toBe('{"current":1,"failed":1}')
  expect(run.apps.find(({ app }) => app === 'taxi')?.reason).toMatch(/^No memory No memory .*…$/)
  expect([run.outputs.apps?.length, run.log.length].filter((length = 0) => length > 10_000)).toEqual([])
})

test('half a character in a name is no reason for GitHub to refuse the comment', async () => {
  const run = await five({
    ...onPullRequest(),
    inputs: { 'comment-on-pr': 'true' },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: spicepodOf('taxi', 'fares \ud83d') }],
      deployments: [deployedAt(4711)],
    },
  })
  const [{ body } = { body: '' }] = run.sandbox.github.comments.of(7)
  expect(body).toContain(String.raw`fares \u{d83d}`)
  expect(body.isWellFormed()).toBe(true)
})

test('text of others acts nowhere', async () => {
  const hostile = '::error::x ##[error]y @acme/ops #1 <img src=x> </td>\n::set-output name=a::b'
  const run = await five({
    files: { ...files, 'apps/taxi/spicepod.yaml': textOf('taxi', hostile) },
    inputs: { apps: 'taxi: apps/taxi\nbilling: apps/billing', 'comment-on-pr': 'true' },
    ...onPullRequest(),
    sandbox: {
      apps,
      deployments: [
        deployedAt(4711),
        deployedAt(4713),
        deployedAt(4713, { ...failed, plan: fails(10, hostile), createdBy: hostile }),
      ],
    },
  })
  expect(run.outputs.counts).toBe('{"changed":1,"failed":1}')
  const body = run.sandbox.github.comments
    .of(7)
    .map((comment) => comment.body)
    .join('')
  expect(body).not.toMatch(/<img|<\/td>\n::/)
  expectNothingLive(body.replace(/<!--.*?-->|<sub>.*?<\/sub>/g, ''))
})

test('on an event of a fork, the comment shows no values of tags that are stored', async () => {
  const run = await fleet({
    files: filesOf('taxi'),
    ...onPullRequest({ repository: 'mallory/taxi' }),
    eventName: 'pull_request_target',
    inputs: { apps: 'taxi: { working-directory: apps/taxi, tags: { team: data } }', 'comment-on-pr': 'true' },
    sandbox: {
      apps: appsOf('taxi').map((app) => ({ ...app, tags: { team: 'private-value' } })),
      deployments: [deployedAt(4711)],
    },
  })
  const [{ body } = { body: '' }] = run.sandbox.github.comments.of(7)
  expect(body).toContain('tag team')
  expect(body).not.toContain('private-value')
})
