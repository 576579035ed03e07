import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { withoutOperations } from '../../../sandbox/older-server.ts'
import type { Sandbox, SandboxOptions } from '../../../sandbox/server.ts'
import { creating, failed, namesOfWrites, onArrival, request, writesOf } from '../../harness/app.ts'
import { deploy, type RunOptions, type SomeInputs } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'

const files = { 'spicepod.yaml': manifest }
const other: SandboxOptions['apps'] = [{ id: 4711, name: 'weather' }]
/** Deploys an app that does not exist yet. */
const create = ({ inputs, sandbox, ...more }: RunOptions & { inputs?: SomeInputs } = {}) =>
  deploy({ files, ...more, inputs: { ...creating, ...inputs }, sandbox: { apps: other, ...sandbox } })
const refuseCreate = (fault: Fault, times = 1): FaultRule[] => [{ on: { path: 'createApp', times }, fault }]
/** Somebody else creates the app just before this run does. */
const createdByOthers = (name: string, tags?: Record<string, string>) => (sandbox: Sandbox) =>
  onArrival(sandbox, 'createApp', () => {
    const placement = { region: null, cname: null, endpoint: null, ...(tags && { tags }) }
    const { state } = sandbox.cloud
    state.registry.create('sandbox-org', name, placement, state.now())
  })
const body = {
  name: 'taxi-fares',
  region: 'us-east-1',
  visibility: 'private',
  tags: { repository: 'acme_taxi' },
}

test('a missing app is created and gets its spicepod before it is deployed', async () => {
  const run = await create()
  expect(writesOf(run)).toEqual([
    ['createApp', body],
    ['updateApp', { spicepod: manifest }],
    ['createDeployment', request],
  ])
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'app-id': '4712',
    'app-name': 'taxi-fares',
    'app-url': 'https://spice.ai/sandbox-org/taxi-fares',
  })
  expect(run.sandbox.cloud.state.apps[1]).toMatchObject({ region: 'us-east-1', spicepod })
  expect(run.lines).toEqual(expect.arrayContaining(['Created app taxi-fares (4712)', 'Pushed spicepod.yaml']))
  expect(run.annotations).toEqual([])
})

test('a new app is created with the settings and tags of the inputs', async () => {
  const inputs = { region: 'us-west-2-prod-aws-data', visibility: 'public', tags: 'team: data' }
  const run = await create({ inputs })
  const tags = { repository: 'acme_taxi', team: 'data' }
  expect(writesOf(run)[0]).toEqual([
    ...['createApp', { ...body, region: 'us-west-2', visibility: 'public', tags }],
  ])
})

test('a new app also gets the ID of the repository as a tag, and none without both', async () => {
  const run = await create({ env: { GITHUB_REPOSITORY_ID: '5081' } })
  expect(writesOf(run)[0]?.[1]).toEqual({ ...body, tags: { ...body.tags, repository_id: '5081' } })
  const bare = await create({ env: { GITHUB_REPOSITORY: undefined } })
  const { tags: _, ...without } = body
  expect(writesOf(bare)[0]).toEqual(['createApp', without])
  expect(bare.outputs.outcome).toBe('succeeded')
})

test('a refusal of a new app is final, and its field errors are told', async () => {
  const details = { fieldErrors: { name: ['is reserved'] }, formErrors: [] }
  const faults = refuseCreate({ kind: 'status', status: 400, body: { error: 'Invalid name', details } })
  const run = await create({ faults })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['createApp'], 'refused'])
  expect(run.errors[0]).toContain('Invalid name · name: is reserved')
})

