import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readConfig } from '../config.ts'
import { readControlDocument } from '../config-form.ts'
import { OUTCOMES } from '../outcomes.ts'
import { type Sandbox, startSandbox } from '../server.ts'
import { DEFAULT_APP } from '../state.ts'
import { runtimeAtNoon } from './fixture.ts'

interface Described {
  requestBody?: object
  responses: Record<string, { $ref?: string }>
}

const document = readControlDocument() as unknown as {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, { then?: { enum?: string[] } }> }
}
const ajv = new Ajv2020({ strict: false, allErrors: true, discriminator: true })
addFormats.default(ajv)
ajv.addSchema(document, 'control')

/** The errors of a value, for the JSON of a request or response of the description. */
function errorsOf(parts: readonly string[], value: unknown): unknown {
  const pointer = [...parts, 'content', 'application/json', 'schema'].map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  )
  const validate = ajv.getSchema(`control#/${pointer.join('/')}`)
  if (validate === undefined) throw new Error(`No schema at ${parts.join(' > ')}`)
  return validate(value) ? [] : validate.errors
}

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({
    runtime: {},
    apps: [{ ...DEFAULT_APP, secrets: { PG_PASSWORD: 'hunter22' } }],
  })
})
afterEach(() => sandbox.close())

interface State {
  apps: unknown[]
  faults: unknown[]
  tables: unknown[]
  pulls: unknown[]
  incidents: unknown[]
  branches: unknown[]
}

const json = { 'content-type': 'application/json' }

/** Calls `/_sandbox`, and checks that request and response are as described. */
async function control<Body = unknown>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body !== undefined && { headers: json, body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Body
  const operation = document.paths[`/_sandbox/${path}`]?.[method.toLowerCase()]
  const described = operation?.responses[response.status]
  if (operation === undefined || described === undefined)
    throw new Error(`${response.status} is not described`)
  const own = ['paths', `/_sandbox/${path}`, method.toLowerCase(), 'responses', String(response.status)]
  const place = described.$ref?.split('/').slice(1) ?? own
  expect(errorsOf(place, answer)).toEqual([])
  if (operation.requestBody !== undefined) {
    const isDescribed = errorsOf(['paths', `/_sandbox/${path}`, 'post', 'requestBody'], body)
    // What the description allows may still name something that does not exist.
    if (response.status === 200) expect(isDescribed).toEqual([])
  }
  return { status: response.status, body: answer }
}

function api(path: string, init: RequestInit = {}) {
  const { apiToken } = sandbox.credentials
  const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json', ...init.headers }
  return fetch(sandbox.url + path, { ...init, headers })
}

async function deploy(): Promise<{ status: number; id: number }> {
  const response = await api('/v1/apps/4711/deployments', { method: 'POST', body: '{}' })
  const { id } = (await response.json()) as { id: number }
  return { status: response.status, id }
}

async function statusOf(id: number): Promise<string> {
  const response = await api(`/v1/apps/4711/deployments/${id}`)
  return ((await response.json()) as { status: string }).status
}

test('the description is valid, and names the outcomes that there are', () => {
  for (const name of Object.keys(document.components.schemas)) {
    expect(() => ajv.compile({ $ref: `control#/components/schemas/${name}` })).not.toThrow()
  }
  expect(document.components.schemas.Plan?.then?.enum).toEqual(OUTCOMES)
})

test('every path of the description is served, and no other', async () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'delete', 'put']) {
      if (path.endsWith('/stop')) continue
      const { status } = await fetch(sandbox.url + path, { method: method.toUpperCase() })
      expect([path, method, status === 405]).toEqual([path, method, !(method in methods)])
    }
  }
  const response = await fetch(`${sandbox.url}/_sandbox/helth`)
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: '/_sandbox has no "helth". Did you mean health?' },
  ])
})

test('the requests are listed in order, and those to /_sandbox are not among them', async () => {
  await api('/v1/apps')
  await control('GET', 'health')
  await fetch(`${sandbox.runtimeUrl}/health`)
  await fetch(`${sandbox.githubApiUrl}/repos/acme/taxi/pulls/7`)
  const { body } = await control<{ operation: string }[]>('GET', 'requests')
  expect(body.map(({ operation }) => operation)).toEqual(['listApps', 'runtimeHealth', 'githubPull'])
})

