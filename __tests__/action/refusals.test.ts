import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { creating, manifest, namesOfWrites } from '../harness/app.ts'
import { type ActionRun, deploy, type RunOptions } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

/** Every create request gets this response, so a retry would be noticed. */
const onCreate = (fault: Fault): FaultRule[] => [{ on: { path: 'createDeployment', times: 99 }, fault }]
const refusing = (status: number, body: unknown) => onCreate({ kind: 'status', status, body })

interface Row {
  status: number
  why: string
  body: unknown
  says: (string | RegExp)[]
}

function expectOneNo(run: ActionRun, { status, says }: Pick<Row, 'status' | 'says'>, outcome: string) {
  expect(run.exitCode).toBe(1)
  expect(run.posts).toHaveLength(1)
  expect(run.lists).toHaveLength(0)
  expect(run.errors).toHaveLength(1)
  expect(run.errors[0]).toContain(String(status))
  // The last line has the links.
  const [advice, links] = run.errors[0]?.split('\n').slice(-2) ?? []
  expect(links).toMatch(/https:\S+\/actions\/runs\/\S+$/)
  expect(advice).toMatch(/\w{3}.*\.$/)
  for (const words of says) {
    if (typeof words === 'string') expect(run.errors[0]).toContain(words)
    else expect(run.errors[0]).toMatch(words)
  }
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.outputs).not.toHaveProperty('deployment-id')
  expect(run.outputs['error-message']).toContain(String(status))
  expect(run.summary).toMatch(
    outcome === 'refused' ? /^## ❌ .*Nothing was deployed\n/ : /^## ❌ .*Outcome unknown\n/,
  )
  expect(readSummary(run.summary)).toContain(run.errors[0]?.split('\n')[0])
}

/** Those that the sandbox itself does not give. Unit tests have the advice for each: `report/verdict`. */
const rows: Row[] = [
  {
    status: 400,
    why: 'field errors',
    body: {
      error: 'Invalid request body',
      details: {
        fieldErrors: { replicas: ['must be at most 4', 'must be even'], image_tag: ['unknown tag'] },
        formErrors: ['too much at once'],
      },
    },
    says: [
      ...['Invalid request body', 'replicas: must be at most 4, must be even'],
      ...['image_tag: unknown tag', 'too much at once'],
    ],
  },
  {
    status: 403,
    why: 'the plan',
    body: { error: 'At most 2 replicas', code: 'plan_limit' },
    says: ['At most 2 replicas', 'the number of replicas'],
  },
]

test.each(rows)('HTTP $status for $why is one annotation with advice, after one request', async (row) => {
  const run = await deploy({ credentials: 'token', faults: refusing(row.status, row.body) })
  expectOneNo(run, row, 'refused')
})

test.each<[string, RunOptions, number, string[]]>([
  ['a lack of scope', { sandbox: { client: { scopes: ['apps:read'] } } }, 403, ['`deployments:write`']],
  ['a viewer', { credentials: 'token', sandbox: { orgs: [{ name: 'a', role: 'viewer' }] } }, 403, ['read']],
  ['an organization of others', { credentials: 'token', inputs: { org: 'elsewhere' } }, 403, ['`org`']],
  ['an odd token', { inputs: { 'api-token': 'unknown-me' }, credentials: 'none' }, 401, ['`api-token`']],
  ['an app that is not there', { inputs: { 'app-id': '4712' } }, 404, ['`app-id`', '4712']],
  ['a bare app', { sandbox: { apps: [{ id: 4711, name: 'bare', spicepod: null }] } }, 400, ['spicepod']],
])('a rejection by the sandbox itself is reported with advice: %s', async (_, setup, status, says) => {
  expectOneNo(await deploy(setup), { status, says }, 'refused')
})

test('a rejected token is not renewed twice', async () => {
  const run = await deploy({ faults: refusing(401, { error: 'Invalid token format' }) })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toContain('Invalid token format')
  expect([run.posts.length, run.exchanges.length]).toEqual([2, 2])
})

