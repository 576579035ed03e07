import type { AppPlan } from '../app/plan.ts'
import { ignoreCallError } from '../errors.ts'
import type { Source } from '../github/event.ts'
import { describeIgnored } from '../inputs/request.ts'
import type { OutcomeOf, RuntimeChange } from '../outcome.ts'
import { atMost } from '../platform/clock.ts'
import type { Run } from '../run-context.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { hasSucceeded, isInProgress, toRequest } from './deployment.ts'
import { historyLimit } from './list.ts'

/** Ends a dry run: reads what the real one would read, and shows what that would do. */
export async function preview(
  plan: AppPlan,
  finding: Promise<Source>,
  run: Run,
): Promise<OutcomeOf<'planned'>> {
  const { api, inputs, deadline, emit } = run
  const { creation, app, changes } = plan
  const page = app && (await api.listDeployments(app.id, historyLimit, deadline))
  const deployments = page?.deployments ?? []
  const source = await finding
  emit({ type: 'source.found', source })
  const request = toRequest(inputs, source)
  const blockers = deployments.filter(isInProgress)
  const spicepod = changes.find((change) => change.kind === 'spicepod')
  let spicepodDiff: string[][] | undefined = []
  if (spicepod?.update !== undefined) {
    const { diffSpicepods } = await import('../spicepod/diff.ts')
    spicepodDiff = diffSpicepods(spicepod.current, spicepod.desired.value, run.redact)
  }
  const resumes = Boolean(app?.current?.paused_at)
  const ignored = resumes ? describeIgnored('resuming', inputs) : ''
  if (ignored !== '') emit({ type: 'warning', text: ignored })
  const runtime = await findRuntimeChange(app?.current, resumes ? undefined : request, deployments, run)
  const deployment = { request, runtime, resumes, blockers }
  return { kind: 'planned', plan: { kind: 'deploy', creation, changes, spicepodDiff, ...deployment } }
}

const maxLookupMs = 3000

/** The runtime that a deployment would get, if that is known and another one than before. A resume has no request. */
async function findRuntimeChange(
  app: App | undefined,
  request: DeploymentRequest | undefined,
  deployments: readonly Deployment[],
  { api, clock, deadline }: Run,
): Promise<RuntimeChange | undefined> {
  const before = numberOf(deployments.find(hasSucceeded)?.image_tag)
  if (before === undefined) return undefined
  const change = (tag: string | undefined, by: RuntimeChange['by']) => {
    const after = numberOf(tag)
    return after === undefined || after === before ? undefined : { before, after, by }
  }
  const { image_tag: pin, update_channel, version } = app?.config ?? {}
  if (request?.image_tag) return change(request.image_tag, 'input')
  if (pin) return change(pin, 'pin')
  if ((request?.channel ?? update_channel) !== 'stable' || version || app === undefined) return undefined
  const soon = atMost(maxLookupMs, deadline, clock)
  return change(await api.getDefaultImage(soon).catch(ignoreCallError(undefined)), 'channel')
}

/** The version in a tag such as `2.3.2-enterprise-models`. */
function numberOf(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:-rc\.?\d+)?)(?![\d.])/.exec(tag ?? '')?.[1]
}
