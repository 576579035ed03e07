import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { Fault } from '../../sandbox/faults.ts'
import { neverEnds, succeeds } from '../../sandbox/plan.ts'
import { succeeded } from '../harness/app.ts'
import { type ActionRun, faultAt, headSha, onFirst, otherSha, type RunOptions } from '../harness/run.ts'
import { testResults, verify } from '../harness/runtime.ts'
import { pod } from '../harness/spicepods.ts'

// Which spicepod an app runs, and what is only stored.

const of = (...names: string[]) =>
  pod({ datasets: names.map((name) => ({ from: `s3://bucket/${name}/`, name })) })
const fileOf = (...names: string[]) => ({ 'spicepod.yaml': stringify(of(...names)) })

/** A run that asks what the app runs: it was deployed from the earlier commit, and the checkout has the newer one. */
function ask(
  {
    stored,
    committed,
    checkout = committed,
    runs = committed,
  }: Record<string, string[]> & { committed: string[] },
  { inputs, sandbox, ...options }: RunOptions = {},
): Promise<ActionRun> {
  return verify({
    creates: 0,
    files: fileOf(...(checkout ?? committed)),
    ...options,
    inputs: { 'deployment-id': 'running', ...(inputs as Record<string, string>) },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: of(...(stored ?? committed)) }],
      deployments: [
        {
          appId: 4711,
          id: 901,
          plan: succeeded,
          branch: 'main',
          commitSha: otherSha,
          createdMsAgo: 60_000,
          spicepod: of(...(runs ?? committed)),
        },
      ],
      commits: [
        { sha: otherSha, files: fileOf(...committed) },
        { sha: headSha, files: fileOf(...(checkout ?? committed)) },
      ],
      ...sandbox,
    },
  })
}

const lacking = { runtime: { datasets: [{ name: 'trips' }] } }
const alsoStored =
  'The stored spicepod also has dataset `fares`, which is not running: it may not have been deployed.'

test('what the deployment was made with has to be there, if the stored spicepod is the file at its commit', async () => {
  const run = await ask({ committed: ['trips', 'fares'], checkout: ['zones'] }, { sandbox: lacking })
  expect(run.outputs).toMatchObject({ outcome: 'unverified', verified: 'false' })
  expect(run.errors[0]).toContain('waiting for fares (missing)')
})

test.each<[why: string, ...Parameters<typeof ask>]>([
  ['it was saved on spice.ai', { stored: ['trips', 'fares'], committed: ['trips'] }],
  [
    'the workflow renders its spicepod',
    { stored: ['trips', 'fares'], committed: ['trips', 'fares'], checkout: ['rendered'], runs: ['trips'] },
    {
      sandbox: {
        commits: [
          { sha: otherSha, files: fileOf('trips', 'fares') },
          { sha: headSha, files: fileOf('template') },
        ],
      },
    },
  ],
  [
    'the push is turned off',
    { stored: ['trips', 'fares'], committed: ['trips', 'fares'], runs: ['trips'] },
    { inputs: { spicepod: '' } },
  ],
  [
    'its commit cannot be read',
    { stored: ['trips', 'fares'], committed: ['trips', 'fares'], runs: ['trips'] },
    { sandbox: { commits: [] } },
  ],
  [
    'there is no checkout',
    { stored: ['trips', 'fares'], committed: ['trips', 'fares'], runs: ['trips'] },
    { files: {} },
  ],
])('nothing that is only stored is missed if %s', async (_, app, options = {}) => {
  const { sandbox, inputs, ...more } = options
  const run = await ask(app, {
    ...more,
    inputs: { ...(inputs as Record<string, string>), 'test-tables': 'all' },
    sandbox: { ...sandbox, ...lacking },
  })
  expect([run.outputs.outcome, run.errors, run.warnings]).toEqual([
    'succeeded',
    [],
    ['Table trips has no rows.'],
  ])
  expect(run.log.split(alsoStored)).toHaveLength(2)
  expect(run.log.split('It is not known which spicepod deployment 901 has (')).toHaveLength(2)
  expect(testResults(run)).toMatchObject([{ name: 'table:trips', ok: true }])
})

test('what is recorded with a deployment and is no id of a commit reaches neither git nor the forge', async () => {
  const commitSha = '--filters'
  const run = await ask(
    { committed: ['trips'] },
    {
      sandbox: {
        ...lacking,
        deployments: [
          { appId: 4711, id: 901, plan: succeeded, branch: 'main', commitSha, createdMsAgo: 60_000 },
        ],
      },
    },
  )
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.log).toContain('deployment 901 has (what is on record is not the id of a commit), so no')
  expect(run.requests.filter(({ path }) => path.includes(commitSha))).toEqual([])
})

