import { expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../../sandbox/deployments.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { FileSeed } from '../../../sandbox/github/history.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import {
  app,
  back,
  beside,
  commits,
  failed,
  first,
  inOrder,
  main,
  manifestOf,
  podOf,
  ran,
  rollBack,
  second,
  third,
  writesOf,
} from '../../harness/rollback.ts'
import { faultAt, type RunOptions } from '../../harness/run.ts'

const withHistory = (...seeds: DeploymentSeed[]): RunOptions => ({
  sandbox: { deployments: inOrder(...seeds) },
})
const withFile = (file: FileSeed | null, more: SandboxOptions = {}): RunOptions => ({
  sandbox: { commits: [{ sha: second, files: { 'spicepod.yaml': file } }], ...more },
})
const gitea = { settings: { github: { forge: 'gitea' } } } as const
const to = (value: string, seeds?: DeploymentSeed[]): RunOptions => ({
  inputs: { to: value },
  ...(seeds && withHistory(...seeds)),
})
const good = [ran(first), ran(second), ran(third)]
/** Digits alone, so that it could be an id. */
const digits = '1234567890123456789012345678901234567890'
const cloudFault = (path: string, code: string): FaultRule[] => [
  {
    on: { path },
    fault: { kind: 'status', status: 409, body: { error: 'The app is connected to GitHub', code } },
  },
]

type Known = readonly (string | undefined)[]

