import { expect, test } from '@jest/globals'
import { neverEnds } from '../../sandbox/plan.ts'
import { appId, deploy, faultAt, headSha } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

/** What a list shows once, independent of the truth. */
const showing = (...deployments: unknown[]) =>
  ({ kind: 'status', status: 200, body: { deployments } }) as const

const statusLines = (lines: readonly string[]) =>
  lines.flatMap((line) => /^ *\d[\dhms. ]* {2}(\S.*)$/.exec(line)?.[1] ?? [])

test('a successful deployment passes the job and sets all outputs', async () => {
  const run = await deploy({
    inputs: { channel: 'preview', replicas: '3' },
    looks: ['queued', 'queued', 'in_progress', 'in_progress', 'succeeded'],
  })
  expect([run.exitCode, run.annotations]).toEqual([0, []])
  const { deployment, ...outputs } = run.outputs
  expect(outputs).toEqual({
    'plan-digest': expect.stringMatching(/^[0-9a-f]{64}$/),
    plan: expect.stringMatching(/^\{"version":1,"digest":"[0-9a-f]{64}",/),
    'app-id': '4711',
    'app-name': 'sandbox-app',
    'app-url': 'https://spice.ai/sandbox-org/sandbox-app',
    'deployment-id': '1001',
    'deployment-status': 'succeeded',
    'deployment-created-at': '2026-11-24T12:00:00.000Z',
    outcome: 'succeeded',
    'image-tag': '2.4.0-rc.1',
    replicas: '3',
    'duration-seconds': '0.4',
    'has-changes': 'false',
    datasets: '[]',
    models: '[]',
    'live-deployment-id': '1001',
    'live-commit-sha': headSha,
    // The checks are off.
    verified: 'false',
    problems: '[]',
    'runtime-url': 'https://us-west-2-prod-aws-data.spiceai.io',
    'test-results': '[]',
  })
  expect(JSON.parse(deployment ?? '')).toMatchObject({
    id: 1001,
    status: 'succeeded',
    replicas: 3,
    branch: 'main',
    commit_sha: headSha,
  })
  expect(run.lists).toHaveLength(4)
  expect(run.summary).toContain(`<a href="https://github.com/acme/taxi/commit/${headSha}">`)
  const facts = ['sandbox-app (4711)', 'preview', 'Fix the meter', 'Branchmain\n', 'Replicas3\n']
  for (const fact of facts) expect(readSummary(run.summary)).toContain(fact)
})

test('the log has one line for each change of the status, with the time since the creation', async () => {
  const { lines, notices } = await deploy({
    looks: ['queued', 'queued', 'in_progress', 'in_progress', 'in_progress', 'succeeded'],
  })
  expect(statusLines(lines)).toEqual(['queued', 'in_progress', 'succeeded'])
  expect(lines).toContain('Created deployment 1001')
  expect(lines[0]).toBe('Deploying app 4711 · branch main · commit 1f2e3d4 · "Fix the meter"')
  expect(lines).toContain('No earlier deployments to estimate the duration from.')
  const says =
    'Deployment 1001 (commit `1f2e3d4`) is live. Not verified: checks are off. https://spice.ai/sandbox-org/sandbox-app'
  expect(lines.at(-1)).toBe(`${says} https://github.com/acme/taxi/actions/runs/1234567890`)
  expect(notices).toEqual([says])
})

test('a deployment that succeeded at its creation is not polled', async () => {
  const run = await deploy({ looks: ['succeeded'] })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lists).toHaveLength(0)
})

test('a failed deployment fails the job with the reason of Spice Cloud', async () => {
  const reason = 'Dataset "trips" did not load: no such bucket'
  const run = await deploy({
    looks: [
      'queued',
      'in_progress',
      { status: 'failed', error_message: reason, error_code: 'unable_to_start' },
    ],
  })
  expect(run.outputs).toMatchObject({
    outcome: 'failed',
    'deployment-status': 'failed',
    'deployment-id': '1001',
    'error-message': reason,
    'duration-seconds': '0.2',
  })
  expect(run.errors[0]).toContain(`Deployment 1001 failed: ${reason}`)
  expect(run.warnings).toEqual([])
  expect(readSummary(run.summary)).toContain(reason)
})

