import type { AppliedPlan } from '../../app/apply.ts'
import { repositoryTags } from '../../app/plan.ts'
import { hasSameSettings } from '../../app/settings.ts'
import { ignoreCallError, PreconditionError } from '../../core/errors.ts'
import { Stop, toOutcome } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import type { CreateOptions } from '../../deploy/create.ts'
import { ageMs } from '../../deploy/deployment.ts'
import { pollLimit } from '../../deploy/list.ts'
import { isConnected, storedByRun } from '../../deploy/served.ts'
import { isSameCommit } from '../../github/event.ts'
import { chooseCommit } from '../../github/source.ts'
import { atMost, maxOptionalMs, maxReadAgeMs } from '../../platform/clock.ts'
import type { DeploymentRequest } from '../../spice/api.ts'
import { type App, type Deployment, storedSpicepod } from '../../spice/schema.ts'
import { isSameSpicepod } from '../../spicepod/spicepod.ts'

import { findMovedTip } from './step.ts'

interface BeforeSend {
  /** When the app was last read, on the run's clock. */
  readonly readAtMs: number
  /** What refuses a plan that has changed meanwhile. Without `expect-plan`, only the spicepod counts. */
  readonly ifChanged?: PreconditionError | undefined
  /** Is told the app as it is read after a wait. */
  readonly onRead: (app: App) => void
}

/**
 * Checks plan and tip again before each create that follows a wait, or that leaves long after the last check. Without
 * `expect-plan`, a run that waited, or sends its create again, still deploys no spicepod that somebody else has stored.
 */
export function approveBeforeSend(
  applied: AppliedPlan,
  request: DeploymentRequest,
  { readAtMs, onRead, ...policy }: BeforeSend,
  run: Run,
): CreateOptions['beforeSend'] {
  const { clock, inputs } = run
  const ifChanged = policy.ifChanged ?? (inputs.expectPlan === undefined ? undefined : otherPlan)
  let lastCheckMs = readAtMs
  let isRepeated = false
  const refuse = (error: PreconditionError) => {
    throw new Stop({ kind: 'refused', error, isOutdated: true })
  }
  return async ({ hasWaited }) => {
    const isLater = hasWaited || isRepeated
    isRepeated = true
    if (!hasWaited && clock.now() - lastCheckMs <= maxReadAgeMs) return
    if (ifChanged !== undefined) {
      if (await isChanged(applied, request, run)) refuse(ifChanged)
    } else if (isLater) await refuseOtherSpicepod(applied, readAtMs, onRead, run)
    else if (!inputs.requireBranchTip) return
    // Read last, because it is never repeated: reading the app may take long.
    const moved = await findMovedTip(run)
    if (moved !== undefined) refuse(moved)
    lastCheckMs = clock.now()
  }
}

/**
 * Keeps a run that waited from deploying another spicepod than its own. What cannot be read changes nothing.
 * @throws Stop: superseded if somebody has deployed another commit since, else refused
 */
async function refuseOtherSpicepod(
  applied: AppliedPlan,
  startedAtMs: number,
  onRead: BeforeSend['onRead'],
  run: Run,
): Promise<void> {
  const { app } = applied
  const { api, clock, deadline } = run
  if (isConnected(applied)) return
  const soon = atMost(maxOptionalMs, deadline, clock)
  const now = await api.getApp(app.id, soon, { reportErrors: false }).catch(ignoreCallError(undefined))
  if (now === undefined) return
  onRead(now)
  const stored = storedSpicepod(now)
  const expected = storedByRun(applied, run)
  if (stored === undefined || expected === undefined || isSameSpicepod(stored, expected)) return
  const list = await api.listDeployments(app.id, pollLimit, soon).catch(ignoreCallError(undefined))
  const { commitSha } = chooseCommit(run)
  const by = list?.deployments.find(
    (deployment) =>
      deployment.commit_sha &&
      !isSameCommit(deployment.commit_sha, commitSha ?? '') &&
      ageMs(deployment, list.serverTimeMs) <= clock.now() - startedAtMs,
  )
  throw new Stop(by === undefined ? { kind: 'refused', error: otherSpicepod } : { kind: 'superseded', by })
}

const otherSpicepod = new PreconditionError(
  'The spicepod was changed while this run waited, so a deployment would not have the spicepod of this run.',
  'Nothing was deployed, and the stored spicepod stays as it is. Run the workflow for the newest commit.',
)

/** Whether the app is not as this run has made it any more. @throws Stop if it cannot be read */
async function isChanged(applied: AppliedPlan, request: DeploymentRequest, run: Run): Promise<boolean> {
  const now = await run.api.getApp(applied.app.id, run.deadline).catch((error) => {
    const outcome = toOutcome(error)
    throw new Stop(outcome.kind === 'refused' ? { ...outcome, isOutdated: true } : outcome)
  })
  if (isAsApplied(applied, request, now, run)) return false
  // Nothing is live if it was paused.
  run.emit({ type: 'app.found', app: now })
  return true
}

const otherPlan = new PreconditionError(
  'The app was changed after this run had read it, so it is not what the plan in `expect-plan` would deploy.',
  'Nothing was deployed. Make a new plan and approve it.',
)

/**
 * Says whether the app was edited at the moment of the create, which no check before it can find out: Spice Cloud has no
 * conditional write. What cannot be read changes nothing.
 * @returns a sentence
 */
export async function findEdit(
  applied: AppliedPlan,
  request: DeploymentRequest,
  { id }: Deployment,
  run: Run,
): Promise<string | undefined> {
  const { api, clock, deadline, emit } = run
  const soon = atMost(maxOptionalMs, deadline, clock)
  const now = await api
    .getApp(applied.app.id, soon, { reportErrors: false })
    .catch(ignoreCallError(undefined))
  if (now === undefined) {
    const text = `Could not determine whether the app was edited while deployment ${id} was created.`
    emit({ type: 'note', text })
    return undefined
  }
  if (isAsApplied(applied, request, now, run)) return undefined
  return `The app was edited while it was deployed: deployment ${id} may not have the approved plan.`
}

/** Whether an app is still as this run has made it, in all that its deployment uses and that its plan has changed. */
function isAsApplied(applied: AppliedPlan, request: DeploymentRequest, now: App, run: Run): boolean {
  const { desired, env } = run
  const { current: before } = applied.app
  const tags = desired.tags && { ...repositoryTags(env), ...desired.tags }
  const sent = before?.paused_at ? undefined : request
  return (
    isSameSpicepod(storedSpicepod(now), storedByRun(applied, run)) &&
    hasSameSettings(before ?? {}, now, sent) &&
    Object.entries(tags ?? {}).every(([key, value]) => now.tags?.[key] === value)
  )
}
