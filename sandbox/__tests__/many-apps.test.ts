import { expect, test } from '@jest/globals'
import type { CloudOptions } from '../cloud.ts'
import { optionsOf } from '../config.ts'
import { cloudAtNoon } from './fixture.ts'

/** A cloud with so many apps. */
function begin(count: number, options: CloudOptions = {}) {
  const { apps = [] } = optionsOf({ apps: [{ name: 'taxi', count }] }, '.')
  const started = cloudAtNoon({ apps, ...options })
  return {
    ...started,
    names: async (query = '') =>
      (await started.call('GET', `/v1/apps${query}`)).body.apps.map(({ name }: { name: string }) => name),
  }
}

test.each([
  [20, '', 20, 'taxi-001'],
  [20, '?offset=20', 20, 'taxi-021'],
  [20, '?limit=100&offset=100', 100, 'taxi-101'],
  [20, '?limit=500', 100, 'taxi-001'],
  [100, '?offset=200', 100, 'taxi-201'],
  [100, '?offset=300', 0, undefined],
])('with pages of %i, %s lists %i apps from %s on', async (pageSize, query, count, first) => {
  const listed = await begin(300, { pageSize }).names(query)
  expect([listed.length, listed[0]]).toEqual([count, first])
})

test('a server that ignores the offset lists the same page again', async () => {
  const { names } = begin(300, { pageSize: 100, lists: { ignoresOffset: true } })
  expect(await names('?offset=100')).toEqual(await names())
})

test('a list may have only what all sources agree on, and a key', async () => {
  const { call, cloud } = begin(1)
  cloud.state.lists.listedApps = 'sparse'
  const [app] = (await call('GET', '/v1/apps')).body.apps
  expect(Object.keys(app).sort()).toEqual([
    'api_key',
    'cname',
    'created_at',
    'description',
    'id',
    'name',
    'tags',
    'visibility',
  ])
  expect((await call('GET', `/v1/apps/${app.id}`)).body).toMatchObject({
    region: 'us-west-2',
    kind: 'managed',
  })
})

test('calls above the limit are refused until the second is over, and do nothing', async () => {
  const { call, cloud, pass } = begin(1, { rateLimit: { requests: 2 } })
  const statuses = async () => [
    (await call('GET', '/v1/apps')).status,
    (await call('GET', '/v1/apps/4711')).status,
    (await call('POST', '/v1/apps/4711/deployments')).status,
  ]
  expect(await statuses()).toEqual([200, 200, 429])
  pass(999)
  expect((await call('GET', '/v1/apps')).status).toBe(429)
  expect((await call('GET', '/v1/health')).status).toBe(200)
  pass(1)
  expect(await statuses()).toEqual([200, 200, 429])
  expect(cloud.state.records).toEqual([])
})

test('an older server says in headers what is left', async () => {
  const { call } = begin(1, { rateLimit: { requests: 1, seconds: 60, headers: true } })
  const headers = {
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1795521660',
  }
  expect(await call('GET', '/v1/apps')).toMatchObject({ status: 200, headers })
  expect(await call('GET', '/v1/apps')).toMatchObject({
    status: 429,
    headers,
    body: { error: 'Too many requests' },
  })
})
