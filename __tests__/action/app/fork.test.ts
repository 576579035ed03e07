// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import type { AppSeed } from '../../../sandbox/apps.ts'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import type { ForkRefusal } from '../../../sandbox/forks.ts'
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.ts'
import { creating, failed, namesOfWrites, onArrival, placesOf, request, writesOf } from '../../harness/app.ts'
import { deploy, faultAt, type RunOptions, type SomeInputs } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const files = { 'spicepod.yaml': manifest }
const name = 'taxi-pr-7'
const forking = { ...creating, 'app-name': name, region: undefined, 'fork-from': 'taxi' }
const source = {
  id: 4711,
  name: 'Taxi',
  region: 'us-west-2',
  spicepod: oldSpicepod,
  tags: { team: 'data', repository: 'acme_production' },
  secrets: { PG_PASS: 'Zq7vKx2mWp9dRt4b' },
} as const satisfies AppSeed
const cloud: SandboxOptions = { apps: [source, { id: 4800, name: 'weather' }] }

const forkTags = { team: 'data', repository: 'acme_taxi' }
const writes = [
  ['forkProject', { name }],
  ['updateApp', { tags: forkTags }],
  ['updateApp', { spicepod: manifest }],
  ['createDeployment', request],
]

/** The one app with the name of the fork. */
function forkIn({ cloud: { state } }: Sandbox) {
  const [fork, ...others] = state.apps.filter((app) => app.name.toLowerCase() === name)
  expect(others).toEqual([])
  expect(state.apps[0]).toMatchObject({ tags: source.tags, spicepod: oldSpicepod })
  return fork
}

function fork({
  inputs,
  sandbox,
  ...setup
}: RunOptions & { inputs?: Record<string, string | undefined> } = {}) {
  return deploy({ files, ...setup, inputs: { ...forking, ...inputs }, sandbox: { ...cloud, ...sandbox } })
}

/** A fault of the requests that fork. */
const onFork = (fault: Fault, times = 1): FaultRule[] => [{ on: { path: 'forkProject', times }, fault }]

test.each(['taxi', 'TAXI', '4711'])(
  'a missing app with `fork-from` is forked from %s, gets the repository tag and its own spicepod, and is deployed',
  async (from) => {
    const run = await fork({ inputs: { 'fork-from': from } })
    expect(writesOf(run)).toEqual(writes)
    expect(run.requests.find(({ operation }) => operation === 'forkProject')?.path).toBe(
      '/v1/projects/4711/forks',
    )
    expect(forkIn(run.sandbox)).toMatchObject({
      id: 4801,
      region: 'us-west-2',
      visibility: 'private',
      tags: forkTags,
      spicepod,
      secrets: source.secrets,
      forkedFrom: { id: 4711 },
    })
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4801', 'app-name': name })
    expect(run.lines).toEqual(
      expect.arrayContaining([
        'Created app taxi-pr-7 (4801, forked from Taxi)',
        'Set tags repository',
        'Pushed spicepod.yaml',
      ]),
    )
    expect(run.annotations).toEqual([])
    expect(readSummary(run.summary)).toContain('created app taxi-pr-7 (4801, forked from Taxi)')
  },
)

test('a missing app with `fork-from` is forked into the region and gets the tags and secrets of the inputs', async () => {
  const inputs = { region: 'us-east-1', tags: 'team: maps', secrets: 'PG_PASS=Ft5sLq8nXc3jBw6y' }
  const run = await fork({ inputs, hides: ['Ft5sLq8nXc3jBw6y'] })
  expect(writesOf(run)).toEqual([
    ['forkProject', { name, region: 'us-east-1' }],
    ['updateApp', { tags: { team: 'maps', repository: 'acme_taxi' } }],
    ['updateApp', { spicepod: manifest }],
    ['upsertSecret', { name: 'PG_PASS', value: 'Ft5sLq8nXc3jBw6y' }],
    ['createDeployment', request],
  ])
  expect(forkIn(run.sandbox)).toMatchObject({ region: 'us-east-1', secrets: { PG_PASS: 'Ft5sLq8nXc3jBw6y' } })
})

test('a missing app with `fork-from` is deployed with the spicepod of its source if none is pushed, and without a warning', async () => {
  const run = await fork({ inputs: { spicepod: '' } })
  expect(namesOfWrites(run)).toEqual(['forkProject', 'updateApp', 'createDeployment'])
  expect(run.sandbox.cloud.state.records).toMatchObject([{ appId: 4801, spicepod: oldSpicepod }])
  expect(run.annotations).toEqual([])
})