test('`default-alerts` is refused, because it is not an input any more', async () => {
  const run = await create({ env: { 'INPUT_DEFAULT-ALERTS': 'false' } })
  expect([run.requests, run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toContain('`default-alerts` is not an input any more. Set the alert monitors')
})

test('a new app that does not show everywhere yet is changed and deployed nevertheless', async () => {
  const fault = { kind: 'status', status: 404, body: { error: 'App with ID 4712 not found' } } as const
  // The first one could come from a gateway, so it does not count.
  const run = await create({ faults: [{ on: { path: 'getApp', times: 2 }, fault }] })
  expect(namesOfWrites(run)).toEqual(['createApp', 'updateApp', 'createDeployment'])
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712', 'app-name': 'taxi-fares' })
  expect(run.annotations).toEqual([])
})

test('a new app that cannot be read is not changed, and the run reports that it was created', async () => {
  const fault = { kind: 'status', status: 403, body: { error: 'Insufficient scope' } } as const
  const run = await create({ faults: [{ on: { path: 'getApp' }, fault }] })
  expect(namesOfWrites(run)).toEqual(['createApp'])
  expect(run.outputs).toMatchObject({ outcome: 'refused', 'app-id': '4712' })
  expect(run.errors[0]).toMatch(
    /Insufficient scope[\s\S]*Changes already made: created app taxi-fares \(4712\)\./,
  )
})

test('a new app without a spicepod is created but not deployed, and the run says so', async () => {
  const run = await create({ files: {} })
  expect(namesOfWrites(run)).toEqual(['createApp', 'createDeployment'])
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(
    /no spicepod configuration\nChanges already made: created app taxi-fares \(4712\)\./,
  )
})

test('an app with an id is used without a search', async () => {
  const run = await deploy({ inputs: { ...creating, 'app-id': '4711', 'app-name': 'sandbox-app' } })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
})

test('an app that somebody else creates at the same time is used', async () => {
  const run = await create({
    inputs: { tags: 'team: data' },
    prepare: createdByOthers('Taxi-Fares', { made: 'elsewhere' }),
  })
  expect(writesOf(run)).toEqual([
    ['createApp', expect.anything()],
    ['updateApp', { tags: { made: 'elsewhere', repository: 'acme_taxi', team: 'data' } }],
    ['updateApp', { spicepod: manifest }],
    ['createDeployment', request],
  ])
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712', 'app-name': 'Taxi-Fares' })
  expect(run.lines.join('\n')).not.toContain('Created app')
  expect(run.sandbox.cloud.state.apps).toHaveLength(2)
})

test('an app that exists but is not visible is reported in the words of the API', async () => {
  const error = 'App "taxi-fares" already exists in this organization'
  const run = await create({ faults: refuseCreate({ kind: 'status', status: 409, body: { error } }, 9) })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['createApp'], 'refused'])
  expect(run.errors[0]).toContain(`failed (HTTP 409): ${error}`)
})

test('a deleted app that is restored gets its previous spicepod back after a failure', async () => {
  const run = await deploy({
    inputs: { ...creating, 'on-failure': 'restore' },
    files,
    sandbox: {
      apps: [{ id: 4711, name: 'Taxi-Fares', spicepod: oldSpicepod, tags: { old: 'yes' } }],
      plan: failed,
    },
    prepare: ({ cloud: { state } }) => {
      for (const app of [...state.apps]) state.delete(app)
    },
  })
  expect(writesOf(run)).toEqual([
    ['createApp', body],
    ['updateApp', { spicepod: manifest }],
    ['createDeployment', request],
    ['updateApp', { spicepod: oldSpicepod }],
  ])
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'app-id': '4711' })
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
})

test.each<[string, SandboxOptions, Record<string, string>]>([
  ['does not list its regions', { faults: withoutOperations('listRegions') }, {}],
  ['has more regions', { regions: [{ region: 'eu-north-7' }] }, { region: 'eu-north-7' }],
])('an app is created on a server that %s', async (_, sandbox, inputs) => {
  const run = await create({ inputs, sandbox })
  const creates = writesOf(run).filter(([operation]) => operation === 'createApp')
  expect(creates.map(([, sent]) => sent)).toEqual([{ ...body, ...inputs }])
  expect(namesOfWrites(run).slice(creates.length)).toEqual(['updateApp', 'createDeployment'])
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712' })
  expect(run.annotations).toEqual([])
})

test.each([
  ['eu-west-3', [{ region: 'us-east-1' }, { region: 'us-west-2' }], '`us-east-1`, `us-west-2`'],
  ['us-west-2', [{ region: 'us-east-1' }, { region: 'us-west-2', disabled: true }], '`us-east-1`.'],
])('an app in %s, which accepts none, is rejected at once', async (region, regions, open) => {
  const run = await create({ inputs: { region }, sandbox: { regions } })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toMatch(new RegExp(`\`region\` \`${region}\` does not accept`))
  expect(run.errors[0]).toContain(open)
})

test.each([
  ['of the inputs', { tags: 'team: data' }],
  ['of the repository', {}],
])('tags %s that the plan does not include are refused, and nothing else is sent', async (_, inputs) => {
  const run = await create({ inputs, sandbox: { tagsAllowed: false } })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['createApp'], 'refused'])
  expect(run.errors[0]).toMatch(/Tags are not available[\s\S]*`tags`/)
})

test('an app that somebody else created is not reported as unconfirmed if the deployment fails', async () => {
  const fault = { kind: 'status', status: 429 } as const
  const run = await create({
    maxWarnings: 2,
    inputs: { 'timeout-seconds': '3', spicepod: '' },
    faults: [{ on: { path: 'createDeployment', times: 99 }, fault }],
    prepare: createdByOthers('taxi-fares'),
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).not.toContain('created app')
})
