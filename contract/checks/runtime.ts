import type { Check } from '../check.ts'
import { type Answer, at, describe, listAt } from '../client.ts'
import { expect, expectOk, expectStatus } from '../expect.ts'
import { bare, deployed, redeployed } from '../stages.ts'
import { Unseen } from '../unseen.ts'
import type { World } from '../world.ts'

const V1 = 'application/vnd.spiceai.sql.v1+json'

/** What the runtime of an app answers. */
export const runtimeChecks: Readonly<Record<string, Check>> = {
  'runtime-undeployed': async (world) => {
    const answer = (await bare(world)).ready()
    return expect(answer, answer.status >= 400)
  },
  'runtime-ready': async (world) => {
    const answer = await call(world, 'GET', '/v1/ready')
    return expectOk(answer, answer.text.trim() === 'ready')
  },
  'key-required': async (world) => {
    const { app } = await deployed(world)
    const answer = await world.client.send('POST', `${app.endpoint}/v1/sql`, { text: 'SELECT 1 AS n' })
    return expect(answer, answer.status === 401)
  },
  'key-bearer': async (world) => {
    const { app } = await deployed(world)
    const headers = { authorization: `Bearer ${await world.keyOf(app)}` }
    const answer = await world.client.send('POST', `${app.endpoint}/v1/sql`, {
      text: 'SELECT 1 AS n',
      headers,
    })
    return expect(answer, answer.status === 200)
  },
  'datasets-list': async (world) => {
    const answer = await call(world, 'GET', '/v1/datasets?status=true')
    const trips = listAt(answer.body).find((dataset) => at(dataset, 'name') === 'trips')
    const status = at(trips, 'status')
    return expectOk(answer, status === 'Ready', trips === undefined ? undefined : `status ${status}`)
  },
  'models-list': async (world) => {
    const answer = await call(world, 'GET', '/v1/models?status=true')
    return expectOk(answer, Array.isArray(at(answer.body, 'data')))
  },
  'sql-rows': async (world) => {
    const answer = await ask(world, 'SELECT n FROM answer')
    return expectOk(answer, at(answer.body, 0, 'n') === 42)
  },
  'sql-schema': async (world) => {
    const { body, ...answer } = await ask(world, 'SELECT n FROM answer', V1)
    const isWhole = at(body, 'row_count') === 1 && at(body, 'data', 0, 'n') === 42
    const type = at(body, 'schema', 'fields', 0, 'data_type')
    return expectOk({ ...answer, body }, isWhole && type === 'Int64')
  },
  'sql-empty-schema': async (world) => {
    const answer = await ask(world, 'SELECT n FROM answer WHERE n < 0', V1)
    const schema = at(answer.body, 'schema')
    const isEmpty = typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0
    return expectOk(answer, isEmpty, 'a schema with members')
  },
  'sql-error': async (world) => {
    const answer = await ask(world, 'SELECT nothing FROM nowhere')
    return expectStatus(answer, 400) ?? expect(answer, answer.body === undefined && answer.text !== '')
  },
  'sql-rows-501': async (world) => {
    const query =
      'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 501) SELECT n FROM t'
    const answer = await ask(world, query)
    return expectOk(answer, listAt(answer.body).length === 501, describe(answer))
  },
  'sql-int64': async (world) => {
    const answer = await ask(world, 'SELECT 9007199254740993 AS n')
    return expectOk(answer, /:\s*9007199254740993\b/.test(answer.text), 'other digits, or a text')
  },
  'sql-write': async (world) => expectStatus(await ask(world, 'INSERT INTO answer VALUES (1)'), 403),
  'sql-describe': async (world) => {
    const answer = await ask(world, 'DESCRIBE answer')
    const [row = {}] = listAt(answer.body)
    const names = Object.keys(row as object)
      .sort()
      .join(', ')
    return expectOk(answer, names === 'column_name, data_type, is_nullable', `the columns ${names}`)
  },
  'sql-not-loaded': async (world) => {
    const { loading } = await redeployed(world)
    if (loading === undefined || [200, 404, 503].includes(loading.status))
      throw new Unseen('no query met the instance while it was loading')
    return expect(loading, loading.status === 400 && loading.text.includes('Acceleration not ready'))
  },
  'sql-no-cache': async (world) => {
    const answer = await ask(world, 'SELECT n FROM answer')
    const status = answer.headers.get('results-cache-status')
    return expectOk(answer, status === 'BYPASS', `Results-Cache-Status ${status}`)
  },
}

async function call(world: World, method: string, path: string): Promise<Answer> {
  const { app } = await deployed(world)
  return world.runtime(app, method, path)
}

async function ask(world: World, query: string, accept = 'application/json'): Promise<Answer> {
  const { app } = await deployed(world)
  return world.sql(app, query, { accept })
}
