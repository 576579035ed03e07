import { describe, expect, test } from '@jest/globals'
import { fails, succeeds } from '../../../sandbox/plan.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import {
  changingDuring,
  expectRefusedAtOnce,
  failed,
  namesOfWrites,
  placeOf,
  placesOf,
  request,
  writesOf,
} from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { deploy, faultAt, headSha, type RunOptions } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const app = { id: 4711, name: 'taxi', spicepod: oldSpicepod, tags: { owner: 'ada' } }
const apps = [app]
const files = { 'spicepod.yaml': manifest }
const push = (text: string) => ['updateApp', { spicepod: text }]
const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const views = 'views: [{name: rides, sql: SELECT 1}]\n'

/** A manifest whose request exceeds the limit by this many bytes. */
function manifestOver(bytes: number): string {
  const start = `${head}#`
  const size = Buffer.byteLength(JSON.stringify({ spicepod: start }))
  return start + '.'.repeat(1024 * 1024 + bytes - size)
}

test('spicepod.yaml is pushed even if the runner does not know the default', async () => {
  const run = await deploy({ files, sandbox: { apps }, env: { INPUT_SPICEPOD: undefined } })
  expect(writesOf(run)[0]).toEqual(push(manifest))
})

const texts: [string, string][] = [
  ['comments and blank lines', manifest],
  [
    'line breaks of Windows and letters of all the world',
    `---\n${head}description: "Über 🚕 \\u00e9 日本"\n# 終\n`.replaceAll('\n', '\r\n'),
  ],
  [
    'anchors, quotes and no line break at its end',
    `${head}datasets: &d\n  - {name: 'it''s', from: "a\\tb"}\nviews: *d`,
  ],
  ['an anchor used 9,000 times', `${head}x: &x {name: taxi}\ny:\n${'  - *x\n'.repeat(9000)}`],
  ['JSON in it', JSON.stringify(spicepod)],
]
test.each(texts)('a spicepod with %s is sent byte for byte', async (_, text) => {
  // Most of them would be findings.
  const inputs = { 'spicepod-checks': 'off' }
  const run = await deploy({ inputs, files: { 'spicepod.yaml': text }, sandbox: { apps } })
  expect(writesOf(run)).toEqual([push(text), ['createDeployment', request]])
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lines).toContain('Pushed spicepod.yaml')
  expect(run.annotations).toEqual([])
})

test.each([
  ['in the same words', manifest],
  [
    'in another order, without comments and in another style',
    '{"datasets": [{name: trips, from: "s3://bucket/trips/"}], kind: Spicepod, name: taxi, version: v1}',
  ],
])('a spicepod that the app already has (%s) is not pushed', async (_, text) => {
  const run = await deploy({ files: { 'spicepod.yaml': text }, sandbox: { apps: [{ ...app, spicepod }] } })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
  expect(run.lines).toContain('The spicepod is already up to date.')
})

