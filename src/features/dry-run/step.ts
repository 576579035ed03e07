import { type AppPlan, withoutConnected } from '../../app/plan.ts'
import type { OutcomeOf } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { isInProgress, toRequest } from '../../deploy/deployment.ts'
import { historyLimit } from '../../deploy/list.ts'
import { findRunning } from '../../deploy/running.ts'
import { findRuntimeChange } from '../../deploy/runtime-change.ts'
import type { Source } from '../../github/event.ts'
import { describeIgnoredByResume } from '../../inputs/request.ts'
import { isSameSpicepod } from '../../spicepod/spicepod.ts'

/** Ends a dry run: reads what the real one would read, and shows what that would do. */
export async function preview(
  plan: AppPlan,
  finding: Promise<Source>,
  run: Run,
): Promise<OutcomeOf<'planned'>> {
  const { api, inputs, deadline, emit } = run
  const { creation, app } = plan
  const changes = withoutConnected(plan.changes)
  const list = plan.running?.list ?? (app && (await api.listDeployments(app.id, historyLimit, deadline)))
  const running = plan.running ?? (app && (await findRunning(app, list, run)))
  const source = await finding
  emit({ type: 'source.found', source })
  const request = toRequest(inputs, source)
  const blockers = list?.deployments.filter(isInProgress) ?? []
  const spicepod = changes.find((change) => change.kind === 'spicepod')
  let spicepodDiff: string[][] | undefined = []
  const base = running?.served?.spicepod ?? spicepod?.current
  if (spicepod !== undefined && !isSameSpicepod(base, spicepod.desired.value)) {
    const { diffSpicepods } = await import('../../spicepod/diff.ts')
    spicepodDiff = diffSpicepods(base, spicepod.desired.value, run.redact)
  }
  const resumes = Boolean(app?.current?.paused_at)
  const ignored = resumes ? describeIgnoredByResume(inputs) : ''
  if (ignored !== '') emit({ type: 'warning', text: ignored })
  const isConnected = Boolean(app?.current?.production_branch)
  const runtime = await findRuntimeChange({ app, request, list, running }, run)
  const deployment = { request, runtime, resumes, isConnected, blockers }
  return {
    kind: 'planned',
    plan: { kind: 'deploy', creation, changes, running, spicepodDiff, ...deployment },
  }
}