/** Why each run is refused, what its error says, and what is known of where it goes from and to. */
const refusals: readonly (readonly [string, RunOptions, readonly string[], Known?])[] = [
  [
    'an app without a success',
    withHistory(ran(first, { plan: failed })),
    ['No deployment of this app has succeeded'],
    [undefined, undefined, undefined, undefined],
  ],
  [
    'an app with one success',
    withHistory(ran(first)),
    ['No earlier deployment with another commit'],
    ['901', first, undefined, undefined],
  ],
  [
    'an app of which a hundred successes have one commit, and perhaps earlier ones another',
    withHistory(ran(first), ...Array.from({ length: 100 }, () => ran(third))),
    ['None of the newest 100 deployments that succeeded has another commit on record.', 'Set `to`'],
  ],
  [
    'an app whose earlier successes have no commit on record',
    withHistory(ran(undefined), ran('main'), ran(third)),
    ['No earlier deployment with another commit', 'To go back by hand, check out an earlier commit'],
  ],
  [
    '`previous` after a return',
    withHistory(ran(first), ran(second), ran(third), ran(second, back(902))),
    [
      'deployment 904, is itself a return to deployment 902',
      '`previous` would lead back to what was left: commit ccccccc of deployment 903.',
      '- bbbbbbb: deployment 904, 2026-11-24 11:00:00 UTC, "Roll back to deployment 902: Second", runs now\n- ccccccc: deployment 903, 2026-11-24 10:00:00 UTC, "Third"\n- aaaaaaa: deployment 901, 2026-11-24 08:00:00 UTC, "Begin"',
      'Set `to` to the ID or the commit',
    ],
  ],
  [
    '`previous` after a return, with failures and unknown commits in between',
    withHistory(ran(second), ran(undefined), ran(third), ran(first, { plan: failed }), ran(second, back(1))),
    ['is itself a return'],
  ],
  ['an unknown ID', to('77'), ['The app has no deployment 77.', '- ccccccc: deployment 903']],
  [
    'seven digits that are neither an ID nor a commit',
    to('7777777'),
    ['No deployment of this app is known with the ID or commit `7777777`.'],
  ],
  [
    'an ID that is not listed and cannot be read',
    {
      inputs: { to: '1' },
      sandbox: { deployments: inOrder(...good, ...Array.from({ length: 100 }, () => ran(third))) },
      faults: [{ on: { path: 'getDeployment', times: 9 }, fault: { kind: 'status', status: 404 } }],
    },
    ['Deployment 1 is not listed, and could not be read by itself.', 'Set `to` to the ID or the commit'],
  ],
  [
    'seven digits of which it is not known whether they are an ID',
    {
      inputs: { to: digits.slice(0, 7) },
      ...withHistory(ran(digits), ran(third)),
      faults: [{ on: { path: 'getDeployment', times: 9 }, fault: { kind: 'status', status: 403 } }],
    },
    [
      'Deployment 1234567 is not listed, and could not be read by itself. Reading the deployment at ',
      ' failed: HTTP 403: ',
    ],
  ],
  [
    'the ID of another app',
    {
      inputs: { to: '990' },
      sandbox: {
        apps: [app, { id: 4712, name: 'other' }],
        deployments: [...inOrder(...good), ran(first, { id: 990, appId: 4712 })],
      },
    },
    ['The app has no deployment 990.'],
  ],
  [
    'an ID that has not succeeded',
    to('902', [ran(first), ran(second, { plan: failed }), ran(third)]),
    ['Deployment 902 has not succeeded: its status is failed.'],
    ['903', third, '902', second],
  ],
  [
    'the ID of what runs',
    to('903'),
    ['Deployment 903 is what the app runs already.'],
    ['903', third, '903', third],
  ],
  ['the commit of what runs', to(third.slice(0, 7)), ['Deployment 903 is what the app runs already.']],
  [
    'another deployment of the commit that runs',
    to('901', [ran(third), ran(second), ran(third)]),
    ['The commit of deployment 901 is what the app runs already, as deployment 903.'],
  ],
  [
    'an unknown commit',
    to('0123abc'),
    ['No deployment of this app is known with the commit `0123abc`.'],
    ['903', third, undefined, undefined],
  ],
  [
    'a commit that has not succeeded',
    to(beside, [ran(first), ran(beside, { plan: failed }), ran(third)]),
    [
      `No deployment of commit \`${beside}\` is known to have succeeded. Deployment 902 has not succeeded: its status is failed.`,
    ],
  ],
  [
    'an ambiguous commit',
    to('abcdef1', [ran(`abcdef1${'0'.repeat(33)}`), ran(`abcdef1${'1'.repeat(33)}`), ran(third)]),
    ['`to` `abcdef1` is the beginning of several commits:', '(deployment 902)', '(deployment 901)'],
  ],
  [
    'an ID without a commit',
    to('902', [ran(first), ran(undefined), ran(third)]),
    ['Deployment 902 has no commit on record', 'check out the commit'],
    ['903', third, '902', undefined],
  ],
  [
    'an ID with a text in place of a commit',
    to('902', [ran(first), ran('abc123'), ran(third)]),
    ['Deployment 902 has no commit on record', '(only `abc123`)', 'check out the commit'],
  ],
  [
    'a file that is in another folder, in a repository of many apps',
    {
      sandbox: {
        commits: [
          { sha: second, files: { 'spicepod.yaml': null, 'apps/taxi/spicepod.yaml': manifestOf('2') } },
        ],
      },
    },
    [
      'No spicepod.yaml at commit bbbbbbb; `apps/taxi/spicepod.yaml` is there: set `working-directory: apps/taxi`.',
    ],
  ],
  [
    'a file of which many are in other folders, on Gitea',
    {
      env: { GITHUB_SERVER_URL: 'http://gitea.acme.example:3000' },
      inputs: { 'working-directory': 'apps/tax' },
      sandbox: {
        ...gitea,
        commits: [
          {
            sha: second,
            files: Object.fromEntries(
              Array.from('gfedcba', (name) => [`apps/${name}/spicepod.yaml`, manifestOf('2')]),
            ),
          },
        ],
      },
    },
    [
      'No apps/tax/spicepod.yaml at commit bbbbbbb; `apps/a/spicepod.yaml`, `apps/b/spicepod.yaml`, `apps/c/spicepod.yaml`, `apps/d/spicepod.yaml`, `apps/e/spicepod.yaml` and 2 more are there: set `working-directory` to the folder of this app.',
    ],
  ],
  [
    'a file that is not there',
    withFile(null),
    [
      'The spicepod of deployment 902 cannot be used: `spicepod.yaml` at commit bbbbbbb: HTTP 404: there is no such file or commit.',
      'check out commit bbbbbbb',
      'Deployment 903 (commit `ccccccc`, 1h old) is still live.',
    ],
    ['903', third, '902', second],
  ],
  [
    'a file that GitHub does not send whole',
    withFile({ size: 1024 * 1024 + 1 }),
    ['it is too large: at most 1 MiB (1048576 bytes)'],
  ],
  [
    'a file above the limit that Gitea sends',
    withFile({ size: 1024 * 1024 + 1 }, gitea),
    ['it is too large: at most 1 MiB (1048576 bytes)'],
  ],
  ['a file that Gitea does not send', withFile({ size: 11 * 1024 * 1024 }, gitea), ['it is too large']],
  [
    'a file that is too large as a request',
    withFile({ size: 1024 * 1024 - 2 }),
    ['Spice Cloud accepts requests of at most 1 MiB'],
  ],
  [
    'a directory',
    {
      inputs: { spicepod: 'apps' },
      ...withFile(null),
      sandbox: { commits: [{ sha: second, files: { 'apps/x.yaml': 'x' } }] },
    },
    ['`apps` at commit bbbbbbb: it is a directory.'],
  ],
  ['a link that leads out', withFile({ symlink: '../x' }), ['it is a link or a submodule.']],
  ['a link in Gitea', withFile({ symlink: 'other.yaml' }, gitea), ['it is a link or a submodule.']],
  ['a submodule', withFile({ submodule: 'https://github.com/acme/lib' }), ['it is a link or a submodule.']],
  ['a list', withFile('- 1\n'), ['A manifest must be a map']],
  ['no YAML', withFile('a: [1'), ['spicepod.yaml@bbbbbbb, line 1']],
  [
    'a token that may not read the repository',
    { sandbox: { settings: { github: { contents: 'none' } } } },
    ['at commit bbbbbbb: HTTP 40', '`permissions: contents: read`'],
  ],
  ['no token for GitHub', { githubToken: '' }, ['`github-token` is required', 'check out the commit']],
  [
    'an app that is connected to a repository',
    { sandbox: { apps: [{ ...app, github: { branch: 'main', commitSha: third } }] } },
    ['takes its spicepod from the GitHub repository that it is connected to', 'Revert the commit'],
  ],
  [
    'a paused app',
    { sandbox: { apps: [{ ...app, paused: true }] } },
    ['The app has been paused since ', 'Resume the app on spice.ai and re-run this job.'],
  ],
  [
    'a list of deployments that is refused',
    {
      faults: [
        faultAt('listDeployments', { kind: 'status', status: 400, body: { error: 'No' } }, { times: 9 }),
      ],
    },
    ['Fix the inputs that the reason names.'],
  ],
  [
    'an unknown app',
    { inputs: { 'app-id': undefined, 'app-name': 'tax' } },
    ['Fix `app-name`, or set `app-id`.'],
  ],
]

