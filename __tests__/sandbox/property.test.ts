import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readCall } from '../../sandbox/call.ts'
import { description, runtimeDescription } from '../../sandbox/description.ts'
import { type Operation, readDocument, resolve } from '../../sandbox/operations.ts'
import { createSandbox } from '../../sandbox/server.ts'
import { NOON } from './fixture.ts'

const anything = fc.anything({ maxDepth: 2, maxKeys: 3, withNullPrototype: false }).filter(isJson)
const words = [
  ...['4711', '4712', '1001', '1002', 'sandbox-app', 'taxi-pr', 'us-east-1', 'acme/taxi', 'KEY', 'stable'],
]
const text = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 40 }))

/** The members that an operation's body is described to have, for bodies that are nearly right. */
function membersOf({ object, pointer }: Operation): string[] {
  const type = Object.keys(object.requestBody?.content ?? {})[0]
  if (type === undefined) return []
  const at = [...pointer, 'requestBody', 'content', type, 'schema']
  const { properties = {} } = resolve(readDocument(), at).value as { properties?: object }
  return Object.keys(properties)
}

/** A call of a described operation, whose parameters and body may be anything. */
function callOf(operation: Operation) {
  const names = membersOf(operation)
  const value = fc.oneof(text, fc.integer({ min: -1, max: 12 }), fc.boolean(), anything)
  const body =
    names.length === 0
      ? anything
      : fc.oneof(
          { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 }) },
          { weight: 1, arbitrary: anything },
        )
  const ids = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('4711', '4712', '1001', 'KEY') },
    { weight: 1, arbitrary: text },
  )
  return fc.record({
    operation: fc.constant(operation),
    parts: fc.array(ids, { minLength: 3, maxLength: 3 }),
    query: fc.dictionary(fc.constantFrom('limit', 'status', 'tail', 'since', 'channel', 'tailLines'), text, {
      maxKeys: 2,
    }),
    body: fc.option(body, { nil: undefined }),
    isAuthorized: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
    passMs: fc.constantFrom(0, 0, 100, 1000),
  })
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

test('whatever is asked, no answer differs from its description', async () => {
  const ofCloud = description().operations
  const all = [...ofCloud, ...runtimeDescription().operations]
  const calls = fc.array(fc.oneof(...all.map(callOf)), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(calls, async (drawn) => {
      let time = NOON
      const sandbox = createSandbox({ now: () => time, runtime: {}, deployments: [{ appId: 4711 }] })
      const { cloud, runtime, credentials } = sandbox
      for (const { operation, parts, query, body, isAuthorized, passMs } of drawn) {
        time += passMs
        const isOfCloud = ofCloud.includes(operation)
        const credential: Record<string, string> = isOfCloud
          ? { authorization: `Bearer ${credentials.apiToken}` }
          : { 'x-api-key': runtime?.key ?? '' }
        const url = operation.template.replace(/\{\w+\}/g, () => encodeURIComponent(parts.pop() ?? '4711'))
        const call = readCall({
          method: operation.method,
          url: `${url}?${new URLSearchParams(query)}`,
          headers: { 'content-type': 'application/json', ...(isAuthorized && credential) },
          rawBody: body === undefined ? '' : JSON.stringify(body),
        })
        await (isOfCloud ? cloud : runtime)?.handle(call)
      }
      // What a request gets wrong is not the sandbox's mistake.
      expect(cloud.mismatches.filter((mismatch) => /^\S+ \S+ answers \d/.test(mismatch))).toEqual([])
    }),
    { numRuns: 300 },
  )
}, 200_000)
