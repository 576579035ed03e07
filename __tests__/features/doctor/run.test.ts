import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import type { InstanceLife, Rollout } from '../../../sandbox/instance-life.ts'
import { withoutOperations } from '../../../sandbox/older-server.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { loadsSlowly, stuckOnDataset, stuckOnModel, stuckOnSecrets } from '../../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../../sandbox/state.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { type ActionRun, cancelledOn, deploy, faultAt, headSha, type RunOptions } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

const manifest = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:public.fares
    name: fares
    params:
      pg_pass: \${secrets:PG_PASS}
  - from: s3://bucket/zones/
    name: zones
    acceleration:
      enabled: true
models:
  - from: openai:gpt-4.1
    name: gpt
embeddings:
  - from: openai:text-embedding-3-small
    name: e5
`

const parsed: Record<string, unknown> = parse(manifest)

const missing = {
  store: 'secrets',
  key: 'PG_PASS',
  kind: 'dataset',
  component: 'fares',
  parameter: 'pg_pass',
}

/** A run that pushes the spicepod beside an instance that serves since yesterday. */
function roll(rollout: Partial<Rollout>, { sandbox, inputs, ...more }: RunOptions = {}): Promise<ActionRun> {
  return deploy({
    files: { 'spicepod.yaml': manifest },
    ...more,
    inputs: {
      'poll-interval-seconds': undefined,
      'timeout-seconds': '900',
      // They would refuse what the doctor is to find.
      'spicepod-checks': 'off',
      ...(typeof inputs === 'object' ? inputs : {}),
    },
    sandbox: {
      apps: [DEFAULT_APP],
      deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }],
      runtime: {},
      ...sandbox,
      instances: { rolloutFor: () => rollout, ...sandbox?.instances },
    },
  })
}

/** Stuck for ever, with what the instance shows. */
function stuck(life: InstanceLife): Partial<Rollout> {
  const states = [
    { afterMs: 200, status: 'deploying' },
    { afterMs: 400, status: 'loading' },
  ] as const
  return { plan: neverEnds(200), instances: [{ states, ...life }] }
}

const ready = [{ afterMs: 0, status: 'Ready' }]
const line = (level: 'INFO' | 'WARN' | 'ERROR', text: string, afterMs = 500) => ({ afterMs, level, text })
const everyInstance = 'Every instance is ready and serves the spicepod'
const problemsOf = ({ outputs }: ActionRun) => JSON.parse(outputs.problems ?? '')
const secondsOf = (run: ActionRun) => run.durationMs / 1000
const requestsOf = (run: ActionRun, operation: string) =>
  run.requests.filter((each) => each.operation === operation)

/** The requests that only the doctor makes before the deployment has ended. */
const looksOf = ({ requests, outputs }: ActionRun) => {
  const end = requests.findLastIndex(({ operation }) => operation === 'listDeployments')
  expect(outputs.outcome).toBeDefined()
  return requests
    .slice(0, end + 1)
    .filter(({ operation = '' }) => /^runtime|^getApiKeys|Instance/.test(operation))
}

const newRoutes = ['listInstances', 'getInstanceLogs', 'runtimeInstances', 'runtimeModels', 'runtimeDatasets']
const older = withoutOperations(...newRoutes)
const always = (fault: Fault): FaultRule[] =>
  newRoutes.map((path) => ({ on: { path, times: Number.POSITIVE_INFINITY }, fault }))

describe('a rollout that cannot finish', () => {
  test.each<[cause: string, rollout: Partial<Rollout>, says: RegExp, at: number | undefined, advice: RegExp]>(
    [
      ['a broken model', stuckOnModel('gpt', 'insufficient_quota'), /Model `gpt` failed/, 15, /quota/i],
      [
        'a model that only the lists show',
        stuck({ models: { gpt: [{ afterMs: 300, status: 'Error', error_message: 'insufficient_quota' }] } }),
        /Model `gpt` failed to load: insufficient_quota/,
        15,
        /quota/,
      ],
      [
        'a dropped dataset',
        stuck({
          log: [
            line('ERROR', "Both a 'refresh_cron' and 'refresh_check_interval' were specified. dataset=zones"),
          ],
        }),
        /refresh_cron/,
        undefined,
        /Keep one/,
      ],
    ],
  )('because of %s ends soon, at the line of the component', async (_, rollout, says, at, advice) => {
    const run = await roll(rollout)
    expect(run.outputs).toMatchObject({ outcome: 'stuck', 'deployment-status': 'in_progress' })
    expect(secondsOf(run)).toBeLessThan(20)
    expect(run.errors[0]).toMatch(says)
    expect(run.errors[0]).toMatch(advice)
    const { properties } = run.commands.find(({ command }) => command === 'error') ?? {}
    if (at !== undefined) expect(properties).toMatchObject({ file: 'spicepod.yaml', line: String(at) })
    expect(problemsOf(run)[0]).toMatchObject({ certain: true, message: expect.stringMatching(says) })
    expect(run.outputs.instance).toMatch(/^spicepod-/)
    const page = readSummary(run.summary)
    expect(page).toContain('Why it is stuck')
    // The only cause, and what to do about it, is told once before the table of components.
    const [prose = ''] = page.replaceAll('`', '').split('KindName')
    const [{ message, advice: todo }] = problemsOf(run)
    for (const text of [message, todo]) expect(prose.split(text.replaceAll('`', ''))).toHaveLength(2)
  })

  test('because a dataset stays in error ends within 20 s of the limit', async () => {
    const run = await roll(
      stuckOnDataset('fares', 'error performing TLS handshake: certificate verify failed'),
    )
    expect(run.outputs.outcome).toBe('stuck')
    expect(secondsOf(run)).toBeGreaterThan(120)
    expect(secondsOf(run)).toBeLessThan(10 + 15 + 120 + 20)
    expect(run.errors[0]).toMatch(/Dataset `fares` has been in error for 2m: .*TLS handshake/)
    expect(run.errors[0]).toContain('pg_sslrootcert')
    expect(problemsOf(run)).toMatchObject([
      { code: 'dataset-in-error', kind: 'dataset', name: 'fares', certain: false, line: 6 },
    ])
    expect(run.lines.some((each) => /^1\ds {2}instance loading · datasets 0\/2 ready/.test(each))).toBe(true)
    const page = readSummary(run.summary)
    expect(page).toContain('Problems in the instance log')
    expect(page).toMatch(/dataset faresError for 2m/)
    expect(JSON.parse(run.outputs.models ?? '')).toMatchObject([{ name: 'gpt', status: 'Initializing' }, {}])
    const [, zones] = JSON.parse(run.outputs.datasets ?? '')
    expect(zones).toEqual({ name: 'zones', from: 's3://bucket/zones/', status: 'Initializing' })
  })

  test.each<[path: string, fault: Fault]>([
    ['runtimeInstances', { kind: 'misshapen', body: { status: { createTime: null, podStatuses: null } } }],
    ['runtimeInstances', { kind: 'status', status: 401, body: 'Unauthorized' }],
    ['runtimeInstances', { kind: 'status', status: 404, body: 'No runtime' }],
    ['getInstanceLogs', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
  ])('is found out at the second look if %s is answered at first with %j', async (path, fault) => {
    const faults = [...withoutOperations('listInstances'), faultAt(path, fault)]
    const run = await roll(stuckOnSecrets([missing], 1), { faults })
    expect(run.outputs.outcome).toBe('stuck')
    expect(secondsOf(run)).toBeLessThan(30)
  })

  test('because of a secret that the checks have warned of is one problem, of which the instance is sure', async () => {
    const run = await roll(stuckOnSecrets([missing], 1), { inputs: { 'spicepod-checks': 'warn' } })
    expect(run.outputs.outcome).toBe('stuck')
    expect(run.warnings).toEqual([expect.stringContaining('PG_PASS')])
    const place = { file: 'spicepod.yaml', line: '8' }
    expect(run.commands.find(({ command }) => command === 'warning')?.properties).toMatchObject(place)
    const ofSecrets = problemsOf(run).filter(({ kind }: Problem) => kind === 'secret')
    expect(ofSecrets).toMatchObject([
      { code: 'secret-unresolved', name: 'PG_PASS', certain: true, file: 'spicepod.yaml' },
    ])
  })

  test('has a line for each cause in the comment', async () => {
    const other = { ...missing, key: 'PG_USER', parameter: 'pg_user' }
    const run = await roll(stuckOnSecrets([missing, other], 2), {
      inputs: { 'comment-on-pr': 'true' },
      ...onPullRequest({ sha: headSha }),
    })
    expect(problemsOf(run)).toHaveLength(2)
    const [comment] = run.sandbox.github.comments.of(7)
    expect(comment?.body).toContain('Rollout stuck')
    for (const key of ['PG_PASS', 'PG_USER']) {
      expect(comment?.body.split('\n').filter((each) => each.includes(key)).length).toBeGreaterThan(0)
    }
  })

  describe('if no instance names its deployment', () => {
    const fatal = [line('WARN', 'Failed to load LLM: e5. no key', 0)]
    const left = { appId: DEFAULT_APP.id, createdMsAgo: 86_400_000, plan: fails(1000) }
    const deployments = [{ ...left, instances: [{ name: 'left', log: fatal }] }]
    const sandbox = { deployments, instances: { annotations: false } }

    test('is told of the instance that started after it, and is no reason to end the wait', async () => {
      const run = await roll(stuckOnSecrets([missing], 1), { inputs: { 'timeout-seconds': '60' }, sandbox })
      expect([run.outputs.outcome, run.warnings]).toEqual(['timed-out', []])
      const causes = problemsOf(run).filter(({ code }: Problem) => code !== 'component-not-ready')
      expect(causes).toMatchObject([{ kind: 'secret', name: 'PG_PASS', certain: false }])
      expect(run.errors[0]).toContain('PG_PASS')
      expect(run.outputs.instance).not.toBe('left')
      expect(requestsOf(run, 'listInstances')).toEqual([])
    })

    test.each([600_000, -600_000])(
      'ends well beside the instances of others, with clocks %d ms ahead',
      async (clockSkewMs) => {
        const instances = { annotations: false, listLagMs: 60_000, clockSkewMs }
        const run = await roll(loadsSlowly(parsed, 60_000), { sandbox: { ...sandbox, instances } })
        expect(run.outputs.outcome).toBe('succeeded')
      },
    )
  })

  test('is known by as many lines of the log as the plan allows', async () => {
    const run = await roll(stuckOnSecrets([missing], 1), { sandbox: { instances: { maxTail: 50 } } })
    expect(run.outputs.outcome).toBe('stuck')
    expect(requestsOf(run, 'getInstanceLogs').map(({ query }) => query.tail)).toEqual(['300', '50'])
  })

  test('is told of by the start in the Management API if the data plane says nothing about it', async () => {
    const instances = { annotations: false, startTimes: false }
    const run = await roll(stuckOnSecrets([missing], 1), {
      inputs: { 'timeout-seconds': '60' },
      sandbox: { instances },
    })
    expect(run.outputs.outcome).toBe('timed-out')
    expect(run.errors[0]).toContain('PG_PASS')
    expect(requestsOf(run, 'runtimeInstances').length).toBe(requestsOf(run, 'listInstances').length)
  })

  describe('because of one of many instances', () => {
    const { instances: [stuckLife = {}] = [] } = stuckOnModel('gpt', 'no key')
    const { instances: [calmLife = {}] = [] } = stuck({})
    const readyStates = [
      { afterMs: 100, status: 'loading' },
      { afterMs: 300, status: 'ready' },
    ] as const
    const named = (life: InstanceLife, names: string[]) => names.map((name) => ({ ...life, name }))

    test('ends at the first look, whichever it is', async () => {
      for (const place of [1, 2, 3, 4]) {
        const lives = named(calmLife, ['a', 'b', 'c', 'd', 'e']).with(place, { ...stuckLife, name: 'stuck' })
        const run = await roll({ plan: neverEnds(100), instances: lives })
        expect(run.outputs.outcome).toBe('stuck')
        expect(secondsOf(run)).toBeLessThan(12)
        expect(looksOf(run).length).toBeLessThanOrEqual(9)
      }
    })

    test('reads no log of those that serve, and each of the others in turn', async () => {
      const serving = named({ states: readyStates }, ['s1', 's2', 's3'])
      const loading = named(calmLife, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'])
      const run = await roll(
        { plan: neverEnds(100), instances: [...loading, ...serving] },
        { inputs: { 'timeout-seconds': '55' } },
      )
      expect(run.outputs.outcome).toBe('timed-out')
      const read = requestsOf(run, 'getInstanceLogs').map(({ path }) => path.split('/').at(-2))
      expect(new Set(read)).toEqual(new Set(loading.map(({ name }) => name)))
    })

    test('goes on to read the logs of those that have said nothing', async () => {
      const lives = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name, index) =>
        index === 9 || index === 0 ? { ...calmLife, name } : { ...stuckLife, name },
      )
      const run = await roll(
        { plan: neverEnds(100), instances: lives },
        { inputs: { 'timeout-seconds': '70', 'on-stuck': 'wait' } },
      )
      const times = Map.groupBy(requestsOf(run, 'getInstanceLogs'), ({ path }) => path.split('/').at(-2))
      const [, ...others] = lives.map(({ name }) => times.get(name)?.length ?? 0)
      expect(others.at(-1)).toBe(Math.max(...others))
      expect(run.warnings).toHaveLength(1)
    })
  })

  // Both instances of the last ones list the same datasets.
  const onAdded = stuck({
    datasets: { fares: ready, zones: ready },
    models: { added: [{ afterMs: 300, status: 'Error' }] },
  })
  test.each<[Partial<Rollout>, object?]>([
    [stuckOnModel('added', 'no key')],
    [stuck({ models: { added: [{ afterMs: 300, status: 'Error' }] } })],
    [onAdded],
  ])(
    'because of a model that only the repository of a connected app has ends soon: %#',
    async (rollout, instances = {}) => {
      const apps = [{ ...DEFAULT_APP, spicepod: parsed, github: { branch: 'main', commitSha: headSha } }]
      const run = await roll(rollout, { sandbox: { apps, instances } })
      expect(run.outputs.outcome).toBe('stuck')
      const cause = { code: 'model-failed', kind: 'model', name: 'added', certain: true }
      expect(problemsOf(run)).toMatchObject([cause])
    },
  )

  describe('because of a dataset that is in error on the old instance, too', () => {
    const cause = 'connection refused'
    const runtime = {
      ignoresTarget: true,
      datasets: [{ name: 'fares', status: 'Error', error_message: cause }, { name: 'zones' }],
    }

    test('ends within 20 s of the limit if the log of the new one says so', async () => {
      const run = await roll(stuckOnDataset('fares', cause), { sandbox: { runtime } })
      expect(run.outputs.outcome).toBe('stuck')
      expect(secondsOf(run)).toBeGreaterThan(120)
      expect(secondsOf(run)).toBeLessThan(10 + 15 + 120 + 20)
      expect(problemsOf(run)).toMatchObject([{ kind: 'dataset', name: 'fares', certain: false, line: 6 }])
    })

    test('does not end otherwise', async () => {
      const [silent, once, recovers] = await Promise.all([
        roll(loadsSlowly(parsed, 200_000), { sandbox: { runtime } }),
        roll(stuckOnDataset('fares', cause, 200, 1000), {
          sandbox: { runtime },
          inputs: { 'timeout-seconds': '200' },
        }),
        roll(loadsSlowly(parsed, 200_000), {
          sandbox: { runtime: { ...runtime, datasets: () => runtime.datasets } },
        }),
      ])
      expect(silent.outputs.outcome).toBe('succeeded')
      // Once it is ready itself, the list of the runtime counts as its own.
      expect(silent.log.split('instance ready')[0]).not.toMatch(/datasets/)
      expect(once.outputs.outcome).toBe('timed-out')
      expect(recovers.outputs.outcome).toBe('succeeded')
    })
  })

  test('beside what an earlier stuck deployment has left is known by its own lists', async () => {
    const life: InstanceLife = { models: { gpt: [{ afterMs: 0, status: 'Error', error_message: 'no key' }] } }
    const run = await roll(stuck(life), {
      inputs: { 'timeout-seconds': '300' },
      sandbox: {
        conflicts: 'none',
        deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 3_600_000, plan: neverEnds(100) }],
        instances: { terminatingMs: 900_000_000 },
      },
      // Nothing serves, so only a request that names an instance has an answer.
      faults: [1, 3, 5, 7].map((nth) => faultAt('runtimeDatasets', { kind: 'status', status: 503 }, { nth })),
    })
    expect(run.outputs.outcome).toBe('stuck')
    const cause = expect.objectContaining({ kind: 'model', name: 'gpt', certain: true })
    expect(problemsOf(run)).toContainEqual(cause)
  })

  test('only warns with `on-stuck: wait`, once for each cause, and goes on to the deadline', async () => {
    const run = await roll(stuckOnSecrets([missing], 1), {
      inputs: { 'on-stuck': 'wait', 'timeout-seconds': '120' },
    })
    expect(run.outputs.outcome).toBe('timed-out')
    expect(secondsOf(run)).toBeGreaterThanOrEqual(120)
    expect(run.warnings).toHaveLength(1)
    expect(run.warnings[0]).toMatch(/PG_PASS.*`secrets` input/)
    expect(run.errors[0]).toMatch(/was still in_progress after 2m/)
    expect(run.errors[0]).toContain('PG_PASS')
    const cause = expect.objectContaining({ kind: 'secret', certain: true, line: 6 })
    expect(problemsOf(run)).toContainEqual(cause)
  })
})

