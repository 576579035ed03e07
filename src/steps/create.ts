import type { AppliedPlan } from '../app/apply.ts'
import { approveBeforeSend } from '../deployment/approval.ts'
import { createOnce } from '../deployment/create.ts'
import { mayRecordOtherCommit, toRequest } from '../deployment/deployment.ts'
import { historyLimit, listBefore, maxListMs, takeSnapshot } from '../deployment/list.ts'
import { isRerun } from '../deployment/rerun.ts'
import type { FollowedDeployment } from '../deployment/watch.ts'
import { InstancesBefore, withInstances } from '../doctor/instances.ts'
import { describeIgnored } from '../inputs/request.ts'
import { type OutcomeOf, Stop } from '../outcome.ts'
import { atMost } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DataComparison } from './compare.ts'
import type { Prepared } from './prepare.ts'
import { followLate } from './rerun.ts'

/** Creates the deployment, once. @throws Stop if none is created; what this run has pushed is restored before. */
export async function createDeployment(
  applied: AppliedPlan,
  prepared: Prepared & { isReplacing: boolean },
  comparison: DataComparison | undefined,
  run: Run,
): Promise<FollowedDeployment> {
  const { app, otherPlan } = applied
  if (otherPlan !== undefined)
    throw await refused({ kind: 'refused', error: otherPlan, isOutdated: true }, applied, run)
  const { api, inputs, deadline, clock, emit } = run
  const list = () => listBefore(api, app.id, atMost(maxListMs, deadline, clock))
  const [source, listed] = await Promise.all([
    prepared.source,
    prepared.listed ? prepared.listed.page : list(),
  ])
  const mayBeLate = prepared.listed === undefined && isRerun(run) && !prepared.isReplacing
  const { page, hasWaited } = mayBeLate
    ? await followLate(listed, app.id, source, comparison, run)
    : { page: listed, hasWaited: false }
  emit({ type: 'source.found', source })
  const before = page?.deployments
  if (before !== undefined) emit({ type: 'history.read', deployments: before })
  const isOnlyRollout = before !== undefined && withInstances(before, before[0]).length === 0
  const instancesBefore =
    inputs.waitForCompletion && !isOnlyRollout ? new InstancesBefore(app.id, run) : undefined
  const request = toRequest(inputs, source)
  const { onConflict, expectPlan } = inputs
  const created = await createOnce(
    {
      ...{ appId: app.id, request, onConflict, hasWaited },
      // An app that was paused after its plan was made is not deployed by resuming it.
      onPaused: expectPlan === undefined ? inputs.onPaused : 'fail',
      beforeSend: approveBeforeSend(applied, request, prepared.plannedAtMs, run),
      before: page && takeSnapshot(page, historyLimit),
      mayRecordOtherCommit: mayRecordOtherCommit(app.current),
      pausedAt: app.current?.paused_at,
    },
    run,
  )
  if (created.kind !== 'created') {
    instancesBefore?.stop()
    throw created.kind === 'refused' ? await refused(created, applied, run) : new Stop(created)
  }
  if (created.isResumed) emit({ type: 'deployment.resumed', ignored: describeIgnored('resuming', inputs) })
  return { ...applied, ...created, listed: before ?? [], before, instancesBefore }
}

async function refused(outcome: OutcomeOf<'refused'>, applied: AppliedPlan, run: Run): Promise<Stop> {
  const { restoreAfterRefusal } = await import('./verify-and-recover.ts')
  return new Stop(await restoreAfterRefusal(outcome, applied, run))
}
