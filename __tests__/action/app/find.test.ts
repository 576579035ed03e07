import { expect, test } from '@jest/globals'
import { creating, deploy, manifest, namesOfWrites } from '../../harness/app.ts'
import { faultAt, type SomeInputs } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

const byName = (name: string) => ({ 'app-id': undefined, 'app-name': name })
const apps = (...names: string[]) => names.map((name, index) => ({ id: 5000 + index, name }))

test('a run with `app-id` and no changes only needs the scope to deploy', async () => {
  const run = await deploy({
    inputs: { 'on-failure': 'rollback' },
    sandbox: { client: { scopes: ['deployments:write'] } },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711' })
  expect(run.outputs).not.toHaveProperty('app-name')
  expect([run.annotations, namesOfWrites(run)]).toEqual([[], ['createDeployment']])
})

test('`app-id` takes precedence over another `app-name`, with a warning', async () => {
  const run = await deploy({
    inputs: { 'app-name': 'weather' },
    sandbox: {
      apps: [
        { id: 4711, name: 'taxi' },
        { id: 4712, name: 'weather' },
      ],
    },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711', 'app-name': 'taxi' })
  expect(run.sandbox.cloud.state.records.map(({ appId }) => appId)).toEqual([4711])
  expect(run.warnings).toEqual([
    expect.stringMatching(/`app-id` 4711 is app `taxi`, but `app-name` is `weather`.*Using `app-id`/),
  ])
})

test.each(['apps', 'projects'] as const)('an app is found by name in any case (%s)', async (listAppsAs) => {
  const run = await deploy({
    inputs: byName('tAXI-FARES'),
    sandbox: { listAppsAs, apps: apps('taxi', 'Taxi-Fares', 'taxi-fares-2') },
  })
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'app-id': '5001',
    'app-name': 'Taxi-Fares',
    'app-url': 'https://spice.ai/sandbox-org/Taxi-Fares',
  })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
  expect(run.sandbox.cloud.state.records.map(({ appId }) => appId)).toEqual([5001])
})

const files = { 'spicepod.yaml': manifest }
const ours = { id: 4711, name: 'taxi' }

test.each<[input: string, SomeInputs]>([
  ['app-name', { 'app-id': undefined, 'app-name': 'weather', tags: 'a: b' }],
  ['fork-from', { ...creating, 'app-name': 'taxi-pr-7', 'fork-from': 'weather' }],
])(
  'a deleted app that is listed before the living one of its name is not chosen by `%s`',
  async (_, inputs) => {
    const listed = [ours, { id: 4712, name: 'Weather' }, { id: 4713, name: 'weather' }]
    const run = await deploy({
      inputs,
      files,
      sandbox: { apps: [ours, { id: 4713, name: 'weather' }] },
      faults: [faultAt('listApps', { kind: 'misshapen', body: { apps: listed } }, { times: 99 })],
    })
    expect(run.outputs.outcome).toBe('succeeded')
    // The deleted one is read once, to see that it is gone: a 404 is asked for twice.
    const read = run.requests.filter(({ path }) => path.startsWith('/v1/apps/4712'))
    expect(read.map(({ operation }) => operation)).toEqual(['getApp', 'getApp'])
    expect(run.requests.some(({ path }) => /\/(apps|projects)\/4713/.test(path))).toBe(true)
  },
)

test.each<[input: string, SomeInputs, advice: string]>([
  ['app-name', { 'app-id': undefined, 'app-name': 'weather', tags: 'a: b' }, 'Set `app-id` to'],
  ['fork-from', { ...creating, 'fork-from': 'weather' }, 'Set `fork-from` to'],
  ['compare-with', { 'compare-with': 'weather', tags: 'a: b' }, 'Set `compare-with` to'],
])('several living apps are no choice for `%s`: nothing is written', async (input, inputs, advice) => {
  const sandbox = { apps: [ours, { id: 4712, name: 'Weather' }, { id: 4713, name: 'weather' }] }
  const run = await deploy({ inputs, files, sandbox })
  expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['refused', []])
  expect(run.errors[0]).toContain(
    `\`${input}\` \`weather\` matches several apps: app Weather (4712), app weather (4713).`,
  )
  expect(run.errors[0]).toContain(advice)
})

test('an ID takes precedence over a name', async () => {
  const apps = [ours, { id: 4712, name: '4713' }, { id: 4713, name: 'weather' }]
  const run = await deploy({ inputs: { ...creating, 'fork-from': '4713' }, files, sandbox: { apps } })
  expect(run.requests.find(({ operation }) => operation === 'forkProject')?.path).toContain('/4713/forks')
})

test.each([
  ['lists similar names', ['weather', 'taxi-prod', 'Taxi-Pord', 'maps'], /mean `Taxi-Pord` or `taxi-prod`\?/],
  ['counts the other apps if no name is similar', ['weather', 'maps'], /It has 2 apps, none with/],
  ['reports that there are no apps', [], /credentials have access to no apps/],
])('a missing app is reported before anything is written; the run %s', async (_, names, says) => {
  const run = await deploy({
    inputs: byName('taxi-porb'),
    files: { 'spicepod.yaml': 'version: v1\nkind: Spicepod\nname: taxi\n' },
    sandbox: { apps: apps(...names) },
  })
  expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['refused', []])
  expect(run.errors[0]).toMatch(/no app named `taxi-porb`/)
  expect(run.errors[0]).toMatch(says)
  expect(run.errors[0]).toContain('`create-app-if-missing: true`')
  expect(run.errors[0]).not.toContain('weather')
  // Names are code on the page.
  expect(readSummary(run.summary)).toMatch(new RegExp(says.source.replaceAll('`', '')))
})

