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

test.each(['1st', 'A-B', 'A B', ''])('the name "%s" is refused, and the value not repeated', async (name) => {
  const { call, cloud, mismatches } = cloudAtNoon()
  const { status, body } = await call('POST', SECRETS, { body: { name, value: 'hunter2' } })
  expect([status, Object.keys(body.details.fieldErrors)]).toEqual([400, ['name']])
  expect(JSON.stringify([body, mismatches()])).not.toContain('hunter2')
  expect(cloud.state.apps[0]?.secrets).toEqual({})
  expect(mismatches()).toHaveLength(1)
})

test('a body over the limit is refused', async () => {
  const { call } = cloudAtNoon()
  const { status } = await call('POST', SECRETS, { body: { name: 'KEY', value: 'x'.repeat(1024 * 1024) } })
  expect(status).toEqual(413)
})
