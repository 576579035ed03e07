import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readConfig } from '../config.ts'
import { type Sandbox, startSandbox } from '../server.ts'
import { readStatement } from '../sql/statement.ts'
import { cloudAtNoon } from './fixture.ts'

// Few bytes that cost much: a test that runs into its time limit has found one.

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Each list has the one before it nine times. */
const laughs = (levels: number) =>
  [
    'l0: &l0 x',
    ...Array.from({ length: levels }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}]`),
  ].join('\n')

const wrongYaml: [string, string, string][] = [
  ['aliases of aliases that no memory holds', laughs(40), 'With its aliases, it is larger than 8 MiB'],
  ['an alias inside its own anchor', 'a: &a [*a]', 'No anchor ends before the alias *a at line 1, column 8'],
  ['lists in lists', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`, 'It is nested more than 100 levels deep'],
  ['items of items', `${'- '.repeat(100_000)}x`, 'It is nested more than 100 levels deep'],
  [
    'an alias of what is nested deeply, inside the same again',
    `a: &a ${'['.repeat(60)}${']'.repeat(60)}\nb: ${'['.repeat(60)}*a${']'.repeat(60)}`,
    'It is nested more than 100 levels deep',
  ],
  ['a tag again and again', `a: ${'!!str '.repeat(20_000)}x`, 'A node can have at most one tag at line 1'],
  ['a key twice', 'a: 1\nb: 2\na: 3', 'Map keys must be unique at line 3, column 1'],
  ['a map as a key', '{a: 1}: 2', 'A key must be text at line 1, column 1'],
]

test.each(wrongYaml)('a spicepod and a config are refused in a sentence for %s', async (_, text, problem) => {
  const { call, cloud } = cloudAtNoon()
  const { status, body } = await call('PUT', '/v1/apps/4711', { body: { spicepod: text } })
  expect([status, body.details.fieldErrors.spicepod]).toEqual([400, [expect.stringContaining(problem)]])
  expect(cloud.state.apps[0]?.spicepod).toMatchObject({ kind: 'Spicepod' })
  const file = join(folder, 'config.yaml')
  writeFileSync(file, text)
  expect(() => readConfig(file)).toThrow(`It is neither YAML nor JSON: ${problem}`)
})

test('a spicepod may use an anchor thousands of times, and have thousands of keys', async () => {
  const { call } = cloudAtNoon()
  const items = `[${'*a, '.repeat(20_000)}]`
  const keys = Array.from({ length: 10_000 }, (_, at) => `k${at}: ~`).join('\n')
  const spicepod = `base: &a {from: s3, n: [1]}\nitems: ${items}\n${keys}`
  const { body } = await call('PUT', '/v1/apps/4711', { body: { spicepod } })
  expect(body.config.spicepod.items).toHaveLength(20_000)
  expect(body.config.spicepod.items.at(-1)).toEqual({ from: 's3', n: [1] })
  expect(body.config.spicepod).toMatchObject({ k9999: null })
})

test.each([
  ['a comment without an end', `SELECT ${'/* '.repeat(300_000)}`],
  ['a quote without an end', `SELECT '${'x'.repeat(1_000_000)}`],
  ['a query of 2 MB', `SELECT ${'1,'.repeat(1_000_000)}1`],
])('SQL is read or refused at once: %s', (_, sql) => {
  const problem = (() => {
    try {
      return readStatement(sql, []).kind
    } catch (error) {
      return (error as Error).message
    }
  })()
  expect(problem).toMatch(/^(query|The sandbox runs queries of at most 1048576 characters)$/)
})

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ runtime: {}, deployments: [{ appId: 4711 }] })
})
afterAll(() => sandbox.close())

const send = async (url: string, init: RequestInit = {}) => {
  const { apiToken } = sandbox.credentials
  const headers = { authorization: `Bearer ${apiToken}`, 'x-api-key': sandbox.runtime?.key ?? '' }
  const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } })
  return [response.status, await response.text()]
}

