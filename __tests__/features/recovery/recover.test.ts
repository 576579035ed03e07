import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import type { SpicepodResult } from '../../../src/app/apply.ts'
import { NoResponseError, type Refusal, RefusalError } from '../../../src/core/errors.ts'
import type { RunEvent } from '../../../src/core/events.ts'
import type { Run } from '../../../src/core/run.ts'
import { CommittedSpicepods } from '../../../src/deploy/committed.ts'
import { recover } from '../../../src/features/recovery/recover.ts'
import { RepositoryFiles } from '../../../src/github/files.ts'
import { deadlineIn } from '../../../src/platform/clock.ts'
import type { DeploymentRequest, SpiceApi } from '../../../src/spice/api.ts'
import { App, ChangedApp, type Deployment } from '../../../src/spice/schema.ts'
import { deployment } from '../../deploy/deployment.ts'
import { SteppedClock } from '../../harness/stepped-clock.ts'

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
/** No commit is recorded, because what it has cannot be read here. */
const settings = { replicas: 2, commit_message: 'Roll back to deployment 5' }
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
  laterListed?: Deployment[] | undefined
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
      const isWhole = all.length < limit
      return { deployments: all.slice(0, limit), isWhole, serverTimeMs: undefined, tookMs: 0 }
    },
    async createDeployment(_, request, __, beforeSend) {
      await beforeSend?.()
      const error = setup.creates?.[created.length]
      created.push(request)
      if (error !== undefined) throw error
      rollback = deployment({ ...request, id: 8, status: 'succeeded' })
      return deployment({ ...request, id: 8 })
    },
  }
  const held0 = held[0] && { config: { spicepod: held[0] } }
  const app = { id: 4711, current: v.parse(App, { id: 4711, ...held0 }) }
  const checkHealth = async () => undefined
  const options = { mode, failed: 'failed' in setup ? setup.failed : failed, spicepod, app, checkHealth }
  const { recovery, end } = await recover(options, {
    api: api as SpiceApi,
    appId: 4711,
    deadline: deadlineIn(60_000, clock),
    inputs: { requestTimeoutMs: 1000, pollIntervalMs: 1000 },
    clock,
    random: () => 0.5,
    emit: ({ type }: RunEvent) => events.push(type),
    env: {},
    payload: {},
    desired: { spicepod: undefined },
    committed: async () =>
      new CommittedSpicepods(undefined, new RepositoryFiles('/nowhere', { env: {} } as never)),
  } as unknown as Run & { appId: number })
  const listsOfGood = lists.filter(([, status]) => status !== undefined)
  return { recovery, end, written, created, events, lists, listsOfGood }
}

const refusal = (status: number, more: Partial<Refusal> = {}) =>
  new RefusalError({ operation: 'updateApp', status, message: 'No', ...more })
const conflict = refusal(409)
const refusedCreate = (status: number, more: Partial<Refusal> = {}) =>
  refusal(status, { operation: 'createDeployment', ...more })
const tagged = { ...settings, image_tag: '2.3.1' }
const unchanged = { kind: 'unchanged', current: pushed } as const
const stuck = deployment({ id: 7, status: 'in_progress' })
const newer = deployment({ id: 8, status: 'in_progress' })
const unverified = deployment({ id: 7, status: 'succeeded', image_tag: '9.9.9' })
const now = (status: string) => ({ ...stuck, status })
/** A deployment that has succeeded by the time at which the spicepod has been restored. */
const succeedsLate: Setup = {
  failed: stuck,
  listed: [stuck, good],
  laterListed: [now('succeeded'), good],
  held: [pushed, old],
}
const lost = (operation: 'updateApp' | 'listDeployments' | 'createDeployment', reason: string) =>
  new NoResponseError(operation, reason, { mayHaveWorked: true })
