import { expect, jest, test } from '@jest/globals'
import { type CreateOptions, createOnce } from '../../src/deployment/create.ts'
import { NoAnswerError } from '../../src/errors.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { type Clock, deadlineIn } from '../../src/time.ts'
import { deployment } from './deployment.ts'

/** Creates once, in a time of its own, where the request ends with an error and the list shows this after it. */
async function create(error: Error, listed: Deployment[]) {
  let now = 0
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  }
  const createDeployment = jest.fn<SpiceApi['createDeployment']>().mockRejectedValue(error)
  const options: CreateOptions = {
    api: {
      createDeployment,
      listDeployments: async () => ({ deployments: listed, serverTimeMs: undefined, tookMs: 0 }),
      gapMs: () => 0,
    } as Partial<SpiceApi> as SpiceApi,
    appId: 4711,
    request: { commit_sha: 'a'.repeat(40) },
    before: { ids: new Set(), listedSinceMs: undefined, serverTimeMs: undefined },
    onConflict: 'wait',
    mayRecordOtherCommit: () => false,
    requestTimeoutMs: 30_000,
    deadline: deadlineIn(600_000, clock),
    pollIntervalMs: undefined,
    clock,
    random: () => 0.5,
    emit() {},
  }
  return { created: await createOnce(options), posts: createDeployment.mock.calls.length }
}

const message = 'creating the deployment at api.spice.ai failed: HTTP 202 with JSON of another shape'
const accepted = new NoAnswerError('createDeployment', message, { mayHaveWorked: true, wasAccepted: true })
const lost = new NoAnswerError('createDeployment', message, { mayHaveWorked: true })
const untrusted = new NoAnswerError('createDeployment', message, { mayHaveWorked: false, todo: 'Trust it.' })

test('a create that was accepted is never repeated, although the list does not show its deployment', async () => {
  const { created, posts } = await create(accepted, [])
  expect(posts).toBe(1)
  expect(created).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/accepted .*not repeated/) })
})

test('a create that was accepted in an unreadable answer is found in the list', async () => {
  const id = '12345678901234567890'
  const { created, posts } = await create(accepted, [deployment({ id, commit_sha: 'a'.repeat(40) })])
  expect(posts).toBe(1)
  expect(created).toMatchObject({ kind: 'created', deployment: { id } })
})

test('a create that was not accepted is repeated while its deployment does not show', async () => {
  const { created, posts } = await create(lost, [])
  expect(posts).toBe(5)
  expect(created.kind).toBe('unknown')
})

test('a create that cannot leave at all is refused with what to do', async () => {
  const { created, posts } = await create(untrusted, [])
  expect(posts).toBe(1)
  expect(created).toMatchObject({ kind: 'refused', error: { todo: 'Trust it.' } })
})
