import { expect, test } from '@jest/globals'
import { readDocument, readOperations } from '../../sandbox/operations.ts'
import { type Operation, operations, scopeOf } from '../../src/core/errors.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { readMarker, renderMarker } from '../../src/report/marker.ts'
import { marker } from '../github/fixture.ts'
import { apiBehind } from './one-server.ts'

const deadline = deadlineIn(60_000, systemClock)

/** The API on a server with these responses, by method and path. */
function open(answers: Record<string, string>) {
  const asked: string[] = []
  const api = apiBehind(async (input, init) => {
    const { method, url } = new Request(input, init)
    const { pathname, search } = new URL(url)
    asked.push(`${method} ${pathname}${search}`)
    const answer = answers[`${method} ${pathname}`]
    return new Response(answer ?? '{}', { status: answer === undefined ? 404 : 200 })
  })
  return { api, asked }
}

const large = '9007199254740993'
const list = '/v1/apps/7/deployments'

test.each([
  ['text', `"${large}"`],
  ['a number', large],
])('a deployment whose id no number can hold is malformed, given as %s', async (_, written) => {
  const { api } = open({
    [`POST ${list}`]: `{"id":${written}}`,
    [`GET ${list}`]: `{"deployments":[{"id":${written}},{"id":"17"},{"id":9007199254740991}]}`,
  })
  await expect(api.createDeployment(7, {}, deadline)).rejects.toMatchObject({ name: 'NoResponseError' })
  const { deployments } = await api.listDeployments(7, 10, deadline)
  expect(deployments.map(({ id }) => id)).toEqual([17, Number.MAX_SAFE_INTEGER])
})

test('a deployment whose id no number can hold orders no comments of a pull request', () => {
  const body = renderMarker(marker({ deploymentIds: [7] })).replace('deployment:7', `deployment:${large}`)
  expect(readMarker(body)).toMatchObject({ deploymentId: undefined })
  expect(readMarker(body.replace(large, '9007199254740991'))).toMatchObject({ deploymentId: 2 ** 53 - 1 })
})

test('a list of thousands of apps may be larger than other responses', async () => {
  const apps = Array.from({ length: 10_000 }, (_, index) => ({ id: index + 1, name: 'x'.repeat(300) }))
  const { api } = open({ 'GET /v1/apps': JSON.stringify({ apps }) })
  expect(await api.listApps(deadline)).toHaveLength(10_000)
})

test('each operation is one of the API description, with the scope that it needs', () => {
  // The description has no scope for the exchange of a token, whose advice names none.
  const scopes = readOperations(readDocument()).map(
    ({ object: { operationId, 'x-scope': scope = 'deployments:write' } }) => [operationId, scope],
  )
  const names = Object.keys(operations) as Operation[]
  const ours = Object.fromEntries(names.map((name) => [name, scopeOf(name)]))
  expect(Object.fromEntries(scopes)).toMatchObject(ours)
})
