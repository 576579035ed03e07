import type { CoreState } from '../../core/state.ts'
import { count, join } from '../../platform/text.ts'
import { wasVerified } from '../../report/checks.ts'
import { formatDuration } from '../../report/wording.ts'
import type { BakeFacts } from './events.ts'

// How an app went on after its verification, in words.

/** How long the app was watched, in whole seconds; undefined if it was not. */
export function bakedSeconds({ phases }: Pick<CoreState, 'phases'>): number | undefined {
  const { startMs, endMs } = phases.find(({ name }) => name === 'bake') ?? {}
  return startMs === undefined || endMs === undefined ? undefined : Math.round((endMs - startMs) / 1000)
}

/** `healthy for 10m`, or how it went otherwise; empty without a bake. */
export function describeBake(state: CoreState & BakeFacts): string {
  const { bake, outcome, watch } = state
  if (bake === undefined) return ''
  const { hasEnded, badPolls, until } = bake
  const time = formatDuration((bakedSeconds(state) ?? 0) * 1000)
  if (watch?.problem !== undefined) return `went bad within ${time}`
  if (outcome?.kind === 'unverified' || !hasEnded) return `watched for ${time}`
  return join(
    ', ',
    `healthy for ${time}`,
    badPolls > 0 && `but for ${count(badPolls, 'poll')}`,
    until && `until ${until}`,
  )
}

/** Describes, for the post step, a run that is killed while it watches the app. */
export function describeInterruptedBake(state: CoreState & BakeFacts): string {
  return `The run was watching the app${wasVerified(state) ? ', which had been verified before' : ''}.`
}

/** Why a deployment that was verified is not any more, after its name; empty without a bake. */
export function describeBadBake({ bake, outcome }: CoreState & BakeFacts): string {
  if (bake === undefined || outcome?.kind !== 'unverified') return ''
  if (!outcome.isUnchecked) return 'the app has gone bad'
  return bake.badPolls > 0
    ? 'it is not known whether the app is well again'
    : 'nothing is known of the app since'
}
