import { ignoreCallError, isNotFound, PreconditionError } from '../core/errors.ts'
import type { Run } from '../core/run.ts'
import { repositoryOwner } from '../github/event.ts'
import type { NewApp } from '../inputs/inputs.ts'
import { atMost, type Deadline, maxHintMs, maxRequestMs } from '../platform/clock.ts'
import { count, listNames } from '../platform/text.ts'
import type { App } from '../spice/schema.ts'
import { findNearest } from '../spicepod/names.ts'
import { nameApp } from './describe.ts'
import type { KnownApp } from './plan.ts'

const maxSuggestions = 3

/** `newApp` is created if there is no app yet, or if it was deleted: a list shows such an app for a moment. */
export type ResolvedApp = (
  | { appId: number; newApp?: NewApp | undefined }
  | { appId?: undefined; newApp: NewApp }
) & {
  /** The app that a missing one is forked from, as listed; undefined to create one without the settings of another. */
  source?: App | undefined
}

/**
 * Finds the app by its id or name. A missing one is to be created, in a region and from a source that exist.
 * @param ifMissing what to do about a name that no app has
 */
export async function resolveApp(
  run: Run,
  ifMissing = run.inputs.deploymentId ? fixName : fixOrCreate,
): Promise<ResolvedApp> {
  const { inputs, api, deadline, emit } = run
  const { appId, appName = '', newApp, forkFrom } = inputs
  if (appId !== undefined) return { appId }
  const apps = await api.listApps(deadline)
  const app = await chooseApp('app-name', appName, apps, run)
  const source = forkFrom === undefined ? undefined : await chooseApp('fork-from', forkFrom, apps, run)
  if (app !== undefined) {
    if (app.id === source?.id) {
      throw new PreconditionError(
        `\`fork-from\` and \`app-name\` both specify app \`${app.name}\` (${app.id}).`,
        'Set `fork-from` to the app that new apps are made from, and `app-name` to the app to deploy.',
      )
    }
    emit({ type: 'app.found', app })
    // A deleted app is not created again if the app to fork does not exist.
    const isForkable = forkFrom === undefined || source !== undefined
    return { appId: app.id, source, newApp: isForkable ? newApp : undefined }
  }
  if (newApp === undefined) throw noSuchApp(appName, apps, ifMissing)
  if (forkFrom !== undefined && source === undefined) {
    throw noSuchApp(forkFrom, apps, fixForkFrom, 'to fork')
  }
  if (newApp.region !== undefined) await checkRegion(newApp.region, run)
  return { newApp, source }
}

/** Rejects a region that does not exist before anything is written, if the list of regions can be read. */
async function checkRegion(region: string, { api, deadline, clock }: Run): Promise<void> {
  const soon = atMost(maxRequestMs, deadline, clock)
  const listed = await api.listRegions(soon).catch(ignoreCallError([]))
  const regions = listed.filter(({ disabled }) => !disabled).map((entry) => entry.region)
  if (regions.length === 0 || regions.includes(region)) return
  throw new PreconditionError(
    `\`region\` \`${region}\` does not accept new apps. Available: ${listNames(regions)}.`,
    'Set one of these regions.',
  )
}

/** Finds every app with a name, ignoring case. Names are unique in an organization, but deleted apps may be listed. */
export function findAllByName(apps: readonly App[], name: string): App[] {
  return apps.filter((app) => app.name?.toLowerCase() === name.toLowerCase())
}

/**
 * Chooses the app that an input names, or specifies by its id. A name may consist of digits, too: then an app with this
 * id takes precedence. One that is listed alone is returned as it is listed, since it is read later; of several, those
 * that exist count.
 */
export async function chooseApp(
  input: 'app-name' | 'fork-from' | 'compare-with',
  idOrName: string,
  apps: readonly App[],
  run: Pick<Run, 'api' | 'deadline'>,
): Promise<App | undefined> {
  const hasId = ({ id }: App) => input !== 'app-name' && String(id) === idOrName
  const listed = [...new Set([...apps.filter(hasId), ...findAllByName(apps, idOrName)])]
  if (listed.length < 2) return listed[0]
  const [app, ...others] = await readExisting(listed, run)
  if (app === undefined || others.length === 0 || hasId(app)) return app
  throw new PreconditionError(
    `\`${input}\` \`${idOrName}\` matches several apps: ${[app, ...others].map(nameApp).join(', ')}.`,
    `Set \`${input === 'app-name' ? 'app-id' : input}\` to the ID of one of them.`,
  )
}

