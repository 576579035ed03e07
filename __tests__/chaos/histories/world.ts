import type { App } from '../../../sandbox/apps.ts'
import { type ConflictRule, isRefused } from '../../../sandbox/deployments.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../../sandbox/server.ts'
import type { Spicepod } from '../../../sandbox/spicepod.ts'
import fc from '../../harness/property.ts'
import { pod } from '../../harness/spicepods.ts'

// What happens to apps before a run: commits of their files, and what becomes of what is stored and deployed.

export const repository = 'acme/taxi'
export const appNames = ['taxi', 'fares'] as const
export const fileOf = (app: string) => `apps/${app}/spicepod.yaml`

const { constantFrom: among } = fc
/** The same table has other names in other schemas; models differ by what stands before the first dot. */
const datasets = ['trips', 'zones', 'prod.trips', 'staging.trips', 'fares']
const models = ['gpt-4.1', 'gpt-5.1']

/** Of every table. */
export const columns = ['id', 'fare'].map((name) => ({ name, type: 'Int64' }))

/** The components of a spicepod. */
export const parts = fc.record({
  datasets: fc.uniqueArray(among(...datasets), { minLength: 1, maxLength: 3 }),
  models: fc.uniqueArray(among(...models), { maxLength: 1 }),
})
export type Parts = typeof parts extends fc.Arbitrary<infer Value> ? Value : never

/** How far the run of a workflow got, and how its deployment ended. */
const reached = among(
  ...(['not begun', 'only stored', 'only stored', 'failed', 'stuck', 'in progress', 'restored'] as const),
  ...(['rolled back', 'succeeded', 'succeeded', 'succeeded', 'succeeded', 'succeeded'] as const),
)
export type Reached = typeof reached extends fc.Arbitrary<infer Value> ? Value : never

const ended = among<Reached>('succeeded', 'succeeded', 'succeeded', 'failed', 'in progress')

const app = among(0, 0, 0, 1)
const what = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), app, parts, reached }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), app, parts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('by hand' as const), app, reached: ended }) },
  // Another workflow with another file, or without any.
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('other workflow' as const),
      app,
      parts: fc.option(parts, { nil: undefined }),
      reached,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('re-run' as const), app, back: fc.nat(3), reached }),
  },
  { weight: 1, arbitrary: fc.record({ kind: among('return' as const, 'pause' as const), app }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: among('resume' as const, 'connect' as const), app: among(0, 1) }),
  },
)
export const event = fc.record({ what, gapMs: among(5000, 120_000, 3_600_000, 3_600_000) })
export type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never

interface Commit {
  readonly sha: string
  readonly parts: readonly Parts[]
}

/** What a workflow renders into its spicepod. */
const bucket = `${'$'}{BUCKET}`

/** Two apps, their repository, and all that is known of both. */
export class World {
  readonly sandbox: Sandbox
  readonly isRendered: boolean
  readonly commits: Commit[] = []
  readonly log: string[] = []
  /** The deployments that a run of the workflow made with its file, by their id: what a commit on record stands for. */
  readonly ofWorkflow = new Set<number>()

  constructor(initial: Parts, isRendered: boolean, conflicts: ConflictRule) {
    this.isRendered = isRendered
    this.sandbox = createSandbox({
      apps: appNames.map((name, index) => ({ id: 4711 + index, name, spicepod: this.podOf(name, initial) })),
      conflicts,
      runtime: {},
      plan: succeeds(2000),
      tables: datasets.map((name) => ({ name, columns, rows: [[1, 2]] })),
    })
    this.#commit(() => initial)
    for (const name of appNames) this.#deploy(this.app(name), 'succeeded', this.head.sha)
  }

  get head(): Commit {
    return this.commits.at(-1) as Commit
  }

  app(name: string): App {
    return this.sandbox.cloud.state.apps.find((each) => each.name === name) as App
  }

  /** The deployment that an app runs. A pause ends what was deployed before it. */
  liveOf(app: App) {
    const newest = this.goodOf(app)
    return newest?.stoppedAt === undefined ? newest : undefined
  }

  /** The newest deployment that succeeded, of those before another one. */
  goodOf(app: App, beforeId = Number.POSITIVE_INFINITY) {
    return this.#successesOf(app).find(({ id }) => id < beforeId)
  }

  /** The spicepod that the workflow deploys at a commit. */
  podAt(sha: string | null, name: string): Spicepod | undefined {
    const commit = this.commits.find((each) => each.sha === sha)
    const found = commit?.parts[appNames.indexOf(name as (typeof appNames)[number])]
    return found && this.podOf(name, found)
  }

  podOf(name: string, { datasets, models }: Parts, source = 'acme'): Spicepod {
    const acceleration = { enabled: true }
    return {
      ...pod({
        datasets: datasets.map((each) => ({ from: `s3://${source}/${each}/`, name: each, acceleration })),
        models: models.map((each) => ({ from: 'openai:gpt-4o', name: each })),
      }),
      name,
    }
  }

  /** A commit that changes the file of the first app. */
  commit(parts: Parts): void {
    this.#commit((index) => (index === 0 ? parts : undefined))
    if (this.app('taxi').github !== null) this.#follow(this.app('taxi'))
  }

  /** What an earlier attempt of the run has done. @returns its deployment */
  attempt(reached: Reached, sha: string): number | undefined {
    const app = this.app('taxi')
    return this.#run(app, reached, sha, this.podAt(sha, app.name))
  }