test('no credential and no secret is in the list of requests, wherever a client has sent it', async () => {
  const { clientId, clientSecret, apiToken } = sandbox.credentials
  const key = sandbox.cloud.state.apps[0]?.apiKeys.api_key ?? ''
  const client = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  await fetch(sandbox.tokenUrl, { method: 'POST', body: new URLSearchParams(client) })
  await fetch(sandbox.tokenUrl, { method: 'POST', body: `{"client_secret":"${clientSecret}x", broken` })
  await fetch(sandbox.tokenUrl, {
    method: 'POST',
    body: JSON.stringify({ client_secret: 'of-somebody-else' }),
  })
  const put = (body: string) => api('/v1/apps/4711/secrets', { method: 'POST', body })
  await put(JSON.stringify({ name: 'NEW', value: 'wren-4711-lark' }))
  await put('{"name":"NEW","value":"finch-4711", broken')
  await api(`/v1/apps?q=${key}`)
  await api('/v1/apps', {
    headers: { authorization: 'Bearer unknown-token', cookie: 'session=cookie-value' },
  })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a spicepod refers to secrets in this form.
  const reference = '${secrets:S3_KEY}'
  const params = { pg_pass: 'of-another-app', s3_key: reference, list: [apiToken, 'hunter22'] }
  const spicepod = { datasets: [{ params }] }
  await api(`/v1/apps/${encodeURIComponent(key)}`)
  await api('/v1/apps/4711', { method: 'PUT', body: JSON.stringify({ spicepod }) })
  await api('/v1/apps/4711', { method: 'PUT', body: JSON.stringify({ spicepod: 'x: {pg_pass: in-a-text}' }) })
  await fetch(`${sandbox.runtimeUrl}/v1/sql`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: `SELECT '${key}'`,
  })
  const text = JSON.stringify((await control('GET', 'requests')).body)
  const secrets = [
    clientSecret,
    apiToken,
    key,
    'wren-4711-lark',
    'finch-4711',
    'hunter22',
    'of-somebody-else',
    'of-another-app',
    'in-a-text',
    encodeURIComponent(key),
  ]
  for (const secret of [...secrets, 'unknown-token', 'cookie-value']) expect(text).not.toContain(secret)
  expect(text).toContain(clientId)
  expect(text).toContain('"name":"NEW"')
  expect(text).toContain(reference)
})

test('the mismatches say how requests differed from the API description', async () => {
  expect((await control('GET', 'mismatches')).body).toEqual([])
  await api('/v1/apps?colour=red')
  await api('/v1/apps/hunter22')
  expect((await control('GET', 'mismatches')).body).toEqual([
    'GET /v1/apps: query parameter colour is not in the description',
    'GET /v1/apps/***: path parameter appId "***": / must be integer',
  ])
})

test('the state has apps with deployments and the names of secrets, and no value of one', async () => {
  const { id } = await deploy()
  const { body } = await control<State>('GET', 'state')
  expect(body.apps[0]).toMatchObject({
    id: 4711,
    name: 'sandbox-app',
    org: 'sandbox-org',
    secrets: ['PG_PASSWORD'],
    deployments: [{ id }],
  })
  expect(JSON.stringify(body)).not.toContain('hunter22')
})

