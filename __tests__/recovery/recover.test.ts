import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import type { SpicepodResult } from '../../src/app/apply.ts'
import { NoResponseError, type Refusal, RefusalError } from '../../src/errors.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import { recover } from '../../src/recovery/recover.ts'
import type { DeploymentRequest, SpiceApi } from '../../src/spice/api.ts'
import { App, ChangedApp, type Deployment } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'

const old = { name: 'old' }
const pushed = { name: 'new' }
const foreign = { name: 'foreign' }
const failed = deployment({ id: 7, status: 'failed' })
const good = deployment({
  id: 5,
  status: 'succeeded',
  image_tag: '2.3.1',
  replicas: 2,
  branch: 'release',
  commit_sha: 'c0ffee0',
})
const settings = { replicas: 2, branch: 'release', commit_sha: 'c0ffee0' }
/** As many failed deployments as a list has. */
const crowd = Array.from({ length: 100 }, (_, index) => deployment({ id: 107 - index, status: 'failed' }))
const crowded = { failed: crowd[0], listed: crowd }
const afterPush: SpicepodResult = { kind: 'pushed', previous: old, current: pushed }

interface Setup {
  mode?: 'restore' | 'rollback'
  failed?: Deployment | undefined
  spicepod?: SpicepodResult
  /** The app's deployments before the rollback, newest first. */
  listed?: Deployment[]
  /** The same, once the spicepod has been restored. */
  laterListed?: Deployment[]
  /** The same, once a create was sent. */
  listedAfterCreate?: Deployment[]
  /** Those that succeeded, if they are asked for. */
  listedGood?: Deployment[] | Error
  /** The spicepods that the app has whenever it is read; the last one repeats. Undefined: the app shows no settings. */
  held?: (object | undefined)[]
  /** What happens to the writes of the spicepod; later ones work. */
  writes?: (Error | undefined)[]
  /** What happens to the creates; later ones work. */
  creates?: Error[]
  list?: Error
  /** Deployments that somebody else creates at the same time as the run. */
  others?: Deployment[]
}

/** Recovers in virtual time from a failed deployment of a pushed spicepod, and records what is sent. */
async function recoverWith(setup: Setup) {
  const { mode = 'rollback', spicepod = afterPush, listed = [failed, good], held = [pushed] } = setup
  const clock = new SteppedClock()
  const written: unknown[] = []
  const created: DeploymentRequest[] = []
  const events: string[] = []
  const lists: [limit: number, status: string | undefined][] = []
  let reads = 0
  let rollback: Deployment | undefined
  const api: Partial<SpiceApi> = {
    minIntervalMs: () => 0,
    async getApp() {
      const current = held[Math.min(reads, held.length - 1)]
      reads++
      return v.parse(App, { id: 4711, ...(current && { config: { spicepod: current } }) })
    },
    async updateApp(_, change) {
      const error = setup.writes?.[written.length]
      written.push(change.spicepod)
      if (error !== undefined) throw error
      return v.parse(ChangedApp, {})
    },
    async listDeployments(_, limit, __, status) {
      lists.push([limit, status])
      if (setup.list !== undefined) throw setup.list
      const later = created.length > 0 ? setup.listedAfterCreate : undefined
      const shown = later ?? (written.length > 0 ? setup.laterListed : undefined) ?? listed
      const deployments = status === undefined ? shown : (setup.listedGood ?? [])
      if (deployments instanceof Error) throw deployments
      const others = created.length > 0 ? (setup.others ?? []) : []
      const all = [...(rollback === undefined ? [] : [rollback]), ...others, ...deployments]
      return { deployments: all.slice(0, limit), serverTimeMs: undefined, tookMs: 0 }
    },
    async createDeployment(_, request) {
      const error = setup.creates?.[created.length]
      created.push(request)
      if (error !== undefined) throw error
      rollback = deployment({ ...request, id: 8, status: 'succeeded' })
      return deployment({ ...request, id: 8 })
    },
  }
  const options = { mode, failed: 'failed' in setup ? setup.failed : failed, spicepod, appId: 4711 }
  const { recovery, end } = await recover(options, {
    api: api as SpiceApi,
    deadline: deadlineIn(60_000, clock),
    inputs: { requestTimeoutMs: 1000, pollIntervalMs: 1000 },
    clock,
    random: () => 0.5,
    emit: ({ type }) => events.push(type),
  })
  return { recovery, end, written, created, events, lists }
}

const refusal = (status: number, more: Partial<Refusal> = {}) =>
  new RefusalError({ operation: 'updateApp', status, message: 'No', ...more })
