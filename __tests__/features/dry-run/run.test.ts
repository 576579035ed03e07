import { expect, test } from '@jest/globals'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import { creating, namesOfWrites } from '../../harness/app.ts'
import { type ActionRun, deploy, faultAt, headSha, type RunOptions } from '../../harness/run.ts'
import { manifest, spicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const key = 'Zq7vKx2mWp9dRt4b'
const files = { 'spicepod.yaml': manifest }
const before = {
  ...spicepod,
  datasets: [{ from: 's3://bucket/old/', name: 'trips' }],
  models: [{ name: 'old' }],
}
const apps: SandboxOptions['apps'] = [
  { id: 4711, name: 'taxi', spicepod: before, tags: { owner: 'ada', team: 'maps' } },
]

/** A dry run only reads, even if it fails. */
async function plan({
  inputs,
  ...setup
}: RunOptions & { inputs?: Record<string, string | undefined> }): Promise<ActionRun> {
  const run = await deploy({ ...setup, inputs: { 'dry-run': 'true', ...inputs } })
  expect(namesOfWrites(run)).toEqual([])
  expect(run.outputs).not.toHaveProperty('deployment-id')
  return run
}

/** The lines of the log in a group. */
function group({ log }: ActionRun, title: string): string[] | undefined {
  const [, lines] = new RegExp(`::group::${title}\n([\\s\\S]*?)\n::endgroup::`).exec(log) ?? []
  return lines?.split('\n')
}

/** What a run would do, as shown in the log. */
function steps({ log }: ActionRun): string[] {
  const [, told = ''] =
    /\nA real run would:\n([\s\S]*?)\n(?:::group::Spicepod changes|Dry run complete)/.exec(log) ?? []
  return told.split('\n').map((line) => line.trim().replace(/^- /, ''))
}

const deployment = 'Create a deployment: branch main, commit 1f2e3d4, message "Fix the meter"'

test('a dry run lists everything that a real run would change, and changes nothing', async () => {
  const run = await plan({
    inputs: { tags: 'team: data\nowner: ada', secrets: `KEY=${key}\nOTHER=${key}`, replicas: '3' },
    files,
    hides: [key],
    sandbox: { apps: apps.map((app) => ({ ...app, secrets: { OTHER: 'before' } })) },
  })
  expect(run.outputs).toMatchObject({ outcome: 'planned', 'app-id': '4711', 'app-name': 'taxi' })
  expect(run.annotations).toEqual([])
  const says = [
    'Set tag repository: acme_taxi',
    'Change tag team: maps → data',
    expect.stringMatching(/^Push spicepod\.yaml: 1 lines? added, 3 removed$/),
    'Store secrets KEY (new), OTHER',
    deployment.replace(', message', ', 3 replicas, message'),
  ]
  expect(steps(run)).toEqual(says)
  const summary = readSummary(run.summary)
  expect(summary).toContain('## Plan for ')
  for (const step of steps(run)) expect(summary).toContain(step)
})

test('a dry run shows the changes of the spicepod in log and summary', async () => {
  const run = await plan({ files, sandbox: { apps } })
  const diff = group(run, 'Spicepod changes')
  expect(diff).toEqual(
    expect.arrayContaining([
      ...['-  - from: s3://bucket/old/', '+  - from: s3://bucket/trips/', '-models:', '-  - name: old'],
    ]),
  )
  expect(diff?.filter((line) => !/^[-+ ]/.test(line))).toEqual([])
  expect(readSummary(run.summary)).toContain(diff?.join('\n'))
  expect(run.summary).toContain('<details open><summary>Spicepod changes</summary>')
})

test('a dry run shows the whole spicepod if the app has none', async () => {
  const run = await plan({ files, sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: null }] } })
  expect(steps(run)[0]).toBe('Push spicepod.yaml: 6 lines added, 0 removed')
  expect(group(run, 'Spicepod changes')).toHaveLength(6)
})

test('a dry run shows the start of a long diff', async () => {
  const models = Array.from({ length: 900 }, (_, index) => ({ name: `model-${index}` }))
  const run = await plan({
    files: { 'spicepod.yaml': JSON.stringify({ ...spicepod, models }) },
    sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod }] },
  })
  const diff = group(run, 'Spicepod changes') ?? []
  expect(diff).toHaveLength(401)
  expect(diff.at(-1)).toMatch(/^… and \d+ more lines$/)
})

test('a dry run without changes checks that there is an app', async () => {
  const run = await plan({ inputs: { spicepod: '', 'app-id': '4712' }, sandbox: { apps } })
  expect([run.outputs.outcome, run.exitCode]).toEqual(['refused', 1])
})

test('a dry run without changes needs no other scope than a real run', async () => {
  const run = await plan({ inputs: { spicepod: '' }, sandbox: { client: { scopes: ['deployments:write'] } } })
  expect(run.outputs.outcome).toBe('planned')
})

test('a dry run does not promise to push a spicepod to an app connected to GitHub', async () => {
  const run = await plan({
    files,
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: before, github: { branch: 'main', commitSha: headSha } }],
    },
  })
  expect(steps(run)[0]).toMatch(/GitHub/)
})

test.each<[string, RunOptions & { inputs?: Record<string, string | undefined> }, RegExp]>([
  ['an app that is not there', { inputs: { 'app-id': '4712' } }, /HTTP 404/],
  [
    'a region that is not there',
    { inputs: { ...creating, region: 'eu-west-9' } },
    /`eu-west-9` does not accept new apps/,
  ],
  ['unknown credentials', { inputs: { 'client-secret': 'not-the-right-one' } }, /HTTP 401/],
  ['no scope for it', { sandbox: { client: { scopes: ['deployments:write'] } }, files }, /`apps:read`/],
  ['a deployment that is not there', { inputs: { 'deployment-id': '7' } }, /no deployment 7/],
])('a dry run fails like a real run: %s', async (_, setup, says) => {
  const run = await plan({ ...setup, sandbox: { apps, ...setup.sandbox } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.errors[0]).toMatch(says)
  expect(run.log).not.toContain('A real run would')
})

test('a dry run fails at the first read that is rejected', async () => {
  const run = await plan({
    files,
    inputs: { 'timeout-seconds': '60' },
    sandbox: {
      apps,
      faults: [
        faultAt('getApp', { kind: 'status', status: 403 }, { times: 99 }),
        faultAt('listDeployments', { kind: 'status', status: 502 }, { times: 99 }),
      ],
    },
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toContain('403')
})