test('a missing app with `fork-from` keeps the tags of its source if the run has no repository', async () => {
  const run = await fork({ env: { GITHUB_REPOSITORY: undefined } })
  expect(namesOfWrites(run)).toEqual(['forkProject', 'updateApp', 'createDeployment'])
  expect(forkIn(run.sandbox)?.tags).toEqual(source.tags)
})

test('a missing app with `fork-from` gets the spicepod of its source back if the deployment fails', async () => {
  const run = await fork({ inputs: { 'on-failure': 'restore' }, sandbox: { plan: failed } })
  expect(run.outputs.outcome).toBe('failed')
  expect(writesOf(run)).toEqual([...writes, ['updateApp', { spicepod: oldSpicepod }]])
})

const unfinished = { id: 4800, name, tags: source.tags, forkedFrom: { id: 4711, name: 'Taxi' } }

test.each<[string, AppSeed[], unknown[]]>([
  ['is deployed, and neither forked nor tagged', [source, { id: 4800, name }], writes.slice(2)],
  ['is deployed even if the source is gone', [{ id: 4800, name }], writes.slice(2)],
  ['gets its repository tag if an earlier run did not set it', [source, unfinished], writes.slice(1)],
  [
    'keeps its tags if it has a repository tag of its own',
    [source, { ...unfinished, tags: { repository: 'acme_other' } }],
    writes.slice(2),
  ],
  [
    'keeps its tags if it was forked from another app',
    [source, { ...unfinished, forkedFrom: { id: 4712, name: 'bus' } }],
    writes.slice(2),
  ],
])('an existing app with `fork-from` %s', async (_, apps, written) => {
  const run = await fork({ sandbox: { apps } })
  expect(writesOf(run)).toEqual(written)
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4800' })
})

test('an existing app with `fork-from` gets that tag also if no spicepod is pushed, as the dry run says', async () => {
  const setup = { files: {}, sandbox: { apps: [source, unfinished] } }
  const dry = await fork({ ...setup, inputs: { 'dry-run': 'true' } })
  expect(dry.log).toContain('- Change tag repository: acme_production → acme_taxi\n')
  const run = await fork(setup)
  expect(writesOf(run)).toEqual([writes[1], writes[3]])
  expect(forkIn(run.sandbox)?.tags).toEqual(forkTags)
})

const deleted = (apps: readonly AppSeed[]): Omit<RunOptions, 'inputs'> => ({
  sandbox: { apps, deletion: { listedFor: 1 } },
  prepare: ({ cloud: { state } }) => {
    for (const app of state.apps.filter((each) => each.name === name)) state.delete(app)
  },
})

test('an existing app with `fork-from` is forked again if it was deleted and is still listed', async () => {
  const run = await fork(deleted([source, { id: 4800, name }]))
  expect(writesOf(run)).toEqual(writes)
  expect(forkIn(run.sandbox)).toMatchObject({ tags: forkTags, spicepod })
})

test('an existing app with `fork-from` is forked again, also if the first request gets lost while the deleted one is still listed', async () => {
  const { sandbox, ...setup } = deleted([source, { id: 4800, name }])
  const fault = { kind: 'status', status: 502 } as const
  const run = await fork({
    ...setup,
    sandbox: {
      ...sandbox,
      deletion: { listedFor: 99, revives: false },
      faults: [{ on: { path: 'forkProject' }, fault }],
    },
  })
  expect(writesOf(run)).toEqual([writes[0], ...writes])
  expect(forkIn(run.sandbox)).toMatchObject({ tags: forkTags, spicepod })
  expect(run.outputs.outcome).toBe('succeeded')
})

test('an existing app with `fork-from` is not replaced by an empty app if it was deleted and its source is gone', async () => {
  const run = await fork(
    deleted([
      { id: 4712, name: 'bus' },
      { id: 4800, name },
    ]),
  )
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
})

test('a source that is listed alone, but was deleted, is named, and nothing is written', async () => {
  const fault = { kind: 'misshapen', body: { apps: [{ id: 4712, name: 'taxi' }] } } as const
  const run = await fork({ faults: [faultAt('listApps', fault, { times: 99 })] })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toMatch(
    /`fork-from` specifies app taxi \(4712\), which was deleted\.\nFix `fork-from`/,
  )
})

