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

test('an update stores what was sent, and changes nothing else', async () => {
  const { status, answer, before, after } = await update({
    visibility: 'public',
    production_branch: 'production',
    image_tag: '2.3.1',
    update_channel: 'nightly',
    replicas: 3,
  })
  expect(status).toBe(200)
  expect(answer).toEqual(after)
  expect(after).toEqual({
    ...before,
    visibility: 'public',
    production_branch: 'production',
    config: { ...before.config, image_tag: '2.3.1', update_channel: 'nightly', replicas: 3 },
  })
})

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

test('tags replace all existing tags', async () => {
  expect((await update({ tags: { city: 'ber' } })).after.tags).toEqual({ city: 'ber' })
  expect((await update({ tags: null })).after.tags).toBeNull()
})

test.each([
  ['text', 'version: v1\nkind: Spicepod\nname: bus\ndatasets: # none\n  - from: s3://x\n'],
  ['an object', { version: 'v1', kind: 'Spicepod', name: 'bus', datasets: [{ from: 's3://x' }] }],
])('a spicepod can be sent as %s and is stored as an object', async (_, spicepod) => {
  const { status, after } = await update({ spicepod })
  expect(status).toBe(200)
  expect(after.config.spicepod).toEqual({
    version: 'v1',
    kind: 'Spicepod',
    name: 'bus',
    datasets: [{ from: 's3://x' }],
  })
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

test.each([
  ['enterprise', 403, 'image_tag_requires_enterprise'],
  ['unpublished', 400, 'invalid_stable_image_tag'],
] as const)('an image tag can be refused: %s', async (imageTagRefusal, status, code) => {
  const refused = await update({ image_tag: '9.9.9' }, { imageTagRefusal })
  expect([refused.status, refused.answer.code]).toEqual([status, code])
  expect((await update({ image_tag: null }, { imageTagRefusal })).status).toBe(200)
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