test('monitors are made, fired and resolved while it runs, and can be missing', async () => {
  const list = async () => {
    const response = await api('/v1/projects/4711/monitors')
    return [response.status, ((await response.json()) as { monitors?: object[] }).monitors]
  }
  await control('POST', 'monitors', { name: 'Memory', template_id: 'memory_working_set', severity: 'warn' })
  expect(await list()).toMatchObject([200, [{ name: 'Memory', last_fired_at: null }]])
  const fired = await control('POST', 'monitors', [
    { app: 4711, name: 'Memory', fires_in_ms: -5, resolves_in_ms: 0 },
  ])
  expect(fired.body).toMatchObject([
    {
      app: 'sandbox-app',
      template_id: 'memory_working_set',
      last_fired_at: expect.any(String),
      last_resolved_at: expect.any(String),
    },
  ])
  const twenty = Array.from({ length: 20 }, (_, index) => ({ name: `m${index}` }))
  expect((await control('POST', 'monitors', twenty)).status).toBe(400)
  const settings = { monitors: { answer: 'list', lists_last_resolved_at: true } }
  expect(
    (await control('POST', 'settings', { monitors: { lists_last_resolved_at: true } })).body,
  ).toMatchObject(settings)
  expect(await list()).toMatchObject([200, [{ last_resolved_at: expect.any(String) }]])
  await control('POST', 'settings', { monitors: { answer: 'forbidden' } })
  expect(await list()).toEqual([403, undefined])
  const { body } = await control<State>('GET', 'state')
  expect(body).toMatchObject({
    monitors: fired.body,
    settings: { monitors: { answer: 'forbidden', lists_last_resolved_at: true } },
  })
})

test('incidents begin and end while it runs', async () => {
  const { body } = await control('POST', 'incidents', [
    { kind: 'silent', status: 502, app: 4711, for_ms: 60_000, after_success_ms: 0 },
    { kind: 'table', table: { name: 'trips', columns: [], rows: [] } },
  ])
  const shown = [
    { kind: 'silent', status: 502, app: 4711, for_ms: 60_000, after_success_ms: 0 },
    { kind: 'table', table: 'trips' },
  ]
  expect(body).toEqual(shown)
  expect((await control('GET', 'state')).body).toMatchObject({ incidents: shown })
  sandbox.cloud.state.plan = [{ afterMs: 0, status: 'succeeded' }]
  await deploy()
  const ask = async () => {
    const headers = { 'x-api-key': sandbox.cloud.state.apps[0]?.apiKeys.api_key ?? '' }
    return (await fetch(`${sandbox.runtimeUrl}/v1/ready`, { headers })).status
  }
  expect(await ask()).toBe(502)
  await control('DELETE', 'incidents')
  expect(await ask()).toBe(200)
})

test('commits with files and issues are added to the fake GitHub, and its settings are changed', async () => {
  const [first, second] = ['1'.repeat(40), '2'.repeat(40)]
  await control('POST', 'commits', {
    sha: first,
    files: { 'taxi_app/spicepod.yaml': 'name: taxi', link: { symlink: 'x' } },
  })
  const { body } = await control('POST', 'commits', [
    { repository: 'acme/taxi', sha: second, parents: [first], message: 'Remove it', files: { link: null } },
  ])
  expect(body).toEqual([
    { repository: '*', sha: first, parents: [], files: ['taxi_app/spicepod.yaml', 'link'] },
    { repository: 'acme/taxi', sha: second, parents: [first], files: ['link'] },
  ])
  const read = async (path: string) => {
    const response = await fetch(`${sandbox.githubApiUrl}/repos/acme/taxi${path}`, {
      headers: { accept: 'application/vnd.github.raw+json' },
    })
    return [response.status, await response.text()]
  }
  expect(await read(`/contents/taxi_app/spicepod.yaml?ref=${second}`)).toEqual([200, 'name: taxi'])
  expect((await read(`/contents/link?ref=${second}`))[0]).toBe(404)
  const issues = await control('POST', 'issues', [
    { title: 'a' },
    { number: 7, title: 'b', user: 'eve', labels: ['c'] },
  ])
  const shown = { body: '', state: 'open', comments: [] }
  expect(issues.body).toEqual([
    { ...shown, number: 1, title: 'a', labels: [], user: 'github-actions[bot]' },
    { ...shown, number: 7, title: 'b', labels: ['c'], user: 'eve' },
  ])
  const github = { forge: 'gitea', access: 'read', issues: 'none', default_branch: 'next', has_issues: false }
  expect((await control('POST', 'settings', { github })).body).toMatchObject({ github })
  expect((await read('/issues/7'))[0]).toBe(403)
  expect((await read(''))[1]).toContain('"default_branch":"next"')
  expect((await control('GET', 'state')).body).toMatchObject({
    commits: body,
    issues: issues.body,
    settings: { github },
  })
})

