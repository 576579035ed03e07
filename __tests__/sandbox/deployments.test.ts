import { describe, expect, test } from '@jest/globals'
import { fails, neverEnds, neverStarts, succeeds } from '../../sandbox/plan.ts'
import { APP, cloudAtNoon, DEPLOYMENTS, NOON } from './fixture.ts'

const iso = (ms: number) => new Date(NOON + ms).toISOString()

type Call = ReturnType<typeof cloudAtNoon>['call']

async function statuses(call: Call, query = ''): Promise<Record<number, string>> {
  const { body } = await call('GET', `${DEPLOYMENTS}${query}`)
  return Object.fromEntries(
    body.deployments.map(({ id, status }: { id: number; status: string }) => [id, status]),
  )
}

test('a new deployment is queued and has every field of the reference', async () => {
  const { call } = cloudAtNoon()
  const body = {
    branch: 'main',
    commit_sha: 'abc',
    commit_message: 'Add a dataset',
    replicas: 3,
    channel: 'preview',
  }
  expect(await call('POST', DEPLOYMENTS, { body })).toMatchObject({
    status: 202,
    headers: { date: 'Tue, 24 Nov 2026 12:00:00 GMT' },
    body: {
      id: 1001,
      status: 'queued',
      created_at: iso(0),
      started_at: null,
      updated_at: null,
      image_tag: '2.4.0-rc.1',
      replicas: 3,
      branch: 'main',
      commit_sha: 'abc',
      commit_message: 'Add a dataset',
      error_message: null,
      creation_source: 'api',
      created_by: null,
    },
  })
})

test('image and replicas of the app are used if there is no body', async () => {
  const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', updateChannel: 'nightly', replicas: 2 }] })
  const { body } = await call('POST', DEPLOYMENTS)
  expect(body).toMatchObject({
    image_tag: '2.5.0-nightly.20261124',
    replicas: 2,
    branch: null,
    commit_sha: null,
  })
})

test('a deployment follows its plan as time passes', async () => {
  const { call, pass } = cloudAtNoon({ plan: succeeds(400) })
  await call('POST', DEPLOYMENTS)
  pass(99)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).body).toMatchObject({
    status: 'queued',
    started_at: null,
  })
  pass(1)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).body).toMatchObject({
    status: 'in_progress',
    started_at: iso(100),
    updated_at: iso(100),
  })
  pass(1000)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).body).toMatchObject({
    status: 'succeeded',
    started_at: iso(100),
    updated_at: iso(400),
  })
})

test('a failure has a message and a code', async () => {
  const { call, pass } = cloudAtNoon({ plan: fails(400, 'no such table', 'unable_to_start') })
  await call('POST', DEPLOYMENTS)
  pass(400)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).body).toMatchObject({
    status: 'failed',
    error_message: 'no such table',
    error_code: 'unable_to_start',
  })
})

test('a deployment in progress can report why it is retried, and stop reporting it', async () => {
  const { call, pass } = cloudAtNoon({
    plan: [
      { afterMs: 0, status: 'queued' },
      { afterMs: 10, status: 'in_progress', error_message: 'no CPU left', error_code: 'insufficient_cpu' },
      { afterMs: 20, status: 'in_progress' },
    ],
  })
  await call('POST', DEPLOYMENTS)
  pass(10)
  const retried = await call('GET', `${DEPLOYMENTS}/1001`)
  expect(retried.body).toMatchObject({ status: 'in_progress', error_code: 'insufficient_cpu' })
  pass(10)
  const { body } = await call('GET', `${DEPLOYMENTS}/1001`)
  expect(body).toMatchObject({
    status: 'in_progress',
    error_message: null,
    updated_at: iso(20),
    started_at: iso(10),
  })
  expect(body).not.toHaveProperty('error_code')
})

test('each plan for the next deployments is used once', async () => {
  const { call, pass, cloud } = cloudAtNoon({ conflicts: 'none', plan: succeeds(100) })
  cloud.state.planNext(fails(100), neverEnds(100))
  for (let count = 0; count < 3; count += 1) await call('POST', DEPLOYMENTS)
  pass(100)
  expect(await statuses(call)).toEqual({ 1001: 'failed', 1002: 'in_progress', 1003: 'succeeded' })
})

test('a plan can depend on what is deployed', async () => {
  const { call, pass, cloud } = cloudAtNoon({
    conflicts: 'none',
    planFor: ({ spicepod }) => (spicepod?.name === 'bad' ? fails(100) : undefined),
  })
  cloud.state.planNext(neverEnds(1))
  const put = (name: string) => call('PUT', APP, { body: { spicepod: { name } } })
  await put('bad')
  await call('POST', DEPLOYMENTS, { body: { branch: 'main' } })
  await put('good')
  for (let count = 0; count < 2; count += 1) await call('POST', DEPLOYMENTS)
  pass(400)
  expect(await statuses(call)).toEqual({ 1001: 'failed', 1002: 'in_progress', 1003: 'succeeded' })
})

