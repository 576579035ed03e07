import type { AppliedPlan } from '../../app/apply.ts'
import { findRefusedRemovals, listChanges } from '../../app/changes.ts'
import { type AppPlan, repositoryTags } from '../../app/plan.ts'
import { hasSameSettings } from '../../app/settings.ts'
import { ignoreCallError, PreconditionError } from '../../core/errors.ts'
import { type OutcomeOf, Stop, toOutcome } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import type { CreateOptions } from '../../deploy/create.ts'
import { ageMs, toRequest } from '../../deploy/deployment.ts'
import { pollLimit } from '../../deploy/list.ts'
import { isConnected, storedByRun } from '../../deploy/served.ts'
import { isSameCommit } from '../../github/event.ts'
import { checkTip, chooseCommit } from '../../github/source.ts'
import { atMost, maxOptionalMs } from '../../platform/clock.ts'
import type { DeploymentRequest } from '../../spice/api.ts'
import type { App } from '../../spice/schema.ts'
import { isSameSpicepod } from '../../spicepod/spicepod.ts'
import { digestPlan, shortDigest } from './digest.ts'

// Whether what is about to be deployed is what was approved: the plan that `expect-plan` names, and the tip of a branch
// if `require-branch-tip` is set.

/** Finds out what a real run would do. */
type Preview = () => Promise<OutcomeOf<'planned'>>

/**
 * @throws PreconditionError if `expect-plan` names another plan, or if the plan removes what `on-removal` keeps; Stop
 * with the plan as it is now if that is known
 */
export async function approvePlan(plan: AppPlan, preview: Preview, run: Run): Promise<void> {
  const { app } = plan
  if (run.inputs.onRemoval === 'refuse' && app?.current?.production_branch) {
    const text =
      '`on-removal: refuse` has nothing to refuse: the app takes its spicepod from the GitHub repository that it is connected to.'
    run.emit({ type: 'note', text })
  }
  const other = findOtherPlan(reportDigest(plan, run), run)
  if (other === undefined) {
    const removals = run.inputs.dryRun ? undefined : findRefusedRemovals(plan, run.inputs)
    if (removals !== undefined) throw removals
    return
  }
  const planned = await preview().catch(ignoreCallError(undefined))
  throw new Stop({ kind: 'refused', error: other, plan: planned?.plan })
}

/** Reports the digest of the plan, unless the app that it depends on could not be read. */
function reportDigest(plan: AppPlan, run: Run): string | undefined {
  if (plan.app !== undefined && plan.app.current === undefined) return undefined
  const request = toRequest(run.inputs, chooseCommit(run))
  const sent = plan.app?.current?.paused_at ? undefined : request
  const digest = digestPlan(plan, sent)
  const { app, creation } = plan
  const name = creation?.name ?? app?.current?.name ?? run.inputs.appName
  run.emit({
    type: 'plan.digested',
    plan: { digest, app: { id: app?.id, name }, changes: listChanges(plan), request: sent },
  })
  return digest
}

function findOtherPlan(digest: string | undefined, { inputs }: Run): PreconditionError | undefined {
  const { expectPlan } = inputs
  if (expectPlan === undefined || digest === expectPlan) return undefined
  // As few digits as tell them apart.
  const isLike = digest?.startsWith(shortDigest(expectPlan))
  const [current, expected] = [digest, expectPlan].map((digits) => (isLike ? digits : shortDigest(digits)))
  return new PreconditionError(
    `The plan is not the expected one: its digest is ${current}, and \`expect-plan\` is ${expected}. The app, the repository or the inputs have changed since that plan was made.`,
    'Nothing was changed. Review the plan as it is now, and approve it with a new run.',
  )
}

/** Shows what a real run would do, and warns if that would be refused. */
export async function showPlan(plan: AppPlan, preview: Preview, run: Run): Promise<OutcomeOf<'planned'>> {
  const [planned, moved] = await Promise.all([preview(), findMovedTip(run)])
  for (const refusal of [findRefusedRemovals(plan, run.inputs), moved]) {
    if (refusal === undefined) continue
    run.emit({ type: 'warning', text: `A real run would be refused: ${refusal.message}` })
  }
  return planned
}