test.each(refusals.map((row) => [row[0], row] as const))(
  '%s is refused before anything is written',
  async (_, row) => {
    const [, options, says, known] = row
    const run = await rollBack(options)
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
    expect(writesOf(run)).toEqual([])
    for (const words of says) expect(run.errors.join('\n')).toContain(words)
    expect(run.errors.join('\n')).not.toMatch(/create-app-if-missing|on-paused|on-conflict|on-failure/)
    const names = ['from-deployment-id', 'from-commit-sha', 'to-deployment-id', 'to-commit-sha']
    if (known) expect(names.map((name) => run.outputs[name])).toEqual(known)
  },
)

test.each(
  refusals.filter(([name]) => /^(an app with one|an unknown|no YAML|a file that is not|a paused)/.test(name)),
)('a dry run is refused as well: %s', async (_, options) => {
  const run = await rollBack({ ...options, inputs: { ...(options.inputs as object), 'dry-run': 'true' } })
  expect([run.exitCode, run.outputs.outcome, writesOf(run)]).toEqual([1, 'refused', []])
})

test('a GitHub that does not answer is given up in time, and nothing is written', async () => {
  const run = await rollBack({
    faults: [{ on: { path: 'githubContents', times: 9 }, fault: { kind: 'hang', when: 'before' } }],
  })
  expect([run.exitCode, run.outputs.outcome, writesOf(run)]).toEqual([1, 'refused', []])
  expect(run.errors[0]).toContain('GitHub did not respond within 10s.')
  expect(run.durationMs).toBeLessThan(11_000)
})

test('an app that turns out to be connected when the spicepod is pushed is refused, and nothing is deployed', async () => {
  const run = await rollBack({ faults: cloudFault('updateApp', 'github_connected') })
  expect([run.exitCode, run.outputs.outcome, run.posts]).toEqual([1, 'refused', []])
  expect(run.errors[0]).toContain('Revert the commit on the production branch')
})

test('the last five commits that succeeded are listed, the newest first and each once', async () => {
  const { errors } = await rollBack(
    withHistory(
      ...[...'01234565'].map((digit, index) => ran(digit.repeat(40), index === 7 ? back(906) : {})),
    ),
  )
  expect(errors[0]?.match(/^- .+?: deployment \d+/gm)).toEqual([
    '- 5555555: deployment 908',
    '- 6666666: deployment 907',
    '- 4444444: deployment 905',
    '- 3333333: deployment 904',
    '- 2222222: deployment 903',
  ])
})

