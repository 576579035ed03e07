import { CallError, NoResponseError, orElse, PreconditionError, RefusalError } from '../errors.ts'
import type { NewApp } from '../inputs/inputs.ts'
import { atMost, type Deadline, formatTime, parseTime } from '../platform/clock.ts'
import { findNearest } from '../platform/nearest.ts'
import { count, listNames } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'
import type { KnownApp } from './plan.ts'

/** How long to wait for the list of regions, in milliseconds: it only improves a message, so not long. */
const maxRegionsMs = 5000
/** How long to try to read an app whose secrets can be stored without it, in milliseconds. */
const maxReadMs = 10_000
const maxSuggestions = 3

/** `ifDeleted` is created if the app turns out to be deleted: a list shows such an app for a moment. */
export type ResolvedApp = (
  | { kind: 'existing'; appId: number; ifDeleted?: NewApp | undefined }
  | { kind: 'missing'; newApp: NewApp }
) & {
  /** The app that a missing one is forked from, as listed; undefined to create one without the settings of another. */
  source?: App | undefined
}

/** Finds the app by its id or name. A `missing` one is to be created, in a region and from a source that exist. */
export async function resolveApp(run: Run): Promise<ResolvedApp> {
  const { inputs, api, deadline, emit } = run
  const { appId, appName = '', newApp, forkFrom } = inputs
  if (appId !== undefined) return { kind: 'existing', appId }
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
    // It is not replaced if the app to fork does not exist.
    const ifDeleted = forkFrom === undefined || source !== undefined ? newApp : undefined
    return { kind: 'existing', appId: app.id, source, ifDeleted }
  }
  if (newApp === undefined) throw noSuchApp(appName, apps)
  if (forkFrom !== undefined && source === undefined) {
    throw noOther('to fork', forkFrom, apps, fixForkFrom)
  }
  if (newApp.region !== undefined) await checkRegion(newApp.region, run)
  return { kind: 'missing', newApp, source }
}

/** Whether a run can do without the app: it only deploys, and makes no plan that somebody reads or has approved. */
export function isAppOptional(source: App | undefined, { inputs, desired }: Run): boolean {
  const isChanged = desired.tags !== undefined || desired.spicepod !== undefined
  // An app that has a source may be a fork that lacks its tag.
  return !isChanged && inputs.expectPlan === undefined && !inputs.dryRun && source === undefined
}

/**
 * Reads the app as far as the run depends on it: tags, spicepod and `expect-plan` need what it has, a dry run checks
 * that there is one, and secrets are not stored for an app that is paused.
 */
export async function readApp(appId: number, source: App | undefined, run: Run): Promise<KnownApp> {
  const { inputs, desired, api, deadline, clock, emit } = run
  const isOptional = isAppOptional(source, run)
  const readDeadline = isOptional ? atMost(maxReadMs, deadline, clock) : deadline
  try {
    const app = await api.getApp(appId, readDeadline, { reportErrors: !isOptional })
    reportApp(app, inputs, emit)
    return { id: appId, current: app }
  } catch (error) {
    const isNeeded =
      desired.tags !== undefined || desired.spicepod !== undefined || inputs.expectPlan !== undefined
    const isForbidden = error instanceof RefusalError && error.refusal.status === 403
    const isUnread = isOptional && error instanceof NoResponseError
    if (!isUnread && (isNeeded || !isForbidden)) throw error
    return { id: appId, current: undefined }
  }
}

/** How much longer than for what it needs a run waits for an app that it can do without, in milliseconds. */
const maxExtraMs = 1000

/** Reads an app that the run can do without, beside something that it needs. */
export async function readAppBeside<Needed>(
  needed: Promise<Needed>,
  appId: number,
  { inputs, api, deadline, clock, background, emit }: Run,
): Promise<[Needed, KnownApp]> {
  let current: App | undefined
  const reading = background.start(async (signal) => {
    current = await api.getApp(appId, deadline, { reportErrors: false, signal })
    reportApp(current, inputs, emit)
  })
  const value = await needed
  const read = new AbortController()
  await Promise.race([reading, clock.sleep(Math.min(maxExtraMs, deadline.remainingMs()), read.signal)])
  read.abort()
  return [value, { id: appId, current }]
}

/** Finds the handle of the organization, if the credentials belong to only one. */
export function readOrg({ api, deadline, background, emit }: Run): void {
  background.start(async (signal) => {
    const [org, ...others] = await api.listOrgs(deadline, signal)
    if (org !== undefined && others.length === 0) emit({ type: 'org.found', org: org.name })
  })
}

