import { PreconditionError } from '../core/errors.ts'
import type { Environment } from '../github/event.ts'
import type { NewApp } from '../inputs/inputs.ts'
import type { DesiredApp, Tags } from '../inputs/request.ts'
import { unwrapNumber } from '../platform/json.ts'
import type { AppChange, AppRequest, DeploymentList, ForkRequest } from '../spice/api.ts'
import { type App, type Deployment, storedSpicepod } from '../spice/schema.ts'
import type { ComponentChange } from '../spicepod/component-changes.ts'
import { isSameSpicepod, type Spicepod } from '../spicepod/spicepod.ts'

/** A change to the app, as shown to people. */
export type Change =
  /** The id is known once the app exists. The source is the app that it is forked from, if it is. */
  | { kind: 'app'; id: number | undefined; name: string; source?: ForkSource | undefined }
  | { kind: 'tags'; keys: string[] }
  /** The components are known of a spicepod that was pushed, unless it is not known what the app had before. */
  | { kind: 'spicepod'; path: string; components?: readonly ComponentChange[] }
  | { kind: 'secret'; name: string }

export type ForkSource = Pick<App, 'id' | 'name'> & Partial<Pick<App, 'tags'>>

/** The app of a run, as it was before any change. */
export interface KnownApp {
  readonly id: number
  /** Undefined if it could not be read. */
  readonly current: App | undefined
}

/** What the app runs, which may not be what is stored. */
export interface Running {
  /** Its deployments, newest first. */
  readonly list: DeploymentList
  /** The newest that has succeeded; undefined if there is none, or if it could not be read. */
  readonly success: Deployment | undefined
  /** Its spicepod; undefined if that is not known. */
  readonly served?: { readonly deployment: Deployment; readonly spicepod: object } | undefined
  /** Why it is not known, as the end of a sentence. */
  readonly why?: string | undefined
  /** Why what is stored does not run, as the end of a sentence; undefined if it may. */
  readonly notYet?: string | undefined
  /** How the newest deployment has ended, if what is stored runs nevertheless: the end of a sentence. */
  readonly newestEnd?: string | undefined
}

/** The changes that bring the app to the desired state, in the order in which they are made. */
export type AppPlan =
  | {
      creation?: undefined
      app: KnownApp
      original?: undefined
      /** Undefined if the plan does not depend on it. */
      running?: Running | undefined
      changes: readonly PlannedChange[]
    }
  /** The app is created first. Other changes depend on the settings that it comes with, so they are then planned again. */
  | {
      creation: AppCreation
      app?: undefined
      running?: undefined
      /** State of the source that a fork copies. */
      original?: AppState
      changes: readonly PlannedChange[]
    }

type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>

export type AppCreation = ChangeOf<'app'> &
  ({ source?: undefined; request: AppRequest } | { source: ForkSource; request: ForkRequest })

export type PlannedChange = TagsChange | SpicepodChange | SecretChange

export interface TagsChange extends ChangeOf<'tags'> {
  desired: Tags
  /** Each value before and after; empty if the app already has these tags. */
  differences: readonly { key: string; before: string | undefined; after: string }[]
  /** Undefined if the app needs none. */
  update: AppChange | undefined
}

export interface SpicepodChange extends ChangeOf<'spicepod'> {
  desired: Spicepod
  /** Null if the app has none; undefined if that is not known. */
  current: object | null | undefined
  /** Undefined if the app needs none. */
  update: AppChange | undefined
  /** Whether the app seems to read its spicepod from a GitHub repository, so that it would reject another one. */
  mayBeConnected: boolean
}

/** The value is not part of the plan, because plans are printed. Stored secrets cannot be read, so each is sent. */
interface SecretChange extends ChangeOf<'secret'> {
  /** Whether the app has no secret of that name; undefined if that is not known. */
  isNew?: boolean | undefined
}

/** The state of an app that a plan depends on. */
export type AppState = Pick<Partial<App>, 'tags' | 'config' | 'production_branch' | 'paused_at'>

/** The app has to be read if tags or a spicepod are desired. The names of its own secrets may not be known. */
export function planApp(
  app: KnownApp,
  desired: DesiredApp,
  ownTags: Tags,
  secretNames?: ReadonlySet<string>,
): AppPlan & { creation?: undefined } {
  return { app, changes: planChanges(app.current ?? {}, desired, ownTags, secretNames) }
}

export function planNewApp(
  { name, region, visibility }: NewApp,
  desired: DesiredApp,
  ownTags: Tags,
): AppPlan {
  const tags = { ...ownTags, ...desired.tags }
  const hasTags = Object.keys(tags).length > 0
  const request: AppRequest = {
    name,
    region,
    visibility,
    ...(hasTags && { tags }),
  }
  return {
    creation: { kind: 'app', id: undefined, name, request },
    changes: planChanges({ tags }, desired, ownTags),
  }
}