/** Reads apps again: a list may still show a deleted app beside a new one with its name. */
export async function readExisting(
  apps: readonly App[],
  { api, deadline }: Pick<Run, 'api' | 'deadline'>,
): Promise<App[]> {
  const existing = await Promise.all(apps.map(({ id }) => findById(id, api, deadline)))
  return existing.filter((app) => app !== undefined)
}

const fixForkFrom = 'Fix `fork-from`, or remove it to create an app without the settings of another one.'

/** Reads the app to fork, with what its fork gets. */
export async function readSource(source: App, { api, deadline }: Run): Promise<App> {
  const app = await findById(source.id, api, deadline)
  if (app !== undefined) return app
  throw new PreconditionError(`\`fork-from\` specifies ${nameApp(source)}, which was deleted.`, fixForkFrom)
}

/** Reads an app that may have been deleted. */
export async function findById(appId: number, api: Run['api'], deadline: Deadline): Promise<App | undefined> {
  return api.getApp(appId, deadline).catch((error) => {
    if (isAppMissing(error)) return undefined
    throw error
  })
}

export function isAppMissing(error: unknown): boolean {
  return isNotFound(error, 'getApp')
}

/**
 * Reads an app that the run can do without.
 * @param isAwaited whether it takes the time of the run, because more depends on it than words; else some seconds
 */
export async function readOptionalApp(
  appId: number,
  { inputs, api, clock, deadline, emit }: Run,
  isAwaited = false,
): Promise<KnownApp> {
  const end = isAwaited ? deadline : atMost(maxHintMs, deadline, clock)
  const reading = api.getApp(appId, end, { reportErrors: isAwaited })
  const current = await reading.catch(ignoreCallError(undefined))
  if (current !== undefined) reportApp(current, inputs, emit)
  return { id: appId, current }
}

export function reportApp(app: App, { appId, appName }: Run['inputs'], emit: Run['emit']): void {
  emit({ type: 'app.found', app })
  const isOther = app.name !== undefined && app.name.toLowerCase() !== appName?.toLowerCase()
  if (appId !== undefined && appName !== undefined && isOther) {
    const text = `\`app-id\` ${app.id} is app \`${app.name}\`, but \`app-name\` is \`${appName}\`. Using \`app-id\`; fix or remove one of the two inputs.`
    emit({ type: 'warning', text })
  }
}

/** When the organization is read, in milliseconds: it takes no time from the first requests of a run. */
const orgDelayMs = 250

/**
 * Finds the handle of the organization: the only one of the credentials, or else the owner of the repository. Links are to
 * nothing that is only a guess as long as Spice Cloud may still say it.
 */
export function readOrg({ api, clock, deadline, background, emit, env, inputs }: Run): void {
  if (inputs.org !== undefined) return
  background.start(async (signal, ending) => {
    await clock.sleep(orgDelayMs, ending)
    const orgs = await api.listOrgs(deadline, signal).catch(() => [])
    const org = orgs.length === 1 ? orgs[0]?.name : repositoryOwner(env)
    if (org !== undefined) emit({ type: 'org.found', org })
  })
}

export const fixName = 'Fix `app-name`, or set `app-id`.'
const fixOrCreate = 'Fix `app-name`, set `app-id`, or set `create-app-if-missing: true` with a `region`.'

/** @param purpose of an app that may also be specified by its ID, as the end of a sentence */
export function noSuchApp(name: string, apps: readonly App[], todo: string, purpose = ''): PreconditionError {
  const which = purpose === '' ? `named \`${name}\`` : `with the name or ID \`${name}\` ${purpose}`
  const others = 'Apps in other organizations are not listed: check `org` and the credentials.'
  const what = `The organization has no app ${which}. ${describeNear(name, apps)}`
  return new PreconditionError(what, `${todo} ${others}`)
}

function describeNear(name: string, apps: readonly App[]): string {
  const names = apps.flatMap((app) => app.name ?? [])
  const target = name.toLowerCase()
  const isPart = (candidate: string) =>
    target.includes(candidate.toLowerCase()) || candidate.toLowerCase().includes(target)
  const nearest = findNearest(name, names, isPart).slice(0, maxSuggestions)
  if (nearest.length > 0) return `Did you mean ${nearest.map((near) => `\`${near}\``).join(' or ')}?`
  return names.length === 0
    ? 'These credentials have access to no apps in it.'
    : `It has ${count(names.length, 'app')}, none with a similar name.`
}