test.each([
  [{ to: 'newest' }, '`to` must be `previous`, the numeric ID of a deployment, or a commit of 7 to 40'],
  [{ to: 'abc123' }, '`to` must be'],
  [{ image: 'old' }, '`image` must be `keep` or `restore`, but it is `old`.'],
  [{ 'app-id': undefined }, '`app-id` and `app-name` are empty'],
  [{ spicepod: '../spicepod.yaml' }, '`spicepod` must be the path of a file in the repository'],
  [{ spicepod: '/etc/passwd' }, '`spicepod` must be the path of a file in the repository'],
  [{ 'working-directory': '..' }, '`spicepod` must be the path of a file in the repository'],
])('bad inputs are refused before any request: %j', async (inputs, says) => {
  const run = await rollBack({ inputs })
  expect([run.exitCode, run.outputs.outcome, run.requests]).toEqual([1, 'refused', []])
  expect(run.errors[0]).toContain(says)
})

test.each([
  ['its ID', '990'],
  ['its commit', beside],
])('a deployment that succeeds while this one chooses is what the app runs already: %s', async (_, value) => {
  const run = await rollBack({
    inputs: { to: value },
    prepare: ({ cloud }) => {
      const { handle } = cloud
      let lists = 0
      cloud.handle = async (call) => {
        const isList = call.method === 'GET' && call.path.endsWith('/deployments')
        if (isList && ++lists === 2) cloud.state.seed(ran(beside, { id: 990, createdMsAgo: 0 }))
        return handle.call(cloud, call)
      }
    },
  })
  expect([run.outputs.outcome, writesOf(run)]).toEqual(['refused', []])
  expect(run.errors[0]).toContain('Deployment 990 is what the app runs already.')
})

test('a hundred failures above them hide no success', async () => {
  const failures = Array.from({ length: 120 }, () => ran(first, { plan: failed }))
  const run = await rollBack(withHistory(ran(first), ran(second), ...failures))
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'from-deployment-id': '902',
    'to-deployment-id': '901',
  })
})

test.each([
  ['an ID', '901', good, '901'],
  ['an abbreviated commit', first.slice(0, 7), good, '901'],
  ['a commit in capitals', first.toUpperCase(), good, '901'],
  [
    'the newest success of a commit',
    first,
    [ran(first), ran(first), ran(first, { plan: failed }), ran(third)],
    '902',
  ],
  [
    'a commit whose newest success has only its beginning on record',
    first.slice(0, 7),
    [ran(first), ran(second), ran(first.slice(0, 7)), ran(third)],
    '901',
  ],
  [
    'digits that are no ID but a commit',
    digits.slice(0, 8),
    [ran(digits, { branch: 'digits' }), ran(third)],
    '901',
  ],
  [
    'digits that are an ID and a commit',
    '1234567',
    [ran(first, { id: 1_234_567 }), ran(digits), ran(third)],
    '1234567',
  ],
  ['what `previous` would not choose', '902', [ran(first), ran(second), ran(third), ran(first)], '902'],
] as const)('`to` may be %s', async (_, value, seeds, id) => {
  const run = await rollBack({
    inputs: { to: value },
    sandbox: {
      deployments: inOrder(...seeds),
      commits: [...commits, { sha: digits, files: { 'spicepod.yaml': manifestOf('9') } }],
      branches: [main, { ...main, name: 'digits', sha: digits }],
    },
    maxWarnings: 2,
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'to-deployment-id': id })
})

test.each<[string, string, DeploymentSeed[], outcome: string]>([
  // A redeployment on spice.ai has no commit.
  ['the version that was redeployed by hand', '3', [ran(second), ran(third), ran(undefined)], '2'],
  ['another commit with the spicepod that runs', '3', [ran(second), ran(beside), ran(third)], '2'],
])('`previous` does not lead to %s', async (_, version, deployments, wanted) => {
  const files = { 'spicepod.yaml': manifestOf('3') }
  const run = await rollBack({
    sandbox: {
      apps: [{ ...app, spicepod: podOf(version) }],
      deployments: inOrder(...deployments),
      commits: [
        { sha: second, files: { 'spicepod.yaml': manifestOf('2') } },
        { sha: beside, parents: [second], files },
        { sha: third, parents: [beside], files },
      ],
    },
  })
  expect(run.outputs['to-commit-sha']).toBe(second)
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(podOf(wanted))
})