test('succeeds after a slow load, with its progress in the log', async () => {
  const run = await roll(loadsSlowly(parsed, 150_000))
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', problems: '[]' })
  const progress = run.lines.filter((each) => / {2}instance loading/.test(each))
  expect(progress.length).toBeGreaterThan(1)
  expect(progress.length).toBeLessThan(6)
})

test.each(['acceleration: {}', 'acceleration:\n      enabled: true'])(
  'a rollout that only takes its time is not stuck while a dataset initializes with %j',
  async (acceleration) => {
    const files = { 'spicepod.yaml': manifest.replace('acceleration:\n      enabled: true', acceleration) }
    const datasets = { fares: [{ afterMs: 0, status: 'Ready' }] }
    const inputs = { 'stuck-after-seconds': '30', 'timeout-seconds': '120' }
    const run = await roll(stuck({ datasets }), { files, inputs })
    expect(run.outputs.outcome).toBe('timed-out')
    expect(run.errors[0]).toMatch(/Dataset zones: Initializing for 1m/)
    const zones = expect.objectContaining({ kind: 'dataset', name: 'zones', certain: false })
    expect(problemsOf(run)).toContainEqual(zones)
  },
)

test('a rollout that only takes its time says so only after three looks in a row', async () => {
  const states = [{ afterMs: 200, status: 'ready' }] as const
  const rollout = { plan: neverEnds(100), instances: [{ states }] }
  const rollUntil = (timeout: string, faults: FaultRule[] = []) =>
    roll(rollout, { sandbox: { deployments: [] }, inputs: { 'timeout-seconds': timeout }, faults })
  const unanswered = [
    faultAt('runtimeInstances', { kind: 'status', status: 503 }, { nth: 3 }),
    faultAt('listInstances', { kind: 'status', status: 503 }),
  ] as const
  expect((await rollUntil('35')).errors[0]).not.toContain(everyInstance)
  expect((await rollUntil('60')).errors[0]).toContain(everyInstance)
  expect((await rollUntil('60', [...unanswered])).errors[0]).not.toContain(everyInstance)
})

