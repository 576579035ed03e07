import { expect, test } from '@jest/globals'
import type { AppSeed } from '../../sandbox/apps.ts'
import type { CloudOptions } from '../../sandbox/cloud.ts'
import type { ForkRefusal } from '../../sandbox/forks.ts'
import { checkLikeCloud } from '../../sandbox/spicepod.ts'
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

test('the name of a fork is numbered if it is not sent, and skips names that are taken', async () => {
  const { call } = begin({ apps: [taxi, { id: 9, name: 'Taxi-Fork-2' }] })
  const names = []
  for (let count = 0; count < 3; count += 1) names.push((await call('POST', FORKS)).body.name)
  expect(names).toEqual(['taxi-fork', 'taxi-fork-3', 'taxi-fork-4'])
})

test('the name of a fork is not available if it would be too long', async () => {
  const { call } = begin({ source: { name: 'x'.repeat(38) } })
  expect(await call('POST', FORKS)).toMatchObject({ status: 409, body: { code: 'fork_name_unavailable' } })
  expect((await call('POST', FORKS, { body: { name: 'short' } })).status).toBe(201)
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

const distributed = {
  ...spicepod,
  runtime: { scheduler: { state_location: 's3://bucket/state/', mode: 'x' } },
}
const fork = async (pod: object, scheduler_state_location?: string) => {
  const { call, cloud } = begin({ source: { spicepod: pod as Record<string, unknown> } })
  const { status, body } = await call('POST', FORKS, { body: { scheduler_state_location } })
  expect(cloud.state.apps.length).toEqual(status === 201 ? 2 : 1)
  return [status, body.code ?? body.config.spicepod.runtime.scheduler]
}

test('a fork gets its own location for the state of the scheduler', async () => {
  const state_location = 's3://bucket/state-of-fork'
  expect(await fork(distributed, state_location)).toEqual([201, { state_location, mode: 'x' }])
})

test.each([
  [distributed, undefined, 'required'],
  [distributed, '/state', 'unsupported'],
  [distributed, 's3://bucket/state', 'overlaps_source'],
  [distributed, 's3://bucket/state/of/fork', 'overlaps_source'],
  [distributed, 's3://bucket', 'overlaps_source'],
  [spicepod, 's3://bucket/state', 'not_applicable'],
])('%j with %j is refused: %s', async (pod, location, reason) => {
  expect(await fork(pod, location)).toEqual([400, `scheduler_state_location_${reason}`])
})

const github = { branch: 'main', commitSha: 'c'.repeat(40) }

test.each<[ForkRefusal, CloudOptions & { source?: Partial<AppSeed> }]>([
  ['fork_source_has_no_spicepod', { source: { spicepod: null } }],
  ['fork_source_spicepod_invalid', { source: { spicepod: { name: 'a' } }, spicepodCheck: checkLikeCloud }],
  ...[
    { views: [{ name: 'a', sql_ref: 'a.sql' }] },
    { datasets: [{ ref: 'datasets/a' }] },
    { models: [{ name: 'a', files: [{ path: 'a.gguf' }] }] },
    { datasets: [{ name: 'a', from: 'file:data.csv' }] },
  ].map((pod): [ForkRefusal, { source: Partial<AppSeed> }] => [
    'fork_source_loads_repository_files',
    { source: { github, spicepod: pod } },
  ]),
])('a fork is refused %s: %j', async (code, options) => {
  const { call, cloud } = begin(options)
  expect(await call('POST', FORKS)).toMatchObject({ status: 422, body: { code } })
  expect(cloud.state.apps.length).toEqual(1)
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
