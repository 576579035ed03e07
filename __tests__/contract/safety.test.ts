import { expect, test } from '@jest/globals'
import { CHECKS } from '../../contract/checks.ts'
import { at, Client, describe as describeAnswer, type Target } from '../../contract/client.ts'
import { exitStatus, writeReport } from '../../contract/report.ts'
import { runContract } from '../../contract/run.ts'
import { createTarget } from '../../contract/sandbox.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'

const never = new AbortController().signal
const json = (status: number, body: unknown) => Response.json(body, { status })

/** Changes what a cloud answers: `pass` lets it answer. */
type Change = (
  request: string,
  pass: () => Promise<Response>,
  init?: RequestInit,
) => Promise<Response> | Response

function changed(target: Target, change: Change): Target {
  return {
    ...target,
    fetch: async (input, init) =>
      change(`${init?.method} ${new URL(String(input)).pathname}`, () => target.fetch(input, init), init),
  }
}

/** Runs these checks, and returns what came of it and which apps there are afterwards. */
async function check(ids: readonly string[], change: Change = (_, pass) => pass(), faults: FaultRule[] = []) {
  return new VirtualTime().run(async () => {
    const { sandbox, target } = createTarget([], { faults })
    const lines: string[] = []
    const run = await runContract(changed(target, change), ids, (line) => lines.push(line))
    const apps = sandbox.cloud.state.apps.map(({ name }) => name)
    const operations = sandbox.requests.map(({ operation }) => operation)
    return { ...run, lines, apps, operations }
  })
}

/** Changes the JSON of some responses. */
const edit =
  (pattern: RegExp, change: (body: object) => object): Change =>
  async (request, pass) => {
    const response = await pass()
    return pattern.test(request) && response.ok
      ? json(response.status, change((await response.json()) as object))
      : response
  }

test.each([
  ['the list of apps is paged', edit(/^GET \/v1\/apps$/, () => ({ warnings: [], apps: [] }))],
  ['names get a suffix', edit(/^GET \/v1\/apps$/, (body) => JSON.parse(JSON.stringify(body, suffixed)))],
])('no app is left although %s', async (_, change) => {
  const { apps, left } = await check(['create-region', 'create-standalone'], change)
  expect([apps, left]).toEqual([['sandbox-app'], []])
})

const suffixed = (_: string, value: unknown) =>
  typeof value === 'string' && value.startsWith('contract-check-') ? `${value}-fork` : value

test('an app that appears after its request has failed is deleted as well', async () => {
  const fault = { kind: 'status', status: 504, when: 'after', lateMs: 200 } as const
  const faults = [1, 2, 3].map((nth) => ({ on: { path: 'createApp', nth }, fault }))
  const { apps, left, lines } = await check(['create-region'], undefined, faults)
  expect([apps, left]).toEqual([['sandbox-app'], []])
  expect(lines).toContain('a request to create an app had no usable answer: waiting whether the app appears')
})

test('an app that cannot be deleted is named with the reason, and keeps no other one', async () => {
  let stuck: string | undefined
  const { apps, left, lines } = await check(['create-region', 'create-standalone'], async (request, pass) => {
    const id = /^DELETE \/v1\/apps\/(\d{1,9})$/.exec(request)?.[1]
    stuck ??= id
    return id !== undefined && id === stuck ? json(504, { error: 'Gateway Timeout' }) : pass()
  })
  expect(apps).toEqual(['sandbox-app', expect.stringMatching(/-01$/)])
  expect(left).toEqual(apps.slice(1))
  const why = `${apps[1]} is not deleted yet: DELETE /v1/apps/${stuck}: HTTP 504`
  expect(lines.filter((line) => line.includes('is not deleted yet'))).toEqual([why])
})

test('an app that is refused to be deleted during its rollout is deleted later', async () => {
  let refusals = 40
  const { apps, left } = await check(['create-region'], async (request, pass) =>
    /^DELETE \/v1\/apps\/\d{1,9}$/.test(request) && refusals-- > 0 ? json(409, { error: 'Busy' }) : pass(),
  )
  expect([apps, left]).toEqual([['sandbox-app'], []])
})

const old = { id: 99, name: 'contract-check-0123abcd-01' }

