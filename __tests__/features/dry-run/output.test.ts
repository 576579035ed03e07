import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { toRequest } from '../../../src/deploy/deployment.ts'
import { onArrival, pod, succeeded } from '../../harness/app.ts'
import fc from '../../harness/property.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { appId, deploy, faultAt, type RunOptions, type SomeInputs } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'
import { readComment } from '../../report/comment-html.ts'

const before = pod({
  datasets: [
    { from: 's3://a/fares', name: 'fares' },
    { from: 's3://a/trips', name: 'trips', acceleration: { engine: 'duckdb' } },
  ],
})
const after = pod({
  datasets: [{ from: 's3://b/trips', name: 'trips', acceleration: { engine: 'arrow' } }],
  views: [{ name: 'daily', sql: 'SELECT 1' }],
})

const newApp = { 'app-id': undefined, 'app-name': 'taxi-2', 'create-app-if-missing': 'true' }
const app = { id: appId, name: 'taxi', spicepod: before, tags: { team: 'maps' }, secrets: { OLD: 'x' } }

/** A dry run by default, of an app whose last deployment had the image `2.3.2-enterprise-models`. */
async function plan({
  inputs,
  spicepod = after,
  ...options
}: RunOptions & { spicepod?: object; inputs?: SomeInputs } = {}) {
  const run = await deploy({
    files: { 'spicepod.yaml': stringify(spicepod) },
    sandbox: {
      apps: [app],
      deployments: [{ appId, imageTag: '2.3.2-enterprise-models', plan: succeeded, createdMsAgo: 9000 }],
    },
    maxWarnings: 20,
    ...options,
    inputs: { 'dry-run': 'true', ...inputs },
  })
  return { ...run, plan: JSON.parse(run.outputs.plan ?? 'null') }
}

const components = [
  { kind: 'dataset', name: 'fares', change: 'removed' },
  { kind: 'dataset', name: 'trips', change: 'changed', keys: ['from', 'acceleration.engine'] },
  { kind: 'view', name: 'daily', change: 'added' },
]

