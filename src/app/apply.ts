import { isDeepStrictEqual } from 'node:util'
import { ignoreCallError, isConflict, PreconditionError, RefusalError, settle } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { atMost, maxRequestMs } from '../platform/clock.ts'
import { type App, type ChangedApp, storedSpicepod } from '../spice/schema.ts'
import { isSameSpicepod, type Spicepod } from '../spicepod/spicepod.ts'
import { changedComponents, findRefusedRemovals } from './changes.ts'
import {
  type AppCreation,
  type AppPlan,
  type Change,
  desiredOfFork,
  type KnownApp,
  planApp,
  replan,
  repositoryTags,
  type SpicepodChange,
  type TagsChange,
} from './plan.ts'
import { hasSameSettings } from './settings.ts'

export interface ApplyOptions extends Pick<Run, 'api' | 'clock' | 'deadline' | 'desired' | 'emit' | 'env'> {
  inputs: Pick<Inputs, 'expectPlan' | 'onRemoval'>
}

export interface AppliedPlan {
  /** As it was before any change other than its creation. */
  app: KnownApp
  spicepod: SpicepodResult
  /** Why the run must not deploy: somebody else has changed the app at the same moment as this run. */
  otherPlan?: PreconditionError | undefined
  /** A secret was refused after the push, so that the run must not deploy: as if its deployment were refused. */
  refusal?: RefusalError | undefined
}

/** Result of the push, for a run that may have to restore the previous spicepod. */
export type SpicepodResult =
  | {
      kind: 'pushed'
      /** The app's previous spicepod; null if it had none, undefined if the API did not say. */
      previous: object | null | undefined
      /** The app's spicepod since then, in the form that the API keeps; undefined if it could not be read. */
      current: object | undefined
    }
  /** No spicepod was given, or the app already had the given one (`current`). */
  | { kind: 'unchanged'; current?: object }
  /** The app reads its spicepod from the repository that it is connected to. */
  | { kind: 'connected' }

/** The spicepod of the run, if that is the one that was deployed: the run has pushed it, or the app already had it. */
export function givenSpicepod({ desired }: Run, result: SpicepodResult): Spicepod | undefined {
  return result.kind === 'pushed' || result.kind === 'unchanged' ? desired.spicepod : undefined
}

/** Makes the changes in order: tags and spicepod apart, so that one can succeed if the other is rejected. */
export async function applyPlan(plan: AppPlan, options: ApplyOptions): Promise<AppliedPlan> {
  const { api, deadline } = options
  const { app, changes } = plan.app ? plan : await createPlanned(plan.creation, options)
  let spicepod: SpicepodResult = { kind: 'unchanged' }
  let { current } = app
  for (const change of changes) {
    if (change.kind === 'secret') {
      const refusal = await storeSecret(app.id, change.name, options).catch(asRefusal)
      if (refusal !== undefined && spicepod.kind !== 'pushed') throw refusal
      if (refusal !== undefined) return { app, spicepod, refusal }
      continue
    }
    current ??= await api.getApp(app.id, deadline)
    if (change.kind === 'tags') {
      // After a conflict, somebody else may have changed the spicepod as well.
      current = await setTags(current, change, options)
      continue
    }
    const { isOutdated, ...result } = await pushSpicepod(current, change, options)
    spicepod = result
    if (isOutdated) return { app, spicepod, otherPlan }
  }
  return { app, spicepod }
}

/** Plans the rest again: a deleted app comes back with its settings, and a fork with those of its source. */
async function createPlanned(creation: AppCreation, options: ApplyOptions) {
  const { desired, emit, env } = options
  const isFork = creation.source !== undefined
  if (desired.spicepod === undefined && !isFork) emit({ type: 'app.bare' })
  const { createApp } = await import('./create.ts')
  const { app, isOurs } = await createApp(creation, options)
  if (!isOurs && options.inputs.expectPlan !== undefined) throw otherPlan
  const ownTags = repositoryTags(env)
  // The tags of an app that somebody else has just created stay as they are.
  const desiredApp = isFork && isOurs ? desiredOfFork(desired, ownTags) : desired
  const plan = planApp({ id: app.id, current: app }, desiredApp, ownTags)
  const removals = isOurs ? undefined : findRefusedRemovals(plan, options.inputs)
  if (removals !== undefined) throw removals
  return plan
}

const otherPlan = new PreconditionError(
  'Somebody else created or changed the app at the same moment, so what this run would deploy is not the plan in `expect-plan`.',
  'Nothing was deployed. Make a new plan and approve it.',
)

async function setTags(app: App, change: TagsChange, options: ApplyOptions): Promise<App> {
  const update = await updateApp(app, change, options)
  if (update.isOutdated) throw otherPlan
  return update.before
}

/** @throws any other error */
function asRefusal(error: unknown): RefusalError {
  if (error instanceof RefusalError) return error
  throw error
}

async function storeSecret(appId: number, name: string, options: ApplyOptions): Promise<undefined> {
  const { api, deadline, desired, emit } = options
  const secret = desired.secrets.find((candidate) => candidate.name === name)
  if (secret === undefined) return undefined
  const change = { kind: 'secret', name } as const
  emit({ type: 'change.sending', change })
  const write = await settle('upsertSecret', api.upsertSecret(appId, name, secret.value, deadline))
  if (write.kind === 'rejected') emit({ type: 'change.rejected' })
  if (write.kind !== 'applied') throw write.error
  emit({ type: 'change.applied', change })
  return undefined
}

