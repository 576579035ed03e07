import type { Beside } from '../beside.ts'
import { RefusalError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import type { Clock, Deadline } from '../time.ts'
import type { Changes } from './changes.ts'
import { createApp, type NewApp } from './create.ts'
import { findByName, noSuchApp } from './find.ts'

/** How the app is named, of which one part is there at least. */
export interface AppInputs {
  appId: number | undefined
  appName: string | undefined
}

export interface NewAppInputs {
  appName: string | undefined
  newApp: { readonly region: string; readonly visibility: string } | undefined
}

export interface OpenOptions {
  api: SpiceApi
  clock: Clock
  deadline: Deadline
  beside: Beside
  emit: Emit
}

/** The app that is made where there is none of its name. */
export function toNewApp(
  { appName = '', newApp }: NewAppInputs,
  { tags }: Changes,
  repository: string | undefined,
): NewApp {
  const { region = '', visibility = 'private' } = newApp ?? {}
  return { name: appName, region, visibility, tags, repository }
}

/**
 * Finds the app by its id, or by its name.
 *
 * @param mayBeMissing whether one is made where there is none
 * @returns undefined where there is none yet
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
export async function findAppId(
  { appId, appName = '' }: AppInputs,
  mayBeMissing: boolean,
  { api, deadline, emit }: OpenOptions,
): Promise<number | undefined> {
  if (appId !== undefined) return appId
  const apps = await api.listApps(deadline)
  const app = findByName(apps, appName)
  if (app === undefined && !mayBeMissing) throw noSuchApp(appName, apps)
  if (app !== undefined) emit({ type: 'app.found', app })
  return app?.id
}

/**
 * Makes the app that is missing.
 *
 * @returns the app with its configuration: one that had been deleted comes back with what it had
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
export async function createMissing(newApp: NewApp, options: OpenOptions): Promise<App> {
  const { api, deadline, emit } = options
  const onCreating = () =>
    emit({ type: 'change.sending', change: { kind: 'app', id: undefined, name: newApp.name } })
  const { app, isOurs } = await createApp(newApp, {
    ...options,
    onCreating,
    onTurnedDown: () => emit({ type: 'change.rejected' }),
    onWithoutTags: () => emit({ type: 'app.untagged' }),
  })
  emit({ type: 'app.found', app })
  if (isOurs) emit({ type: 'change.applied', change: { kind: 'app', id: app.id, name: newApp.name } })
  else emit({ type: 'change.rejected' })
  try {
    const read = await api.getApp(app.id, deadline)
    emit({ type: 'app.found', app: read })
    return read
  } catch (error) {
    // What is new may take a moment to show everywhere.
    if (error instanceof RefusalError && error.refusal.status === 404) return app
    throw error
  }
}

/** @throws RefusalError, NoAnswerError */
export async function readApp(appId: number, inputs: AppInputs, options: OpenOptions): Promise<App> {
  const app = await options.api.getApp(appId, options.deadline)
  report(app, inputs, options.emit)
  return app
}

/** Reads the app while the deployment goes on: its name and page are good to have. */
export function readAppBeside(appId: number, inputs: AppInputs, options: OpenOptions): () => App | undefined {
  const { api, deadline, beside, emit } = options
  let app: App | undefined
  beside.start(async (signal) => {
    app = await api.getApp(appId, deadline, { isQuiet: true, signal })
    report(app, inputs, emit)
  })
  return () => app
}

/** Finds out the handle of the organization, where there is no choice. */
export function readOrgBeside({ api, deadline, beside, emit }: OpenOptions): void {
  beside.start(async (signal) => {
    const [org, ...others] = await api.listOrgs(deadline, signal)
    if (org !== undefined && others.length === 0) emit({ type: 'org.found', org })
  })
}

function report(app: App, { appId, appName }: AppInputs, emit: Emit): void {
  emit({ type: 'app.found', app })
  const isOther = app.name !== null && app.name?.toLowerCase() !== appName?.toLowerCase()
  if (appId !== undefined && appName !== undefined && isOther)
    emit({ type: 'app.mismatch', app, givenName: appName })
}