describe('the output `plan`', () => {
  test('has all members of a plan, in a dry run and in the run that does it', async () => {
    const secrets = 'KEY=wren-4711\nOLD=lark-4711'
    const inputs = { tags: 'team: data', secrets, replicas: '3', 'image-tag': '2.3.1' }
    const hides = ['wren-4711', 'lark-4711']
    const dry = await plan({ inputs, hides })
    expect(dry.plan).toMatchObject({
      version: 1,
      digest: dry.outputs['plan-digest'],
      app: { id: appId, name: 'taxi', new: false },
      runtime: { before: '2.3.2', after: '2.3.1', certain: true },
      deployment: {
        branch: 'main',
        channel: null,
        replicas: 3,
        image_tag: '2.3.1',
        debug: null,
        commit_sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      problems: [],
    })
    // All that is requested is in the plan, except for the message.
    const { commit_message: _, ...requested } = toRequest({} as never, {} as never)
    expect(Object.keys(dry.plan.deployment).sort()).toEqual(Object.keys(requested).sort())
    expect(dry.plan.changes).toEqual([
      {
        kind: 'tags',
        tags: [
          { name: 'repository', before: null, after: 'acme_taxi' },
          { name: 'team', before: 'maps', after: 'data' },
        ],
      },
      { kind: 'spicepod', components },
      { kind: 'secret', name: 'KEY', new: true },
      { kind: 'secret', name: 'OLD', new: false },
    ])
    const real = await plan({ inputs: { ...inputs, 'dry-run': 'false' }, hides })
    const [tags, spicepod] = dry.plan.changes
    const sent = ['KEY', 'OLD'].map((name) => ({ kind: 'secret', name, new: null }))
    expect(real.plan).toEqual({ ...dry.plan, changes: [tags, spicepod, ...sent] })
  })

  test('knows no runtime in a real run that is only likely', async () => {
    const sandbox = { apps: [app], deployments: [{ appId, imageTag: '2.2.0', plan: succeeded }] }
    const runtime = { before: '2.2.0', after: '2.3.2', certain: false }
    expect((await plan({ sandbox })).plan.runtime).toEqual(runtime)
    expect((await plan({ sandbox, inputs: { 'dry-run': 'false' } })).plan.runtime).toBeNull()
  })

  test('says that an app is new, and what comes with it', async () => {
    const inputs = { ...newApp, region: 'us-east-1', secrets: 'KEY=wren-4711' }
    const { plan: value } = await plan({ inputs, hides: ['wren-4711'] })
    expect(value).toMatchObject({ app: { id: null, name: 'taxi-2', new: true }, runtime: null })
    expect(value.changes).toEqual([
      { kind: 'tags', tags: [{ name: 'repository', before: null, after: 'acme_taxi' }] },
      {
        kind: 'spicepod',
        components: [
          { kind: 'dataset', name: 'trips', change: 'added' },
          { kind: 'view', name: 'daily', change: 'added' },
        ],
      },
      { kind: 'secret', name: 'KEY', new: true },
    ])
  })

  test('sends nothing with an app that is resumed', async () => {
    const sandbox = { apps: [{ ...app, paused: true }] }
    const inputs = { 'on-paused': 'resume', 'image-tag': '2.4.0' }
    const { plan: value, summary } = await plan({ sandbox, inputs })
    expect(new Set(Object.values(value.deployment))).toEqual(new Set([null]))
    expect(summary).not.toContain('2.4.0')
  })

  test('lists no changes if there are none, and no components if none differs', async () => {
    const inputs = { tags: 'team: maps\nrepository: acme_taxi' }
    const sandbox = { apps: [{ ...app, tags: { team: 'maps', repository: 'acme_taxi' } }] }
    expect((await plan({ spicepod: before, inputs, sandbox })).plan.changes).toEqual([])
    const spicepod = { ...before, runtime: { task_history: { enabled: false } } }
    expect((await plan({ spicepod })).plan.changes).toEqual([{ kind: 'spicepod', components: [] }])
  })

  test('has the problems of the checks', async () => {
    const { plan: value, outputs } = await plan({ spicepod: { ...after, odd: 1 } })
    expect(value.problems).toHaveLength(1)
    expect(value.problems).toEqual(JSON.parse(outputs.problems ?? ''))
  })

  test('has no value of a secret, and no value of a spicepod', async () => {
    const value = fc.stringMatching(/^[a-z0-9]{12,20}$/)
    await fc.assert(
      fc.asyncProperty(value, value, value, async (secret, old, current) => {
        const podOf = (text: string) =>
          pod({
            datasets: [{ from: `s3://${text}`, name: 'trips', description: text, params: { a: secret } }],
          })
        const { outputs } = await plan({
          spicepod: podOf(current),
          sandbox: { apps: [{ ...app, spicepod: podOf(old) }] },
          inputs: { secrets: `KEY=${secret}` },
          hides: [secret],
        })
        for (const text of [secret, old, current]) expect(outputs.plan).not.toContain(text)
        expect(outputs.plan).toContain('"keys":["from","description"]')
      }),
      { numRuns: 15 },
    )
  })
})

describe('the components of a plan', () => {
  const lines = ['− dataset fares (removed)', '~ dataset trips: from, acceleration.engine', '+ view daily']

  test('stand above the diff in log, summary and comment', async () => {
    const run = await plan({ ...onPullRequest(), inputs: { 'comment-on-pr': 'true' } })
    const [comment] = run.sandbox.github.comments.of(7)
    expect(run.log).toContain(
      `Components of the spicepod that change. Compared with what is stored; what runs is not known (no commit on record):\n${lines.join('\n')}\nA real run would:`,
    )
    for (const page of [readSummary(run.summary), readComment(comment?.body ?? '')]) {
      expect(page).toContain(`⚠️ ${lines[0]}\n`)
      const places = [...lines, 'Spicepod changes'].map((line) => page.indexOf(line))
      expect(places).not.toContain(-1)
      expect(places).toEqual(places.toSorted((left, right) => left - right))
    }
  })

  test('are limited, and their names are only text', async () => {
    const name = 'x\n::error::<b>@everyone</b> `a`'
    const components = Array.from({ length: 60 }, (_, index) => ({
      from: 's3://a/b',
      name: `${name} ${index}`,
    }))
    // Of several kinds, because many that are added of one kind are one line.
    const lists = ['datasets', 'views', 'catalogs', 'models', 'embeddings', 'tools', 'workers', 'functions']
    const members = Object.groupBy(components, ({ name }) => lists[Number(name.split(' ').at(-1)) % 8] ?? '')
    const run = await plan({
      ...onPullRequest(),
      spicepod: pod(members),
      inputs: { 'comment-on-pr': 'true', 'spicepod-checks': 'off' },
    })
    expect(run.lines.filter((line) => /^\+ \w+ x ::error::<b>/.test(line))).toHaveLength(48)
    expect(run.log).toContain('… and 12 more components')
  })
})

describe('`on-removal: refuse`', () => {
  const inputs = { 'dry-run': 'false', 'on-removal': 'refuse' }
  const refusal = 'The plan removes dataset `fares`, and `on-removal` is `refuse`.'

  test('refuses a plan that removes something before anything is written, and names it', async () => {
    const run = await plan({ inputs })
    expect(run.outputs).toMatchObject({ outcome: 'refused', 'error-message': refusal })
    expect(run.requests.filter(({ method, operation }) => method !== 'GET' && operation !== 'token')).toEqual(
      [],
    )
    expect(run.plan.changes).toEqual([expect.objectContaining({ components })])
  })

  test('names everything that is removed', async () => {
    const apps = [{ ...app, spicepod: { ...before, models: [{ from: 'openai:o3' }] } }]
    const spicepod = pod({ views: [{ name: 'daily', sql: 'SELECT 1' }] })
    const { outputs } = await plan({ spicepod, sandbox: { apps }, inputs })
    const removed = 'removes dataset `fares`, dataset `trips`, model without a name, and'
    expect(outputs['error-message']).toContain(removed)
  })

  test('warns in a dry run', async () => {
    const run = await plan({ inputs: { ...inputs, 'dry-run': 'true' } })
    expect(run.warnings).toEqual([`A real run would be refused: ${refusal}`])
  })

  test('accepts a name that differs in case only, and everything that is added', async () => {
    const datasets = before.datasets.map((dataset) => ({ ...dataset, name: dataset.name.toUpperCase() }))
    const run = await plan({ spicepod: pod({ datasets, views: after.views }), inputs })
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.plan.changes[0].components.map(({ change }: { change: string }) => change)).toEqual([
      ...['removed', 'removed', 'added', 'added', 'added'],
    ])
  })

  const conflict = faultAt('updateApp', { kind: 'status', status: 409 })
  const lost = faultAt('updateApp', { kind: 'reset', when: 'after' })
  test.each([
    ['', [conflict]],
    ['a: b', [conflict]],
    ['a: b', [lost, conflict]],
  ])('refuses a push after a conflict over an addition, with tags %j: %j', async (tags, faults) => {
    const run = await plan({
      spicepod: { ...before, runtime: { task_history: { enabled: false } } },
      faults,
      prepare: (sandbox) =>
        onArrival(sandbox, 'updateApp', () => {
          const [first] = sandbox.cloud.state.apps
          Object.assign(first ?? {}, { spicepod: { ...before, views: after.views } })
        }),
      inputs: { ...inputs, tags },
      maxWarnings: faults.length - 1,
    })
    expect(run.outputs['error-message']).toContain('The plan removes view `daily`')
    expect(run.posts).toEqual([])
  })

  test('refuses a plan if it is not known which spicepod the app has', async () => {
    const body = { id: appId, name: 'taxi', config: {} }
    const run = await plan({ faults: [faultAt('getApp', { kind: 'misshapen', body })], inputs })
    expect(run.outputs).toMatchObject({
      outcome: 'refused',
      'error-message': expect.stringContaining('it is not known what the plan removes'),
    })
    expect(run.posts).toEqual([])
  })

  test('accepts a plan for an app that has no spicepod', async () => {
    const run = await plan({ sandbox: { apps: [{ ...app, spicepod: null }] }, inputs })
    expect(run.outputs.outcome).toBe('succeeded')
  })

  test('accepts whatever becomes of a fork, which nobody uses yet', async () => {
    const fork = { ...newApp, 'fork-from': 'taxi' }
    expect((await plan({ inputs: { ...inputs, ...fork } })).outputs.outcome).toBe('succeeded')
  })
})

