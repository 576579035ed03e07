import { expect, test } from '@jest/globals'
import type { AppSeed } from '../apps.ts'
import type { CloudOptions } from '../cloud.ts'
import { cloudAtNoon } from './fixture.ts'

const FORKS = '/v1/projects/4711/forks'

const spicepod = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  snapshots: { enabled: true, location: 's3://bucket/snapshots/' },
  datasets: [
    { from: 'postgres:fares', name: 'fares', params: { pg_host: 'db', pg_replication_slot: 'taxi_fares' } },
    { from: 'kafka:trips', name: 'trips', params: { kafka_consumer_group_id: 'taxi' } },
    { from: 's3://bucket/zones/', name: 'zones' },
  ],
}

const taxi = {
  id: 4711,
  name: 'taxi',
  region: 'us-east-1',
  description: 'Fares',
  visibility: 'public',
  tags: { team: 'data' },
  spicepod,
  updateChannel: 'nightly',
  imageTag: '2.3.1',
  replicas: 3,
  secrets: { KEY: 'x' },
  orgSecrets: ['TOKEN'],
} as const satisfies AppSeed

function begin({ source = {}, ...options }: CloudOptions & { source?: Partial<AppSeed> } = {}) {
  return cloudAtNoon({
    apps: [{ ...taxi, ...source }],
    orgs: [{ name: 'acme', secrets: ['TOKEN'] }],
    ...options,
  })
}

test('the repository of a source is not that of its fork', async () => {
  const github = { branch: 'main', commitSha: 'c'.repeat(40) }
  const { call } = begin({ source: { github } })
  expect((await call('POST', FORKS)).body.production_branch).toBeNull()
  expect((await call('PUT', '/v1/apps/4712', { body: { spicepod: { name: 'mine' } } })).status).toBe(200)
})

test('a fork has what was deployed, and as many executors, but not instances of that size', async () => {
  const executor = { replicas: 2, resources: { limits: { cpu: '4' } } }
  const config = { executor, version: '2.x', resources: { limits: { cpu: '8' } } }
  const { call } = begin({ source: { config }, deployments: [{ appId: 4711, createdMsAgo: 9000 }] })
  await call('PUT', '/v1/apps/4711', { body: { spicepod: { name: 'not deployed' } } })
  const { body } = await call('POST', FORKS)
  expect(body.config).toMatchObject({ spicepod, version: '2.x', executor: { replicas: 2 } })
  expect([body.config.executor.resources, body.config.resources]).toEqual([undefined, undefined])
})

test('the name of a fork is numbered if it is not sent, and skips names that are taken', async () => {
  const { call } = begin({ apps: [taxi, { id: 9, name: 'Taxi-Fork-2' }] })
  const names = []
  for (let count = 0; count < 3; count += 1) names.push((await call('POST', FORKS)).body.name)
  expect(names).toEqual(['taxi-fork', 'taxi-fork-3', 'taxi-fork-4'])
})

test.each([
  [{ region: 'us-west-2' }, { region: 'us-west-2', endpoint: 'https://us-west-2-prod-aws-data.spiceai.io' }],
  [{ cluster_name: 'big' }, { endpoint: 'https://private-big-us-east-1-prod-data.spiceai.io' }],
])('the place of a fork can be sent: %j', async (body, place) => {
  expect(await begin().call('POST', FORKS, { body })).toMatchObject({ status: 201, body: place })
})

test.each<[string, Partial<AppSeed>]>([
  ['is run by its owner', { kind: 'cloud-connect' }],
  ['is in a region that is gone', { region: 'eu-west-7' }],
  ['has no region', { region: null }],
])('the place of a fork has to be sent if the source %s', async (_, source) => {
  const { call } = begin({ source })
  expect(await call('POST', FORKS)).toMatchObject({ status: 400, body: { code: 'fork_placement_required' } })
  expect((await call('POST', FORKS, { body: { region: 'us-west-2' } })).status).toBe(201)
})

test('a fork gets its own location for the state of the scheduler', async () => {
  const runtime = { scheduler: { state_location: 's3://bucket/state/', mode: 'x' } }
  const { call } = begin({ source: { spicepod: { ...spicepod, runtime } } })
  const scheduler_state_location = 's3://bucket/state-of-fork'
  const { status, body } = await call('POST', FORKS, { body: { scheduler_state_location } })
  expect([status, body.config.spicepod.runtime.scheduler]).toEqual([
    201,
    { state_location: scheduler_state_location, mode: 'x' },
  ])
})

test.each(['forks', 'projects'] as const)('the forks of an app are listed as %s', async (listedAs) => {
  const seeded = { id: 8, name: 'old-fork', forkedFrom: { id: 4711, name: 'taxi' } }
  const { call } = begin({ apps: [taxi, { id: 9, name: 'other' }, seeded], forks: { listedAs } })
  await call('POST', FORKS)
  await call('POST', FORKS)
  await call('POST', '/v1/projects/9/forks')
  await call('DELETE', '/v1/projects/4712')
  const { [listedAs]: listed, ...others } = (await call('GET', FORKS)).body
  expect([listed.map(({ id }: { id: number }) => id), others]).toEqual([[8, 4713], {}])
})
