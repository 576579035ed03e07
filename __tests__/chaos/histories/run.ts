import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DeploymentRecord } from '../../../sandbox/deployments.ts'
import { fails, neverEnds } from '../../../sandbox/plan.ts'
import { stuckOnDataset } from '../../../sandbox/rollouts.ts'
import type { Served } from '../../../src/spicepod/served.ts'
import { runStepInMemory } from '../../../testing/memory.ts'
import type { Step, StepResult } from '../../../testing/step.ts'
import fc from '../../harness/property.ts'
import { qualify, watchServed } from './observe.ts'
import { appNames, columns, type Event, fileOf, parts, type World } from './world.ts'

const { constantFrom: among, boolean } = fc
const ms = (min: number, max: number) => fc.integer({ min, max })
const seldom = <Value>(value: fc.Arbitrary<Value>, weight = 3) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

/** The run whose claims are judged. */
export const run = fc.record({
  action: among(
    ...(['deploy', 'deploy', 'deploy', 'deploy', 'watch', 'watch', 'rollback', 'rollback'] as const),
    ...(['fleet', 'dry run', 'remove'] as const),
  ),
  /** What its commit changes; undefined for a commit that is there. */
  parts: fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: parts }),
  back: among(0, 0, 0, 1, 2),
  pushes: among(true, true, true, true, false),
  /** What the first attempt has done, if this is the second one. */
  earlier: seldom(
    among(
      'not begun' as const,
      'only stored' as const,
      'in progress' as const,
      'failed' as const,
      'succeeded' as const,
    ),
  ),
  life: among(...(['succeeds', 'succeeds', 'succeeds', 'fails', 'never ends', 'broken'] as const)),
  trouble: seldom(
    fc.record({
      kind: among('error' as const, 'missing' as const),
      index: fc.nat(4),
      afterMs: among(0, 3000),
    }),
  ),
  onFailure: among('none', 'restore', 'rollback', 'rollback'),
  compare: among('not', 'warn', 'fail', 'fail'),
  bakeSeconds: among(0, 0, 20),
  testsTables: boolean(),
  losesColumn: among(false, false, true),
  /** Whether the runtime lists tables by their whole names. */
  isQualified: boolean(),
  onPaused: among('fail', 'resume'),
  hasToken: among(true, true, true, false),
  /** What others do, before the request of this number. */
  meanwhile: seldom(
    fc.record({
      request: ms(1, 25),
      what: fc.oneof(
        fc.record({ kind: among('edit' as const), app: among(0), parts }),
        fc.record({
          kind: among('by hand' as const),
          app: among(0),
          reached: among('succeeded' as const, 'failed' as const),
        }),
        fc.record({
          kind: among('push' as const),
          app: among(0),
          parts,
          reached: among('only stored' as const, 'succeeded' as const, 'in progress' as const),
        }),
        fc.record({ kind: among('pause' as const), app: among(0) }),
      ),
    }),
  ),
  cancelledAfterMs: seldom(ms(0, 15_000), 9),
})
export type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never

/** What was seen of a run, and all that was true meanwhile. */
export interface Scene {
  readonly world: World
  readonly drawn: Run
  readonly sha: string
  /** The spicepod of the run; undefined if it pushes none. */
  readonly file: object | undefined
  readonly stored: object | null
  readonly live: DeploymentRecord | undefined
  /** The newest success, which a pause may have ended. */
  readonly good: DeploymentRecord | undefined
  readonly ownId: number | undefined
  readonly result: StepResult
  /** The deployments that the run has made, each with what was live and stored as the app was read last. */
  readonly created: {
    readonly record: DeploymentRecord
    /** The newest success when its request was sent. */
    readonly good: DeploymentRecord | undefined
    readonly live: DeploymentRecord | undefined
    readonly read: object | null
  }[]
  /** What was live since the deployments were listed last. */
  readonly lives: readonly (number | undefined)[]
  /** Whether others did something. */
  readonly isDisturbed: boolean
  /** What the run knew of the deployments that it followed. */
  readonly served: readonly Served[]
}

