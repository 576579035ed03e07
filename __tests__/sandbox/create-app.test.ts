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
