import { once } from 'node:events'
import type { AppliedPlan } from '../app/apply.ts'
import { createOnce } from '../deploy/create.ts'
import { mayRecordOtherCommit, toRequest } from '../deploy/deployment.ts'
import { findRuntimeChange } from '../deploy/runtime-change.ts'
import type { FoundDeployment } from '../deploy/served.ts'
import { approveBeforeSend, findEdit } from '../features/approval/before-send.ts'
import type { Source } from '../github/event.ts'
import { describeIgnoredByResume } from '../inputs/request.ts'
import type { App } from '../spice/schema.ts'
import type { Policy } from './contracts.ts'
import type { Listed } from './follow.ts'
import { Stop } from './outcome.ts'
import type { Run } from './run.ts'

interface Creation {
  source: Promise<Source>
  /** When the plan was made, on the run's clock. */
  plannedAtMs: number
  /** The deployments as they are listed now. */
  listed: Listed
  policy: Policy
}

/** Ends a run whose changes were refused, once what it has pushed is restored. @throws Stop */
export async function refuseApplied(applied: AppliedPlan, { onRefusal }: Policy, run: Run): Promise<void> {
  const { otherPlan, refusal } = applied
  const error = refusal ?? otherPlan
  if (error === undefined) return
  const outcome = { kind: 'refused', error, isOutdated: refusal === undefined } as const
  await giveUp(new Stop(outcome), applied, onRefusal, run)
}

/** Creates the deployment, once. @throws Stop if none is created; what this run has pushed is restored before. */
export async function createDeployment(
  applied: AppliedPlan,
  creation: Creation,
  run: Run,
): Promise<FoundDeployment> {
  const { plannedAtMs } = creation
  const { list, hasWaited = false } = creation.listed
  const { onImageRefused, onRefusal, ifChanged } = creation.policy
  let { app } = applied
  const { inputs, emit } = run
  const source = await creation.source
  emit({ type: 'source.found', source })
  const history = list?.deployments ?? []
  if (list !== null) emit({ type: 'history.read', deployments: history })
  const request = toRequest(inputs, source)
  await findRuntimeChange({ app, request, list }, run)
  const { onConflict, expectPlan } = inputs
  const replaced = run.background.start(async (signal) => {
    if (applied.spicepod.kind !== 'pushed' || list === null) return undefined
    const { findReplacedEdit } = await import('../deploy/replaced-edit.ts')
    const isEnded = once(signal, 'abort').then(() => undefined)
    return Promise.race([findReplacedEdit(applied, history, run), isEnded])
  })
  const onRead = (current: App) => {
    app = { id: app.id, current: app.current ?? current }
  }
  // A rollback means to replace a newer one.
  const created = await createOnce(
    {
      appId: app.id,
      request,
      onConflict,
      onImageRefused,
      hasWaited,
      // An app that was paused after its plan was made is not deployed by resuming it.
      onPaused: expectPlan === undefined ? inputs.onPaused : 'fail',
      beforeSend: approveBeforeSend(applied, request, { readAtMs: plannedAtMs, ifChanged, onRead }, run),
      before: list,
      mayRecordOtherCommit: mayRecordOtherCommit(app.current),
      pausedAt: app.current?.paused_at,
    },
    run,
  ).catch((error: unknown) => giveUp(error, applied, onRefusal, run))
  // A refused run has restored what it replaced.
  replaced.then((edit) => edit && emit({ type: 'edit.replaced', edit }))
  if (created.isResumed) emit({ type: 'deployment.resumed', ignored: describeIgnoredByResume(inputs) })
  const { deployment, isListed } = created
  const origin = { kind: 'created', spicepod: applied.spicepod, isListed } as const
  const isApproved = expectPlan !== undefined && !created.isResumed
  const doubt = isApproved ? await findEdit(applied, request, deployment, run) : undefined
  if (doubt !== undefined && !inputs.waitForCompletion) emit({ type: 'warning', text: doubt })
  return { app, deployment, history, origin, doubt }
}

/** @throws the error again, once what a refused run has pushed is restored */
async function giveUp(
  error: unknown,
  applied: AppliedPlan,
  onRefusal: Policy['onRefusal'],
  run: Run,
): Promise<never> {
  if (error instanceof Stop && error.outcome.kind === 'refused') {
    const { restoreAfterRefusal } = await import('./verify-and-recover.ts')
    await restoreAfterRefusal(error.outcome, applied, onRefusal ?? run.inputs.onFailure, run)
  }
  throw error
}