const conflict = refusal(409)
const refusedCreate = (status: number, more: Partial<Refusal> = {}) =>
  refusal(status, { operation: 'createDeployment', ...more })

test('a restore has nothing to do if this run did not change the spicepod', async () => {
  const { recovery, written, events } = await recoverWith({
    mode: 'restore',
    spicepod: { kind: 'unchanged', current: pushed },
    // Nothing is redeployed, so other people's changes do not matter.
    held: [foreign],
  })
  expect(recovery).toEqual({ kind: 'unchanged' })
  expect([written, events]).toEqual([[], ['recovery.started']])
})

test.each<[string, SpicepodResult, RegExp]>([
  ['the app reads its spicepod from GitHub', { kind: 'connected' }, /from its GitHub repository$/],
  [
    'the previous spicepod is not known',
    { kind: 'pushed', previous: undefined, current: pushed },
    /did not report the app's previous spicepod$/,
  ],
  [
    'the spicepod as pushed is not known',
    { kind: 'pushed', previous: old, current: undefined },
    /did not report the app's spicepod as pushed by this run$/,
  ],
])('a restore writes nothing and says why if %s', async (_, spicepod, reason) => {
  for (const mode of ['restore', 'rollback'] as const) {
    const { recovery, written, created } = await recoverWith({ mode, spicepod })
    expect(recovery).toEqual({ kind: 'not restored', reason: expect.stringMatching(reason) })
    expect([written, created]).toEqual([[], []])
  }
})

test('an app that does not show its spicepod is left alone', async () => {
  for (const spicepod of [afterPush, { kind: 'unchanged', current: pushed } as const]) {
    const { recovery, written, created } = await recoverWith({ spicepod, held: [undefined] })
    expect([recovery?.kind, written, created]).toEqual(['left alone', [], []])
  }
})

test('a previous spicepod that somebody else has brought back is left alone', async () => {
  const { recovery, written } = await recoverWith({ mode: 'restore', held: [old] })
  expect([recovery?.kind, written]).toEqual(['left alone', []])
})

const stuck = deployment({ id: 7, status: 'in_progress' })
const now = (status: string) => ({ ...stuck, status })
const newer = deployment({ id: 8, status: 'in_progress' })

test.each(['restore', 'rollback'] as const)('what has succeeded is not undone by a %s', async (mode) => {
  for (const spicepod of [
    afterPush,
    { kind: 'unchanged', current: pushed },
    { kind: 'connected' },
  ] as const) {
    const listed = [now('succeeded'), good]
    const { recovery, end, written, created, events } = await recoverWith({
      mode,
      failed: stuck,
      spicepod,
      listed,
    })
    expect([recovery, end]).toMatchObject([
      undefined,
      { kind: 'succeeded', deployment: { status: 'succeeded' } },
    ])
    expect([written, created, events]).toEqual([[], [], ['deployment.polled']])
  }
})

test.each([
  ['failed', [now('failed'), good], { kind: 'failed' }],
  ['been superseded', [newer, now('created'), good], { kind: 'superseded', by: { id: 8 } }],
])('the recovery begins anew with a deployment that has %s', async (_, listed, end) => {
  const result = await recoverWith({ failed: stuck, listed })
  expect(result).toMatchObject({ recovery: undefined, end, written: [], created: [] })
})

test('a deployment that failed, and is listed as succeeded, is not undone', async () => {
  const { end, written } = await recoverWith({ listed: [{ ...failed, status: 'succeeded' }, good] })
  expect([end?.kind, written]).toEqual(['succeeded', []])
})

test.each(['in_progress', 'failed'])('what was not verified is undone, even if %s', async (status) => {
  const unverified = deployment({ id: 7, status: 'succeeded' })
  const { recovery, end, written } = await recoverWith({ failed: unverified, listed: [now(status), good] })
  expect([recovery?.kind, end, written]).toEqual(['restored', undefined, [old]])
})

test('a deployment that succeeds during the restore gets its spicepod back, and nothing is redeployed', async () => {
  const laterListed = [now('succeeded'), good]
  const result = await recoverWith({ failed: stuck, listed: [stuck, good], laterListed, held: [pushed, old] })
  expect(result).toMatchObject({
    recovery: { kind: 'left alone', reason: 'deployment 7 succeeded in the meantime' },
    end: { kind: 'succeeded' },
    written: [old, pushed],
    created: [],
  })
})