test('many apps and their deployments are added while it runs, and the lists can have pages', async () => {
  const spicepod = { name: 'taxi', datasets: [{ name: 'after_ms' }] }
  const { body } = await control<{ id: number; name: string }[]>('POST', 'apps', [
    { name: 'taxi', count: 300, spicepod },
    { name: 'bus-lines' },
  ])
  expect([body.length, body[0], body[300]]).toEqual([
    301,
    { id: 4712, name: 'taxi-001' },
    { id: 5012, name: 'bus-lines' },
  ])
  const added = await control<object[]>('POST', 'deployments', [
    { app: '*', commit_sha: 'abc' },
    { app: 'taxi-300' },
  ])
  expect([added.body.length, added.body[302]]).toEqual([303, { id: 1303, app_id: 5011 }])
  const settings = { lists: { page_size: 20 }, rate_limit: { requests: 2, seconds: 3600 } }
  expect((await control('POST', 'settings', settings)).body).toMatchObject(settings)
  const list = await (await api('/v1/apps?offset=301')).json()
  expect(list).toMatchObject({ apps: [{ name: 'bus-lines', endpoint: sandbox.runtimeUrl }] })
  const { config } = (await (await api('/v1/apps/5011')).json()) as { config: { spicepod: unknown } }
  expect(config.spicepod).toEqual(spicepod)
  expect((await api('/v1/apps')).status).toBe(429)
  await control('POST', 'settings', { rate_limit: 'none' })
  expect((await api('/v1/apps')).status).toBe(200)
})

test('an app whose spicepod is an empty text is refused, as one with any other text that is no map', async () => {
  for (const spicepod of ['', 'x']) {
    expect(await control('POST', 'apps', { name: 'taxi', spicepod })).toEqual({
      status: 400,
      body: { error: 'apps[0].spicepod must be a map.' },
    })
  }
})

test('faults are added while it runs, are counted, and spare /_sandbox', async () => {
  const rule = { on: { path: 'createDeployment', nth: 2 }, fault: { kind: 'status', status: 503 } }
  await control('POST', 'faults', rule)
  await control('POST', 'faults', [
    { on: { times: 'always', from_ms: 0 }, fault: { kind: 'slow', delay_ms: 1 } },
  ])
  expect([(await deploy()).status, (await deploy()).status]).toEqual([202, 503])
  expect((await control('GET', 'health')).body).toEqual({ status: 'ok' })
  const { faults } = (await control<State>('GET', 'state')).body
  expect(faults).toEqual([
    { on: rule.on, fault: rule.fault, seen: 2, hits: 1 },
    { on: { times: 'always', from_ms: 0 }, fault: { kind: 'slow', delay_ms: 1 }, seen: 2, hits: 1 },
  ])
  await control('DELETE', 'faults')
  expect((await control<State>('GET', 'state')).body.faults).toEqual([])
})

test('the plan of the next deployment is set by the name of an outcome or by states, one deployment each', async () => {
  await control('POST', 'plan', [{ after_ms: 0, status: 'failed', error_message: 'No capacity' }])
  await control('POST', 'plan', [{ after_ms: 0, status: 'succeeded' }])
  await control('POST', 'plan', 'timeout')
  const statuses: string[] = []
  for (let index = 0; index < 2; index++) statuses.push(await statusOf((await deploy()).id))
  expect(statuses).toEqual(['failed', 'succeeded'])
  expect(['queued', 'in_progress']).toContain(await statusOf((await deploy()).id))
  expect(sandbox.cloud.state.records.at(-1)?.plan.map(({ status }) => status)).toEqual([
    'queued',
    'in_progress',
  ])
})

test('a conflict as the next plan is a deployment of somebody else, now', async () => {
  await control('POST', 'plan', 'conflict')
  expect((await deploy()).status).toBe(409)
})