describe('another runtime', () => {
  const stored = { apps: [{ ...app, spicepod: pod({}) }] }
  const deployments = [{ appId, imageTag: '2.3.2-enterprise-models', plan: succeeded, createdMsAgo: 9000 }]

  test.each([
    ['2.4.0-rc.1-enterprise-models', '2.4.0-rc.1', 'upgrade'],
    ['2.3.2-rc.1', '2.3.2-rc.1', 'change'],
    ['2.1.5', '2.1.5', 'change'],
    ['2.10.0', '2.10.0', 'upgrade'],
  ])('%s is named with its release notes, in log, summary and comment', async (tag, version, what) => {
    const inputs = { 'image-tag': tag, 'comment-on-pr': 'true' }
    const sandbox = { ...stored, deployments }
    const run = await plan({ spicepod: pod({}), sandbox, ...onPullRequest(), inputs })
    expect(run.plan).toMatchObject({ runtime: { before: '2.3.2', after: version, certain: true } })
    const url = `https://github.com/spiceai/spiceai/releases/tag/v${version}`
    expect(run.log).toContain(`Release notes of runtime ${version}: ${url}`)
    const [comment] = run.sandbox.github.comments.of(7)
    for (const page of [run.summary, comment?.body ?? '']) {
      expect(page).toContain(`runtime ${what}`)
      expect(page).toContain(`<a href="${url}">Release notes of runtime ${version}</a>`)
    }
  })
})