  /** What somebody else does. */
  async play({ what, gapMs }: Pick<Event, 'what'> & { readonly gapMs: number }): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gapMs))
    const name = appNames[what.app] ?? 'taxi'
    const app = this.app(name)
    const isConnected = app.github !== null
    switch (what.kind) {
      case 'push':
        this.#commit((index) => (index === what.app ? what.parts : undefined))
        if (isConnected) this.#follow(app)
        this.#run(app, what.reached, this.head.sha, this.podAt(this.head.sha, name))
        break
      case 're-run': {
        const { sha } = this.commits.at(-1 - what.back) ?? this.head
        this.#run(app, what.reached, sha, this.podAt(sha, name))
        break
      }
      case 'other workflow': {
        const given = what.parts && this.podOf(name, what.parts)
        const made = this.#run(app, what.reached, this.head.sha, given)
        if (made !== undefined) this.ofWorkflow.delete(made)
        break
      }
      case 'edit':
        if (!isConnected) app.spicepod = this.podOf(name, what.parts)
        break
      case 'by hand':
        this.#deploy(app, what.reached)
        break
      case 'return': {
        const [, ...earlier] = this.#successesOf(app)
        const to = earlier.find(({ commitSha }) => commitSha)
        const file = to && this.podAt(to.commitSha, name)
        if (!isConnected && to && file && !this.isRendered) {
          app.spicepod = file
          this.#deploy(app, 'succeeded', to.commitSha, `Roll back to deployment ${to.id}: `)
        }
        break
      }
      case 'pause':
        this.sandbox.cloud.state.pause(app)
        break
      case 'resume':
        if (app.pausedAt !== null) {
          app.pausedAt = null
          this.#deploy(app, 'succeeded')
        }
        break
      case 'connect':
        app.github = { branch: 'main', commitSha: this.head.sha }
        this.#follow(app)
    }
    const live = this.liveOf(app)
    this.log.push(
      `${JSON.stringify(what)} → stored ${describe(app.spicepod)}, live ${live?.id} ${describe(live?.spicepod)}`,
    )
  }

  #commit(change: (index: number) => Parts | undefined): void {
    const before = this.commits.at(-1)
    const sha = '0123456789abcdef'.charAt(this.commits.length + 1).repeat(40)
    const parts = appNames.map((_, index) => change(index) ?? (before?.parts[index] as Parts))
    this.commits.push({ sha, parts })
    const files = appNames.map((name, index) => {
      const template = this.podOf(name, parts[index] as Parts, this.isRendered ? bucket : 'acme')
      return [fileOf(name), JSON.stringify(template)]
    })
    const { history, branches } = this.sandbox.github
    const parents = before ? [before.sha] : []
    history.put({ sha, message: `Commit ${this.commits.length}`, parents, files: Object.fromEntries(files) })
    branches[repository] = { main: sha }
  }

  /** A connected app takes what its repository has. */
  #follow(app: App): void {
    app.github = { branch: 'main', commitSha: this.head.sha }
    app.spicepod = this.podAt(this.head.sha, app.name) ?? null
  }

  /** A run of a workflow. @returns the deployment that it has made */
  #run(app: App, reached: Reached, sha: string, file: Spicepod | undefined): number | undefined {
    if (reached === 'not begun' || app.pausedAt !== null) return undefined
    const before = app.spicepod
    const good = this.#successesOf(app)[0]
    if (file !== undefined && app.github === null) app.spicepod = file
    if (reached === 'only stored') return undefined
    const made = this.#deploy(app, reached, sha)
    if (made !== undefined) this.ofWorkflow.add(made)
    if (made === undefined || app.github !== null || !/restored|rolled back/.test(reached)) return made
    app.spicepod = reached === 'restored' || good === undefined ? before : good.spicepod
    if (reached === 'rolled back' && good !== undefined) this.#deploy(app, 'succeeded', good.commitSha)
    return made
  }

  #deploy(app: App, reached: Reached, commitSha?: string | null, message = ''): number | undefined {
    const { state } = this.sandbox.cloud
    if (app.pausedAt !== null || isRefused(state.deploymentsOf(app.id), state.conflicts)) return undefined
    const sha = app.github?.commitSha ?? commitSha
    const source = sha ? { branch: 'main', commitSha: sha, commitMessage: `${message}Commit` } : {}
    return state.seed({ appId: app.id, plan: planOf(reached), ...source }).id
  }

  #successesOf({ id }: App) {
    const { state } = this.sandbox.cloud
    const shown = state.deploymentsOf(id).filter(({ status }) => status === 'succeeded')
    return shown.flatMap((each) => state.records.find((record) => record.id === each.id) ?? [])
  }
}

/** Of nothing that is watched before the run, the moment of an end matters but for what goes on meanwhile. */
function planOf(reached: Reached): Plan {
  if (reached === 'succeeded') return succeeds(0)
  if (reached === 'stuck') return neverEnds(0)
  return reached === 'in progress' ? succeeds(60_000) : fails(0, 'No such bucket')
}

/** The components of a spicepod, for a transcript. */
export function describe(spicepod: unknown): string {
  const { datasets = [], models = [] } = (spicepod ?? {}) as Record<string, { name: string }[]>
  return `[${[...datasets, ...models].map(({ name }) => name)}]`
}