function reportApp(app: App, { appId, appName }: Run['inputs'], emit: Run['emit']): void {
  emit({ type: 'app.found', app })
  const isOther = app.name !== undefined && app.name.toLowerCase() !== appName?.toLowerCase()
  if (appId !== undefined && appName !== undefined && isOther) {
    const text = `\`app-id\` ${app.id} is app \`${app.name}\`, but \`app-name\` is \`${appName}\`. Using \`app-id\`; fix or remove one of the two inputs.`
    emit({ type: 'warning', text })
  }
}

/** Rejects a region that does not exist before anything is written, if the list of regions can be read. */
async function checkRegion(region: string, { api, deadline, clock }: Run): Promise<void> {
  const soon = atMost(maxRegionsMs, deadline, clock)
  const listed = await api.listRegions(soon).catch(orElse([]))
  const regions = listed.filter(({ disabled }) => !disabled).map((each) => each.region)
  if (regions.length === 0 || regions.includes(region)) return
  throw new PreconditionError(
    `\`region\` \`${region}\` does not accept new apps. Available: ${listNames(regions)}.`,
    'Set one of these regions.',
  )
}

/** Reads an app that may have been deleted. */
export async function findById(appId: number, api: Run['api'], deadline: Deadline): Promise<App | undefined> {
  return api.getApp(appId, deadline).catch((error) => {
    if (isAppMissing(error)) return undefined
    throw error
  })
}

export function isAppMissing(error: unknown): boolean {
  return error instanceof RefusalError && error.operation === 'getApp' && error.refusal.status === 404
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

/** `app taxi (4711)`, as far as it is known. */
export function nameApp(app: Pick<App, 'id' | 'name'> | undefined): string {
  if (app === undefined) return 'the app'
  return app.name ? `app ${app.name} (${app.id})` : `app ${app.id}`
}

/** `The app is paused since 2026-11-24 12:00:00 UTC`; without a time that cannot be read. */
export function describePause(since: string): string {
  const ms = parseTime(since)
  return `The app is paused${ms === undefined ? '' : ` since ${formatTime(ms)}`}`
}

const fixForkFrom = 'Fix `fork-from`, or remove it to create an app without the settings of another one.'

/** Reads the app to fork, with what its fork gets. */
export async function readSource(source: App, { api, deadline }: Run): Promise<App> {
  const app = await findById(source.id, api, deadline)
  if (app !== undefined) return app
  throw new PreconditionError(`\`fork-from\` specifies ${nameApp(source)}, which was deleted.`, fixForkFrom)
}

/** How long the lookup of an app to compare with may take, in milliseconds. */
const maxLookupMs = 10_000

/** Finds the app that the data is compared with. Why it is not known ends a sentence. */
export async function findAnother(
  idOrName: string,
  { api, deadline, clock }: Run,
): Promise<App | { readonly kind: 'unknown'; readonly why: string }> {
  try {
    const soon = atMost(maxLookupMs, deadline, clock)
    const apps = await api.listApps(soon)
    const app = await chooseApp('compare-with', idOrName, apps, { api, deadline: soon })
    if (app !== undefined) return app
    throw noOther('to compare with', idOrName, apps, 'Fix `compare-with`, or remove it.')
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return { kind: 'unknown', why: `the apps could not be listed (${error.message})` }
  }
}

export function comparesItself({ id, name }: App): PreconditionError {
  return new PreconditionError(
    `\`compare-with\` specifies the deployed app itself: \`${name}\` (${id}).`,
    'Set it to another app, or to `previous` to compare with what the app served before this run.',
  )
}

const notListed = 'Apps in other organizations are not listed: check `org` and the credentials.'

export function noSuchApp(name: string, apps: readonly App[]): PreconditionError {
  return new PreconditionError(
    `The organization has no app named \`${name}\`. ${describeNear(name, apps)}`,
    `Fix \`app-name\`, set \`app-id\`, or set \`create-app-if-missing: true\` with a \`region\`. ${notListed}`,
  )
}

function noOther(purpose: string, idOrName: string, apps: readonly App[], todo: string): PreconditionError {
  return new PreconditionError(
    `The organization has no app with the name or ID \`${idOrName}\` ${purpose}. ${describeNear(idOrName, apps)}`,
    `${todo} ${notListed}`,
  )
}

function describeNear(name: string, apps: readonly App[]): string {
  const names = apps.flatMap((app) => app.name ?? [])
  const target = name.toLowerCase()
  const isPart = (other: string) =>
    target.includes(other.toLowerCase()) || other.toLowerCase().includes(target)
  const nearest = findNearest(name, names, isPart).slice(0, maxSuggestions)
  if (nearest.length > 0) return `Did you mean ${nearest.map((near) => `\`${near}\``).join(' or ')}?`
  return names.length === 0
    ? 'These credentials have access to no apps in it.'
    : `It has ${count(names.length, 'app')}, none with a similar name.`
}
