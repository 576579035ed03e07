import { type ApplyOptions, applyPlan } from '../../src/app/apply.ts'
import { planApp, repositoryTags } from '../../src/app/plan.ts'
import type { DesiredApp } from '../../src/inputs/request.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { App } from '../../src/spice/schema.ts'

export const nothing: DesiredApp = { tags: undefined, spicepod: undefined, secrets: [] }

/** Brings an app to what is desired, as a run does before it deploys. */
export async function applyTo(
  app: App,
  desired: Partial<DesiredApp>,
  options: Pick<ApplyOptions, 'api' | 'deadline'> & Partial<ApplyOptions>,
) {
  const all = { ...nothing, ...desired }
  const env = options.env ?? {}
  const plan = planApp({ id: app.id, current: app }, all, repositoryTags(env))
  const inputs = { expectPlan: undefined, onRemoval: 'allow' } as const
  return applyPlan(plan, { clock: systemClock, emit() {}, env, desired: all, inputs, ...options })
}