test('the deployed spicepod and the request are recorded as they were', async () => {
  const { call, cloud } = cloudAtNoon({ conflicts: 'none', deployments: [{ appId: 4711 }] })
  const deployed = structuredClone(cloud.state.apps[0]?.spicepod)
  await call('POST', DEPLOYMENTS, { body: { branch: 'main', replicas: 2 } })
  await call('POST', DEPLOYMENTS)
  Object.assign(cloud.state.apps[0]?.spicepod ?? {}, { name: 'changed' })
  expect(cloud.state.records).toMatchObject([
    { spicepod: deployed, request: null },
    { spicepod: deployed, request: { branch: 'main', replicas: 2 } },
    { spicepod: deployed, request: {} },
  ])
})

test('a requested image or channel takes precedence over the image that the app is pinned to', async () => {
  const { call } = cloudAtNoon({ conflicts: 'none', apps: [{ id: 4711, name: 'taxi', imageTag: '2.0.1' }] })
  const images: unknown[] = []
  for (const body of [undefined, { image_tag: '2.0.0', channel: 'stable' }, { channel: 'stable' }]) {
    images.push((await call('POST', DEPLOYMENTS, { body })).body.image_tag)
  }
  expect(images).toEqual(['2.0.1', '2.0.0', '2.3.2'])
})

describe('another deployment in progress', () => {
  test('another deployment never conflicts under the rule "none"', async () => {
    const { call } = cloudAtNoon({ conflicts: 'none', plan: neverStarts() })
    await call('POST', DEPLOYMENTS)
    expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  })

  test('another deployment conflicts as long as it is unfinished under the rule "unfinished"', async () => {
    const { call, pass } = cloudAtNoon({ conflicts: 'unfinished', plan: succeeds(400) })
    await call('POST', DEPLOYMENTS)
    pass(399)
    expect(await call('POST', DEPLOYMENTS)).toMatchObject({
      status: 409,
      body: { error: 'A deployment is already in progress for this app' },
    })
    pass(1)
    expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  })

  test('another deployment conflicts only while it is queued under the rule "queued"', async () => {
    const { call, pass } = cloudAtNoon({ conflicts: 'queued', plan: succeeds(400) })
    await call('POST', DEPLOYMENTS)
    expect(await call('POST', DEPLOYMENTS)).toMatchObject({
      status: 409,
      body: { error: 'A deployment is already in progress for this project' },
    })
    pass(100)
    expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  })

  test('another deployment becomes "created" when the newer one starts, and stays so', async () => {
    const { call, pass, cloud } = cloudAtNoon({ conflicts: 'queued', plan: succeeds(1000) })
    cloud.state.seed({ appId: 4711, plan: neverEnds(10) })
    pass(50)
    await call('POST', DEPLOYMENTS)
    pass(249)
    expect(await statuses(call)).toEqual({ 1001: 'in_progress', 1002: 'queued' })
    pass(1)
    expect(await statuses(call)).toEqual({ 1001: 'created', 1002: 'in_progress' })
    pass(1000)
    const { body } = await call('GET', `${DEPLOYMENTS}/1001`)
    expect(body).toMatchObject({ status: 'created', started_at: iso(10), updated_at: iso(300) })
  })

  test('another deployment keeps its result if it ended before the newer one started', async () => {
    const { call, pass, cloud } = cloudAtNoon({ conflicts: 'queued', plan: succeeds(400) })
    cloud.state.seed({ appId: 4711, plan: fails(40) })
    pass(100)
    await call('POST', DEPLOYMENTS)
    pass(400)
    expect(await statuses(call)).toEqual({ 1001: 'failed', 1002: 'succeeded' })
  })

  test('a deployment of another app does not conflict', async () => {
    const { call } = cloudAtNoon({
      conflicts: 'unfinished',
      apps: [
        { id: 4711, name: 'taxi' },
        { id: 4712, name: 'bus' },
      ],
      deployments: [{ appId: 4712, plan: neverStarts() }],
    })
    expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  })
})

