import { findRefusedRemovals, listChanges } from '../../app/changes.ts'
import type { AppPlan } from '../../app/plan.ts'
import { ignoreCallError, PreconditionError } from '../../core/errors.ts'
import { type OutcomeOf, Stop } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { toRequest } from '../../deploy/deployment.ts'
import { checkTip, chooseCommit } from '../../github/source.ts'
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
  const refusals = [findRefusedRemovals(plan, run.inputs), moved].flatMap((error) => error?.message ?? [])
  for (const text of refusals) run.emit({ type: 'warning', text: `A real run would be refused: ${text}` })
  return planned.plan.kind === 'deploy' ? { ...planned, plan: { ...planned.plan, refusals } } : planned
}

/** @throws PreconditionError if the commit is not the tip of its branch, or if that cannot be determined */
export async function approveTip(run: Run): Promise<void> {
  const moved = await findMovedTip(run)
  if (moved !== undefined) throw moved
}

/** Why the commit is not the tip of its branch any more; undefined if it is, or if that does not matter. */
export async function findMovedTip(run: Run): Promise<PreconditionError | undefined> {
  return run.inputs.requireBranchTip ? checkTip(run) : undefined
}