/** @throws PreconditionError if the commit is not the tip of its branch, or if that cannot be determined */
export async function approveTip(run: Run): Promise<void> {
  const moved = await findMovedTip(run)
  if (moved !== undefined) throw moved
}

async function findMovedTip(run: Run): Promise<PreconditionError | undefined> {
  return run.inputs.requireBranchTip ? checkTip(run) : undefined
}

/** A create that leaves later than this after the last check is preceded by another one, in milliseconds. */
const maxCheckAgeMs = 5000

/**
 * Checks both again before each create that follows a wait, or that leaves long after the last check. Without
 * `expect-plan`, a run that waited still deploys no spicepod that somebody else has stored meanwhile.
 */
export function approveBeforeSend(
  applied: AppliedPlan,
  request: DeploymentRequest,
  checkedAtMs: number,
  run: Run,
  ifChanged = run.inputs.expectPlan === undefined ? undefined : otherPlan,
): CreateOptions['beforeSend'] {
  const { clock, inputs } = run
  let lastCheckMs = checkedAtMs
  return async ({ hasWaited, mayHaveCreated }) => {
    const isLate = clock.now() - lastCheckMs > maxCheckAgeMs
    if (ifChanged === undefined && (hasWaited || (mayHaveCreated && isLate))) {
      await refuseOtherSpicepod(applied, checkedAtMs, run)
    }
    if (ifChanged === undefined && !inputs.requireBranchTip) return
    if (!hasWaited && !isLate) return
    if (ifChanged !== undefined && (await isChanged(applied, request, run))) {
      throw new Stop({ kind: 'refused', error: ifChanged, isOutdated: true })
    }
    // Read last, because it is never repeated: reading the app may take long.
    const moved = await findMovedTip(run)
    if (moved !== undefined) throw new Stop({ kind: 'refused', error: moved, isOutdated: true })
    lastCheckMs = clock.now()
  }
}

/**
 * Keeps a run that waited from deploying another spicepod than its own. What cannot be read changes nothing.
 * @throws Stop: superseded if somebody has deployed another commit since, else refused
 */
async function refuseOtherSpicepod(applied: AppliedPlan, startedAtMs: number, run: Run): Promise<void> {
  const { app } = applied
  const { api, clock, deadline } = run
  const expected = storedByRun(applied, run)
  if (isConnected(applied) || expected === undefined) return
  const soon = atMost(maxOptionalMs, deadline, clock)
  const now = await api.getApp(app.id, soon, { reportErrors: false }).catch(ignoreCallError(undefined))
  const stored = now?.config?.spicepod
  if (stored === undefined || isSameSpicepod(stored, expected)) return
  const page = await api.listDeployments(app.id, pollLimit, soon).catch(ignoreCallError(undefined))
  const { commitSha } = chooseCommit(run)
  const by = page?.deployments.find(
    (deployment) =>
      deployment.commit_sha &&
      !isSameCommit(deployment.commit_sha, commitSha ?? '') &&
      ageMs(deployment, page.serverTimeMs) <= clock.now() - startedAtMs,
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

/** Whether an app is still as this run has made it, in all that its deployment uses and that its plan has changed. */
function isAsApplied(applied: AppliedPlan, request: DeploymentRequest, now: App, run: Run): boolean {
  const { desired, env } = run
  const { current: before } = applied.app
  const tags = desired.tags && { ...repositoryTags(env), ...desired.tags }
  const sent = before?.paused_at ? undefined : request
  return (
    isSameSpicepod(now.config?.spicepod, storedByRun(applied, run)) &&
    hasSameSettings(before ?? {}, now, sent) &&
    Object.entries(tags ?? {}).every(([key, value]) => now.tags?.[key] === value)
  )
}
