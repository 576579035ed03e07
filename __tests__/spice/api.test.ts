import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { readDocument, readOperations } from '../../sandbox/operations.ts'
import { findDeployment } from '../../src/deployment/list.ts'
import { type Operation, operations, scopeOf } from '../../src/errors.ts'
import { deploymentId } from '../../src/inputs/inputs.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { compareComment, readMarker, renderMarker } from '../../src/report/marker.ts'
import { renderOutputs } from '../../src/report/outputs.ts'
import { marker } from '../github/fixture.ts'
import { runState } from '../report/run-state.ts'
import { apiBehind } from './one-server.ts'

const asItIs = (text: string) => text
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

const id = '90071992547409931234'
const list = '/v1/apps/7/deployments'

test.each([
  ['text', `"${id}"`],
  ['a number', id],
])('a deployment id that no number can hold keeps its digits, given as %s', async (_, written) => {
  const { api, asked } = open({
    [`POST ${list}`]: `{"id":${written}}`,
    [`GET ${list}`]: '{"deployments":[]}',
    [`GET ${list}/${id}`]: `{"id":${written},"status":"succeeded"}`,
  })
  const created = await api.createDeployment(7, {}, deadline)
  const { deployment } = await findDeployment(created.id, api, 7, deadline)
  expect(asked.at(-1)).toBe(`GET ${list}/${id}`)
  expect(renderOutputs(runState(deployment && { deployment }), undefined, asItIs)).toMatchObject({
    'deployment-id': id,
  })
})

test('a deployment id that no number can hold can be set as an input', () => {
  expect(v.parse(deploymentId, id)).toBe(id)
  expect(v.parse(deploymentId, '4321')).toBe(4321)
})

test('a deployment id that no number can hold orders the comments of a pull request', () => {
  const body = renderMarker(marker({ deploymentIds: [7, id] }))
  expect(readMarker(body)).toMatchObject({ deploymentId: id })
  const others = [8, `${id.slice(0, -1)}3`, `${id.slice(0, -1)}5`]
  expect(others.map((other) => compareComment(body, marker({ deploymentIds: [other] })))).toEqual([
    ...['newer', 'newer', 'older'],
  ])
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