test('an existing app with `fork-from` is refused if it is the source itself', async () => {
  const run = await fork({ inputs: { 'app-name': 'taxi', 'fork-from': '4711' } })
  expect(namesOfWrites(run)).toEqual([])
  expect(run.errors[0]).toMatch(/`fork-from` and `app-name` both specify app `Taxi` \(4711\)/)
})

test.each<[string, SomeInputs, RegExp]>([
  ['name', { 'fork-from': 'taxo' }, /name or ID `taxo` to fork\. Did you mean `Taxi`\?.*\n.*Fix `fork-from`/],
  [
    'ID',
    { 'fork-from': '4712' },
    /name or ID `4712` to fork\. It has 2 apps, none with a similar name.*\n.*Fix `fork-from`/,
  ],
  ['region', { region: 'eu-west-3' }, /`region` `eu-west-3` does not accept new apps/],
])('an unknown %s is refused before anything is written', async (_, inputs, says) => {
  const run = await fork({ inputs })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toMatch(says)
})

test('a fork without a response is looked up and not repeated', async () => {
  const run = await fork({ faults: onFork({ kind: 'hang', when: 'after' }) })
  expect(writesOf(run)).toEqual(writes)
  expect(forkIn(run.sandbox)).toMatchObject({ tags: forkTags, spicepod })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.lines).toContain('Created app taxi-pr-7 (4801, forked from Taxi)')
})

test.each([502, 429])('a fork that was not made (%d) is requested again', async (status) => {
  const run = await fork({ faults: onFork({ kind: 'status', status }) })
  expect(writesOf(run)).toEqual([writes[0], ...writes])
  expect(run.outputs.outcome).toBe('succeeded')
})

test('a fork that cannot be read yet keeps the tags of its source, also if the response does not have them', async () => {
  const fault = { kind: 'status', status: 201, when: 'after', body: { id: 4801, name } } as const
  const unread = { kind: 'status', status: 404 } as const
  const run = await fork({
    maxWarnings: 1,
    faults: [
      faultAt('forkProject', fault),
      // The first one is of the source. A 404 is asked for twice.
      faultAt('getApp', unread, { nth: 2, times: 2 }),
    ],
  })
  expect(writesOf(run)).toEqual(writes)
  expect(forkIn(run.sandbox)?.tags).toEqual(forkTags)
})

test('a fork that the server confirms but never shows is not requested again', async () => {
  const run = await fork({ creates: 0, maxWarnings: 2, faults: onFork({ kind: 'misshapen' }) })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['forkProject'], 'unknown'])
})

test('a fork without a response until the timeout is reported as unconfirmed', async () => {
  // The time is over while the run looks for the fork of a request that was lost.
  const inputs = { 'timeout-seconds': '14', 'request-timeout-seconds': '2' }
  const run = await fork({ inputs, faults: onFork({ kind: 'hang' }, 99) })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toMatch(/: forking the app at \S+ failed: no response within 2s\./)
  expect(run.errors[0]).toContain('Unconfirmed: created app taxi-pr-7 (forked from Taxi).')
})

test('an app that somebody else creates at the same time is used, and its tags stay as they are', async () => {
  const run = await fork({
    prepare: (sandbox) =>
      onArrival(sandbox, 'forkProject', () => {
        const { state } = sandbox.cloud
        const tags = { repository: 'acme_other' }
        const placement = { region: null, cname: null, endpoint: null, tags }
        state.registry.create('sandbox-org', name, placement, state.now())
      }),
  })
  expect(writesOf(run)).toEqual([writes[0], writes[2], writes[3]])
  expect(run.log).not.toContain('Created app')
})