test('a rollout that only takes its time does not say so of a spicepod that this run does not know', async () => {
  const states = [{ afterMs: 200, status: 'ready' }] as const
  const seed = { appId: DEFAULT_APP.id, createdMsAgo: 1000, plan: neverEnds(100), instances: [{ states }] }
  const inputs = { 'deployment-id': '1001', 'timeout-seconds': '90', spicepod: '' }
  const run = await roll({}, { inputs, sandbox: { deployments: [seed] } })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toMatch(/Instance spicepod-\S+: ready\./)
  expect(run.errors[0]).not.toContain(everyInstance)
})

test.each<[outcome: string, more: RunOptions]>([
  ['succeeded', {}],
  ['cancelled', { inputs: { 'dataset-ready-timeout-seconds': '60' }, ...cancelledOn('not ready yet') }],
])(
  'a rollout that only takes its time has succeeded if Spice Cloud says so in the poll after the finding: %s',
  async (outcome, more) => {
    // Seen at 10.2 s, and over at the same moment.
    const plan: Plan = [
      { afterMs: 0, status: 'in_progress' },
      { afterMs: 10_700, status: 'succeeded' },
    ]
    const faults = [faultAt('getInstanceLogs', { kind: 'slow', delayMs: 700 })]
    const run = await roll({ ...stuckOnSecrets([missing], 1), plan }, { ...more, faults })
    expect(run.outputs).toMatchObject({ outcome, problems: '[]' })
    expect(run.log).toContain('PG_PASS')
  },
)

