import { describePause } from '../app/describe.ts'
import type { ResolvedApp } from '../app/find.ts'
import type { AppPlan, KnownApp } from '../app/plan.ts'
import { planFor } from '../app/prepare.ts'
import { isAppMissing, isAppOptional, readAppBeside } from '../app/read.ts'
import { listBefore, maxListMs } from '../deployment/list.ts'
import type { EarlierAttempt } from '../deployment/rerun.ts'
import { PreconditionError } from '../errors.ts'
import type { Source } from '../github/event.ts'
import { findSource } from '../github/source.ts'
import { atMost } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentPage } from '../spice/api.ts'

/** The plan of a run, and the things read beside it. */
export interface Prepared {
  readonly plan: AppPlan
  readonly source: Promise<Source>
  /** The app's deployments, if that can be known. Undefined if they are to be listed after the changes. */
  readonly listed: { readonly page: DeploymentPage | undefined } | undefined
  /** When the plan was made, and with that the tip of the branch checked, on the run's clock. */
  readonly plannedAtMs: number
}

/** Plans what the run does. An app that it can do without is read beside the list of its deployments. */
export async function prepare(app: ResolvedApp, earlier: EarlierAttempt, run: Run): Promise<Prepared> {
  const { clock } = run
  const source = earlier.source ?? findSource(run)
  const plannedAtMs = clock.now()
  const listing = beginListing(app, earlier, run)
  const reading = listing?.then(([, known]) => known)
  // It is awaited later.
  reading?.catch(() => {})
  const plan = await planFor(app, run, reading).catch((error: unknown) => {
    const newApp = app.kind === 'existing' ? app.ifDeleted : undefined
    if (newApp === undefined || !isAppMissing(error)) throw error
    return planFor({ kind: 'missing', newApp, source: app.source }, run)
  })
  refusePaused(plan.creation === undefined ? plan.app : undefined, run)
  const [page = earlier.page] = (await listing) ?? []
  const isListed = page !== undefined || (listing !== undefined && earlier.source === undefined)
  // Changes take time, and somebody else may deploy in the meantime.
  return { plan, source, listed: isListed && plan.changes.length === 0 ? { page } : undefined, plannedAtMs }
}

/** Lists the deployments beside the app if nothing of the run depends on the app. A re-run has listed them already. */
function beginListing(
  app: ResolvedApp,
  earlier: EarlierAttempt,
  run: Run,
): Promise<[DeploymentPage | undefined, KnownApp]> | undefined {
  const { api, deadline, clock, desired } = run
  if (app.kind === 'missing' || desired.secrets.length > 0 || !isAppOptional(app.source, run))
    return undefined
  const isRerun = earlier.source !== undefined
  const soon = atMost(maxListMs, deadline, clock)
  const listing = isRerun ? Promise.resolve(earlier.page) : listBefore(api, app.appId, soon)
  return readAppBeside(listing, app.appId, run)
}

/** @throws PreconditionError for an app that is known to be paused, unless the run may resume it */
function refusePaused(app: KnownApp | undefined, { inputs }: Run): void {
  const since = app?.current?.paused_at
  if (!since || inputs.onPaused === 'resume') return
  throw new PreconditionError(
    `${describePause(since)}, and a paused app cannot be deployed.`,
    'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`, which resumes it with the spicepod of this run.',
  )
}