test.each<[ForkRefusal, number, RegExp]>([
  ['fork_placement_required', 400, /Set `region`/],
  ['scheduler_state_location_required', 400, /is distributed.*this action cannot set/],
  ['ai_credits_exhausted', 402, /credits on spice\.ai/],
  ['fork_name_unavailable', 409, /Choose another `app-name`/],
  ['fork_source_has_no_spicepod', 422, /Deploy the app in `fork-from` first/],
  ['fork_source_spicepod_invalid', 422, /Fix the spicepod of the app in `fork-from`/],
  ['fork_source_loads_repository_files', 422, /loads other files of its repository/],
  ['fork_source_repository_unreadable', 502, /Check the GitHub connection of the app in `fork-from`/],
])('%s (HTTP %i) is told in words, after one request', async (refusal, status, says) => {
  const run = await fork({ sandbox: { forks: { refusal } } })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['forkProject'], 'refused'])
  expect(run.errors[0]).toMatch(new RegExp(`^Forking the app at \\S+ failed \\(HTTP ${status}\\): \\w+`))
  expect(run.errors[0]).toMatch(says)
  expect(run.errors[0]).not.toMatch(/Unconfirmed|already made/)
  expect(run.outputs).not.toHaveProperty('app-id')
  expect(run.warnings).toEqual([])
})

test.each([
  [403, { error: 'Insufficient scope' }, /the scope `apps:write`/],
  [404, { error: 'App with ID 4711 not found' }, /Check `fork-from`/],
  [409, { error: 'App "taxi-pr-7" already exists' }, /already has this name, .* just deleted.*`app-name`/],
  [400, { error: 'Tags and cname are wrong' }, /Fix the inputs/],
  [422, { error: 'Something else is wrong with it' }, /Fix the app in `fork-from`/],
])('HTTP %i without a code is told in words, too', async (status, body, says) => {
  const fault = { kind: 'status', status, body } as const
  const run = await fork({ faults: onFork(fault, 9) })
  expect(namesOfWrites(run)).toEqual(['forkProject'])
  expect(run.errors[0]).toContain(`(HTTP ${status}): ${body.error}`)
  expect(run.errors[0]).toMatch(says)
})

test('a fork whose repository tag is refused is not deployed, and the run says that it was made', async () => {
  const run = await fork({ sandbox: { tagsAllowed: false } })
  expect(namesOfWrites(run)).toEqual(['forkProject', 'updateApp'])
  expect(run.outputs).toMatchObject({ outcome: 'refused', 'app-id': '4801' })
  expect(run.errors[0]).toMatch(/Tags are not available/)
})

const references = {
  'spicepod.yaml': `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:fares
    name: fares
    params:
      pg_user: \${secrets:PG_USER}
      pg_pass: \${secrets:PG_PASS}
      pg_host: \${secrets:PG_HOST}
`,
}
const orgs = [{ name: 'sandbox-org', secrets: ['PG_HOST'] }]

test('secret references of a fork are satisfied by the run, the secrets of the source and its linked organization secrets', async () => {
  const run = await fork({
    files: references,
    inputs: { secrets: 'PG_USER=ada' },
    sandbox: { orgs, apps: [{ ...source, orgSecrets: ['PG_HOST'] }] },
  })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})

test('secret references of a fork are warnings at their lines if none of them has the secret', async () => {
  const run = await fork({ files: references, maxWarnings: 2, sandbox: { orgs } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(placesOf(run).map(([level, , line]) => [level, line])).toEqual([
    ['warning', 8],
    ['warning', 10],
  ])
})

test('secret references of a fork are not checked if the secrets of the source cannot be read, and a line says so', async () => {
  const fault = { kind: 'status', status: 403 } as const
  const run = await fork({ files: references, faults: [{ on: { path: 'listSecrets' }, fault }] })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
  expect(run.log).toContain('Secret references not checked: ')
})

test('a dry run shows the source of the fork and what would be pushed over it', async () => {
  const run = await fork({ inputs: { 'dry-run': 'true', region: 'us-east-1', secrets: 'KEY=ada' } })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'planned'])
  const steps = [
    'Create app taxi-pr-7, forked from Taxi (4711): region us-east-1',
    'Change tag repository: acme_production → acme_taxi',
    'Push spicepod.yaml: 3 lines added, 2 removed',
    'Store secrets KEY',
    'Create a deployment: branch main, commit 1f2e3d4, message "Fix the meter"',
  ]
  expect(run.log).toContain(`A real run would:\n${steps.map((step) => `- ${step}\n`).join('')}`)
  expect(run.log).toContain('-  - name: old')
  for (const step of steps) expect(readSummary(run.summary)).toContain(step)
  expect(run.outputs).not.toHaveProperty('app-id')
})

test('a fork has no `visibility`', async () => {
  const run = await fork({ credentials: 'token', inputs: { visibility: 'public' } })
  expect(writesOf(run)).toEqual(writes)
  expect(run.annotations).toEqual([])
})