async function pushSpicepod(
  app: App,
  change: SpicepodChange,
  options: ApplyOptions,
): Promise<SpicepodResult & Partial<Pick<Update, 'isOutdated'>>> {
  // An app that only seems to be connected would accept it, which no plan has shown, and nobody has checked for removals.
  const { expectPlan, onRemoval } = options.inputs
  if (change.mayBeConnected && (expectPlan !== undefined || onRemoval === 'refuse')) {
    options.emit({ type: 'spicepod.connected' })
    return { kind: 'connected' }
  }
  try {
    const update = await updateApp(app, change, options)
    if (update.after === undefined) return { kind: 'unchanged', current: change.desired.value }
    const previous = storedSpicepod(update.before)
    const current = storedSpicepod(update.after) ?? (await readBack(app.id, previous, options))
    return { kind: 'pushed', previous, current, isOutdated: update.isOutdated }
  } catch (error) {
    if (!isConnected(error)) throw error
    // An earlier attempt without a response was rejected for the same reason.
    options.emit({ type: 'change.rejected' })
    options.emit({ type: 'spicepod.connected' })
    return { kind: 'connected' }
  }
}

function isConnected(error: unknown): boolean {
  return error instanceof RefusalError && error.refusal.code === 'github_connected'
}

/** Reads the spicepod as the API keeps it. Another form would look like somebody else's change to a recovery. */
async function readBack(
  appId: number,
  previous: object | null | undefined,
  { api, deadline, clock }: ApplyOptions,
): Promise<object | undefined> {
  const soon = atMost(maxRequestMs, deadline, clock)
  const app = await api.getApp(appId, soon, { reportErrors: false }).catch(ignoreCallError(undefined))
  const current = storedSpicepod(app) ?? undefined
  // A spicepod that has not changed was read too early.
  return isSameSpicepod(current, previous) ? undefined : current
}

interface Update {
  before: App
  /** Undefined if the app needed none. */
  after: ChangedApp | undefined
  /** The app is not as the plan in `expect-plan` expects it any more. */
  isOutdated: boolean
}

/** Updates the app if it needs that. After a conflict it plans the change again. */
async function updateApp(
  app: App,
  planned: TagsChange | SpicepodChange,
  options: ApplyOptions,
): Promise<Update> {
  const { api, deadline, emit, inputs } = options
  let beforeLost: App | undefined
  return repeatOnConflict(async (isRepeated) => {
    const current = isRepeated ? await api.getApp(app.id, deadline) : app
    const change = replan(planned, current)
    const isOutdated = isRepeated && !isAsPlanned(app, current, planned, beforeLost !== undefined, options)
    if (change.update === undefined && beforeLost !== undefined) {
      // A lost update that was applied has to be reported, and perhaps undone, which tags never are.
      emit({ type: 'change.applied', change: describeApplied(replan(planned, beforeLost)) })
      return { before: change.kind === 'tags' ? current : beforeLost, after: current, isOutdated }
    }
    if (isOutdated) throw otherPlan
    if (change.update === undefined) {
      emit({ type: 'change.unneeded', what: change.kind })
      return { before: current, after: undefined, isOutdated }
    }
    // A component that somebody else has added since the plan was made would be removed, too.
    const removals = findRefusedRemovals({ changes: [change] }, inputs)
    if (removals && !findRefusedRemovals({ changes: [planned] }, inputs)) throw removals
    emit({ type: 'change.sending', change })
    const write = await settle('updateApp', api.updateApp(app.id, change.update, deadline))
    if (write.kind === 'applied') {
      emit({ type: 'change.applied', change: describeApplied(change) })
      return { before: current, after: write.value, isOutdated: false }
    }
    if (write.kind === 'unknown') beforeLost ??= current
    else if (beforeLost === undefined) emit({ type: 'change.rejected' })
    throw write.error
  })
}

/** Names the components that a push has changed, if it is known what the app had before. */
function describeApplied(change: TagsChange | SpicepodChange): Change {
  return change.kind === 'tags' || change.current === undefined
    ? change
    : { ...change, components: changedComponents(change) }
}

/** Whether an app is as the plan expects it: as it was, apart from what an update of this run may have changed. */
function isAsPlanned(
  before: App,
  now: App,
  planned: TagsChange | SpicepodChange,
  mayBeApplied: boolean,
  { desired, inputs }: ApplyOptions,
): boolean {
  if (inputs.expectPlan === undefined) return true
  const isTags = planned.kind === 'tags'
  // The tags have been set before the spicepod.
  const tags = isTags
    ? [before.tags, mayBeApplied && planned.update?.tags]
    : [desired.tags ? { ...now.tags, ...desired.tags } : now.tags]
  const spicepods = [storedSpicepod(before), ...(mayBeApplied && !isTags ? [planned.desired.value] : [])]
  return (
    hasSameSettings(before, now) &&
    tags.some((expected) => isDeepStrictEqual(expected, now.tags)) &&
    spicepods.some((expected) => isSameSpicepod(expected, storedSpicepod(now)))
  )
}

/** How often to try an update that conflicts with another one. */
const maxTries = 3

/** Repeats an update that conflicts with another one. It reads the app again if it is repeated. */
export async function repeatOnConflict<Result>(
  update: (isRepeated: boolean) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await update(tries > 1)
    } catch (error) {
      if (!isConflict(error) || isConnected(error) || tries === maxTries) throw error
    }
  }
}