/** Makes something wrong before the run, and returns what undoes that. */
export type Lie = (world: World, sha: string, drawn: Run) => (() => void) | undefined

/** Plays the run in a world. */
export async function play(world: World, drawn: Run, workspace: string, lie?: Lie): Promise<Scene> {
  const { sandbox } = world
  const { state, faults: _ } = sandbox.cloud
  // Nothing happens at the very moment at which the run begins.
  await new Promise((resolve) => setTimeout(resolve, 5000))
  if (drawn.parts !== undefined) world.commit(drawn.parts)
  const { sha } = world.commits.at(-1 - (drawn.parts ? 0 : drawn.back)) ?? world.head
  const app = world.app('taxi')
  const ownId = drawn.earlier && world.attempt(drawn.earlier, sha)
  const hasTurnedOff = !drawn.pushes
  const file = hasTurnedOff ? undefined : world.podAt(sha, 'taxi')
  const nextId = Math.max(...state.records.map(({ id }) => id)) + 1
  if (drawn.losesColumn) {
    state.tables.push({ name: 'trips', from_deployment: nextId, columns: columns.slice(0, 1), rows: [[1]] })
  }
  script(world, drawn, app.github === null ? (file ?? app.spicepod) : app.spicepod)
  qualify(sandbox, drawn.isQualified)
  const created: Scene['created'] = []
  let lives: (number | undefined)[] = [world.liveOf(app)?.id]
  /** What a pause has ended, until the app is read again. */
  let unread: (number | undefined)[] = []
  let read = app.spicepod
  let requests = 0
  let isDisturbed = false
  const handle = sandbox.cloud.handle.bind(sandbox.cloud)
  sandbox.cloud.handle = async (call) => {
    // Nobody can know what others deploy at the moment of the create.
    const good = world.goodOf(app)
    if (++requests === drawn.meanwhile?.request) {
      const ended = world.liveOf(app)?.id
      await world.play({ what: drawn.meanwhile.what as Event['what'], gapMs: 1 })
      if (drawn.meanwhile.what.kind === 'pause') unread = [ended]
      isDisturbed = true
      // In the real world nobody acts at the same moment.
      await new Promise((resolve) => setTimeout(resolve, 1))
      world.log.push(`… before request ${requests}`)
    }
    const known = new Set(state.records.map(({ id }) => id))
    const live = world.liveOf(app)
    const answer = await handle(call)
    const operation = sandbox.requests.at(-1)?.operation
    if (operation === 'getApp' || operation === 'updateApp') {
      read = app.spicepod
      unread = []
    }
    for (const record of state.records) if (!known.has(record.id)) created.push({ record, live, good, read })
    if (operation === 'listDeployments') lives = []
    lives.push(world.liveOf(app)?.id)
    return answer
  }
  const before = { stored: app.spicepod, live: world.liveOf(app), good: world.goodOf(app) }
  const step = stepOf(world, drawn, sha, workspace)
  for (const name of appNames) write(join(workspace, fileOf(name)), world.podAt(sha, name))
  const watching = watchServed()
  const undo = lie?.(world, sha, drawn)
  try {
    const result = await runStepInMemory(step, sandbox)
    lives.push(world.liveOf(app)?.id, ...unread)
    return {
      world,
      drawn,
      sha,
      file,
      ...before,
      ownId,
      result,
      created,
      lives,
      isDisturbed,
      served: watching.seen,
    }
  } finally {
    undo?.()
    watching.stop()
    rmSync(join(workspace, 'apps'), { recursive: true, force: true })
  }
}

function write(path: string, value: object | undefined): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(value))
}

