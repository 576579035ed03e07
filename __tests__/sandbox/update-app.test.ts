import { expect, test } from '@jest/globals'
import type { AppSeed } from '../../sandbox/apps.ts'
import type { CloudOptions } from '../../sandbox/cloud.ts'
import { APP, cloudAtNoon } from './fixture.ts'

const taxi = {
  id: 4711,
  name: 'taxi',
  description: 'Taxis',
  tags: { team: 'data', city: 'ams' },
  spicepod: { version: 'v1', kind: 'Spicepod', name: 'taxi', datasets: [] },
} as const satisfies AppSeed

async function update(body: object, options: CloudOptions = {}) {
  const { call, mismatches } = cloudAtNoon({ apps: [taxi], ...options })
  const before = (await call('GET', APP)).body
  const { status, body: answer } = await call('PUT', APP, { body })
  const after = (await call('GET', APP)).body
  return { status, answer, before, after, mismatches }
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

test.each([
  ['that is no YAML', 'a: [', 'not valid YAML'],
  ['that is no map', '- a', 'must be a map'],
  ['that is empty', '', 'must be a map'],
  ['of two documents', 'a: 1\n---\nb: 2\n', 'not valid YAML'],
])('%s is refused', async (_, spicepod, problem) => {
  const { status, answer, before, after } = await update({ spicepod, description: 'New' })
  expect(status).toBe(400)
  expect(answer).toMatchObject({
    error: 'Invalid spicepod configuration',
    details: { fieldErrors: { spicepod: [expect.stringContaining(problem)] } },
  })
  expect(after).toEqual(before)
})

test('the spicepod of an app connected to GitHub cannot be changed', async () => {
  const apps = [{ ...taxi, github: { branch: 'main', commitSha: 'abc' } }]
  const refused = await update({ spicepod: { ...taxi.spicepod, name: 'bus' } }, { apps })
  expect([refused.status, refused.answer.code]).toEqual([409, 'github_connected'])
  expect(refused.after).toEqual(refused.before)
  const reordered = 'datasets: []\nname: taxi\nkind: Spicepod\nversion: v1'
  const { status, after } = await update({ spicepod: reordered, description: 'New' }, { apps })
  expect([status, after.description]).toEqual([200, 'New'])
})

test('an app may be scaled to no replica, as the Terraform provider does', async () => {
  const { status, after } = await update({ replicas: 0 })
  expect([status, after.config.replicas]).toEqual([200, 0])
})

test('errors in the body of an update are reported by field, and recorded as a mistake of the client', async () => {
  const { status, answer, mismatches } = await update({ replicas: 11, visibility: 'secret', color: 'red' })
  expect([status, answer.details.fieldErrors]).toEqual([
    400,
    { replicas: ['must be a whole number from 0 to 10'], visibility: ['must be one of public, private'] },
  ])
  expect(mismatches()).toHaveLength(3)
})
