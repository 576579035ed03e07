import { expect, test } from '@jest/globals'
import { APP, cloudAtNoon } from './fixture.ts'

const KEYS = `${APP}/api-keys`
const REPOSITORY = '/v1/projects/4711/repository'

test.each([
  [undefined, [true, false]],
  [{ key_number: 1 }, [true, false]],
  [{ key_number: 2 }, [false, true]],
  [{ key_number: 0 }, [true, true]],
])('a new key replaces what was asked for: %j', async (body, isReplaced) => {
  const { call } = cloudAtNoon()
  const { body: before } = await call('GET', KEYS)
  for (const _ of ['once', 'again at the same moment']) {
    const { status, body: answer } = await call('POST', KEYS, { body })
    const { regenerated_key, ...after } = answer
    expect([status, regenerated_key]).toEqual([200, body?.key_number ?? 1])
    expect((await call('GET', KEYS)).body).toEqual(after)
    expect([after.api_key !== before.api_key, after.api_key_2 !== before.api_key_2]).toEqual(isReplaced)
    Object.assign(
      before,
      isReplaced[0] && { api_key: after.api_key },
      isReplaced[1] && { api_key_2: after.api_key_2 },
    )
  }
})

test('a repository that is connected brings the spicepod, and its commit is what is deployed', async () => {
  const { call, cloud } = cloudAtNoon()
  const body = { repository: 'acme/taxi', production_branch: 'main' }
  expect(await call('PUT', REPOSITORY, { body })).toMatchObject({ status: 200, body: { has_spicepod: true } })
  expect((await call('GET', APP)).body).toMatchObject({
    description: 'Taxi trips',
    production_branch: 'main',
    config: { spicepod: { name: 'taxi' } },
  })
  const { body: deployment } = await call('POST', `${APP}/deployments`, { body: { commit_sha: 'ours' } })
  expect(deployment).toMatchObject({ branch: 'main', commit_sha: cloud.state.repositories[0]?.branches.main })
  expect((await call('PUT', APP, { body: { spicepod: { name: 'other' } } })).body.code).toBe(
    'github_connected',
  )
})

test('a wrong method is named as such, with those that there are', async () => {
  const { call, mismatches } = cloudAtNoon()
  const { status, headers } = await call('PATCH', APP)
  expect([status, headers.allow]).toEqual([405, 'GET, PUT, DELETE'])
  expect((await call('GET', '/v1/nothing')).status).toBe(404)
  expect(mismatches()).toHaveLength(2)
})