test('a deployment that succeeds during the restore keeps a spicepod that somebody else has pushed since', async () => {
  const laterListed = [now('succeeded'), good]
  const result = await recoverWith({
    failed: stuck,
    listed: [stuck, good],
    laterListed,
    held: [pushed, foreign],
  })
  expect(result).toMatchObject({
    recovery: { kind: 'restored', rollback: { kind: 'not deployed' } },
    end: { kind: 'succeeded' },
    written: [old],
    created: [],
  })
})

test('a deployment that succeeds during the restore has succeeded, even if its spicepod cannot be given back', async () => {
  const result = await recoverWith({
    failed: stuck,
    listed: [stuck, good],
    laterListed: [now('succeeded'), good],
    held: [pushed, old],
    writes: [undefined, new NoResponseError('updateApp', 'no answer', { mayHaveWorked: true })],
  })
  expect(result).toMatchObject({
    recovery: { kind: 'restored', rollback: { kind: 'not deployed' } },
    end: { kind: 'succeeded' },
    created: [],
  })
})

test('a deployment that succeeds while a lost rollback is looked up is not undone by its retry', async () => {
  const lost = new NoResponseError('createDeployment', 'HTTP 504', { mayHaveWorked: true })
  const result = await recoverWith({
    failed: stuck,
    listed: [stuck, good],
    listedAfterCreate: [now('succeeded'), good],
    creates: [lost],
    held: [pushed, old],
  })
  expect(result).toMatchObject({
    recovery: { kind: 'left alone', reason: 'deployment 7 succeeded in the meantime' },
    end: { kind: 'succeeded' },
    written: [old, pushed],
  })
  expect(result.created).toHaveLength(1)
})

test('a deployment that fails during the restore is rolled back, and its end is the result', async () => {
  const laterListed = [now('failed'), good]
  const result = await recoverWith({ failed: stuck, listed: [stuck, good], laterListed })
  expect(result).toMatchObject({
    recovery: { kind: 'restored', rollback: { kind: 'deployed' } },
    end: { kind: 'failed' },
    written: [old],
  })
  expect(result.created).toHaveLength(1)
})

test('a write that conflicts is repeated, unless it was applied nevertheless', async () => {
  const again = await recoverWith({ mode: 'restore', writes: [conflict] })
  expect(again.recovery).toEqual({ kind: 'restored' })
  expect(again.written).toEqual([old, old])

  const applied = await recoverWith({ mode: 'restore', writes: [conflict], held: [pushed, old] })
  expect(applied.recovery).toEqual({ kind: 'restored' })
  expect(applied.written).toEqual([old])
})

test('a write that conflicts is not repeated over the change of somebody else', async () => {
  const { recovery, written } = await recoverWith({ writes: [conflict], held: [pushed, foreign] })
  expect(recovery?.kind).toBe('left alone')
  expect(written).toEqual([old])
})

test('a write that conflicts three times is given up', async () => {
  const { recovery, written } = await recoverWith({ writes: [conflict, conflict, conflict] })
  expect(recovery).toEqual({ kind: 'not restored', reason: conflict.message })
  expect(written).toEqual([old, old, old])
})

test('a write without a response leaves open whether the spicepod was restored', async () => {
  const lost = new NoResponseError('updateApp', 'no answer', { mayHaveWorked: true })
  const { recovery, created } = await recoverWith({ writes: [lost] })
  expect(recovery).toEqual({ kind: 'unclear', reason: 'no answer' })
  expect(created).toEqual([])
})

test('a list without a response means that nothing was restored', async () => {
  const list = new NoResponseError('listDeployments', 'no list', { mayHaveWorked: true })
  const { recovery, written } = await recoverWith({ list })
  expect(recovery).toEqual({ kind: 'not restored', reason: 'no list' })
  expect(written).toEqual([])
})

test('an error after the restore does not hide that the spicepod was restored', async () => {
  const lost = new NoResponseError('listDeployments', 'no answer', { mayHaveWorked: true })
  const { recovery, created } = await recoverWith({ ...crowded, listedGood: lost })
  expect(recovery).toEqual({ kind: 'restored', rollback: { kind: 'not deployed', reason: 'no answer' } })
  expect(created).toEqual([])
})

test('a bug in the program is not taken for a response', async () => {
  await expect(recoverWith({ writes: [new RangeError('a mistake')] })).rejects.toThrow('a mistake')
})

test('a rollback redeploys the spicepod of the app if this run changed none', async () => {
  for (const spicepod of [{ kind: 'unchanged' }, { kind: 'unchanged', current: pushed }] as const) {
    const { recovery, written, created } = await recoverWith({ spicepod })
    expect(recovery).toMatchObject({ kind: 'unchanged', rollback: { kind: 'deployed' } })
    expect(written).toEqual([])
    expect(created).toHaveLength(1)
  }
})