test('tables are added, and replaced by those with the same name, app and deployment', async () => {
  const table = { name: 'trips', columns: [{ name: 'id', type: 'Int64' }], rows: [[1], [2]] }
  await control('POST', 'tables', table)
  await control('POST', 'tables', [
    { ...table, rows: [[1]] },
    { ...table, app: 4711 },
  ])
  expect((await control<State>('GET', 'state')).body.tables).toEqual([
    { ...table, rows: 1 },
    { ...table, app: 4711, rows: 2 },
  ])
  expect(sandbox.cloud.state.tables).toHaveLength(2)
})

test('the numbers of tables keep all digits, from a config in YAML or JSON and while it runs', async () => {
  const table = `{"name": "trips", "columns": [{"name": "id", "type": "Int64"}, {"name": "fare", "type": "Decimal128(38, 2)"}, {"name": "list", "type": "List(Int64)"}],
    "rows": [[9007199254740993, 12345678901234567890.12, null], {"id": -9223372036854775808, "list": [9007199254740993]}]}`
  const rows =
    '[{"id":9007199254740993,"fare":12345678901234567890.12,"list":null},' +
    '{"id":-9223372036854775808,"fare":null,"list":[9007199254740993]}]'
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'config.yaml')
  writeFileSync(file, `tables: [${table}]`)
  await fetch(`${sandbox.url}/_sandbox/tables`, { method: 'POST', headers: json, body: table })
  for (const tables of [readConfig(file).tables ?? [], sandbox.cloud.state.tables]) {
    const { ask } = runtimeAtNoon({ datasets: [{ name: 'trips' }] }, { tables })
    expect((await ask('/v1/sql', 'SELECT * FROM trips')).text).toBe(rows)
  }
})

test('pull requests are added, replaced by number, and served by the fake GitHub', async () => {
  await control('POST', 'pulls', [{ number: 7 }, { number: 8 }])
  await control('POST', 'pulls', { number: 7, state: 'closed', merged: true, head: { ref: 'feature' } })
  const response = await fetch(`${sandbox.githubApiUrl}/repos/acme/taxi/pulls/7`)
  expect(await response.json()).toMatchObject({ state: 'closed', merged: true, head: { ref: 'feature' } })
  expect((await control<State>('GET', 'state')).body.pulls).toHaveLength(2)
})

test('branches are added and moved, and served by the fake GitHub', async () => {
  const [first, second] = ['a'.repeat(40), 'b'.repeat(40)]
  await control('POST', 'branches', [
    { repository: 'acme/taxi', name: 'fix/fares', sha: first },
    { name: 'main' },
  ])
  const { body } = await control('POST', 'branches', {
    repository: 'acme/taxi',
    name: 'fix/fares',
    sha: second,
  })
  const moved = { repository: 'acme/taxi', name: 'fix/fares', sha: second }
  expect(body).toEqual([moved, { repository: '*', name: 'main', sha: expect.any(String) }])
  const read = async (path: string) => (await fetch(`${sandbox.githubApiUrl}/repos/${path}`)).json()
  expect(await read('acme/taxi/branches/fix/fares')).toMatchObject({ commit: { sha: second } })
  expect(await read('eve/taxi/branches/main')).toMatchObject({ name: 'main' })
  await control('POST', 'reset')
  expect((await control<State>('GET', 'state')).body.branches).toEqual([])
})