function stepOf({ sandbox }: World, drawn: Run, sha: string, workspace: string): Step {
  const { action, cancelledAfterMs } = drawn
  const isWatching = action === 'watch'
  const common = {
    'api-url': sandbox.url,
    'api-token': sandbox.credentials.apiToken,
    'timeout-seconds': '60',
  }
  const one = { ...common, 'app-id': '4711', 'working-directory': 'apps/taxi' }
  const checks = {
    'dataset-ready-timeout-seconds': '6',
    'test-warmup-seconds': '6',
    'test-timeout-seconds': '5',
    ...(drawn.testsTables && { 'test-tables': 'all' }),
  }
  const inputs: Record<string, Record<string, string>> = {
    fleet: { ...common, apps: 'apps/*/spicepod.yaml' },
    remove: { ...common, 'app-id': '4711', 'require-repository-tag': 'false' },
    rollback: { ...one, to: 'previous', 'dataset-ready-timeout-seconds': '6', 'test-warmup-seconds': '6' },
  }
  const deploying = {
    ...one,
    ...checks,
    'on-failure': drawn.onFailure,
    'on-paused': drawn.onPaused,
    'stuck-after-seconds': '10',
    ...(drawn.pushes ? {} : { spicepod: '' }),
    ...(drawn.bakeSeconds > 0 && { 'bake-seconds': String(drawn.bakeSeconds) }),
    ...(action === 'dry run' && { 'dry-run': 'true' }),
    ...(isWatching && { 'deployment-id': watchedBy(sandbox) }),
    ...(drawn.compare !== 'not' &&
      !isWatching && { 'compare-with': 'previous', 'on-breaking-change': drawn.compare }),
  }
  return {
    ...(action === 'fleet' || action === 'rollback' || action === 'remove' ? { action } : {}),
    event: { head_commit: { id: sha, message: 'Commit' } },
    inputs: inputs[action] ?? deploying,
    ...(drawn.hasToken && { githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a' }),
    env: {
      GITHUB_API_URL: sandbox.githubApiUrl,
      GITHUB_WORKSPACE: workspace,
      GITHUB_SHA: sha,
      GITHUB_RUN_ATTEMPT: drawn.earlier === undefined ? '1' : '2',
    },
    onStart: ({ signal }) => {
      if (cancelledAfterMs !== undefined) setTimeout(() => signal('SIGTERM'), cancelledAfterMs)
    },
  }
}

/** The newest deployment, whatever became of it, or what runs. */
function watchedBy({ cloud: { state } }: World['sandbox']): string {
  const [newest] = state.deploymentsOf(4711)
  return newest === undefined || newest.status === 'failed' || newest.status === 'created'
    ? 'running'
    : String(newest.id)
}

/** What becomes of the next deployment, and of what runs. */
function script({ sandbox }: World, { action, life, trouble }: Run, deployed: object | null): void {
  const { state } = sandbox.cloud
  if (life === 'broken') {
    state.rolloutNext((app) => stuckOnDataset(namesIn(app.spicepod)[0] ?? '', 'No such bucket', 2000))
  } else if (life !== 'succeeds')
    state.planNext(life === 'fails' ? fails(3000, 'No such bucket') : neverEnds(500))
  if (trouble === undefined) return
  const newest = state.records.findLast(({ appId }) => appId === 4711)
  const isNext = action !== 'watch' || state.deploymentsOf(4711)[0]?.status !== 'succeeded'
  const { kind, index, afterMs } = trouble
  const names = namesIn(isNext && action !== 'watch' ? deployed : newest?.spicepod)
  const component = names[index % names.length] ?? ''
  state.addIncident({ kind, component, app: 4711, ...(isNext && { afterSuccessMs: afterMs }) })
}

/** The names of the components of a spicepod. */
export function namesIn(spicepod: unknown): string[] {
  const { datasets = [], models = [] } = (spicepod ?? {}) as Record<string, { name: string }[]>
  return [...datasets, ...models].map(({ name }) => name)
}
