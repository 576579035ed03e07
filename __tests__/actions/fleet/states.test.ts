import { describe, expect, test } from '@jest/globals'
import { fails, neverEnds, neverStarts, type Plan } from '../../../sandbox/plan.ts'
import { appsOf, deployedAt, filesOf, fleet, spicepodOf, statesOf, textOf } from '../../harness/fleet.ts'
import { headSha, otherSha, type RunOptions } from '../../harness/run.ts'

const minuteMs = 60_000
const file = 'apps/taxi/spicepod.yaml'
const broken = 'version: v1\nkind: Spicepod\nname: taxi\nname: again\n'

/** An app that is as the repository has it and was deployed from there, and what differs from that. */
function taxi({ sandbox, ...options }: RunOptions = {}) {
  const files = filesOf('taxi')
  return fleet({
    files,
    ...options,
    sandbox: {
      apps: appsOf('taxi'),
      deployments: [deployedAt(4711)],
      commits: [{ sha: headSha, files }],
      ...sandbox,
    },
  })
}

const storing = (spicepod: object | null, more = {}) => ({
  apps: [{ ...appsOf('taxi')[0], spicepod, ...more }] as never,
})

/** A success, and a later deployment of another commit. */
const newest = (plan: Plan, createdMsAgo = 30 * minuteMs) => ({
  deployments: [deployedAt(4711), deployedAt(4711, { commitSha: otherSha, createdMsAgo, plan })],
})

test('an app that runs what the repository has is current', async () => {
  const run = await taxi()
  expect(run.apps).toEqual([
    {
      app: 'taxi',
      app_id: 4711,
      state: 'current',
      spicepod: file,
      wave: 1,
      deployment: {
        id: 1001,
        status: 'succeeded',
        commit_sha: headSha,
        branch: 'main',
        created_at: expect.any(String),
        creation_source: expect.any(String),
        created_by: expect.any(String),
      },
      plan_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      url: 'https://spice.ai/acme/taxi',
    },
  ])
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'has-changes': 'false',
    counts: '{"current":1}',
    matrix: '{"include":[]}',
    waves: '[]',
    problems: '[]',
  })
  expect(run.lines.join('\n')).toContain('1 of 1 app is current')
  expect(run.summary).toContain('## ✅ 1 of 1 app is current')
})

describe('the state of an app', () => {
  const edited = spicepodOf('taxi', 'trips', 'fares')
  const cases: [string, string, RunOptions, string?][] = [
    ['the spicepod has errors', 'invalid', { files: { [file]: broken }, errors: 1 }],
    ['no app has the name', 'new', { sandbox: { apps: [{ id: 99, name: 'other' }], deployments: [] } }],
    [
      'the stored spicepod comes from nowhere',
      'edited',
      { sandbox: storing(edited) },
      'stored outside of a deployment: an edit on spice.ai, or a job that was cancelled after its push',
    ],
    [
      'the stored spicepod is that of the deployed commit',
      'changed',
      { files: { [file]: textOf('taxi', 'trips', 'zones') }, sandbox: {} },
    ],
    [
      'the deployed commit cannot be read',
      'changed',
      { sandbox: { ...storing(edited), commits: [] } },
      `could not read ${file} at commit 1f2e3d4: HTTP 404: there is no such file or commit`,
    ],
    [
      'the file is no YAML at the deployed commit',
      'changed',
      {
        sandbox: { ...storing(edited), commits: [{ sha: headSha, files: { [file]: 'name: taxi\n\ta: [' } }] },
      },
      `could not read ${file} at commit 1f2e3d4: it is not YAML (line 2)`,
    ],
    [
      'several apps have the name',
      'unknown',
      { sandbox: { apps: [...appsOf('taxi'), { id: 4712, name: 'Taxi' }] }, inputs: { 'fail-on': 'none' } },
      'several apps have this name: app taxi (4711), app Taxi (4712).',
    ],
    [
      'the token may not read the repository',
      'changed',
      { githubToken: '', sandbox: storing(edited) },
      `could not read ${file} at commit 1f2e3d4: \`github-token\` is empty`,
    ],
    [
      'no deployment that succeeded has a commit',
      'changed',
      { sandbox: { ...storing(edited), deployments: [deployedAt(4711, { commitSha: null })] } },
      'not known whether the spicepod was edited: no deployment has a commit on record',
    ],
    ['no spicepod is stored', 'changed', { sandbox: storing(null) }],
    ['it was never deployed', 'changed', { sandbox: { deployments: [] } }, 'not deployed yet'],
    [
      'given tags differ',
      'changed',
      { inputs: { apps: 'taxi: { working-directory: apps/taxi, tags: { team: data } }' } },
    ],
    ['the newest deployment failed', 'failed', { sandbox: newest(fails(10, 'No memory')) }, 'No memory'],
    ['the newest deployment is queued', 'deploying', { sandbox: newest(neverStarts()) }],
    ['the newest deployment is in progress', 'deploying', { sandbox: newest(neverEnds()) }],
    [
      'the newest deployment does not end',
      'failed',
      { sandbox: newest(neverEnds(), 61 * minuteMs) },
      'in progress for more than an hour',
    ],
    ['it is paused', 'current', { sandbox: storing(spicepodOf('taxi'), { paused: true }) }, 'paused'],
    [
      'it is paused and differs',
      'changed',
      {
        files: { [file]: textOf('taxi', 'zones') },
        sandbox: storing(spicepodOf('taxi'), { paused: true }),
      },
      'paused',
    ],
    [
      'it is connected to a repository of its own',
      'current',
      { sandbox: storing(edited, { productionBranch: 'main' }) },
    ],
  ]
  test.each(cases)('if %s: %s', async (...[, state, options, reason]) => {
    const run = await taxi(options)
    expect(statesOf(run)).toEqual({ taxi: state })
    if (state !== 'invalid') expect(run.apps[0]?.reason).toBe(reason)
    expect(run.exitCode).toBe(state === 'invalid' ? 1 : 0)
  })

  test('an earlier row wins: an invalid spicepod over everything, and an edit over a failure', async () => {
    const failed = newest(fails(10))
    const invalid = await taxi({ files: { [file]: broken }, sandbox: { ...storing(edited), ...failed } })
    expect(statesOf(invalid)).toEqual({ taxi: 'invalid' })
    const both = await taxi({ sandbox: { ...storing(edited), ...failed } })
    expect(statesOf(both)).toEqual({ taxi: 'edited' })
    const changed = await taxi({ files: { [file]: textOf('taxi', 'zones') }, sandbox: newest(neverEnds()) })
    expect(statesOf(changed)).toEqual({ taxi: 'changed' })
  })

  test('an edit is found below a hundred failures', async () => {
    const failures = Array.from({ length: 90 }, (_, index) =>
      deployedAt(4711, { plan: fails(10), createdMsAgo: (100 - index) * minuteMs }),
    )
    const run = await taxi({ sandbox: { ...storing(edited), deployments: [deployedAt(4711), ...failures] } })
    expect(statesOf(run)).toEqual({ taxi: 'edited' })
  })

  test('names are compared ignoring case, and shown as the input has them', async () => {
    const { apps } = await taxi({
      sandbox: { apps: [{ id: 4711, name: 'TAXI', spicepod: spicepodOf('taxi') }] },
    })
    expect(apps).toMatchObject([
      { app: 'taxi', app_id: 4711, state: 'current', url: 'https://spice.ai/acme/TAXI' },
    ])
  })
})

