import { describe, expect, test } from '@jest/globals'
import { findAttempt, findGiven } from '../../src/deployment/existing.ts'
import { NoResponseError, RefusalError } from '../../src/errors.ts'
import type { RunEvent } from '../../src/events.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { DesiredApp } from '../../src/inputs/request.ts'
import { outcomeOfStop } from '../../src/outcome.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import type { Run } from '../../src/run-context.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'
import { deployment } from './deployment.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const missing = new RefusalError({ operation: 'getDeployment', status: 404, message: 'Not found' })
const noAnswer = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: false })

interface Setup {
  /** What lists show, one after the other; the last one repeats. */
  lists?: (Deployment[] | Error)[]
  /** What the call for a single deployment gets. */
  single?: Error
  inputs?: Partial<Inputs>
  desired?: Partial<DesiredApp>
}

/** A run in virtual time, and what it does. */
function createRun({ lists = [[]], single = missing, inputs, desired }: Setup) {
  const clock = new SteppedClock()
  const askedAt: number[] = []
  const events: RunEvent[] = []
  let reads = 0
  const api: Partial<SpiceApi> = {
    async listDeployments(_, limit) {
      const list = lists[Math.min(askedAt.length, lists.length - 1)] ?? []
      askedAt.push(clock.now())
      if (list instanceof Error) throw list
      return { deployments: list.slice(0, limit), serverTimeMs: noon + 60_000, tookMs: 0 }
    },
    getDeployment: () => Promise.reject(single),
  }
  const run: Partial<Run> = {
    api: api as SpiceApi,
    clock,
    deadline: deadlineIn(10_000, clock),
    inputs: { dryRun: false, timeoutMs: 60_001, ...inputs } as Inputs,
    desired: { tags: undefined, spicepod: undefined, secrets: [], ...desired },
    background: { start: async () => void reads++ } as unknown as Run['background'],
    emit: (event) => events.push(event),
  }
  const types = () => events.map(({ type }) => type)
  return { run: run as Run, clock, askedAt, events, types, reads: () => reads }
}

async function attach(setup: Setup) {
  const created = createRun(setup)
  return { ...created, result: await findGiven(7, 4711, created.run).catch(outcomeOfStop) }
}

test('attaching finds the deployment, with those that are newer', async () => {
  const created_at = new Date(noon).toISOString()
  const lists = [[deployment({ id: 9 }), deployment({ id: 7, created_at }), deployment({ id: 3 })]]
  const { result, askedAt, events, reads } = await attach({ lists })
  expect(result).toMatchObject({
    app: { id: 4711 },
    deployment: { id: 7 },
    newer: [{ id: 9 }],
    listed: [{ id: 9 }, { id: 7 }, { id: 3 }],
    ageMs: 60_000,
    isListed: true,
    spicepod: { kind: 'unknown', why: 'this run only watched the deployment' },
  })
  expect(events).toMatchObject([
    { type: 'history.read', deployments: [{ id: 9 }, { id: 7 }, { id: 3 }] },
    { type: 'deployment.attached', deployment: { id: 7 }, reason: 'from `deployment-id`', ageMs: 60_000 },
  ])
  expect(askedAt).toEqual([0])
  expect(reads()).toBe(1)
})

test('attaching waits a second at a time for a deployment that may be listed later', async () => {
  const { result, askedAt } = await attach({ lists: [[], [], [deployment({ id: 7 })]], single: noAnswer })
  expect(result).toMatchObject({ deployment: { id: 7 } })
  expect(askedAt).toEqual([0, 1000, 2000])
})

test('attaching ends at the deadline, as unknown', async () => {
  const { result, askedAt } = await attach({ single: noAnswer })
  expect(result).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/not among the newest/) })
  expect(askedAt.at(-1)).toBe(10_000)
})