test('an app of an earlier run is deleted, although its list is not the first one', async () => {
  const apps = [old]
  const { lines } = await check([], (request, pass) => {
    if (request === 'GET /v1/apps') return json(200, { warnings: [], apps })
    if (request.startsWith('DELETE')) apps.pop()
    return pass()
  })
  expect(lines).toEqual([`deleted ${old.name}`])
})

test('as long as an earlier run has left an app, none is created', async () => {
  const { results, operations, lines } = await check(['create-region', 'orgs'], (request, pass) => {
    if (request === 'GET /v1/apps') return json(200, { apps: [old] })
    return request === `DELETE /v1/apps/${old.id}` ? json(403, { error: 'Forbidden' }) : pass()
  })
  expect(results.map(({ verdict }) => verdict)).toEqual(['could not be seen', 'holds'])
  expect(lines).toContain(`${old.name} is not deleted yet: HTTP 403 "Forbidden"`)
  expect(operations).not.toContain('createApp')
})

test.each([204, 400, 403, 405])(
  'the deletion of an unknown app that answers %i is no proof that apps can be deleted',
  async (status) => {
    const { operations, results } = await check(['apps-list', 'create-region'], (request, pass) =>
      request === 'DELETE /v1/apps/2147483647' ? new Response(null, { status }) : pass(),
    )
    const seen = expect.stringContaining('may not delete')
    expect(results).toMatchObject([{ verdict: 'holds' }, { verdict: 'could not be seen', seen }])
    expect(operations).not.toContain('createApp')
  },
)

test("nothing is changed by an id that is somebody else's app", async () => {
  const ofOther = edit(/^POST \/v1\/apps$/, (body) => ({ ...body, id: 4711, name: 'production' }))
  const created = await check(['spicepod-text', 'delete'], ofOther)
  expect(created.results.map(({ verdict }) => verdict)).toEqual(['could not be seen', 'could not be seen'])
  expect([created.apps, created.left]).toEqual([['sandbox-app'], []])
  expect(created.operations).not.toContain('updateApp')

  const project = edit(/^GET \/v1\/projects\/\d+$/, (body) => ({ ...body, name: 'production' }))
  const { results, operations } = await check(['pause', 'fork', 'resume'], project)
  const seen = expect.stringMatching(/^the project with the id of the app is not that app/)
  expect(results).toMatchObject([{ seen }, { seen }, { seen }])
  expect(operations.filter((name) => /pauseProject|forkProject|resumeProject/.test(name ?? ''))).toEqual([])
})

test('apps are created without alerts, unless Spice Cloud refuses that', async () => {
  const sent: unknown[] = []
  const recorded = (differs: boolean) =>
    check(['create-region', 'create-standalone'], (request, pass, init) => {
      if (request !== 'POST /v1/apps') return pass()
      const alerts = at(JSON.parse(String(init?.body)), 'default_alerts')
      sent.push(alerts)
      return differs && alerts !== undefined ? json(400, { error: 'Invalid' }) : pass()
    })
  expect((await recorded(false)).left).toEqual([])
  expect(sent.splice(0)).toEqual([false, false])
  expect((await recorded(true)).left).toEqual([])
  expect(sent).toEqual([false, undefined, undefined])
})

test('text of a server is one line, and does nothing in the log and in the report', async () => {
  const body = { error: 'No', code: '\r\n::error::x ##[y] @eve | `z` ![i](u)\u001b[31m' }
  const { lines, ...run } = await check(['regions'], (request, pass) =>
    request === 'GET /v1/regions' ? json(404, body) : pass(),
  )
  const seen = 'HTTP 404 "No" ( ⏎ :\u200b:error::x ##\u200b[y] @eve | `z` ![i](u)\\u{1b}[31m)'
  expect(run.results).toEqual([{ id: 'regions', verdict: 'differs', seen }])
  expect(lines[0]).toBe(`differs: regions (${seen})`)
  const report = writeReport(run, [], { cloud: '', date: new Date(), version: '' })
  expect(report).toContain(` | \`${seen.replace('| `z`', '\\| z')}\` | `)
})