test.each<[string, SomeInputs, RegExp]>([
  [
    'mentions other organizations',
    {},
    /a `region`\. Apps in other organizations are not listed: check `org`/,
  ],
  ['creates none for a watch', { ...creating, 'deployment-id': '7' }, /\nFix `app-name`, or set `app-id`\./],
])('the advice for a missing app %s', async (_, inputs, advice) => {
  const run = await deploy({
    inputs: { ...inputs, ...byName('taxi') },
    sandbox: { orgs: [{ name: 'acme' }, { name: 'other' }], apps: [{ id: 1, name: 'taxi', org: 'other' }] },
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(advice)
})

test('`app-url` has the owner of the repository if the organizations cannot be read', async () => {
  for (const fault of [{ kind: 'status', status: 403 }, { kind: 'html' }] as const) {
    const run = await deploy({ faults: [{ on: { path: 'listOrgs' }, fault }] })
    expect(run.outputs['app-url']).toBe('https://spice.ai/acme/sandbox-app')
    expect(run.annotations).toEqual([])
  }
})

const refusing = (status: number) => ({
  apps: apps('taxi'),
  faults: [{ on: { path: 'listApps', times: 99 }, fault: { kind: 'status', status } } as const],
})

test.each<[string, Record<string, string>, RegExp]>([
  ['a deployment to watch', { 'deployment-id': '1001' }, /deployment 1001 could not be read/],
  ['a dry run', { 'dry-run': 'true' }, /could not determine what a run would do/],
])('an app that cannot be looked up leaves the result of %s unknown', async (_, inputs, reason) => {
  const run = await deploy({
    creates: 0,
    inputs: { ...byName('taxi'), 'timeout-seconds': '1', ...inputs },
    sandbox: refusing(503),
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unknown'])
  expect(run.errors[0]).toMatch(reason)
})

test('an app is found among 30,000 with many tags', async () => {
  const tags = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`tag${index}`, 'x']))
  const others = Array.from({ length: 30_000 }, (_, index) => ({
    id: 5000 + index,
    name: `app-${index}`,
    tags,
  }))
  const run = await deploy({
    inputs: byName('taxi'),
    faults: [faultAt('listApps', { kind: 'misshapen', body: { apps: [...others, ours] } })],
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711' })
})

test('a list of apps that is too large is asked for once', async () => {
  const run = await deploy({
    creates: 0,
    inputs: byName('taxi'),
    faults: [faultAt('listApps', { kind: 'huge' }, { times: 99 })],
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.errors[0]).toMatch(
    /listing the apps at \S+ failed: a response of more than 16 MiB\.\nIf `app-name` is set, set `app-id`/i,
  )
  expect(run.requests.filter(({ operation }) => operation === 'listApps')).toHaveLength(1)
})