describe('the list', () => {
  const many = Array.from({ length: 120 }, (_, index) => ({
    appId: 4711,
    id: index + 1,
    createdMsAgo: (120 - index) * 1000,
    plan: index % 2 === 0 ? succeeds(1) : fails(1),
  }))

  test('the list is newest first and has 20 deployments by default', async () => {
    const { call } = cloudAtNoon({ deployments: many, conflicts: 'none' })
    const { body } = await call('GET', DEPLOYMENTS)
    const ids = body.deployments.map(({ id }: { id: number }) => id)
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => 120 - index))
  })

  test('the list has as many deployments as requested, but never more than 100', async () => {
    const { call } = cloudAtNoon({ deployments: many })
    expect((await call('GET', `${DEPLOYMENTS}?limit=3`)).body.deployments).toHaveLength(3)
    expect((await call('GET', `${DEPLOYMENTS}?limit=200`)).body.deployments).toHaveLength(100)
  })

  test('the list can be limited to one status', async () => {
    const { call } = cloudAtNoon({ deployments: many, conflicts: 'none' })
    const found = Object.values(await statuses(call, '?status=failed&limit=5'))
    expect(found).toEqual(['failed', 'failed', 'failed', 'failed', 'failed'])
  })

  test('the list shows a new deployment only after the lag, while a read by id finds it at once', async () => {
    const { call, pass } = cloudAtNoon({ listLagMs: 300 })
    await call('POST', DEPLOYMENTS)
    pass(299)
    expect(await statuses(call)).toEqual({})
    expect((await call('GET', `${DEPLOYMENTS}/1001`)).status).toBe(200)
    pass(1)
    expect(await statuses(call)).toEqual({ 1001: 'in_progress' })
  })
})

describe('a deployment is refused', () => {
  test('a deployment is refused if the app has no spicepod', async () => {
    const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', spicepod: null }] })
    expect(await call('POST', DEPLOYMENTS)).toMatchObject({
      status: 400,
      body: { error: 'App has no spicepod configuration' },
    })
  })

  test.each([
    ['enterprise', 403, 'image_tag_requires_enterprise'],
    ['unpublished', 400, 'invalid_stable_image_tag'],
  ] as const)(
    'a deployment is refused if its image tag is unknown or not in the plan: %s',
    async (imageTagRefusal, status, code) => {
      const { call, cloud } = cloudAtNoon({ imageTagRefusal })
      expect(await call('POST', DEPLOYMENTS, { body: { image_tag: '9.9.9' } })).toMatchObject({
        status,
        body: { code },
      })
      expect(cloud.state.records).toEqual([])
      expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
    },
  )

  test('a deployment is refused if the app is unknown', async () => {
    const { call } = cloudAtNoon()
    expect(await call('POST', '/v1/apps/99/deployments')).toMatchObject({
      status: 404,
      body: { error: 'App with ID 99 not found' },
    })
  })
})

test('errors in the body of a deployment are reported by field, and recorded as a mistake of the client', async () => {
  const { call, mismatches } = cloudAtNoon()
  const answer = await call('POST', DEPLOYMENTS, {
    body: { replicas: 11, channel: 'beta', debug: 'yes', branch: 1 },
  })
  expect(answer).toMatchObject({
    status: 400,
    body: {
      error: 'Invalid request body',
      details: {
        fieldErrors: {
          replicas: ['must be a whole number from 1 to 10'],
          channel: ['must be one of stable, preview, nightly, internal'],
          debug: ['must be a boolean'],
          branch: ['must be a string'],
        },
      },
    },
  })
  expect(mismatches()).toHaveLength(4)
})

test('a member of the request that is only known from responses is unknown', async () => {
  const { call, mismatches } = cloudAtNoon()
  expect((await call('POST', DEPLOYMENTS, { body: { status: 200 } })).status).toBe(202)
  expect(mismatches()).toHaveLength(1)
})

test('an app connected to GitHub records its own branch and commit, not those that were sent', async () => {
  const github = { branch: 'production', commitSha: 'fff', commitMessage: 'Head of production' }
  const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', github }] })
  const { body } = await call('POST', DEPLOYMENTS, { body: { branch: 'main', commit_sha: 'abc' } })
  expect(body).toMatchObject({
    branch: 'production',
    commit_sha: 'fff',
    commit_message: 'Head of production',
  })
})

test('an older cloud has no endpoint for a single deployment', async () => {
  const { call } = cloudAtNoon({ singleDeployment: false })
  await call('POST', DEPLOYMENTS)
  expect((await call('GET', `${DEPLOYMENTS}/1001`)).status).toBe(404)
  expect(await statuses(call)).toEqual({ 1001: 'queued' })
})

test('an unknown deployment is not found', async () => {
  const { call } = cloudAtNoon()
  expect((await call('GET', `${DEPLOYMENTS}/1`)).status).toBe(404)
})
