import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import { type Answer, bytesOf, json } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import { CommittedSpicepods } from '../../src/deploy/committed.ts'
import { ServedSpicepod } from '../../src/deploy/served.ts'
import { readComponents } from '../../src/spicepod/spicepod.ts'
import { expectNoViolationsIn } from './driver.ts'
import { type Lie, namesIn } from './histories/run.ts'
import type { Event, World } from './histories/world.ts'
import { histories, historiesWith } from './histories.ts'

// The same histories each time, and only a sample: CI runs more of them with `npm run chaos -- --histories`.
const seed = 20_261_202

test('whatever happened before, a run says of what runs only what is so', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(histories, { runs: 50, seed: 3, tally })
  console.log(Object.fromEntries(tally))
  for (const what of ['deploy: succeeded', 'deploy: unverified', 'watch: succeeded', 'rolled back']) {
    expect(tally.get(what)).toBeGreaterThan(1)
  }
})

const own = { datasets: ['zones', 'prod.trips'], models: [] }
const edited = { kind: 'edit' as const, app: 0 as const, parts: own }
const edit: Event = { what: edited, gapMs: 5000 }
const deployment = (reached: 'succeeded' | 'in progress' | 'stuck'): Event => ({
  what: { kind: 'by hand', app: 0, reached },
  gapMs: 5000,
})
const pushed = {
  kind: 'push' as const,
  app: 0 as const,
  parts: { datasets: ['trips', 'fares'], models: ['gpt-4.1'] },
  reached: 'succeeded' as const,
}
const push: Event = { what: pushed, gapMs: 5000 }
const otherWorkflow: Event = {
  what: {
    kind: 'other workflow',
    app: 0,
    parts: { datasets: ['staging.trips'], models: [] },
    reached: 'in progress',
  },
  gapMs: 5000,
}
const calm = {
  meanwhile: undefined,
  cancelledAfterMs: undefined,
  trouble: undefined,
  earlier: undefined,
} as const
const watch = { ...calm, action: 'watch', hasToken: true, bakeSeconds: 0 } as const
const deploy = { ...calm, action: 'deploy', pushes: true, hasToken: true, life: 'succeeds' } as const

// The test above is only as good as the bugs that it catches. Each of them takes what is stored for what runs, or does not
// know what others have done.
test.each<[string, Lie, Parameters<typeof historiesWith>[0], RegExp]>([
  [
    'verifies what is stored',
    storedIsExpected(1),
    { last: [push, edit], run: watch },
    /is called missing|was tested, and never deployed/,
  ],
  [
    'takes what is stored for what is rolled out',
    storedIsRolledOut,
    { conflicts: 'none', last: [push, deployment('stuck'), edit], run: watch },
    /component-not-ready: .* was not deployed/,
  ],
  [
    'watches what is stored',
    storedIsExpected(2),
    { last: [push, edit], run: { ...watch, bakeSeconds: 20 } },
    /bake-failed: .* was not deployed|unverified, and all/,
  ],
  [
    'rolls back to what was stored',
    storedIsCommitted,
    { isRendered: false, last: [push, edit], run: { ...deploy, life: 'fails', onFailure: 'rollback' } },
    /goes back to .* had/,
  ],
  [
    'compares with what was stored',
    listsWhatIsStored,
    {
      last: [push, edit],
      run: { ...deploy, compare: 'fail', parts: { datasets: ['zones', 'prod.trips'], models: [] } },
    },
    /passed, and .* is gone/,
  ],
  [
    'watches a deployment of another workflow',
    hasWhatItBrings,
    { last: [push, otherWorkflow], run: { ...deploy, earlier: 'not begun', parts: undefined, back: 0 } },
    /which is not its own/,
  ],
  [
    'deploys what was stored while it waited',
    readsOnce,
    {
      conflicts: 'unfinished',
      last: [push, deployment('in progress')],
      run: { ...deploy, meanwhile: { request: 12, what: edited } },
    },
    /somebody's .* under its commit/,
  ],
  [
    'knows only what came through the API',
    hidesOthers,
    { last: [push, edit, deployment('succeeded')], run: { ...deploy, life: 'fails' } },
    /is called live, and not/,
  ],
  [
    'takes what is stored by a fleet for what runs',
    seemsDeployed,
    {
      isRendered: false,
      last: [{ ...push, what: { ...pushed, reached: 'only stored' } }],
      run: { ...calm, action: 'fleet', hasToken: true, parts: undefined, back: 0 },
    },
    /taxi is called current/,
  ],
])('chaos catches a run that %s', async (_, lie, common, message) => {
  const playing = expectNoViolationsIn(historiesWith(common), { runs: 60, seed, lie })
  await expect(playing).rejects.toThrow(message)
})