test('an invalid spicepod is told with file and line, and asks Spice Cloud nothing about the app', async () => {
  const run = await taxi({ files: { [file]: broken } })
  expect(JSON.parse(run.outputs.problems ?? '')).toEqual([
    {
      code: 'spicepod-unreadable',
      kind: 'spicepod',
      name: file,
      certain: true,
      message: 'The key `name` appears twice in the same map.',
      file,
      line: 4,
    },
  ])
  expect(run.outputs).toMatchObject({
    outcome: 'failed',
    'error-message': expect.stringContaining('taxi is invalid'),
  })
  expect(run.log).toContain(`taxi: invalid · ${file}, line 4, column 1: The key`)
  expect(run.errors[0]).toContain(`${file}, line 4, column 1: The key`)
  expect(run.requests.map(({ operation }) => operation)).toEqual(['token', 'listApps'])
})

test('a broken spicepod is not the reason for a run that fails because of another app', async () => {
  const run = await fleet({
    files: { ...filesOf('taxi'), 'apps/other/spicepod.yaml': broken },
    inputs: { 'fail-on': 'new, changed' },
  })
  expect(run.outputs['error-message']).toBe('taxi is new. 0 of 2 apps are current; 1 invalid, 1 new.')
  expect(run.log).toContain('::warning file=apps/other/spicepod.yaml,line=4')
  expect(run.log).not.toContain('::error file=')
})

test('the changes of an app are those that a deployment would make', async () => {
  const run = await taxi({
    files: { [file]: textOf('taxi', 'trips', 'zones') },
    inputs: {
      apps: JSON.stringify({
        taxi: { 'working-directory': 'apps/taxi', tags: { team: 'data' }, secrets: ['PG_PASSWORD'] },
      }),
    },
  })
  expect(run.apps[0]?.changes).toEqual([
    {
      kind: 'tags',
      tags: [
        { name: 'repository', before: null, after: 'acme_taxi' },
        { name: 'team', before: null, after: 'data' },
      ],
    },
    { kind: 'spicepod', components: [{ kind: 'dataset', name: 'zones', change: 'added' }] },
    { kind: 'secret', name: 'PG_PASSWORD', new: null },
  ])
  expect(run.log).toContain('taxi: changed · tag repository: acme_taxi · tag team: data · + dataset zones')
})
