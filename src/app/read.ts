import { isForbidden, isNotFound, NoResponseError } from '../errors.ts'
import { atMost, type Deadline } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'
import type { KnownApp } from './plan.ts'

/** How long to try to read an app whose secrets can be stored without it, in milliseconds. */
const maxReadMs = 10_000

/** Whether the plan depends on what the app has. */
function isAppNeeded({ inputs, desired }: Run): boolean {
  return desired.tags !== undefined || desired.spicepod !== undefined || inputs.expectPlan !== undefined
}

/** Whether a run can do without the app: it only deploys, and makes no plan that somebody reads or has approved. */
export function isAppOptional(source: App | undefined, run: Run): boolean {
  // An app that has a source may be a fork that lacks its tag.
  return !isAppNeeded(run) && !run.inputs.dryRun && source === undefined
}

/**
 * Reads the app as far as the run depends on it: tags, spicepod and `expect-plan` need what it has, a dry run checks
 * that there is one, and secrets are not stored for an app that is paused.
 */
export async function readApp(appId: number, source: App | undefined, run: Run): Promise<KnownApp> {
  const { inputs, api, deadline, clock, emit } = run
  const isOptional = isAppOptional(source, run)
  const readDeadline = isOptional ? atMost(maxReadMs, deadline, clock) : deadline
  try {
    const app = await api.getApp(appId, readDeadline, { reportErrors: !isOptional })
    reportApp(app, inputs, emit)
    return { id: appId, current: app }
  } catch (error) {
    const isUnread = isOptional && error instanceof NoResponseError
    if (!isUnread && (isAppNeeded(run) || !isForbidden(error))) throw error
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
  background.startLater(async (signal) => {
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