test.each<[id: string, from: RegExp, to: string, seen: string, status?: number]>([
  ['token-json', /"Bearer"/, '"mac"', 'token_type mac, expires_in 3600'],
  ['apps-list', /^\{"apps":/, '{"projects":', 'HTTP 200 with the members projects (id, '],
  ['regions', /"region"(:"[^"]*","provider")/g, '"code"$1', 'members regions (name, code, '],
  ['projects-list', /("projects":\[).*/, '$1]}', '0 projects, and 1 apps'],
  ['create-endpoint', /("endpoint":")https?:../, '$1', 'endpoint cloud.'],
  ['deploy-accepted', /"status":"queued"/, '"state":"queued"', ', status undefined'],
  ['deploy-accepted', /^\{"id":\d+,"status":"queued"/, '$&', 'HTTP 201 with the members id, ', 201],
  ['instances-list', /"ready"/g, '"running"', 'the statuses running'],
  ['secret-masked', /^\{"secrets":/, '{"project_secrets":', 'HTTP 200 with the members project_secrets'],
  ['deploy-commit', /("branch":)"[^"]*"/, '$1null', 'branch null'],
  ['datasets-list', /"Ready"/, '"ready"', 'status ready'],
  ['instances-overlap', /("instances":\[\{[^}]*\}),.*/, '$1]}', 'the statuses deploying'],
  ['log-ready', /Spice runtime is ready!/, 'Ready.', 'no such line'],
  ['secret-missing', /1 of 1/, '2 of 2', 'other lines about secrets'],
  ['secret-upsert', /^\{"id":\d+,"name":"CONTRACT_CHECK"/, '', 'HTTP 204 without a body', 204],
  ['forks-list', /("forks":\[).*/, '$1]}', '0 forks, without the new one'],
  ['pause', /^\{"paused_at":/, '$&', 'HTTP 202 with the members paused_at', 202],
])('a cloud with another %s differs in nothing else (%s)', async (id, from, to, seen, ...[other]) => {
  const { results } = await check(Object.keys(CHECKS), async (_, pass) => {
    const response = await pass()
    const { status, headers } = response
    const text = await response.text()
    const shown = text.match(from) ? (other ?? status) : status
    return new Response(shown === 204 ? null : text.replace(from, to), { status: shown, headers })
  })
  const differences = results.filter(({ verdict }) => verdict === 'differs')
  expect(differences).toEqual([{ id, verdict: 'differs', seen: expect.stringContaining(seen) }])
})

test.each([
  [3, ['differs'], ['contract-check-0123abcd-01']],
  [3, ['holds'], undefined],
  [1, ['could not be seen', 'differs'], []],
  [2, ['could not be seen', 'could not be seen'], []],
  [2, ['could not be seen', 'holds'], []],
  [0, ['could not be seen', 'holds', 'holds', 'holds'], []],
] as const)('the exit status is %i after %j if %j is left', (status, verdicts, left) => {
  const results = verdicts.map((verdict) => ({ id: 'orgs', verdict, seen: '' }))
  expect(exitStatus({ results, left })).toBe(status)
})

test('a token that has ended is renewed, once for a request', async () => {
  const ended = (nth: number): FaultRule => ({
    on: { path: 'listOrgs', nth },
    fault: { kind: 'status', status: 401, body: { error: 'Unauthorized' } },
  })
  const { results, operations } = await check(['orgs'], undefined, [ended(1)])
  expect(results).toEqual([{ id: 'orgs', verdict: 'holds', seen: '' }])
  // One token for the deletion, and two for the check.
  expect(operations.filter((name) => name === 'token').length).toBe(3)
  const { operations: ever } = await check(['orgs'], undefined, [ended(1), ended(2)])
  expect(ever.filter((name) => name === 'listOrgs').length).toBe(2)
})

test('no part of a secret is told', async () => {
  const secret = 'client-id-0123456789abcdef'
  const { target } = createTarget()
  const told = async (path: string, body: string) => {
    const credentials = { apiToken: 'token', clientId: secret }
    const client = new Client({ ...target, ...credentials, fetch: async () => new Response(body) }, never)
    return describeAnswer(await client.api('GET', path))
  }
  const long = 'x'.repeat(110)
  expect(await told('/v1/apps', `${long}${secret}`)).toBe(`HTTP 200 "${long}***"`)
  expect(await told('/v1/apps', JSON.stringify({ error: `${long}${secret}` }))).toBe(`HTTP 200 "${long}***"`)
  expect(await told('/v1/apps/1/api-keys', 'a key')).toBe('HTTP 200 with a text')
  expect(await told('/api/oauth/token', 'a token')).toBe('HTTP 200 with a text')
})