test('what the runtime lists has to be ready, also if it is not known what was deployed', async () => {
  const datasets = [{ name: 'trips' }, { name: 'old', status: 'Error' }]
  const run = await ask({ stored: ['trips'], committed: ['zones'] }, { sandbox: { runtime: { datasets } } })
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.errors[0]).toContain('Dataset old is in error')
})

describe('the run has pushed a spicepod', () => {
  const push = (stored: string[], options: RunOptions = {}) =>
    verify({
      files: fileOf('trips', 'fares'),
      ...options,
      prepare: (sandbox) => {
        onFirst(sandbox, 'createDeployment', () => {
          const [app] = sandbox.cloud.state.apps
          if (app !== undefined) app.spicepod = of(...stored)
        })
      },
    })

  test('a spicepod that somebody stores meanwhile changes nothing but what it lacks', async () => {
    const run = await push(['trips', 'zones'], { sandbox: lacking })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.warnings).toEqual([
      'The stored spicepod was changed while this run was in progress. Unless it was stored before deployment 1001 was created, it is not deployed.',
    ])
  })

  test('a table that the other spicepod lacks is neither tested nor compared', async () => {
    const run = await push(['trips'], {
      maxWarnings: 2,
      inputs: { 'test-tables': 'all', 'compare-with': 'previous' },
      sandbox: { ...lacking, deployments: [{ appId: 4711, plan: succeeded, createdMsAgo: 60_000 }] },
    })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(testResults(run)).toMatchObject([{ name: 'table:trips', ok: true }])
    expect(run.log).not.toContain('Not compared')
  })

  test('what both have has to be there', async () => {
    const run = await push(['trips', 'fares', 'zones'], { sandbox: lacking })
    expect(run.outputs.outcome).toBe('unverified')
    expect(run.errors[0]).toContain('waiting for fares (missing)')
    expect(run.errors[0]).not.toContain('zones')
  })
})

test('what a newer deployment lacks is not missing from the one that is checked', async () => {
  const run = await ask(
    { committed: ['trips', 'fares'], checkout: ['zones'] },
    {
      inputs: { 'test-tables': 'all' },
      prepare: (sandbox) =>
        onFirst(sandbox, 'getApp', () => {
          sandbox.cloud.state.seed({ appId: 4711, id: 902, plan: succeeded, spicepod: of('trips') })
        }),
    },
  )
  const why = 'deployment 902, which is newer, has succeeded, so its runtime answers'
  expect(run.outputs).toMatchObject({ outcome: 'unverified', datasets: '[]', 'live-deployment-id': '902' })
  expect(run.errors[0]).toContain(`The probes could not run: ${why}.`)
  expect(run.commands.find(({ command }) => command === 'error')?.properties.title).toBe(
    'taxi: Deployed, not checked',
  )
  expect(run.errors[0]).not.toMatch(/missing|To go back/)
})

test('a rollout that is watched is not stuck because of what is only stored', async () => {
  const run = await ask(
    { stored: ['trips', 'fares'], committed: ['trips'] },
    {
      inputs: { 'deployment-id': '902', 'timeout-seconds': '60' },
      sandbox: {
        deployments: [
          {
            appId: 4711,
            id: 902,
            plan: neverEnds(100),
            branch: 'main',
            commitSha: otherSha,
            createdMsAgo: 1000,
            spicepod: of('trips'),
          },
        ],
      },
    },
  )
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.log).toContain('datasets 0/1 ready (trips: Initializing)')
  expect(run.outputs.problems + run.log).not.toContain('fares')
})

