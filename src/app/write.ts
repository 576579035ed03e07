import { RefusalError } from '../errors.ts'
import type { AppChange, SpiceApi } from '../spice/api.ts'
import type { App, ChangedApp } from '../spice/schema.ts'
import type { Deadline } from '../time.ts'
import type { Changes } from './changes.ts'
import { isSameSpicepod, type Spicepod } from './spicepod.ts'
import { mergeTags, repositoryTag, type Tags } from './tags.ts'

/** A write that Spice Cloud has taken, or may have. */
export type Write =
  /** The id is known once it is there. */
  | { kind: 'app'; id: number | undefined; name: string }
  | { kind: 'tags'; keys: string[] }
  | { kind: 'spicepod'; path: string }
  | { kind: 'secret'; name: string }

/** What was written over, for those who may have to put it back. */
export interface PushedSpicepod {
  /** What the app had before; null for nothing, undefined where the API did not tell. */
  before: object | null | undefined
  /** What the app has since, as the API keeps it. */
  after: object
}

/** What became of the spicepod. */
export type Written =
  | { spicepod: 'pushed'; pushed: PushedSpicepod }
  /** None was given, or the app had it already. */
  | { spicepod: 'unchanged' }
  /** The app takes its spicepod from a repository that it is connected to. */
  | { spicepod: 'connected' }

/** Whether anything may be written before the deployment. */
export function writesTo({ tags, spicepod, secrets }: Changes): boolean {
  return tags !== undefined || spicepod !== undefined || secrets.length > 0
}

export interface WriteListener {
  /** A write may leave now; it counts as done only with {@link WriteListener.wrote}. */
  writing(what: Write): void
  wrote(what: Write): void
  /** The write that was about to leave was turned down. */
  withdrawn(): void
  /** Nothing had to be written. */
  unchanged(what: 'tags' | 'spicepod'): void
  /** The app takes its spicepod from a repository, and nothing was pushed. */
  connectedToGithub(): void
}

export interface WriteOptions {
  api: SpiceApi
  deadline: Deadline
  /** `GITHUB_REPOSITORY` */
  repository: string | undefined
  listener: WriteListener
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
  const { api, deadline, listener } = options
  for (const { name, value } of secrets) {
    listener.writing({ kind: 'secret', name })
    await api.upsertSecret(appId, name, value, deadline)
    listener.wrote({ kind: 'secret', name })
  }
  return written
}

async function writeTags(app: App, given: Tags, options: WriteOptions): Promise<void> {
  const all = { ...repositoryTag(options.repository), ...given }
  const change = await update(app, { kind: 'tags', keys: Object.keys(all) }, options, (current) => {
    const tags = mergeTags(current.tags, all)
    return tags && { tags }
  })
  if (change === undefined) options.listener.unchanged('tags')
}

async function pushSpicepod(
  app: App,
  { path, text, value }: Spicepod,
  options: WriteOptions,
): Promise<Written> {
  const before = app.config?.spicepod
  try {
    const change = await update(app, { kind: 'spicepod', path }, options, (current) =>
      isSameSpicepod(current.config?.spicepod, value) ? undefined : { spicepod: text },
    )
    if (change !== undefined) {
      return { spicepod: 'pushed', pushed: { before, after: change.config?.spicepod ?? value } }
    }
    options.listener.unchanged('spicepod')
    return { spicepod: 'unchanged' }
  } catch (error) {
    if (!(error instanceof RefusalError) || error.refusal.code !== 'github_connected') throw error
    options.listener.connectedToGithub()
    return { spicepod: 'connected' }
  }
}

/**
 * Changes the app, unless it is so already. Where another change got in between, it is looked at once more.
 *
 * @returns the app after the change; undefined when there was nothing to change
 */
async function update(
  app: App,
  write: Write,
  { api, deadline, listener }: WriteOptions,
  decide: (current: App) => AppChange | undefined,
): Promise<ChangedApp | undefined> {
  let current = app
  let isLost = false
  for (let tries = 1; ; tries++) {
    const change = decide(current)
    if (change === undefined) {
      if (!isLost) return undefined
      // An attempt whose answer was lost has done it.
      listener.wrote(write)
      return current
    }
    listener.writing(write)
    try {
      const changed = await api.updateApp(app.id, change, deadline)
      listener.wrote(write)
      return changed
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error
      isLost ||= error.mayHaveWorked
      if (!isLost) listener.withdrawn()
      const isMet = error.refusal.status === 409 && error.refusal.code !== 'github_connected'
      if (!isMet || tries === mostTries) throw error
    }
    current = await api.getApp(app.id, deadline)
  }
}
