import type { AppliedPlan } from '../app/apply.ts'
import { digestPlan, hasSameSettings, shortDigest } from '../app/digest.ts'
import { type AppPlan, repositoryTags } from '../app/plan.ts'
import { PreconditionError } from '../errors.ts'
import { chooseCommit } from '../github/source.ts'
import { type NothingDone, Stop, toOutcome } from '../outcome.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import { isSameSpicepod } from '../spicepod/spicepod.ts'
import type { CreateOptions } from './create.ts'
import { toRequest } from './deployment.ts'

// Whether what is about to be deployed is what was approved: the plan that `expect-plan` names, and the tip of a branch
// if `require-branch-tip` is set.

/** Reports the digest of the plan: at once, or as soon as an app that the run does not need has been read. */
export function reportDigest(plan: AppPlan, run: Run): string | undefined {
  const { inputs, emit, background } = run
  // What the deployment requests, without the message, which may be known only later.
  const request = toRequest(inputs, chooseCommit(run))
  const report = () => {
    const isResumed = plan.creation === undefined && plan.app.current?.paused_at
    const digest = digestPlan(plan, isResumed ? undefined : request)
    emit({ type: 'plan.digested', digest })
    return digest
  }
  if (plan.creation !== undefined || plan.app.current !== undefined) return report()
  const { app } = plan
  background.start(async () => {
    await app.reading
    if (app.current !== undefined) report()
  })
  return undefined
}

/** @returns the reason if the plan is not the one that was approved */
export function findOtherPlan(digest: string | undefined, { inputs }: Run): PreconditionError | undefined {
  const { expectPlan } = inputs
  if (expectPlan === undefined || digest?.startsWith(expectPlan)) return undefined
  // As few digits as tell them apart.
  const isLike = digest?.startsWith(shortDigest(expectPlan))
  const [current, expected] = [digest, expectPlan].map((digits) => (isLike ? digits : shortDigest(digits)))
  return new PreconditionError(
    `The plan is not the expected one: its digest is ${current}, and \`expect-plan\` is ${expected}. The app, the repository or the inputs have changed since that plan was made.`,
    'Nothing was changed. Review the plan as it is now, and approve it with a new run.',
  )
}

/** @returns the reason if the commit is not the tip of its branch, or if that cannot be determined */
export async function findMovedTip(run: Run): Promise<PreconditionError | undefined> {
  if (!run.inputs.requireBranchTip) return undefined
  // Loaded here, because it must not delay the start of runs that do not ask for it.
  const { checkTip } = await import('../github/tip.ts')
  return checkTip(run)
}

/** A create that leaves later than this after the last check is preceded by another one, in milliseconds. */
const maxCheckAgeMs = 5000

/** Checks both again before each create that follows a wait, or that leaves long after the last check. */
export function approveBeforeSend(
  applied: AppliedPlan,
  request: DeploymentRequest,
  checkedAtMs: number,
  run: Run,
): CreateOptions['beforeSend'] {
  const { clock, inputs } = run
  if (inputs.expectPlan === undefined && !inputs.requireBranchTip) return undefined
  let lastCheckMs = checkedAtMs
  return async ({ hasWaited }) => {
    if (!hasWaited && clock.now() - lastCheckMs <= maxCheckAgeMs) return
    const outdated = await findOutdated(applied, request, run)
    if (outdated !== undefined) throw new Stop(outdated)
    lastCheckMs = clock.now()
  }
}

/** @returns the outcome if the run must not deploy any more */
async function findOutdated(
  applied: AppliedPlan,
  request: DeploymentRequest,
  run: Run,
): Promise<NothingDone | undefined> {
  const { api, deadline, inputs } = run
  const refused = (error: PreconditionError) => ({ kind: 'refused', error, isOutdated: true }) as const
  if (inputs.expectPlan !== undefined) {
    try {
      const now = await api.getApp(applied.app.id, deadline)
      if (!isAsApplied(applied, request, now, run)) return refused(otherPlan)
    } catch (error) {
      const outcome = toOutcome(error)
      return outcome.kind === 'refused' ? { ...outcome, isOutdated: true } : outcome
    }
  }
  // Read last, because it is never repeated: reading the app may take long.
  const moved = await findMovedTip(run)
  return moved && refused(moved)
}

const otherPlan = new PreconditionError(
  'The app was changed while this run waited for its turn, so it is not what the plan in `expect-plan` would deploy.',
  'Nothing was deployed. Make a new plan and approve it.',
)

/** Whether an app is still as this run has made it, in all that its deployment uses and that its plan has changed. */
function isAsApplied(
  { app: { current: before }, spicepod }: AppliedPlan,
  request: DeploymentRequest,
  now: App,
  { desired, env }: Run,
): boolean {
  const tags = desired.tags && { ...repositoryTags(env), ...desired.tags }
  const pushed = spicepod.kind === 'pushed' && (spicepod.current ?? desired.spicepod?.value)
  const expected = pushed || before?.config?.spicepod
  const sent = before?.paused_at ? undefined : request
  return (
    isSameSpicepod(now.config?.spicepod, expected) &&
    hasSameSettings(before ?? {}, now, sent) &&
    Object.entries(tags ?? {}).every(([key, value]) => now.tags?.[key] === value)
  )
}