describe('a run that waited for another deployment', () => {
  const wait = (stored: object | undefined, theirs: string | undefined, options: RunOptions = {}) =>
    verify({
      files: fileOf('trips'),
      ...options,
      prepare: (sandbox) => {
        const { state } = sandbox.cloud
        onFirst(sandbox, 'createDeployment', () => {
          if (theirs !== undefined)
            state.seed({ appId: 4711, plan: succeeds(3000), branch: 'main', commitSha: theirs })
          if (stored !== undefined) Object.assign(state.apps[0] ?? {}, { spicepod: stored })
        })
      },
      sandbox: {
        conflicts: 'unfinished',
        deployments: [
          {
            appId: 4711,
            id: 901,
            plan: succeeds(65_000),
            branch: 'main',
            commitSha: otherSha,
            createdMsAgo: 60_000,
          },
        ],
        ...options.sandbox,
      },
    })

  test('does not deploy a spicepod that somebody has stored meanwhile', async () => {
    const run = await wait(of('edited'), undefined, { creates: 0, inputs: { 'on-failure': 'restore' } })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toContain('The spicepod was changed while this run waited')
    expect(run.errors[0]).toContain(
      'the stored spicepod stays as it is. Run the workflow for the newest commit.',
    )
    expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(of('edited'))
  })

  test.each([
    ['fail', 1],
    ['pass', 0],
  ])(
    'is superseded if somebody has also deployed another commit, with `on-superseded: %s`',
    async (mode, status) => {
      const run = await wait(of('newer'), 'e'.repeat(40), { creates: 0, inputs: { 'on-superseded': mode } })
      expect([run.outputs.outcome, run.exitCode]).toEqual(['superseded', status])
      expect(run.outputs).not.toHaveProperty('deployment-id')
      expect(run.log).toContain(
        'Nothing was deployed. The spicepod was changed while this run waited, and deployment 1001 (commit eeeeeee',
      )
    },
  )

  test.each([
    ['the spicepod is still its own', undefined, {}],
    [
      'the app cannot be read',
      of('edited'),
      { faults: [{ on: { path: 'getApp', nth: 2, times: 1 }, fault: { kind: 'status', status: 403 } }] },
    ],
  ])('deploys if %s', async (_, stored, options) => {
    const run = await wait(stored, undefined, {
      inputs: { 'dataset-ready-timeout-seconds': '0' },
      ...(options as RunOptions),
    })
    expect(run.outputs.outcome).toBe('succeeded')
  })

  test.each<[string, Fault]>([
    ['whose response is lost', { kind: 'reset' }],
    ['that is turned away', { kind: 'status', status: 429, headers: { 'retry-after': '8' } }],
  ])('sends no create again %s, if somebody has stored another spicepod', async (_, fault) => {
    for (const [theirs, outcome] of [
      [undefined, 'refused'],
      ['e'.repeat(40), 'superseded'],
    ] as const) {
      const faults = [faultAt('createDeployment', fault)]
      const run = await wait(of('edited'), theirs, { creates: 0, faults, sandbox: { deployments: [] } })
      expect([run.outputs.outcome, run.posts.length]).toEqual([outcome, 1])
      expect(run.errors[0]).toContain('The spicepod was changed while this run waited')
    }
  })

  test('knows what it deploys from the app as it is read then, if it could not be read before', async () => {
    const run = await wait(undefined, undefined, {
      files: {},
      faults: [faultAt('getApp', { kind: 'status', status: 403 })],
      sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: of('trips', 'fares') }], ...lacking },
    })
    expect(run.errors[0]).toContain('waiting for fares (missing)')
  })

  test('deploys the stored spicepod if it pushes none, unless that was changed', async () => {
    const apps = [{ id: 4711, name: 'taxi', spicepod: of('trips') }]
    const run = await wait(of('edited'), undefined, { creates: 0, files: {}, sandbox: { apps } })
    expect(run.outputs.outcome).toBe('refused')
  })
})

describe('the deployment of a connected app', () => {
  const connected = (names: string[], later: string[] | undefined, files: Record<string, string>) =>
    verify({
      files,
      env: { GITHUB_SHA: headSha },
      sandbox: {
        apps: [
          { id: 4711, name: 'taxi', spicepod: of(...names), github: { branch: 'main', commitSha: headSha } },
        ],
        deployments: [],
        ...lacking,
      },
      onLine: (line, { cloud }) => {
        const [app] = cloud.state.apps
        if (later && app && /succeeded/.test(line)) app.spicepod = of(...later)
      },
    })

  test.each<[string, ...Parameters<typeof connected>]>([
    ['had before the run', ['trips', 'fares'], undefined, fileOf('rendered')],
    ['the checkout has', ['zones'], ['trips', 'fares'], fileOf('trips', 'fares')],
  ])('has to have what its repository %s', async (_, ...given) => {
    const run = await connected(...given)
    expect(run.errors[0]).toContain('waiting for fares (missing)')
  })

  test('lacks nothing that was pushed to its repository meanwhile', async () => {
    const run = await connected(['trips'], ['trips', 'fares'], fileOf('trips'))
    expect([run.outputs.outcome, run.outputs['deployment-status']]).toEqual(['succeeded', 'succeeded'])
    expect(run.log).toContain('It is not known which spicepod deployment')
    expect(run.log).toContain(alsoStored)
  })
})
