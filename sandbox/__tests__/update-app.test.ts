import { expect, test } from '@jest/globals'
import type { AppSeed } from '../apps.ts'
import type { CloudOptions } from '../cloud.ts'
import { APP, cloudAtNoon } from './fixture.ts'

const taxi = {
  id: 4711,
  name: 'taxi',
  description: 'Taxis',
  tags: { team: 'data', city: 'ams' },
  spicepod: { version: 'v1', kind: 'Spicepod', name: 'taxi', datasets: [] },
} as const satisfies AppSeed

async function update(body: object, options: CloudOptions = {}) {
  const { call } = cloudAtNoon({ apps: [taxi], ...options })
  const { status } = await call('PUT', APP, { body })
  return { status, after: (await call('GET', APP)).body }
}

test('every member of the description is stored and returned', async () => {
  const config = {
    image: 'spiceai',
    registry: 'ghcr.io',
    version: '2.x',
    node_group: 'large',
    storage_size_gb: 20,
    storage_claim_size_gb: 10,
    resources: { limits: { cpu: '4', memory: '8Gi' } },
    executor: { replicas: 2 },
  }
  const { status, after } = await update({ ...config, region: 'us-east-1', cluster_name: 'acme' })
  expect(status).toBe(200)
  expect(after.config).toMatchObject({ ...config, region: 'us-east-1' })
  expect(after).toMatchObject({
    region: 'us-east-1',
    cluster_name: 'acme',
    endpoint: 'https://private-acme-us-east-1-prod-data.spiceai.io',
  })
})

test('null resets the image and the channel', async () => {
  const apps = [{ ...taxi, imageTag: '2.3.1', updateChannel: 'nightly' }]
  const { after } = await update({ image_tag: null, update_channel: null }, { apps })
  expect(after.config).toMatchObject({ image_tag: null, update_channel: 'stable' })
})

test('the spicepod of an app connected to GitHub may be sent if it is the same', async () => {
  const apps = [{ ...taxi, github: { branch: 'main', commitSha: 'abc' } }]
  const reordered = 'datasets: []\nname: taxi\nkind: Spicepod\nversion: v1'
  const { status, after } = await update({ spicepod: reordered, description: 'New' }, { apps })
  expect([status, after.description]).toEqual([200, 'New'])
})

test('an app may be scaled to no replica, as the Terraform provider does', async () => {
  const { status, after } = await update({ replicas: 0 })
  expect([status, after.config.replicas]).toEqual([200, 0])
})

test('the default alerts cannot be changed later', async () => {
  const { call, cloud, mismatches } = cloudAtNoon()
  await call('PUT', APP, { body: { default_alerts: false } })
  expect(cloud.state.apps[0]?.defaultAlerts).toBe(true)
  expect(mismatches()).toEqual([`PUT ${APP}: body /default_alerts is not in the description`])
})