test('a rollout that only takes its time is not judged by lines that its log has from an earlier instance', async () => {
  const withEarlier = ({ plan, instances }: Rollout, earlier: InstanceLife['log'] = []): Rollout => ({
    plan,
    instances: instances.map((life) => ({ ...life, log: [...earlier, ...(life.log ?? [])] })),
  })
  const fatal = line('WARN', 'Failed to load LLM: gpt. no key', -86_000_000)
  const loaded = line('INFO', 'All components are loaded. Spice runtime is ready!', -86_000_000)
  for (const clockSkewMs of [600_000, -600_000]) {
    const sandbox = { instances: { clockSkewMs } }
    const good = await roll(withEarlier(loadsSlowly(parsed, 60_000), [fatal]), { sandbox })
    expect([good.outputs.outcome, problemsOf(good)]).toEqual(['succeeded', []])
    const bad = await roll(withEarlier(stuckOnSecrets([missing], 1), [loaded]), { sandbox })
    expect(bad.outputs.outcome).toBe('stuck')
    expect(problemsOf(bad)).toEqual([expect.objectContaining({ kind: 'secret', name: 'PG_PASS' })])
  }
})

describe('what Spice Cloud reports while it has a deployment in progress', () => {
  const noRoom = { error_code: 'insufficient_memory', error_message: 'no node has 8 GiB' }
  const rollWith = (plan: Plan) => roll({ plan }, { inputs: { 'timeout-seconds': '100' } })
  const problem = {
    code: 'deployment-reports',
    kind: 'deployment',
    name: '',
    certain: false,
    message: expect.stringContaining('reports: no node has 8 GiB.'),
    advice: expect.stringContaining('out of capacity'),
  }

  test('is one warning and one problem, and the run goes on', async () => {
    const run = await rollWith([
      { afterMs: 0, status: 'queued' },
      { afterMs: 100, status: 'in_progress', ...noRoom },
    ])
    expect(run.outputs.outcome).toBe('timed-out')
    expect(run.warnings).toEqual([expect.stringContaining('no node has 8 GiB')])
    expect(run.errors[0]).toContain(' Spice Cloud reports: no node has 8 GiB')
    expect(run.errors[0]).toContain('out of capacity')
    expect(run.errors[0]).not.toContain('usually')
    expect(problemsOf(run).filter(({ kind }: Problem) => kind === 'deployment')).toEqual([problem])
  })

  test('is in the problems beside the cause of a stuck rollout, with advice if it has another code', async () => {
    const { instances = [] } = stuckOnSecrets([missing], 1)
    const step = { status: 'in_progress', error_code: 'unable_to_start' } as const
    const run = await roll({ plan: [{ afterMs: 0, ...step }], instances })
    expect(run.outputs.outcome).toBe('stuck')
    expect(problemsOf(run)).toMatchObject([
      { kind: 'secret' },
      { kind: 'deployment', certain: false, advice: expect.any(String) },
    ])
  })

  test('is withdrawn when Spice Cloud takes it back', async () => {
    const run = await rollWith([
      { afterMs: 0, status: 'in_progress', ...noRoom },
      { afterMs: 20_000, status: 'in_progress' },
    ])
    expect(run.outputs.outcome).toBe('timed-out')
    expect(run.warnings).toHaveLength(1)
    expect(problemsOf(run).filter(({ kind }: Problem) => kind === 'deployment')).toEqual([])
    const good = await rollWith([
      { afterMs: 0, status: 'in_progress', ...noRoom },
      { afterMs: 20_000, status: 'succeeded', ...noRoom },
    ])
    expect(good.outputs).toMatchObject({ outcome: 'succeeded', problems: '[]' })
  })
})

