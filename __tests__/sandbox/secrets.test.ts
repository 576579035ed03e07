import { expect, test } from '@jest/globals'
import { APP, cloudAtNoon } from './fixture.ts'

const SECRETS = `${APP}/secrets`

test('a secret may be named like a property that every object has', async () => {
  const { call, cloud } = cloudAtNoon()
  await call('POST', SECRETS, { rawBody: '{"name":"__proto__","value":"x"}' })
  expect(Object.entries(cloud.state.apps[0]?.secrets ?? {})).toEqual([['__proto__', 'x']])
})

test('a secret can be deleted once', async () => {
  const { call } = cloudAtNoon({ apps: [{ id: 4711, name: 'taxi', secrets: { KEY: 'x' } }] })
  expect(await call('DELETE', `${SECRETS}/KEY`)).toMatchObject({ status: 204, body: undefined })
  expect((await call('DELETE', `${SECRETS}/KEY`)).status).toBe(404)
  expect((await call('GET', `${SECRETS}/KEY`)).status).toBe(404)
})