test('a deployment that takes too long fails the job, keeps running and sets all outputs', async () => {
  const run = await deploy({ inputs: { 'timeout-seconds': '0.6' }, sandbox: { plan: neverEnds(20) } })
  expect(run.outputs).toMatchObject({
    outcome: 'timed-out',
    'deployment-id': '1001',
    'deployment-status': 'in_progress',
    'deployment-created-at': expect.stringMatching(/^20\d\d-/),
    deployment: expect.stringContaining('"in_progress"'),
    'app-url': 'https://spice.ai/sandbox-org/sandbox-app',
    'image-tag': '2.3.2',
    replicas: '1',
    'duration-seconds': expect.stringMatching(/^[\d.]+$/),
    'error-message': expect.stringContaining('keeps running in Spice Cloud'),
  })
  expect(run.errors[0]).toMatch(/still in_progress after 600ms. It keeps running in Spice Cloud/)
  expect(run.errors[0]).toContain('`timeout-seconds`')
  expect(readSummary(run.summary)).toContain('keeps running in Spice Cloud')
})

test('a deployment with the status `created` goes on if it is the newest', async () => {
  const run = await deploy({ looks: ['created', 'created', 'created', 'in_progress', 'succeeded'] })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
  expect(statusLines(run.lines)).toEqual(['created', 'in_progress', 'succeeded'])
})

test('a deployment with an unknown status goes on', async () => {
  const run = await deploy({
    looks: ['queued', 'queued', 'queued', 'succeeded'],
    faults: [faultAt('listDeployments', showing({ id: 1001, status: 'warming_up' }), { nth: 2, times: 2 })],
  })
  expect(run.exitCode).toBe(0)
  expect(statusLines(run.lines)).toEqual(['queued', 'warming_up', 'succeeded'])
})

test('`wait-for-completion: false` ends the run after the creation', async () => {
  const run = await deploy({ inputs: { 'wait-for-completion': 'false' }, sandbox: { plan: neverEnds() } })
  expect(run.outputs).toMatchObject({
    outcome: 'started',
    'deployment-id': '1001',
    'deployment-status': 'queued',
  })
  expect(run.lists).toHaveLength(0)
  expect(run.posts).toHaveLength(1)
  expect(run.summary).toContain('## ⏳ sandbox-app: Deployment started')
  expect(run.lines.at(-1)).toMatch(/^Deployment 1001 started\. Not waiting for it to finish/)
  expect([run.annotations, run.notices]).toEqual([[], []])
})

const nullable = [
  ...['image_tag', 'replicas', 'created_at', 'started_at', 'updated_at', 'branch', 'commit_sha'],
  ...['commit_message', 'error_message', 'creation_source', 'created_by'],
]

test.each([
  ['nulls', { ...Object.fromEntries(nullable.map((name) => [name, null])), id: 1001, status: 'queued' }],
  ['an id and a status alone', { id: 1001, status: 'queued' }],
  ['an id alone', { id: 1001 }],
  ['fields of other types', { id: 1001, status: 'queued', replicas: 'x', created_at: 17, error_message: {} }],
  ['fields that are new', { id: 1001, status: 'queued', flavour: { of: ['the', 'month'] } }],
  ['an id as text', { id: '1001', status: 'queued' }],
])('a deployment succeeds although the response has %s', async (_, body) => {
  const run = await deploy({
    creates: 0,
    serverLies: true,
    prepare: ({ cloud }) =>
      cloud.state.seed({ appId, id: 1001, plan: [{ afterMs: 0, status: 'succeeded' }] }),
    faults: [
      faultAt('createDeployment', { kind: 'status', status: 202, body }),
      faultAt('listDeployments', showing(body)),
    ],
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect(statusLines(run.lines)).toEqual(['queued', 'succeeded'])
})

const started = (status: number, body: object) =>
  deploy({
    creates: 0,
    serverLies: true,
    inputs: { 'wait-for-completion': 'false' },
    faults: [{ on: { path: 'createDeployment' }, fault: { kind: 'status', status, body } }],
  })

test('outputs without a value are not set, also after HTTP 201 instead of 202', async () => {
  const run = await started(201, { id: 7, status: 'queued', image_tag: null })
  expect(Object.keys(run.outputs).sort()).toEqual(
    [
      ...['app-id', 'app-name', 'app-url', 'deployment', 'deployment-id', 'deployment-status'],
      ...['duration-seconds', 'has-changes', 'plan', 'plan-digest', 'outcome', 'runtime-url'],
      // Always there, so that later steps can parse them.
      ...['datasets', 'models', 'problems', 'test-results'],
    ].sort(),
  )
  expect(JSON.parse(run.outputs.deployment ?? '')).toMatchObject({ id: 7, status: 'queued' })
  expect(run.summary).not.toMatch(/null|undefined/)
})

test('a large id is not rounded to the id of another deployment', async () => {
  const body = { id: 2 ** 53 + 2, status: 'queued' }
  const run = await deploy({
    inputs: { 'wait-for-completion': 'false' },
    looks: ['succeeded'],
    faults: [faultAt('createDeployment', { kind: 'status', status: 202, body, when: 'after' })],
  })
  // An unusable response counts as lost: the list has the true id.
  expect(run.posts).toHaveLength(1)
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
})