const datasets = { fares: [{ afterMs: 0, status: 'Error', error_message: 'no route to host' }] }
const log = [line('WARN', 'Error initializing dataset fares. no route to host')]
const { instances = [] } = stuck({ datasets, log })

test('what was known of the instance is in the verdict and the summary of a deployment that failed', async () => {
  const run = await roll({ plan: fails(60_000, 'The runtime did not start'), instances })
  expect(run.outputs.outcome).toBe('failed')
  expect(run.errors[0]).toMatch(/failed: The runtime did not start\nInstance spicepod-\S+: loading\./)
  expect(run.errors[0]).toMatch(/Dataset fares: Error for \d+s: no route to host\./)
  const page = readSummary(run.summary)
  expect(page).toContain('What the new instance reports')
  expect(page).toContain('Problems in the instance log')
})

test('what was known of the instance is in the verdict of a deployment that could not be verified', async () => {
  const run = await roll(
    { plan: succeeds(60_000), instances },
    { inputs: { 'test-sql': 'SELECT * FROM nowhere', 'test-timeout-seconds': '5' } },
  )
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.errors[0]).toContain('Log: WARN Error initializing dataset fares. no route to host')
})

test('what was known of the instance says what to do if all the time was needed to find it', async () => {
  const run = await roll({ plan: neverEnds(100), instances }, { inputs: { 'timeout-seconds': '60' } })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toMatch(/Dataset fares: Error for \d+s: no route to host\.\nDataset zones: Init/)
  const short = await roll({ plan: neverEnds(100), instances }, { inputs: { 'timeout-seconds': '20' } })
  expect(short.errors[0]).toContain('Dataset fares: Error: no route to host.')
  expect(problemsOf(run).map(({ code, name, certain }: Problem) => [code, name, certain])).toEqual(
    ['fares', 'zones', 'gpt', 'e5'].map((name) => ['component-not-ready', name, false]),
  )
})