test('a wrong client secret is reported with advice', async () => {
  const run = await deploy({ inputs: { 'client-secret': 'not-the-right-one' } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.errors[0]).toMatch(/HTTP 401.*Invalid client credentials[\s\S]*`client-id` and `client-secret`/)
  expect([run.posts, run.sandbox.cloud.state.records]).toEqual([[], []])
})

const files = { 'spicepod.yaml': manifest }

test.each<[missing: string, scopes: string[], RunOptions, says: RegExp, writes: string[]]>([
  [
    'apps:read',
    ['deployments:write'],
    { inputs: { 'app-id': undefined, 'app-name': 'taxi' } },
    /^Listing the apps at/,
    [],
  ],
  [
    'apps:write',
    ['apps:read', 'deployments:write'],
    { inputs: creating, files, sandbox: { apps: [] } },
    /^Creating the app at/,
    ['createApp'],
  ],
  ['apps:write', ['apps:read', 'deployments:write'], { files }, /`spicepod: ''`/, ['updateApp']],
  [
    'secrets:write',
    ['apps:write', 'deployments:write'],
    { inputs: { secrets: 'KEY=wren-4711' }, hides: ['wren-4711'] },
    /^Storing the secret at/,
    ['upsertSecret'],
  ],
])(
  'a missing scope %s is named after the first request that needs it',
  async (missing, scopes, setup, says, writes) => {
    const run = await deploy({ ...setup, sandbox: { ...setup.sandbox, client: { scopes } } })
    expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['refused', writes])
    expect(run.errors[0]).toMatch(says)
    expect(run.errors[0]).toMatch(/\(HTTP 403\)/)
    expect(run.errors[0]).toContain(`\`${missing}\``)
    expect(run.outputs['app-id']).toBe(setup.inputs && 'app-id' in setup.inputs ? undefined : '4711')
  },
)

test('a scope that the client does not have is named', async () => {
  const run = await deploy({
    inputs: { scope: 'apps:read deployments:write' },
    sandbox: { client: { scopes: ['apps:read'] } },
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(/may not have deployments:write[\s\S]*`scope`/)
  expect(run.posts).toEqual([])
})

test.each([
  ['oauth-token-url', 'token', {}],
  ['api-url', 'listApps', { 'app-id': undefined, 'app-name': 'sandbox-app' }],
])('a wrong `%s` is named', async (name, path, inputs) => {
  const fault = { kind: 'status', status: 404, body: 'Not here' } as const
  const run = await deploy({ inputs, faults: [{ on: { path, times: 99 }, fault }] })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]?.replace(/^[\s\S]*HTTP 404/, '')).toContain(`\`${name}\``)
  expect(run.posts).toEqual([])
})

test('a rejection by a web page is reported without its source', async () => {
  const page = '<!DOCTYPE html>\n<html><head><title>403</title></head><body><h1>Forbidden</h1></body></html>'
  const run = await deploy({ credentials: 'token', faults: refusing(403, page) })
  expectOneNo(run, { status: 403, says: [/HTML/] }, 'refused')
  expect(run.log).not.toContain('<h1>')
  expect(run.outputs['error-message']).not.toContain('<h1>')
})

test.each(['text/plain', 'application/json'])('a rejection in text as %s is reported', async (type) => {
  const body = 'Blocked by the proxy of acme'
  const fault: Fault = { kind: 'status', status: 403, body, headers: { 'content-type': type } }
  const run = await deploy({ credentials: 'token', faults: onCreate(fault) })
  expectOneNo(run, { status: 403, says: [body] }, 'refused')
})

test.each(['', '   \n', {}, [], null, { error: null }, { error: 17 }, { error: { deep: true } }])(
  'a rejection without a reason is reported: %j',
  async (body) => {
    const run = await deploy({ credentials: 'token', faults: refusing(422, body) })
    expectOneNo(run, { status: 422, says: [] }, 'refused')
    expect(run.errors[0]).not.toMatch(/undefined|null|\[object|: *\n|: *$/)
  },
)

test.each(['x'.repeat(20_000), 'one two three '.repeat(1_500), '🚕'.repeat(20_000), 'line\n'.repeat(4_000)])(
  'a long rejection is cut to a readable length (text %#)',
  async (error) => {
    const run = await deploy({ credentials: 'token', faults: refusing(422, { error }) })
    expectOneNo(run, { status: 422, says: [error.slice(0, 6), '…', /set.*up/i] }, 'refused')
    expect(run.errors[0]?.length).toBeLessThan(4096)
    expect(run.errors[0]?.isWellFormed()).toBe(true)
    expect(run.summary.length).toBeLessThan(20_000)
  },
)
