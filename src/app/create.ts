import { isConflict, NoResponseError, settle } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import { createdAppPausesMs } from '../platform/clock.ts'
import type { App } from '../spice/schema.ts'
import { findAllByName, findById, readExisting } from './find.ts'
import type { AppCreation } from './plan.ts'

type CreationRun = Pick<Run, 'api' | 'clock' | 'deadline' | 'emit'>

/** Creates the app, or forks it. In the end one app has that name, which is used, even if a response was lost. */
export async function createApp(
  creation: AppCreation,
  run: CreationRun,
): Promise<{ app: App /** This run seems to have created it. */; isOurs: boolean }> {
  const { api, deadline, emit } = run
  const { name, source } = creation
  const operation = source === undefined ? 'createApp' : 'forkProject'
  const announce = (app: App, isOurs: boolean) => {
    emit({ type: 'app.found', app })
    if (isOurs) emit({ type: 'change.applied', change: { kind: 'app', id: app.id, name, source } })
  }
  let wasLost = false
  for (;;) {
    emit({ type: 'change.sending', change: creation })
    const request =
      creation.source === undefined
        ? api.createApp(creation.request, deadline)
        : api.forkApp(creation.source.id, creation.request, deadline)
    const write = await settle(operation, request)
    if (write.kind === 'applied') {
      announce(write.value, true)
      return { app: await readCreated(write.value, creation, run), isOurs: true }
    }
    const { error } = write
    const isTaken = isConflict(error, operation)
    if (write.kind === 'unknown') wasLost = true
    else if (!wasLost) emit({ type: 'change.rejected' })
    if (write.kind === 'rejected' && !isTaken) throw error
    // Created by this request, or by somebody else before it. A lookup that has no time says less than what was lost.
    const app = await findCreated(name, run).catch((failure) => {
      throw isTaken || deadline.remainingMs() > 0 ? failure : error
    })
    if (app !== undefined) {
      announce(app, wasLost)
      return { app, isOurs: wasLost }
    }
    // If the server says that the app exists, the request is not repeated, even if no list shows the app.
    const exists = isTaken || (error instanceof NoResponseError && error.wasAccepted)
    if (exists || deadline.remainingMs() === 0) throw error
  }
}

/** Reads an app of which only the response to its creation is known. */
async function readCreated(app: App, { source, request }: AppCreation, run: CreationRun): Promise<App> {
  const current = await findById(app.id, run.api, run.deadline)
  if (current !== undefined) {
    run.emit({ type: 'app.found', app: current })
    return current
  }
  // A new app may take a moment to appear everywhere. Tags are written as a whole, so those that the response leaves out
  // must not be taken for none.
  const requested = source === undefined ? request.tags : source.tags
  return { ...app, tags: app.tags && { ...requested, ...app.tags } }
}

/** Finds the app that has the name and exists, because the list may still show one that was deleted before. */
async function findCreated(name: string, run: CreationRun): Promise<App | undefined> {
  const { api, deadline, clock } = run
  for (const pauseMs of createdAppPausesMs) {
    await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
    const [app] = await readExisting(findAllByName(await api.listApps(deadline), name), run)
    if (app !== undefined) return app
  }
  return undefined
}
