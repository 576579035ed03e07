import { isCertainNo, NoAnswerError, type Operation, PreconditionError, RefusalError } from '../errors.ts'
import type { AppRequest, SpiceApi } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import { type Clock, type Deadline, deadlineIn, earlier } from '../time.ts'
import { findByName } from './find.ts'
import { repositoryTag, type Tags } from './tags.ts'

/** An app that is to be made where there is none of its name. */
export interface NewApp {
  name: string
  region: string
  visibility: string
  /** What the user asks for; the repository's own is added. */
  tags: Tags | undefined
  /** `GITHUB_REPOSITORY` */
  repository: string | undefined
}

export interface CreateAppOptions {
  api: SpiceApi
  deadline: Deadline
  clock: Clock
  /** Called before a request may leave. */
  onCreating: () => void
  /** Called where no request was carried out, for sure. */
  onTurnedDown: () => void
  /** Called where the plan has no tags, and the one of the repository is left out. */
  onWithoutTags: () => void
}

/** How long a list may lag behind before an app that it does not have is asked for again, in milliseconds. */
const lookAgainMs = [500, 1000, 2000]
/** The list of regions is a help, and nothing to wait for long, in milliseconds. */
const regionsMs = 5000
const placementSuffix = '-prod-aws-data'

/**
 * Makes the app, once: names are unique, so whatever comes of a lost answer, of another run at the same time, or of a
 * second request, there is one app of that name in the end, and that one is used.
 *
 * @returns the app, and whether this run seems to have made it
 * @throws RefusalError, NoAnswerError, PreconditionError
 */
export async function createApp(
  app: NewApp,
  options: CreateAppOptions,
): Promise<{ app: App; isOurs: boolean }> {
  await checkRegion(app.region, options.api, options.deadline, options.clock)
  const attempts = { wasLost: false }
  try {
    return await createByName(app, attempts, options)
  } catch (error) {
    if (!attempts.wasLost && isCertainNo(error, 'createApp')) options.onTurnedDown()
    throw error
  }
}

async function createByName(
  app: NewApp,
  attempts: { wasLost: boolean },
  { api, deadline, clock, onCreating, onWithoutTags }: CreateAppOptions,
): Promise<{ app: App; isOurs: boolean }> {
  let request = toRequest(app)
  for (;;) {
    onCreating()
    try {
      return { app: await api.createApp(request, deadline), isOurs: true }
    } catch (error) {
      const isLost = error instanceof NoAnswerError && error.operation === 'createApp' && error.mayHaveWorked
      const isTaken = error instanceof RefusalError && isAnswerTo('createApp', 409, error)
      attempts.wasLost ||= isLost
      if (isLost || isTaken) {
        // Made by this request, or by somebody else before it.
        const found = await findCreated(app.name, api, deadline, clock)
        if (found !== undefined) return { app: found, isOurs: attempts.wasLost }
        // What was created is not asked for again, whenever a list shows it.
        const isDone = isTaken || (error instanceof NoAnswerError && error.wasAccepted)
        if (isDone || deadline.remainingMs() === 0) throw error
        continue
      }
      const other = error instanceof RefusalError ? askOtherwise(request, app, error) : undefined
      if (other === undefined) throw error
      if (request.tags !== undefined && other.tags === undefined) onWithoutTags()
      request = other
    }
  }
}

function isAnswerTo(operation: Operation, status: number, { refusal }: RefusalError): boolean {
  return refusal.operation === operation && refusal.status === status
}

/** The name is in the list as soon as the list has caught up. */
async function findCreated(
  name: string,
  api: SpiceApi,
  deadline: Deadline,
  clock: Clock,
): Promise<App | undefined> {
  for (const pauseMs of [0, ...lookAgainMs]) {
    await clock.sleep(Math.min(pauseMs, deadline.remainingMs()))
    const found = findByName(await api.listApps(deadline), name)
    if (found !== undefined) return found
  }
  return undefined
}

/** A region that Spice Cloud does not have is refused before anything is written, where its list can be read. */
export async function checkRegion(
  region: string,
  api: SpiceApi,
  deadline: Deadline,
  clock: Clock,
): Promise<void> {
  let regions: string[]
  try {
    regions = await api.listRegions(earlier(deadline, deadlineIn(regionsMs, clock)))
  } catch (error) {
    if (!(error instanceof RefusalError || error instanceof NoAnswerError)) throw error
    return
  }
  if (regions.length === 0 || regions.includes(region)) return
  throw new PreconditionError(
    `\`region\` is \`${region}\`, which is none of the regions that take new apps: ${regions.map((each) => `\`${each}\``).join(', ')}.`,
    'Choose one of them.',
  )
}

/** The body of a create. */
export function toRequest({ name, region, visibility, tags, repository }: NewApp): AppRequest {
  const all = { ...repositoryTag(repository), ...tags }
  return { name, region, visibility, ...(Object.keys(all).length > 0 && { tags: all }) }
}

/** What to ask of a server that refuses for a reason which the user did not give; undefined when there is none. */
function askOtherwise(request: AppRequest, app: NewApp, { refusal }: RefusalError): AppRequest | undefined {
  const words = [refusal.message, ...(refusal.fieldErrors ?? [])].join(' ')
  // Older servers place apps by another name of the region.
  if (refusal.status === 400 && request.region !== undefined && /\bcname\b/i.test(words)) {
    const { region, ...rest } = request
    return { ...rest, cname: `${region}${placementSuffix}` }
  }
  // Some plans have no tags: one that nobody asked for is no reason to fail.
  if (request.tags !== undefined && app.tags === undefined && /\btags?\b/i.test(words)) {
    const { tags: _, ...rest } = request
    return rest
  }
  return undefined
}
