import { isDefinitelyNotApplied, NoResponseError, RefusalError } from '../errors.ts'
import type { Run } from '../run-context.ts'
import type { AppRequest } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import { findByName } from './find.ts'
import type { AppCreation } from './plan.ts'

type CreateOptions = Pick<Run, 'api' | 'clock' | 'deadline' | 'emit'>

/** How long to wait before each further poll of a list that does not show a created app yet, in milliseconds. */
const listLagMs = [0, 500, 1000, 2000]
const placementSuffix = '-prod-aws-data'

/**
 * Creates the app. Names are unique, so in the end there is exactly one app with that name. That app is used, even if a
 * response was lost, another run created it at the same time, or a second request was sent.
 *
 * @returns the app with its configuration: a deleted app comes back with its earlier settings
 * @throws RefusalError, NoResponseError
 */
export async function createApp(creation: AppCreation, options: CreateOptions): Promise<App> {
  const { api, deadline, emit } = options
  const progress = { wasLost: false }
  const { app, isOurs } = await createByName(creation, progress, options).catch((error) => {
    if (!progress.wasLost && isDefinitelyNotApplied(error, 'createApp')) emit({ type: 'change.rejected' })
    throw error
  })
  emit({ type: 'app.found', app })
  const change = { kind: 'app', id: app.id, name: creation.name } as const
  emit(isOurs ? { type: 'change.applied', change } : { type: 'change.rejected' })
  try {
    const read = await api.getApp(app.id, deadline)
    emit({ type: 'app.found', app: read })
    return read
  } catch (error) {
    // A new app may take a moment to appear everywhere.
    if (error instanceof RefusalError && error.refusal.status === 404) return app
    throw error
  }
}

/**
 * @param progress records whether a request got lost, also if this throws
 * @returns the app, and whether this run seems to have created it
 */
async function createByName(
  creation: AppCreation,
  progress: { wasLost: boolean },
  options: CreateOptions,
): Promise<{ app: App; isOurs: boolean }> {
  const { api, deadline, emit } = options
  let request = creation.request
  for (;;) {
    emit({ type: 'change.sending', change: creation })
    try {
      return { app: await api.createApp(request, deadline), isOurs: true }
    } catch (error) {
      const isLost = error instanceof NoResponseError && !isDefinitelyNotApplied(error, 'createApp')
      const { operation, status } = error instanceof RefusalError ? error.refusal : {}
      const isTaken = operation === 'createApp' && status === 409
      progress.wasLost ||= isLost
      if (isLost || isTaken) {
        // Created by this request, or by somebody else before it.
        const app = await findCreated(creation.name, options)
        if (app !== undefined) return { app, isOurs: progress.wasLost }
        // If the server says that the app exists, the request is not repeated, even if no list shows the app.
        const exists = isTaken || (error instanceof NoResponseError && error.wasAccepted)
        if (exists || deadline.remainingMs() === 0) throw error
        continue
      }
      const other = adaptRequest(request, creation, error)
      if (other === undefined) throw error
      if (request.tags !== undefined && other.tags === undefined) emit({ type: 'app.untagged' })
      request = other
    }
  }
}

async function findCreated(name: string, { api, deadline, clock }: CreateOptions): Promise<App | undefined> {
  for (const pauseMs of listLagMs) {
    await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
    const found = findByName(await api.listApps(deadline), name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The request to try next if the server rejects this one for a reason that the user did not cause; undefined if none. */
function adaptRequest(
  request: AppRequest,
  { areTagsRequired }: AppCreation,
  error: unknown,
): AppRequest | undefined {
  if (!(error instanceof RefusalError)) return undefined
  const { status, message, fieldErrors = [] } = error.refusal
  const words = [message, ...fieldErrors].join(' ')
  // Older servers call the region by another name.
  if (status === 400 && request.region !== undefined && /\bcname\b/i.test(words)) {
    const { region, ...rest } = request
    return { ...rest, cname: `${region}${placementSuffix}` }
  }
  // Some plans do not include tags. The user did not request the `repository` tag, so it can be omitted.
  if (request.tags !== undefined && !areTagsRequired && /\btags?\b/i.test(words)) {
    const { tags: _, ...rest } = request
    return rest
  }
  return undefined
}
