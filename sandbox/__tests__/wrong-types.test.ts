import { expect, test } from '@jest/globals'
import { bytesOf } from '../answer.ts'
import { readCall } from '../call.ts'
import { description, runtimeDescription } from '../description.ts'
import { type Operation, readDocument, resolve } from '../operations.ts'
import { createSandbox } from '../server.ts'
import { NOON } from './fixture.ts'

/** Each is wrong for most members, and some are wrong deep inside. */
const values: unknown[] = [
  ...[null, '', 'x', 0, -1, 1.5, 1e21, true, [], [1], {}, { a: 1 }],
  ...[{ limits: 5 }, { limits: { cpu: 5 } }, { requests: [] }, { resources: { limits: 1 } }],
  ...[{ replicas: 'x' }, { replicas: 1.5 }, { storage_size_gb: 'x' }],
]
const texts = ['', '0', '-1', '1.5', 'x', '1e3', ' 5', '0x10', '9'.repeat(30), 'true', '101', '2026-11-24']

/** What is required, so that only one member of a body is wrong. */
const required: Record<string, object> = {
  createApp: { name: 'taxi-2', region: 'us-east-1' },
  upsertSecret: { name: 'KEY', value: 'x' },
  connectRepository: { repository: 'acme/taxi' },
  token: {
    client_id: 'sandbox-client-id',
    client_secret: 'sandbox-client-secret',
    grant_type: 'client_credentials',
  },
}
const pathParts: Record<string, string> = { deploymentId: '1001', orgId: '1', secretName: 'KEY' }

/** Sends a call of an operation to a new sandbox. */
async function send(operation: Operation, query: Record<string, string>, body: unknown) {
  const sandbox = createSandbox({
    now: () => NOON,
    runtime: {},
    deployments: [{ appId: 4711, plan: [{ afterMs: 0, status: 'succeeded' }] }],
  })
  const { cloud, runtime, credentials } = sandbox
  const path = operation.template.replace(/\{(\w+)\}/g, (_, name) => pathParts[name] ?? '4711')
  const call = readCall({
    method: operation.method,
    url: `${path}?${new URLSearchParams(query)}`,
    headers: {
      'content-type': 'application/json',
      ...(operation.isDataPlane
        ? { 'x-api-key': runtime?.key ?? '' }
        : { authorization: `Bearer ${credentials.apiToken}` }),
    },
    rawBody: body === undefined ? '' : JSON.stringify(body),
  })
  const before = JSON.stringify(cloud.state.apps)
  const answer = await (operation.isDataPlane ? runtime : cloud)?.handle(call)
  if (answer === undefined || !('reply' in answer)) throw new Error('no reply')
  const { status } = answer.reply
  const all = cloud.mismatches.map((mismatch) => mismatch.replace(/^\S+ [^\s:]+/, ''))
  return {
    status,
    text: Buffer.from(bytesOf(answer.reply)).toString(),
    answers: all.filter((mismatch) => mismatch.startsWith(' answers')),
    // The sandbox takes more than a client should send: members that are not described, and empty texts.
    violations: all.filter((mismatch) => /^: (body|query parameter) .* must /.test(mismatch)),
    isUnchanged: JSON.stringify(cloud.state.apps) === before,
  }
}

const operations = [...description().operations, ...runtimeDescription().operations]

test.each(operations.map((operation): [string, Operation] => [operation.name, operation]))(
  'values of wrong types are refused as described, and store nothing: %s',
  async (name, operation) => {
    const [type] = Object.keys(operation.object.requestBody?.content ?? {})
    const at = [...operation.pointer, 'requestBody', 'content', type ?? '', 'schema']
    const described = type === undefined ? {} : resolve(readDocument(), at).value
    const { properties = {} } = described as { properties?: object }
    const bodies = [
      ...(type === undefined ? [] : values),
      ...Object.keys(properties).flatMap((member) =>
        values.map((value) => ({ ...required[name], [member]: value })),
      ),
    ]
    const queries = operation.parameters.flatMap(({ parameter }) =>
      parameter.in === 'query' ? texts.map((text) => ({ [parameter.name]: text })) : [],
    )
    const cases: [Record<string, string>, unknown][] = [
      [{}, required[name]],
      ...bodies.map((body): [Record<string, string>, unknown] => [{}, body]),
      ...queries.map((query): [Record<string, string>, unknown] => [query, required[name]]),
    ]
    for (const [query, body] of cases) {
      const { status, text, answers, violations, isUnchanged } = await send(operation, query, body)
      const about = [query, body, text]
      expect([...about, answers, status < 500]).toEqual([...about, [], true])
      if (violations.length === 0) continue
      expect([...about, violations, status]).toEqual([...about, violations, 400])
      expect([...about, isUnchanged]).toEqual([...about, true])
    }
  },
)

test('an unknown type deep inside is named by its member', async () => {
  const updateApp = operations.find(({ name }) => name === 'updateApp') as Operation
  const { text } = await send(updateApp, {}, { executor: { resources: { limits: { cpu: 5 } } } })
  expect(JSON.parse(text).details.fieldErrors).toEqual({
    executor: ['/resources/limits/cpu must be string'],
  })
})

test('a limit within its type is brought into the range that there is', async () => {
  const listDeployments = operations.find(({ name }) => name === 'listDeployments') as Operation
  for (const limit of ['-1', '0', '1', '100', '101']) {
    const { text } = await send(listDeployments, { limit }, undefined)
    expect(JSON.parse(text).deployments).toHaveLength(1)
  }
})

test('no text of a description became a key by a comma', () => {
  const nulls: string[] = []
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, member] of Object.entries(value)) {
      if (member === null) nulls.push(`${path}/${key}`)
      walk(member, `${path}/${key}`)
    }
  }
  walk(readDocument(), '')
  expect(nulls).toEqual([])
})