describe('a dataset that the runtime does not have after the deployment', () => {
  const end = line('INFO', 'All components are loaded. Spice runtime is ready!', 900)
  const rollWithout = (log: InstanceLife['log'] = [], { sandbox, ...more }: RunOptions = {}) =>
    roll(
      { plan: succeeds(1000), instances: [{ log: [...log, end] }] },
      {
        inputs: { 'dataset-ready-timeout-seconds': '3' },
        ...more,
        sandbox: { runtime: { datasets: [{ name: 'fares' }] }, ...sandbox },
      },
    )
  const datasetOf = (run: ActionRun, name: string) =>
    JSON.parse(run.outputs.datasets ?? '').find((each: { name: string }) => each.name === name)
  const logsOf = (run: ActionRun) => requestsOf(run, 'getInstanceLogs')
  const bothKeys = "Both a 'refresh_cron' and 'refresh_check_interval' were specified."

  test.each<[cause: string, text: string, says: RegExp]>([
    ['has both refresh keys', `${bothKeys} dataset=zones`, /Dataset `zones` was dropped: it has both/],
    ['is invalid', 'Invalid time format for the column. dataset=zones', /zones` was dropped: Invalid time/],
    ['is an orphan', `Failed to load localpod dataset 'zones': Parent dataset 'x' doesn't exist.`, /parent/i],
  ])('is explained by the log of the instance if it %s', async (_, text, says) => {
    const run = await rollWithout([line('ERROR', text)])
    expect(run.outputs.outcome).toBe('unverified')
    expect(run.errors[0]).toMatch(says)
    expect(run.errors[0]).toContain('"Missing" datasets are in the spicepod')
    expect(problemsOf(run)).toMatchObject([
      { kind: 'dataset', name: 'zones', certain: true, message: expect.stringMatching(says), line: 10 },
    ])
    expect(datasetOf(run, 'zones')).toEqual({
      name: 'zones',
      status: 'Missing',
      error: expect.stringMatching(says),
    })
    expect(datasetOf(run, 'fares')).not.toHaveProperty('error')
    expect(logsOf(run)).toHaveLength(1)
  })

  test('is not explained by what the log says of others, or if it cannot be read', async () => {
    const dropped = line('ERROR', `${bothKeys} dataset=zones`)
    const unread = (fault: Fault) => rollWithout([dropped], { faults: always(fault) })
    const runs = await Promise.all([
      rollWithout([line('ERROR', `${bothKeys} dataset=fares`)]),
      unread({ kind: 'status', status: 403 }),
      unread({ kind: 'misshapen' }),
      unread({ kind: 'hang' }),
      rollWithout([dropped], { sandbox: { instances: { maxTail: 0 } } }),
    ])
    for (const run of runs) {
      expect(run.outputs).toMatchObject({ outcome: 'unverified', problems: '[]' })
      expect(secondsOf(run)).toBeLessThan(15)
      expect(run.warnings).toEqual([])
    }
  })

  test('costs no request if none is missing', async () => {
    const sandbox = { runtime: { datasets: [{ name: 'fares' }, { name: 'zones', status: 'Error' }] } }
    const run = await rollWithout([line('ERROR', `${bothKeys} dataset=zones`)], { sandbox })
    expect(run.outputs.outcome).toBe('unverified')
    expect(logsOf(run)).toEqual([])
  })
})

const ends = ({ outputs, errors }: ActionRun) => [outputs.outcome, errors[0]?.split('\n')[0]]

test.each<[what: string, more: RunOptions]>([
  ['without `apps:read`', { files: {}, sandbox: { client: { scopes: ['deployments:write'] } } }],
  ['of an older server', { faults: older }],
  ['of a self-hosted app', { faults: older.slice(0, 2), sandbox: { runtime: { isSelfHosted: true } } }],
  ['with odd answers', { faults: always({ kind: 'misshapen' }) }],
  ['without any answer', { faults: always({ kind: 'hang' }) }],
  ['of a plan without logs', { sandbox: { instances: { maxTail: 0 } } }],
])('a server or a token that does not show instances ends a run %s as before', async (_, more) => {
  const inputs = { 'timeout-seconds': '100', 'request-timeout-seconds': '30' }
  const run = await roll(stuckOnSecrets([missing], 1), { inputs, ...more })
  expect(ends(run)).toEqual(['timed-out', expect.stringContaining('was still in_progress after 1m 40s')])
  expect(run.warnings).toEqual([])
  expect(secondsOf(run)).toBeLessThan(102)
  expect((await roll({ plan: succeeds(60_000) }, { inputs, ...more })).outputs.outcome).toBe('succeeded')
})

test('the requests of the doctor begin after 10 s in progress, and are repeated every 15 s', async () => {
  const run = await roll(stuck({}), { inputs: { 'timeout-seconds': '60' } })
  const [create] = requestsOf(run, 'createDeployment')
  const times = requestsOf(run, 'runtimeInstances').map(({ at }) => (at - (create?.at ?? 0)) / 1000)
  expect(times.map(Math.floor)).toEqual([10, 25, 40, 55])
})

test('the requests of the doctor pause for twice the gap between polls after a 429, and none is missed', async () => {
  const faults = [
    faultAt('listDeployments', { kind: 'status', status: 429, headers: { 'retry-after': '20' } }, { nth: 4 }),
  ]
  const run = await roll(stuckOnDataset('fares', 'refused'), { inputs: { 'timeout-seconds': '600' }, faults })
  const times = requestsOf(run, 'runtimeInstances').map(({ at }) => at / 1000)
  const pauses = times.slice(1).map((at, index) => Math.round(at - (times[index] ?? 0)))
  // The polls come closer with each response.
  expect(pauses.slice(0, 2).every((seconds) => seconds > 45)).toBe(true)
  expect(pauses.at(-1)).toBeLessThan(25)
  expect(problemsOf(run)).toMatchObject([{ code: 'dataset-in-error', name: 'fares' }])
  expect(run.outputs.outcome).toBe('stuck')
})

test('the requests of the doctor end the pause between two polls once they have shown a cause', async () => {
  const run = await roll(stuckOnSecrets([missing], 1), { inputs: { 'poll-interval-seconds': '30' } })
  expect(run.outputs.outcome).toBe('stuck')
  expect(secondsOf(run)).toBeLessThan(45)
})

test('the requests of the doctor are at most nine in 15 s, each of them made once', async () => {
  const unnamed = {
    inputs: { 'timeout-seconds': '150' },
    sandbox: { instances: { annotations: false, maxTail: 50 } },
  }
  const variants: [RunOptions, outcome: string][] = [
    [{}, 'stuck'],
    [unnamed, 'timed-out'],
  ]
  for (const [more, outcome] of variants) {
    const lives = Array.from({ length: 3 }, () => ({}))
    const run = await roll({ plan: neverEnds(100), instances: lives }, more)
    const times = looksOf(run).map(({ at }) => at)
    for (const at of times) {
      expect(times.filter((each) => each >= at && each < at + 14_900).length).toBeLessThanOrEqual(9)
    }
    expect(run.outputs.outcome).toBe(outcome)
  }
})

const password = 'correct-horse-battery'

test('acts on nothing, shows no secret, and hides no cause', async () => {
  const half = `${password.slice(0, 8)}\u001b[0m${password.slice(8)}`
  const texts = [
    '::error::pwned',
    '##[error]pwned',
    '::add-mask::fares',
    '\u001b[31mred\u001b[0m \u202eright to left',
    `password ${password} and ${half} and ${password.slice(0, 5)}\u200e${password.slice(5)}`,
    '</pre><img src=x onerror=alert(1)> [link](https://evil.example) @everyone #1 ```',
    `${'x'.repeat(250)} ${password} ${'y'.repeat(400)}`,
  ]
  const log = [
    ...texts.flatMap((text) => [line('WARN', text), { afterMs: 500, text }]),
    line('WARN', `Failed to load LLM: gpt. ${texts.join(' ')}`),
  ]
  const datasets = {
    fares: [{ afterMs: 0, status: `Error ${password}`, error_message: texts.join('\n') }],
    [`::warning::${password}`]: [{ afterMs: 0, status: 'Error' }],
  }
  const run = await roll(stuck({ log, datasets }), {
    inputs: { secrets: `PG_PASS=${password}` },
    hides: [password],
  })
  expect(run.outputs.outcome).toBe('stuck')
  expect(run.errors[0]).toContain('Model `gpt` failed to load')
  for (const text of [run.log, run.summary, JSON.stringify(run.outputs)]) {
    const shown = text.replaceAll(`add-mask::${password}`, '')
    expect(shown).not.toContain(password)
    expect(shown).not.toContain(password.slice(0, 12))
  }
})
