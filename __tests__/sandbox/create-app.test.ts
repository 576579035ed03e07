import { expect, test } from '@jest/globals'
import type { CloudOptions } from '../../sandbox/cloud.ts'
import { APP, cloudAtNoon } from './fixture.ts'

const APPS = '/v1/apps'
const bus = { name: 'bus-lines', region: 'us-east-1' }

async function create(body: object, options: CloudOptions = {}) {
  const { call, cloud, mismatches } = cloudAtNoon(options)
  const answer = await call('POST', APPS, { body })
  return { ...answer, mismatches, apps: cloud.state.apps }
}

test.each([
  ['bus', 'must have 4 to 38 characters'],
  ['b'.repeat(39), 'must have 4 to 38 characters'],
  ['bus_lines', 'may hold letters, digits and hyphens only'],
  [undefined, 'Required'],
])('%s is refused', async (name, problem) => {
  const { status, body, mismatches, apps } = await create({ ...bus, name })
  expect([status, body.details.fieldErrors]).toEqual([400, { name: [problem] }])
  expect(mismatches()).not.toEqual([])
  expect(apps).toHaveLength(1)
})

const regions = [{ region: 'eu-north-1' }, { region: 'us-west-2', disabled: true }]

test.each([
  ['eu-west-7', 'must be one of us-east-1, us-west-2', {}],
  ['us-west-2', 'must be one of eu-north-1', { regions }],
])('%s is refused', async (region, problem, options) => {
  const { status, body } = await create({ ...bus, region }, options)
  expect([status, body.details.fieldErrors]).toEqual([400, { region: [problem] }])
})

const [region, endpoint] = ['us-east-1', 'https://us-east-1-prod-aws-data.spiceai.io']

test.each<[string, object, object]>([
  ['a region', { region }, { kind: 'managed', region, cname: null, endpoint }],
  ['the older name of a region', { cname: region }, { kind: 'managed', region, cname: region, endpoint }],
  [
    'its cname',
    { cname: 'us-east-1-prod-aws-data' },
    { kind: 'managed', region, cname: 'us-east-1-prod-aws-data', endpoint },
  ],
  [
    'a cluster',
    { cluster_name: 'acme', region },
    {
      kind: 'managed',
      cluster_name: 'acme',
      endpoint: 'https://private-acme-us-east-1-prod-data.spiceai.io',
    },
  ],
  ['a cluster without a region', { cluster_name: 'acme' }, { kind: 'managed', region: 'us-west-2' }],
  ['none at all', {}, { kind: 'standalone', region: null, cname: null, endpoint: null }],
])('a placement can be %s', async (_, placement, app) => {
  expect(await create({ name: 'bus-lines', ...placement })).toMatchObject({ status: 201, body: app })
})

test('a placement of an unknown cname is refused', async () => {
  const { status, body } = await create({ name: 'bus-lines', cname: 'us-east-2.spice.cloud' })
  expect([status, Object.keys(body.details.fieldErrors)]).toEqual([400, ['cname']])
})

test.each(['no', 0, null])('the default alerts cannot be %j', async (default_alerts) => {
  const { status, body, mismatches } = await create({ ...bus, default_alerts })
  expect([status, body.details.fieldErrors]).toEqual([400, { default_alerts: ['must be a boolean'] }])
  expect(mismatches()).toEqual(['POST /v1/apps: body /default_alerts must be boolean'])
})

test('the default alerts cannot be changed later', async () => {
  const { call, cloud, mismatches } = cloudAtNoon()
  await call('PUT', APP, { body: { default_alerts: false } })
  expect(cloud.state.apps[0]?.defaultAlerts).toBe(true)
  expect(mismatches()).toEqual([`PUT ${APP}: body /default_alerts is not in the description`])
})
