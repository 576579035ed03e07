import type { Beside } from '../beside.ts'
import { RefusalError } from '../errors.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import type { Clock, Deadline } from '../time.ts'
import type { Changes } from './changes.ts'
import { createApp, type NewApp } from './create.ts'
import { findByName, noSuchApp } from './find.ts'
import type { WriteListener } from './write.ts'

export interface AppListener extends Pick<WriteListener, 'writing' | 'withdrawn' | 'wrote'> {
  learn(facts: { appId?: number; app?: App; org?: string }): void
  /** The plan has no tags: a new app goes without that of the repository. */
  withoutTags(): void
  /** The app has another name than the one that was given with its id. */
  otherName(given: string, app: App): void
}

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
  listener: AppListener
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
  { api, deadline, listener }: OpenOptions,
): Promise<number | undefined> {
  if (appId !== undefined) return appId
  const apps = await api.listApps(deadline)
  const app = findByName(apps, appName)
  if (app === undefined && !mayBeMissing) throw noSuchApp(appName, apps)
  if (app !== undefined) listener.learn({ appId: app.id, app })
  return app?.id
}

/**
 * Makes the app that is missing.
 *
 * @returns the app with its configuration: one that had been deleted comes back with what it had
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
export async function createMissing(newApp: NewApp, options: OpenOptions): Promise<App> {
  const { api, deadline, listener } = options
  const onCreating = () => listener.writing({ kind: 'app', id: undefined, name: newApp.name })
  const { app, isOurs } = await createApp(newApp, {
    ...options,
    onCreating,
    onTurnedDown: () => listener.withdrawn(),
    onWithoutTags: () => listener.withoutTags(),
  })
  listener.learn({ appId: app.id, app })
  if (isOurs) listener.wrote({ kind: 'app', id: app.id, name: newApp.name })
  else listener.withdrawn()
  try {
    const read = await api.getApp(app.id, deadline)
    listener.learn({ app: read })
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
  tellOf(app, inputs, options.listener)
  return app
}

/** Reads the app while the deployment goes on: its name and page are good to have. */
export function readAppBeside(appId: number, inputs: AppInputs, options: OpenOptions): () => App | undefined {
  const { api, deadline, beside, listener } = options
  let app: App | undefined
  beside.start(async (signal) => {
    app = await api.getApp(appId, deadline, { isQuiet: true, signal })
    tellOf(app, inputs, listener)
  })
  return () => app
}

/** Finds out the handle of the organization, where there is no choice. */
export function readOrgBeside({ api, deadline, beside, listener }: OpenOptions): void {
  beside.start(async (signal) => {
    const [org, ...others] = await api.listOrgs(deadline, signal)
    if (org !== undefined && others.length === 0) listener.learn({ org })
  })
}

function tellOf(app: App, { appId, appName }: AppInputs, listener: AppListener): void {
  listener.learn({ app })
  const isOther = app.name !== null && app.name?.toLowerCase() !== appName?.toLowerCase()
  if (appId !== undefined && appName !== undefined && isOther) listener.otherName(appName, app)
}