test('a body may have the name of its endpoint, as in a config', async () => {
  const send = (path: string, body: unknown) =>
    fetch(`${sandbox.url}/_sandbox/${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  expect((await send('plan', { plan: 'failed' })).status).toBe(200)
  expect((await send('pulls', { pulls: [{ number: 7 }] })).status).toBe(200)
})

test('a reset starts again with the options of the start, at the same URLs and with the same credentials', async () => {
  const before = { url: sandbox.url, runtimeUrl: sandbox.runtimeUrl, credentials: sandbox.credentials }
  await deploy()
  await control('POST', 'faults', { on: { times: 'always' }, fault: { kind: 'status', status: 500 } })
  await control('POST', 'pulls', { number: 7 })
  await control('POST', 'plan', 'failed')
  await control('POST', 'reset')
  const { body } = await control<State>('GET', 'state')
  expect(body).toMatchObject({ apps: [{ id: 4711, deployments: [] }], faults: [], pulls: [], tables: [] })
  expect((await control('GET', 'requests')).body).toEqual([])
  expect(sandbox).toMatchObject(before)
  expect((await deploy()).status).toBe(202)
})

test('the sandbox has ended once it has answered to stop', async () => {
  expect((await control('POST', 'stop')).body).toEqual({ status: 'ok' })
  // Its ports may belong to somebody else by now.
  expect(process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap')).toEqual([])
})

test.each<[string, unknown, string]>([
  ['faults', 'hang', 'faults must be a list, but is text.'],
  ['plan', undefined, 'plan must be text or a list, but is missing.'],
  ['tables', { name: 'x', app: 'none', columns: [] }, 'tables[0].app is "none". Use sandbox-app.'],
  ['branches', { name: 'main', sha: 'HEAD' }, 'branches[0].sha is "HEAD", which has characters'],
  ['pulls', { number: 0 }, 'pulls[0].number must be at least 1.'],
  ['incidents', { kind: 'error' }, 'incidents[0].component is missing.'],
  ['incidents', { kind: 'not-ready', app: 'tax' }, 'incidents[0].app is "tax". Use sandbox-app.'],
  [
    'incidents',
    { kind: 'table', table: { name: 'a', columns: [{ name: 'b', type: 'Int46' }] } },
    'incidents[0].table: table "a": "Int46"',
  ],
  ['apps', { name: 'sandbox-app' }, 'apps[0] has the name or the id of an app that exists.'],
  ['apps', { name: 'x'.repeat(38), count: 2 }, 'apps[0].name is too long for its numbers.'],
  ['apps', { name: 'taxi', org: 'acme' }, 'apps[0].org is "acme". Use sandbox-org.'],
  ['apps', { name: 'taxi', spicepod: 'spicepod.yaml' }, 'apps[0].spicepod must be a map.'],
])('a wrong call to /_sandbox gets one sentence and changes nothing: %s: %j', async (path, body, error) => {
  const answer = await control('POST', path, body)
  expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(error) } })
  const { apps, faults, tables, pulls, incidents } = (await control<State>('GET', 'state')).body
  expect([apps.length, faults, tables, pulls, incidents]).toEqual([1, [], [], [], []])
})

test.each([
  ['is not JSON', 400, 'failed'],
  ['has 20000000 bytes; the limit is 16777216 (16 MiB)', 413, 'x'.repeat(20_000_000)],
])(
  'a wrong call to /_sandbox gets one sentence, and the sandbox goes on: a body that %s',
  async (problem, status, body) => {
    const response = await fetch(`${sandbox.url}/_sandbox/plan`, { method: 'POST', headers: json, body })
    const error = expect.stringContaining(`The body ${problem}`)
    expect([response.status, await response.json()]).toEqual([status, { error }])
    expect((await control('GET', 'health')).status).toBe(200)
  },
)

test.each([
  ['text, which a web page may send to any server', { 'content-type': 'text/plain' }, 415],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['JSON of a foreign page', { ...json, origin: 'https://evil.example' }, 403],
  ['JSON of a page without an origin', { ...json, origin: 'null' }, 403],
])('a control call with %s changes nothing', async (_, headers, status) => {
  const body = JSON.stringify({ fault: { kind: 'hang' } })
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', headers, body })
  expect(response.status).toBe(status)
  expect((await control('GET', 'state')).body).toMatchObject({ faults: [] })
})

test('a page of the sandbox itself may call its control, and a foreign one may not stop it', async () => {
  const call = (origin: string, path: string) =>
    fetch(`${sandbox.url}/_sandbox/${path}`, { method: 'POST', headers: { origin } })
  expect((await call(sandbox.url, 'reset')).status).toBe(200)
  expect((await call('https://evil.example', 'stop')).status).toBe(403)
  expect((await control('GET', 'health')).status).toBe(200)
})