/** The spicepod that the app has stored is expected from the nth time on. */
function storedIsExpected(nth: number): Lie {
  return (world) => {
    const { prototype } = ServedSpicepod
    const { expect: right } = prototype
    let times = 0
    prototype.expect = async function (this: ServedSpicepod, ...given) {
      const expected = await right.apply(this, given)
      if (++times < nth) return expected
      const { spicepod } = world.app('taxi')
      return {
        served: { certainty: 'known', spicepod, how: 'wrong' },
        stored: spicepod,
        components: readComponents(spicepod),
      }
    }
    return () => {
      prototype.expect = right
    }
  }
}

function storedIsRolledOut(world: World): () => void {
  const { prototype } = ServedSpicepod
  const { get } = prototype
  prototype.get = async () => ({ certainty: 'known', spicepod: world.app('taxi').spicepod, how: 'wrong' })
  return () => {
    prototype.get = get
  }
}

function storedIsCommitted(world: World): () => void {
  const { prototype } = CommittedSpicepods
  const { at } = prototype
  const value = world.app('taxi').spicepod ?? {}
  prototype.at = async () => ({ value })
  return () => {
    prototype.at = at
  }
}

/** Changes the answers of calls. @param change returns undefined to keep one */
function withAnswers(
  host: { handle(call: Call): Promise<Answer> } | undefined,
  change: (call: Call, body: never) => unknown,
): undefined {
  const handle = host?.handle.bind(host)
  if (host === undefined || handle === undefined) return
  host.handle = async (call) => {
    const answer = await handle(call)
    const isRead = call.method === 'GET' && answer.kind === 'respond' && answer.reply.status === 200
    if (!isRead || !/json/.test(String(answer.reply.headers?.['content-type']))) return answer
    const body = change(call, JSON.parse(Buffer.from(bytesOf(answer.reply)).toString()) as never)
    return body === undefined ? answer : { ...answer, reply: json(200, body) }
  }
}

const isApp = ({ path }: Call) => /\/v1\/apps\/4711$/.test(path)

/** The runtime lists of what it serves only what is stored, until the run deploys. */
function listsWhatIsStored(world: World): undefined {
  const stored = namesIn(world.app('taxi').spicepod)
  const { cloud, runtime } = world.sandbox
  const newest = cloud.state.records.length
  return withAnswers(runtime, ({ path }, list: { name: string }[]) =>
    path.endsWith('/v1/datasets') && cloud.state.records.length === newest
      ? list.filter(({ name }) => stored.includes(name.replace(/^spice\.(public\.)?/, '')))
      : undefined,
  )
}

/** The app seems to have what the run brings. */
function hasWhatItBrings(world: World, sha: string): undefined {
  const spicepod = world.podAt(sha, 'taxi')
  const { cloud } = world.sandbox
  return withAnswers(cloud, (call, body: { config: object }) =>
    isApp(call) ? { ...body, config: { ...body.config, spicepod } } : undefined,
  )
}

/** The app seems to stay as it was after the push. */
function readsOnce(world: World, sha: string): undefined {
  const spicepod = world.podAt(sha, 'taxi')
  let isPushed = false
  return withAnswers(world.sandbox.cloud, (call, body: { config: object }) => {
    isPushed ||= isDeepStrictEqual(world.app('taxi').spicepod, spicepod)
    return isApp(call) && isPushed ? { ...body, config: { ...body.config, spicepod } } : undefined
  })
}

function hidesOthers(world: World): undefined {
  return withAnswers(
    world.sandbox.cloud,
    ({ path }, body: { deployments: { commit_sha: string | null }[] }) =>
      path.endsWith('/deployments')
        ? { deployments: body.deployments.filter(({ commit_sha }) => commit_sha !== null) }
        : undefined,
  )
}

/** Every deployment seems to be of the commit of the run. */
function seemsDeployed(world: World, sha: string): undefined {
  return withAnswers(world.sandbox.cloud, ({ path }, body: { deployments: object[] }) =>
    path.endsWith('/deployments')
      ? { deployments: body.deployments.map((one) => ({ ...one, commit_sha: sha })) }
      : undefined,
  )
}