test('a spicepod of the maximum size is pushed', async () => {
  const text = manifestOver(0)
  const run = await deploy({ files: { 'spicepod.yaml': text }, sandbox: { apps } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(Buffer.byteLength(run.requests.find(({ method }) => method === 'PUT')?.rawBody ?? '')).toBe(
    1024 * 1024,
  )
})

test('a dry run says that a spicepod is too different from the current one, and goes on', async () => {
  const views = (name: string) =>
    Array.from({ length: 3000 }, (_, index) => ({ name: name + index, sql: name }))
  const run = await deploy({
    inputs: { 'dry-run': 'true' },
    files: { 'spicepod.yaml': JSON.stringify({ ...spicepod, views: views('a') }) },
    sandbox: { apps: [{ ...app, spicepod: { ...spicepod, views: views('b') } }] },
  })
  expect(run.outputs.outcome).toBe('planned')
  expect(run.lines).toContainEqual(
    expect.stringContaining('Push spicepod.yaml: too different from the current one to show'),
  )
  expect(run.log).not.toContain('Spicepod changes')
})

test('a spicepod is found at its path in the working directory', async () => {
  const [fromFolder, elsewhere] = await Promise.all([
    deploy({
      inputs: { 'working-directory': 'apps/taxi' },
      files: { 'apps/taxi/spicepod.yaml': manifest, 'spicepod.yaml': head },
      sandbox: { apps },
    }),
    deploy({
      inputs: { 'working-directory': 'apps', spicepod: '../pods/taxi.yml' },
      files: { 'pods/taxi.yml': manifest, 'apps/none': '' },
      sandbox: { apps },
    }),
  ])
  expect(writesOf(fromFolder)[0]).toEqual(push(manifest))
  expect(writesOf(elsewhere)[0]).toEqual(push(manifest))
  expect(elsewhere.lines).toContain('Pushed ../pods/taxi.yml')
})

describe('a spicepod that is missing at the default path', () => {
  const asDefault = { spicepod: 'spicepod.yaml' }
  const says =
    "No spicepod was pushed: there is no spicepod.yaml in the workspace. Deployment 1001 runs what the app had stored, not the spicepod of commit 1f2e3d4. Add `actions/checkout` before this step, or set `spicepod` to its path. To keep the stored one, set `spicepod: ''`."

  test('is warned of, and the deployment is not said to have the spicepod of its commit', async () => {
    const run = await deploy({
      files: { 'README.md': '# Taxi' },
      inputs: { ...asDefault, 'comment-on-pr': 'true' },
      sandbox: { apps },
      ...onPullRequest({ sha: headSha }),
    })
    expect(namesOfWrites(run)).toContain('createDeployment')
    expect([run.outputs.outcome, run.exitCode]).toEqual(['succeeded', 0])
    expect(run.warnings).toHaveLength(1)
    expect(run.warnings[0]).toContain(says)
    expect(run.warnings[0]).toContain('Deployment 1001 is live.')
    expect(run.outputs['live-commit-sha']).toBe(headSha)
    expect(run.summary).toMatch(/^## ⚠️ .*Deployed, nothing pushed\n/)
    expect(run.summary).toContain('No spicepod was pushed')
    expect(readSummary(run.summary)).toContain('Live1001\n')
    expect(JSON.stringify(run.requests.filter(({ operation }) => operation?.startsWith('github')))).toContain(
      'Deployed, nothing pushed',
    )
  })

  test.each<[string, RunOptions, string | RegExp]>([
    ['nothing is checked out', { files: {} }, /Add `actions\/checkout` before this step\. To keep/],
    [
      'a file has a similar name',
      { files: { 'spicepod.yml': manifest } },
      'There is a `spicepod.yml`, though.',
    ],
    [
      'it is a dry run',
      { files: {}, inputs: { 'dry-run': 'true' } },
      'A deployment would run what the app had stored',
    ],
    [
      'the deployment fails',
      { files: {}, sandbox: { apps, plan: fails(0) } },
      'was created with what the app had stored',
    ],
  ])('is warned of if %s', async (_, options, words) => {
    const inputs = { ...asDefault, ...(options.inputs as object) }
    const run = await deploy({ sandbox: { apps }, ...options, inputs })
    expect(run.warnings.filter((text) => text.includes('No spicepod was pushed'))).toEqual([
      expect.stringMatching(words),
    ])
  })

  test('counts as a warning in the headline of a plan, which has no other', async () => {
    const { summary } = await deploy({
      files: {},
      inputs: { ...asDefault, 'dry-run': 'true' },
      sandbox: { apps, deployments: [{ appId: 4711, plan: succeeds(0), createdMsAgo: 60_000 }] },
    })
    expect(summary).toMatch(/^## Plan for \S+: 1 warning$/m)
  })

  test.each<[string, RunOptions]>([
    ['turned off', { files: {}, inputs: { spicepod: '' } }],
    ['that of a connected app', { files: {}, sandbox: { apps: [{ ...app, productionBranch: 'main' }] } }],
  ])('is no reason for a warning if the push is %s', async (_, options) => {
    const inputs = { ...asDefault, ...(options.inputs as object) }
    const run = await deploy({ sandbox: { apps }, ...options, inputs })
    expect([run.outputs.outcome, run.warnings]).toEqual(['succeeded', []])
  })
})

test('an empty `spicepod` input pushes nothing', async () => {
  const run = await deploy({ inputs: { spicepod: '' }, files, sandbox: { apps } })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
  expect(run.log).not.toContain('spicepod')
})

test('a push is retried if the app has changed in the meantime', async () => {
  const run = await deploy({ files, sandbox: { apps, faults: changingDuring(2) } })
  expect(namesOfWrites(run)).toEqual(['updateApp', 'updateApp', 'updateApp', 'createDeployment'])
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(spicepod)
})

test.each<[string, string, string | RegExp]>([
  ['is not there', 'pods/taxi.yaml', /the file `pods\/taxi\.yaml` does not exist.*check out the repository/],
  ['is a byte too large', 'almost.yaml', /`almost\.yaml` is too large.*at most 1 MiB(?!.*1\.00 MiB)/],
])('a spicepod that %s is rejected, and nothing is sent', async (_, path, says) => {
  await expectRefusedAtOnce({ inputs: { spicepod: path }, files: { 'almost.yaml': manifestOver(1) } }, [
    '`spicepod`',
    says,
  ])
})

test.each(['spicepod.yaml', 'nowhere'])('a working directory has to be a folder: %s', async (path) => {
  await expectRefusedAtOnce({ inputs: { 'working-directory': path }, files }, [
    `\`working-directory\` must be a directory, but \`${path}\` is not one`,
  ])
})

test.each<[string, string, { line: number; column: number }, RegExp]>([
  ['no YAML', 'version: v1\nkind: Spicepod\nname: [taxi\n', { line: 4, column: 1 }, /flow|\]/i],
  [
    'secret stores that are a map',
    `${head}secrets: {env: {from: env}}\n${views}`,
    { line: 4, column: 10 },
    /`secrets` must be a list/,
  ],
])('a bad manifest is one annotation at its place: %s', async (_, text, { line, column }, says) => {
  const run = await expectRefusedAtOnce(
    { inputs: { 'working-directory': 'apps/taxi' }, files: { 'apps/taxi/spicepod.yaml': text } },
    [`apps/taxi/spicepod.yaml, line ${line}, column ${column}: `, says],
  )
  expect(placeOf(run)).toEqual({ file: 'apps/taxi/spicepod.yaml', line, column })
  expect(run.annotations[0]?.title).toBe('app 4711: Nothing was deployed')
})

test('several errors in a manifest are an annotation each, and the first one has all of them', async () => {
  const run = await deploy({
    inputs: { tags: 'path: a/b', secrets: '1BAD=x' },
    files: { 'spicepod.yaml': `kind: Pod\nname: 7\ndatasets: x\n${views}` },
    errors: 4,
    hides: ['1BAD=x'],
  })
  expect([run.requests, run.outputs.outcome]).toEqual([[], 'refused'])
  for (const words of [
    '`version` is missing',
    '`kind`',
    '`name`',
    '`datasets`',
    '`tags`',
    '`secrets`, line 1',
  ]) {
    expect(run.errors.at(-1)).toContain(words)
  }
  expect(placesOf(run)).toEqual([
    ['error', 'spicepod.yaml', 1, 7, '`kind` is not `Spicepod`. Write `kind: Spicepod`.'],
    ['error', 'spicepod.yaml', 2, 7, '`name` is not a string. Put it in quotes.'],
    ['error', 'spicepod.yaml', 3, 11, '`datasets` must be a list.'],
    ['error', 'spicepod.yaml', 1, 1, expect.stringContaining('`version` is missing')],
  ])
})

const theirs = 'beefbeefbeefbeefbeefbeefbeefbeefbeefbeef'
const connected = (commitSha: string): SandboxOptions => ({
  apps: [{ ...app, github: { branch: 'main', commitSha } }],
})

test('an app connected to GitHub gets tags and no spicepod, and is deployed', async () => {
  const run = await deploy({ inputs: { tags: 'team: data' }, files, sandbox: connected(headSha) })
  expect(writesOf(run)).toEqual([
    ['updateApp', { tags: { owner: 'ada', repository: 'acme_taxi', team: 'data' } }],
    push(manifest),
    ['createDeployment', request],
  ])
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lines.filter((line) => line.includes('connected to a GitHub repository'))).toEqual([
    'Spicepod not pushed: the app is connected to a GitHub repository and reads it from there.',
  ])
  expect(run.annotations).toEqual([])
  expect(readWritten(run.summary)).toBe('set tags repository, team')
})

test('an app connected to GitHub that deploys another commit is one warning', async () => {
  const run = await deploy({ files, sandbox: connected(theirs) })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.warnings).toEqual([
    expect.stringMatching(/^Deployment 1001 uses commit beefbee, not 1f2e3d4 from this run\./),
  ])
})

test.each([0, 1])('nothing is restored on an app connected to GitHub after %d lost pushes', async (times) => {
  const run = await deploy({
    inputs: { 'on-failure': 'rollback' },
    files,
    faults: [faultAt('updateApp', { kind: 'reset' }, { times })],
    maxWarnings: 2,
    sandbox: { ...connected(headSha), plan: failed },
  })
  expect(namesOfWrites(run)).toEqual([...Array(times + 1).fill('updateApp'), 'createDeployment'])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.errors[0]).toContain('reads its spicepod from its GitHub repository')
  expect(run.errors[0]).not.toContain('Unconfirmed')
})

test('the field errors of a rejected spicepod are reported, and nothing is deployed', async () => {
  const details = {
    fieldErrors: { spicepod: ['datasets.0.from: unknown source', 'row_id: must be a list'] },
    formErrors: [],
  }
  const body = { error: 'Invalid spicepod configuration', details }
  const run = await deploy({
    files,
    sandbox: { apps, faults: [{ on: { path: 'updateApp' }, fault: { kind: 'status', status: 400, body } }] },
  })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['updateApp'], 'refused'])
  expect(run.errors[0]).toContain(
    'failed (HTTP 400): Invalid spicepod configuration · spicepod: datasets.0.from: unknown source, row_id: must be a list',
  )
  expect(run.errors[0]).toMatch(/Fix the spicepod/)
})

function readWritten(summary: string): string | undefined {
  return /Written by this run: (.*?)\.<\/p>/.exec(summary)?.[1]
}