/** @param app the app to fork, with its configuration: its copy is what the other changes are made to */
export function planFork({ name, region }: NewApp, app: App, desired: DesiredApp, ownTags: Tags): AppPlan {
  const desiredFork = desiredOfFork(desired, ownTags)
  if (desiredFork.tags !== undefined && app.tags === undefined) throw unreadTags('the app in `fork-from`')
  const source: ForkSource = { id: app.id, name: app.name, tags: app.tags }
  const original = { tags: app.tags, config: app.config }
  return {
    creation: { kind: 'app', id: undefined, name, source, request: { name, region } },
    original,
    changes: planChanges(original, desiredFork, ownTags),
  }
}

/** Whether a fork has no `repository` tag of its own yet, because the run that made it ended too early. */
export function isUnfinishedFork(app: App | undefined, source: App | undefined): boolean {
  if (app?.tags === undefined || source?.tags === undefined) return false
  return app.forked_from?.id === source.id && app.tags.repository === source.tags.repository
}

/** A new app gets the tags of its repository even if no tags are desired. A fork inherits its source's tags. */
export function desiredOfFork(desired: DesiredApp, ownTags: Tags): DesiredApp {
  if (Object.keys(ownTags).length === 0 || desired.tags !== undefined) return desired
  return { ...desired, tags: {} }
}

/** Plans a change again, for an app that somebody else has changed in the meantime. */
export function replan(change: TagsChange | SpicepodChange, app: App): TagsChange | SpicepodChange {
  return change.kind === 'tags' ? planTags(app, change.desired) : planSpicepod(app, change.desired)
}

function planChanges(
  app: AppState,
  { tags, spicepod, secrets }: DesiredApp,
  ownTags: Tags,
  secretNames?: ReadonlySet<string>,
): PlannedChange[] {
  return [
    ...(tags === undefined ? [] : [planTags(app, { ...ownTags, ...tags })]),
    ...(spicepod === undefined ? [] : [planSpicepod(app, spicepod)]),
    ...secrets.map(
      ({ name }): SecretChange => ({ kind: 'secret', name, isNew: secretNames && !secretNames.has(name) }),
    ),
  ]
}

/** Leaves the spicepod of a connected app out: the app takes it from its repository, and refuses another one. */
export function withoutConnected(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter((change) => change.kind !== 'spicepod' || !change.mayBeConnected)
}

/**
 * How much of the app differs from what the run brings. A secret differs only if the app has none of its name.
 */
export function countDifferences({ creation, changes }: Pick<AppPlan, 'creation' | 'changes'>): number {
  const differences = withoutConnected(changes).map((change) => {
    if (change.kind === 'tags') return change.differences.length
    return (change.kind === 'spicepod' ? change.update !== undefined : change.isNew) ? 1 : 0
  })
  return differences.reduce((sum, count) => sum + count, creation === undefined ? 0 : 1)
}

function unreadTags(which: string, alternative = ''): PreconditionError {
  return new PreconditionError(
    `The tags of ${which} could not be read: Spice Cloud does not report them as a map. Tags are written as a whole, so these would be lost.`,
    `Correct the tags on spice.ai${alternative}.`,
  )
}

function planTags({ tags }: AppState, desired: Tags): TagsChange {
  if (tags === undefined) throw unreadTags('the app', ', or remove the input `tags`')
  // A map, because every object seems to have members such as `constructor`.
  const current = new Map(Object.entries(tags))
  const differences = Object.entries(desired).flatMap(([key, after]) => {
    const before = current.get(key) ?? undefined
    return before === after
      ? []
      : [{ key, before: before === undefined ? before : String(unwrapNumber(before)), after }]
  })
  const update = differences.length === 0 ? undefined : { tags: { ...tags, ...desired } }
  return { kind: 'tags', keys: Object.keys(desired), desired, differences, update }
}

function planSpicepod(app: AppState, desired: Spicepod): SpicepodChange {
  const { path, text, value } = desired
  const current = storedSpicepod(app)
  const update = isSameSpicepod(current, value) ? undefined : { spicepod: text }
  return { kind: 'spicepod', path, desired, current, update, mayBeConnected: Boolean(app.production_branch) }
}

/** The tags that name the repository of an app. `a/b.c` and `a/b_c` become one tag; the ID stays if one is renamed. */
export function repositoryTags({ GITHUB_REPOSITORY, GITHUB_REPOSITORY_ID }: Environment): Tags {
  const allow = (value = '') => value.replace(/[^A-Za-z0-9_@-]/g, '_')
  return {
    ...(GITHUB_REPOSITORY && { repository: allow(GITHUB_REPOSITORY) }),
    ...(GITHUB_REPOSITORY_ID && { repository_id: allow(GITHUB_REPOSITORY_ID) }),
  }
}