test('a rollback of a deployment that was created but not verified goes back to the one before it', async () => {
  const unverified = deployment({ id: 7, status: 'succeeded', image_tag: '9.9.9' })
  const { created } = await recoverWith({ failed: unverified, listed: [unverified, good] })
  expect(created).toEqual([{ ...settings, image_tag: '2.3.1' }])
})

test('a rollback sends only the settings that the earlier deployment has, and never zero replicas', async () => {
  const bare = deployment({ id: 5, status: 'succeeded', replicas: 0 })
  expect((await recoverWith({ listed: [failed, bare] })).created).toEqual([{}])
})

test('a rollback has nothing to redeploy if no deployment has succeeded', async () => {
  const { recovery, created, lists } = await recoverWith({ listed: [failed] })
  expect(recovery).toEqual({
    kind: 'restored',
    rollback: { kind: 'not deployed', reason: 'the app has no earlier deployment that succeeded' },
  })
  expect(created).toEqual([])
  // The list was complete.
  expect(lists.filter(([, status]) => status !== undefined)).toEqual([])
})

test('a rollback finds the last deployment that succeeded behind a hundred others', async () => {
  const { created, lists } = await recoverWith({ ...crowded, listedGood: [good] })
  expect(created).toEqual([{ ...settings, image_tag: '2.3.1' }])
  expect(lists[1]).toEqual([5, 'succeeded'])
})

test('a rollback needs no other list if a full one has a deployment that succeeded', async () => {
  const listed = [...crowd.slice(0, 99), good]
  const { created, lists } = await recoverWith({ failed: crowd[0], listed, listedGood: [] })
  expect(created).toEqual([{ ...settings, image_tag: '2.3.1' }])
  expect(lists.filter(([, status]) => status !== undefined)).toEqual([])
})

test('a rollback that got lost is not mistaken for the deployment of another commit', async () => {
  const lost = new NoResponseError('createDeployment', 'HTTP 504', { mayHaveWorked: true })
  const other = deployment({ id: 9, status: 'queued', commit_sha: 'beef000', branch: 'main' })
  const { recovery, created } = await recoverWith({ creates: [lost], others: [other] })
  expect(created).toHaveLength(2)
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'succeeded', deployment: { id: 8 } } } })
})

test('a rollback that cannot be sent at all is not sent again without the image tag', async () => {
  const untrusted = new NoResponseError('createDeployment', 'the image of a certificate', {
    mayHaveWorked: false,
    todo: 'Trust it.',
  })
  const { recovery, created } = await recoverWith({ creates: [untrusted] })
  expect(created).toHaveLength(1)
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'refused', error: { todo: 'Trust it.' } } } })
})

test.each<[number, Partial<Refusal>]>([
  [400, { message: 'Unknown image' }],
  [403, { code: 'image_tag_requires_enterprise' }],
  [403, { message: 'Upgrade your plan' }],
  [422, { fieldErrors: ['image_tag: is not published'] }],
  [422, { message: 'No such tag' }],
])('a rollback is sent again without the image tag after the rejection %d %j', async (status, words) => {
  const { recovery, created } = await recoverWith({ creates: [refusedCreate(status, words)] })
  expect(created).toEqual([{ ...settings, image_tag: '2.3.1' }, settings])
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'succeeded' } } })
})

test('a rollback to a deployment without an image tag is not sent again, whatever the rejection says', async () => {
  const untagged = deployment({ id: 5, status: 'succeeded' })
  const error = refusedCreate(400, { message: 'Unknown image' })
  const { recovery, created } = await recoverWith({ listed: [failed, untagged], creates: [error] })
  expect(created).toHaveLength(1)
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'refused', error } } })
})

test.each<[number, Partial<Refusal>]>([
  [400, { message: 'Branch is gone' }],
  [422, { fieldErrors: ['replicas: too many', 'the advantage is gone'] }],
  // A deployment in progress takes precedence, whatever its reason.
  [409, { message: 'Another image is being deployed' }],
  [404, { message: 'No such image' }],
])('a rollback is not sent again after the rejection %d %j', async (status, words) => {
  const error = refusedCreate(status, words)
  const { recovery, created } = await recoverWith({ creates: [error] })
  expect(created).toHaveLength(1)
  expect(recovery).toMatchObject({
    kind: 'restored',
    rollback: { kind: 'deployed', outcome: { kind: 'refused', error } },
  })
})
