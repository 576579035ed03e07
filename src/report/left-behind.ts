import type { RunState } from '../core/state.ts'
import { join } from '../platform/text.ts'
import { shown } from './shown.ts'
import { describeChanges } from './wording.ts'

/** The changes that a run without a deployment has made to the app; empty if there are none. */
export function describePartialChanges({ applied, unconfirmed, settings, recovery }: RunState): string {
  const hasPushed = [...applied, unconfirmed].some((change) => change?.kind === 'spicepod')
  return join(
    ' ',
    applied.length > 0 && `Changes already made: ${describeChanges(applied)}.`,
    unconfirmed && `Unconfirmed: ${describeChanges([unconfirmed])}.`,
    hasPushed &&
      recovery === undefined &&
      settings.onFailure !== 'none' &&
      '`on-failure` only acts after a failed deployment or verification, or if Spice Cloud rejects the deployment for another reason than a conflict.',
  )
}

/** The unfinished work of a run that is killed now; empty if there is none. */
export function describeLeftBehind(state: RunState): string {
  const ofFeature = shown.map(({ leftBehind }) => leftBehind?.(state)).find(Boolean)
  return ofFeature ?? (state.deployment === undefined ? describePartialChanges(state) : '')
}