const like = expect.objectContaining
const differing = like({
  kind: 'restored',
  rollback: {
    kind: 'not deployed',
    reason:
      'deployment 7 succeeded in the meantime, so the spicepod that is stored now is not the one that is live',
  },
})
const redeployed = like({
  rollback: like({ outcome: like({ kind: 'succeeded', deployment: like({ id: 8 }) }) }),
})

test.each(
  Object.entries<[Setup, object]>({
    'an app that does not show its spicepod is left alone': [
      { held: [undefined] },
      { recovery: like({ kind: 'left alone' }), written: [], created: [] },
    ],
    'a previous spicepod that somebody else has brought back is left alone': [
      { mode: 'restore', held: [old] },
      { recovery: like({ kind: 'left alone' }), written: [] },
    ],
    'the recovery begins anew with a deployment that has been superseded': [
      { failed: stuck, listed: [newer, now('created'), good] },
      { recovery: undefined, end: like({ kind: 'superseded', by: newer }), written: [], created: [] },
    ],
    'a deployment that failed, and is listed as succeeded, is not undone': [
      { listed: [{ ...failed, status: 'succeeded' }, good] },
      { end: like({ kind: 'succeeded' }), written: [] },
    ],
    'a deployment whose verification failed is undone, though it is listed as in progress': [
      { failed: unverified, listed: [stuck, good] },
      { recovery: like({ kind: 'restored' }), end: undefined, written: [old] },
    ],
    'a deployment that succeeds during the restore is not undone, and what is stored and what is live differ':
      [succeedsLate, { recovery: differing, end: like({ kind: 'succeeded' }), written: [old], created: [] }],
    'a deployment that succeeds while a lost rollback is looked up is not undone by its retry': [
      {
        ...succeedsLate,
        laterListed: undefined,
        listedAfterCreate: [now('succeeded'), good],
        creates: [lost('createDeployment', 'HTTP 504')],
      },
      {
        recovery: differing,
        end: like({ kind: 'succeeded' }),
        written: [old],
        created: [tagged],
      },
    ],
    'a deployment that fails during the restore is rolled back, and its end is the result': [
      { failed: stuck, listed: [stuck, good], laterListed: [now('failed'), good] },
      {
        recovery: like({ kind: 'restored', rollback: like({ kind: 'deployed' }) }),
        end: like({ kind: 'failed' }),
        written: [old],
        created: [tagged],
      },
    ],
    'a write that conflicts is repeated': [
      { mode: 'restore', writes: [conflict] },
      { recovery: { kind: 'restored' }, written: [old, old] },
    ],
    'a write that conflicts is not repeated if it was applied nevertheless': [
      { mode: 'restore', writes: [conflict], held: [pushed, old] },
      { recovery: { kind: 'restored' }, written: [old] },
    ],
    'a write that conflicts is not repeated over the change of somebody else': [
      { writes: [conflict], held: [pushed, foreign] },
      { recovery: like({ kind: 'left alone' }), written: [old] },
    ],
    'a write that conflicts three times is given up': [
      { writes: [conflict, conflict, conflict] },
      { recovery: { kind: 'not restored', reason: conflict.message }, written: [old, old, old] },
    ],
    'a list without a response means that nothing was restored': [
      { list: lost('listDeployments', 'no list') },
      { recovery: { kind: 'not restored', reason: 'no list' }, written: [] },
    ],
    'an error after the restore does not hide that the spicepod was restored': [
      { ...crowded, listedGood: lost('listDeployments', 'no answer') },
      {
        recovery: { kind: 'restored', rollback: { kind: 'not deployed', reason: 'no answer' } },
        created: [],
      },
    ],
    'a rollback redeploys the spicepod of the app if this run changed none': [
      { spicepod: unchanged },
      {
        recovery: like({ kind: 'unchanged', rollback: like({ kind: 'deployed' }) }),
        written: [],
        created: [tagged],
      },
    ],
    'a rollback sends only the settings that the earlier deployment has, and never zero replicas': [
      { listed: [failed, deployment({ id: 5, status: 'succeeded', replicas: 0 })] },
      { created: [{ commit_message: settings.commit_message }] },
    ],
    // The list was complete.
    'a rollback has nothing to redeploy if no deployment has succeeded': [
      { listed: [failed] },
      {
        recovery: {
          kind: 'restored',
          rollback: { kind: 'not deployed', reason: 'the app has no earlier deployment that succeeded' },
        },
        created: [],
        listsOfGood: [],
      },
    ],
    'a rollback that got lost is not mistaken for the deployment of another commit': [
      {
        creates: [lost('createDeployment', 'HTTP 504')],
        others: [deployment({ id: 9, status: 'queued', commit_sha: 'beef000', branch: 'main' })],
      },
      { recovery: redeployed, created: [tagged, tagged] },
    ],
  }),
)('%s', async (_, [setup, result]) => {
  expect(await recoverWith(setup)).toEqual(like(result))
})