test('attaching passes on what only the user can fix, a rejection and a bug in the program', async () => {
  const untrusted = new NoResponseError('listDeployments', 'unknown certificate', {
    mayHaveWorked: false,
    todo: 'Trust it.',
  })
  const refusal = new RefusalError({ operation: 'listDeployments', status: 403, message: 'No' })
  for (const error of [untrusted, refusal, new RangeError('a mistake')]) {
    await expect(attach({ lists: [error] })).rejects.toBe(error)
  }
})

describe('the deployment of an earlier attempt', () => {
  const source = { branch: 'main', commitSha: 'c0ffee0' }
  const settings = { replicas: 2, image_tag: '2.3.1' }
  const inputs: Partial<Inputs> = { replicas: 2, imageTag: '2.3.1' }
  const own = (more: Record<string, unknown> = {}) =>
    deployment({
      ...{ commit_sha: 'c0ffee0', branch: 'main', status: 'in_progress', ...settings },
      ...{ created_at: new Date(noon).toISOString(), ...more },
    })
  const find = async (deployments: Deployment[] | undefined, setup: Setup = {}) => {
    const created = createRun({ inputs, ...setup })
    const page = deployments && { deployments, serverTimeMs: noon + 60_000, tookMs: 0 }
    return { ...created, result: await findAttempt(page, 4711, source, created.run, false) }
  }

  test('the deployment of an earlier attempt is in progress, with its commit, branch and settings', async () => {
    const { result, types, reads } = await find([deployment({ id: 9 }), own()])
    expect(result).toMatchObject({
      app: { id: 4711 },
      deployment: { id: 7 },
      listed: [{ id: 9 }, { id: 7 }],
      ageMs: 60_000,
      isListed: true,
    })
    expect(types()).toEqual(['source.found', 'history.read', 'deployment.attached'])
    expect(reads()).toBe(1)
    expect((await find([own({ status: 'queued' })])).result).toMatchObject({ deployment: { id: 7 } })
  })

  test('settings only decide between several deployments, since others may be recorded than requested', async () => {
    const others = [{ replicas: 1 }, { replicas: null }, { image_tag: '2.3.1-enterprise-models' }]
    for (const recorded of others) {
      expect((await find([own({ id: 8, ...recorded })])).result).toMatchObject({ deployment: { id: 8 } })
      expect((await find([own({ id: 8, ...recorded }), own()])).result).toMatchObject({
        deployment: { id: 7 },
      })
    }
    const neither = [own({ id: 8, replicas: 1 }), own({ replicas: 3 })]
    expect((await find(neither)).result).toMatchObject({ deployment: { id: 8 } })
  })

  test.each<Partial<DesiredApp>>([
    { tags: {} },
    { spicepod: {} as DesiredApp['spicepod'] },
    { secrets: [{ name: 'A', value: 'x' }] },
  ])('after an earlier attempt, a run says that %j is not changed again', async (desired) => {
    expect((await find([own()], { desired })).types().at(-1)).toBe('changes.skipped')
  })

  test.each([
    { status: 'succeeded' },
    { status: 'hibernating' },
    { commit_sha: 'beef000' },
    { branch: 'side' },
    { created_at: null },
    // As old as the limit.
    { created_at: new Date(noon - 1).toISOString() },
  ])('a deployment with %j is not that of an earlier attempt', async (difference) => {
    const { result, types, reads } = await find([own(difference)])
    expect(result).toBeUndefined()
    expect(types()).toEqual(['source.found', 'history.read'])
    expect(reads()).toBe(0)
  })

  test('without a list, a run goes on as if there were no earlier attempt, unless its time is over', async () => {
    expect((await find(undefined)).result).toBeUndefined()
    const { run, clock } = createRun({})
    clock.pass(10_000)
    expect(await findAttempt(undefined, 4711, source, run, false).catch(outcomeOfStop)).toEqual({
      kind: 'unknown',
      reason: 'could not determine whether an earlier attempt of this run created a deployment.',
    })
  })
})
