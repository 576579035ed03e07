import { isCertainNo, NoAnswerError, RefusalError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { AppChange, SpiceApi } from '../spice/api.ts'
import type { App, ChangedApp } from '../spice/schema.ts'
import { type Clock, type Deadline, deadlineIn, earlier } from '../time.ts'
import type { Change, Changes } from './changes.ts'
import { isSameSpicepod, type Spicepod } from './spicepod.ts'
import { mergeTags, repositoryTag, type Tags } from './tags.ts'

/** What was written over, for those who may have to put it back. */
export interface PushedSpicepod {
  /** What the app had before; null for nothing, undefined where the API did not tell. */
  before: object | null | undefined
  /** What the app has since, as the API keeps it; undefined where that could not be found out. */
  after: object | undefined
}

/** What became of the spicepod. */
export type Written =
  | { spicepod: 'pushed'; pushed: PushedSpicepod }
  /** None was given, or the app had it already: `held`. */
  | { spicepod: 'unchanged'; held?: object }
  /** The app takes its spicepod from a repository that it is connected to. */
  | { spicepod: 'connected' }

/** Whether anything may be written before the deployment. */
export function writesTo({ tags, spicepod, secrets }: Changes): boolean {
  return tags !== undefined || spicepod !== undefined || secrets.length > 0
}

export interface WriteOptions {
  api: SpiceApi
  deadline: Deadline
  clock: Clock
  /** `GITHUB_REPOSITORY` */
  repository: string | undefined
  emit: Emit
}

/** How often a write is tried that meets another one. */
const mostTries = 3

/**
 * Writes what has changed: tags, then the spicepod, each in a request of its own so that one that is refused does not
 * take the other with it; then the secrets.
 *
 * @param app as it was read; undefined where neither tags nor a spicepod are to be written
 * @throws RefusalError, NoAnswerError
 */
export async function writeChanges(
  appId: number,
  app: App | undefined,
  { tags, spicepod, secrets }: Changes,
  options: WriteOptions,
): Promise<Written> {
  let written: Written = { spicepod: 'unchanged' }
  if (app !== undefined && tags !== undefined) await writeTags(app, tags, options)
  if (app !== undefined && spicepod !== undefined) written = await pushSpicepod(app, spicepod, options)
  const { api, deadline, emit } = options
  for (const { name, value } of secrets) {
    const change: Change = { kind: 'secret', name }
    emit({ type: 'change.sending', change })
    try {
      await api.upsertSecret(appId, name, value, deadline)
    } catch (error) {
      if (isCertainNo(error, 'upsertSecret')) emit({ type: 'change.rejected' })
      throw error
    }
    emit({ type: 'change.applied', change })
  }
  return written
}

async function writeTags(app: App, given: Tags, options: WriteOptions): Promise<void> {
  const all = { ...repositoryTag(options.repository), ...given }
  const change: Change = { kind: 'tags', keys: Object.keys(all) }
  const update = await updateApp(app, change, options, (current) => {
    const tags = mergeTags(current.tags, all)
    return tags && { tags }
  })
  if (update === undefined) options.emit({ type: 'change.unneeded', what: 'tags' })
}

async function pushSpicepod(
  app: App,
  { path, text, value }: Spicepod,
  options: WriteOptions,
): Promise<Written> {
  try {
    const update = await updateApp(app, { kind: 'spicepod', path }, options, (current) =>
      isSameSpicepod(current.config?.spicepod, value) ? undefined : { spicepod: text },
    )
    if (update !== undefined) {
      const before = update.before.config?.spicepod
      const after = update.after.config?.spicepod ?? (await readKept(app.id, before, options))
      return { spicepod: 'pushed', pushed: { before, after } }
    }
    options.emit({ type: 'change.unneeded', what: 'spicepod' })
    return { spicepod: 'unchanged', held: value }
  } catch (error) {
    if (!(error instanceof RefusalError) || error.refusal.code !== 'github_connected') throw error
    // An attempt before this one, whose answer was lost, met the same rule.
    options.emit({ type: 'change.rejected' })
    options.emit({ type: 'spicepod.connected' })
    return { spicepod: 'connected' }
  }
}

/** How long to try to read what the app holds after a write, in milliseconds. */
const readKeptMs = 5000

/**
 * Reads what the API made of a spicepod, where its answer to the write does not tell: it may keep another form of it,
 * which would look like the work of somebody else when it is to be put back.
 */
async function readKept(
  appId: number,
  before: object | null | undefined,
  { api, deadline, clock }: WriteOptions,
): Promise<object | undefined> {
  try {
    const soon = earlier(deadline, deadlineIn(readKeptMs, clock))
    const kept = (await api.getApp(appId, soon, { isQuiet: true })).config?.spicepod ?? undefined
    // One that has not changed was read too early.
    return isSameSpicepod(kept, before) ? undefined : kept
  } catch (error) {
    if (error instanceof RefusalError || error instanceof NoAnswerError) return undefined
    throw error
  }
}

/**
 * Changes the app, unless it is so already. Where another change got in between, it is looked at once more.
 *
 * @returns the app before and after the change; undefined when there was nothing to change
 */
async function updateApp(
  app: App,
  change: Change,
  { api, deadline, emit }: WriteOptions,
  decide: (current: App) => AppChange | undefined,
): Promise<{ before: App; after: ChangedApp } | undefined> {
  let current = app
  /** As it was before an attempt whose answer was lost. */
  let lostOn: App | undefined
  for (let tries = 1; ; tries++) {
    const update = decide(current)
    if (update === undefined) {
      if (lostOn === undefined) return undefined
      // That attempt has done it.
      emit({ type: 'change.applied', change })
      return { before: lostOn, after: current }
    }
    emit({ type: 'change.sending', change })
    try {
      const after = await api.updateApp(app.id, update, deadline)
      emit({ type: 'change.applied', change })
      return { before: current, after }
    } catch (error) {
      const isNo = isCertainNo(error, 'updateApp')
      if (isNo && lostOn === undefined) emit({ type: 'change.rejected' })
      if (!isNo) lostOn ??= current
      const isMet = error instanceof RefusalError && error.refusal.status === 409
      if (!isMet || error.refusal.code === 'github_connected' || tries === mostTries) throw error
    }
    current = await api.getApp(app.id, deadline)
  }
}