test.each([
  ['url', 'PUT', '/v1/apps/4711'],
  ['url', 'POST', '/api/oauth/token'],
  ['url', 'POST', '/_sandbox/tables'],
  ['runtimeUrl', 'POST', '/v1/sql'],
  ['runtimeUrl', 'POST', '/v1/mcp'],
] as const)('a body that is nested deeply is refused at %s by %s %s', async (server, method, path) => {
  const headers = { 'content-type': 'application/json' }
  for (const [open, close] of [
    ['[', ']'],
    ['{"resources":', '}'],
  ] as const) {
    const body = `${open.repeat(20_000)}1${close.repeat(20_000)}`
    expect(await send(sandbox[server] + path, { method, headers, body })).toEqual([
      400,
      '{"error":"The body is nested more than 100 levels deep."}',
    ])
  }
  expect(await send(`${sandbox.url}/_sandbox/requests`)).toEqual([200, expect.any(String)])
})

test.each([
  'SELECT 1 UNION ALL SELECT n + 1 FROM t',
  'SELECT 1 UNION SELECT n + 1 FROM t WHERE n > 0 OR n < 0',
  'SELECT 1 UNION ALL VALUES (2) UNION ALL SELECT n + 1 FROM t ORDER BY 1',
])('a recursion without an end is refused, and one with an end is not: %s', async (body) => {
  const ask = (text: string) =>
    send(`${sandbox.runtimeUrl}/v1/sql`, {
      method: 'POST',
      body: `WITH RECURSIVE t(n) AS (${text}) SELECT count(*) AS c FROM t`,
    })
  expect(await ask(body)).toEqual([400, 'The sandbox takes at most 1000000 steps of recursion'])
  const ends = body.replace(
    /FROM t( WHERE (.*))?/,
    (_, __, where) => `FROM t WHERE n < 5${where ? ` AND (${where})` : ''}`,
  )
  expect((await ask(ends))[0]).toBe(200)
})

test('a query that makes a text of a gigabyte is refused', async () => {
  const body = `SELECT length(printf('%.*c', 1000000000, 'x'))`
  const answer = await send(`${sandbox.runtimeUrl}/v1/sql`, { method: 'POST', body })
  expect(answer).toEqual([400, 'string or blob too big'])
})

test('slashes at the end of a folder are cut off in one pass', async () => {
  const body = JSON.stringify({ repository: 'acme/taxi', root_directory: `a${'/'.repeat(500_000)}x` })
  const headers = { 'content-type': 'application/json' }
  const url = `${sandbox.url}/v1/projects/4711/repository`
  expect((await send(url, { method: 'PUT', headers, body }))[0]).toBe(422)
})

/** What a server answers to these bytes. */
function exchange(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url)
  return new Promise((done, fail) => {
    let answer = ''
    connect(Number(port), hostname)
      .on('data', (data) => {
        answer += data
      })
      .on('close', () => done(answer))
      .on('error', fail)
      .write(bytes)
  })
}

test.each([
  ['http://[', 400, 'The target of the request is not a URL.'],
  ['http://', 400, 'The target of the request is not a URL.'],
  ['https://x:99999/', 400, 'The target of the request is not a URL.'],
  ['%', 400, 'Bad Request: Node cannot read this as a request.'],
  ['/%', 404, 'Not found'],
  ['*', 404, 'Not found'],
  ['//', 404, 'Not found'],
  ['/v1/apps/%', 401, 'Missing Authorization header'],
  ['http://other.example/v1/apps?%', 401, 'Missing Authorization header'],
  [`/${'x'.repeat(20_000)}`, 431, 'Request Header Fields Too Large: Node cannot read this as a request.'],
])('a request for %s is answered in a sentence', async (target, status, error) => {
  const bytes = `GET ${target} HTTP/1.1\r\nHost: ${new URL(sandbox.url).host}\r\nConnection: close\r\n\r\n`
  const answer = await exchange(sandbox.url, bytes)
  expect(answer.split('\r\n')[0]).toContain(`HTTP/1.1 ${status} `)
  expect(answer.split('\r\n\r\n')[1]).toBe(JSON.stringify({ error }))
})