test.each(
  Object.entries<[SpicepodResult, RegExp]>({
    'the previous spicepod is not known': [
      { kind: 'pushed', previous: undefined, current: pushed },
      /did not report the app's previous spicepod$/,
    ],
    'the spicepod as pushed is not known': [
      { kind: 'pushed', previous: old, current: undefined },
      /did not report the app's spicepod as pushed by this run$/,
    ],
  }),
)('a restore writes nothing and says why if %s', async (_, [spicepod, reason]) => {
  for (const mode of ['restore', 'rollback'] as const) {
    const recovery = { kind: 'not restored', reason: expect.stringMatching(reason) }
    expect(await recoverWith({ mode, spicepod })).toMatchObject({ recovery, written: [], created: [] })
  }
})

test('a bug in the program is not taken for a response', async () => {
  await expect(recoverWith({ writes: [new RangeError('a mistake')] })).rejects.toThrow('a mistake')
})

test('a rollback that cannot be sent at all is not sent again without the image tag', async () => {
  const todo = 'Trust it.'
  const more = { mayHaveWorked: false, todo }
  const untrusted = new NoResponseError('createDeployment', 'the image of a certificate', more)
  const { recovery, created } = await recoverWith({ creates: [untrusted] })
  expect(created).toHaveLength(1)
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'refused', error: { todo } } } })
})

test.each<[number, Partial<Refusal>]>([
  [400, { message: 'Unknown image' }],
  [403, { code: 'image_tag_requires_enterprise' }],
  [422, { fieldErrors: ['image_tag: is not published'] }],
])('a rollback is sent again without the image tag after the rejection %d %j', async (status, words) => {
  const { recovery, created } = await recoverWith({ creates: [refusedCreate(status, words)] })
  expect(created).toEqual([tagged, settings])
  expect(recovery).toMatchObject({ rollback: { outcome: { kind: 'succeeded' } } })
})

test.each<[number, Partial<Refusal>, Deployment?]>([
  [400, { message: 'Branch is gone' }],
  [422, { fieldErrors: ['replicas: too many', 'the advantage is gone'] }],
  // A deployment in progress takes precedence, whatever its reason.
  [409, { message: 'Another image is being deployed' }],
  [404, { message: 'No such image' }],
  // It is the token that is refused.
  [403, { operation: 'exchangeToken', message: 'Upgrade your plan' }],
  // The earlier deployment has no image tag.
  [400, { message: 'Unknown image' }, deployment({ id: 5, status: 'succeeded' })],
])('a rollback is not sent again after the rejection %d %j', async (status, words, earlier = good) => {
  const error = refusedCreate(status, words)
  const { recovery, created } = await recoverWith({ listed: [failed, earlier], creates: [error] })
  expect(created).toHaveLength(1)
  const rollback = { kind: 'deployed', outcome: { kind: 'refused', error } }
  expect(recovery).toMatchObject({ kind: 'restored', rollback })
})
