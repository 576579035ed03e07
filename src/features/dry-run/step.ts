import { type AppPlan, withoutConnected } from '../../app/plan.ts'
import type { OutcomeOf } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { isInProgress, toRequest } from '../../deploy/deployment.ts'
import { historyLimit } from '../../deploy/list.ts'
import { findRuntimeChange } from '../../deploy/runtime-change.ts'
import type { Source } from '../../github/event.ts'
import { describeIgnoredByResume } from '../../inputs/request.ts'

/** Ends a dry run: reads what the real one would read, and shows what that would do. */
export async function preview(
  plan: AppPlan,
  finding: Promise<Source>,
  run: Run,
): Promise<OutcomeOf<'planned'>> {
  const { api, inputs, deadline, emit } = run
  const { creation, app } = plan
  const changes = withoutConnected(plan.changes)
  const list = app && (await api.listDeployments(app.id, historyLimit, deadline))
  const source = await finding
  emit({ type: 'source.found', source })
  const request = toRequest(inputs, source)
  const blockers = list?.deployments.filter(isInProgress) ?? []
  const spicepod = changes.find((change) => change.kind === 'spicepod')
  let spicepodDiff: string[][] | undefined = []
  if (spicepod?.update !== undefined) {
    const { diffSpicepods } = await import('../../spicepod/diff.ts')
    const { value } = spicepod.desired
    spicepodDiff = diffSpicepods(spicepod.current, value, run.redact)
  }
  const resumes = Boolean(app?.current?.paused_at)
  const ignored = resumes ? describeIgnoredByResume(inputs) : ''
  if (ignored !== '') emit({ type: 'warning', text: ignored })
  const isConnected = Boolean(app?.current?.production_branch)
  const runtime = await findRuntimeChange({ app, request, list }, run)
  const deployment = { request, runtime, resumes, isConnected, blockers }
  return { kind: 'planned', plan: { kind: 'deploy', creation, changes, spicepodDiff, ...deployment } }
}
