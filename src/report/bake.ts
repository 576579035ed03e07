import { count, join } from '../platform/text.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

// How an app went on after its verification, in words.

/** How long the app was watched, in whole seconds; undefined if it was not. */
export function bakedSeconds({ phases }: Pick<RunState, 'phases'>): number | undefined {
  const { startMs, endMs } = phases.find(({ name }) => name === 'bake') ?? {}
  return startMs === undefined || endMs === undefined ? undefined : Math.round((endMs - startMs) / 1000)
}

/** `healthy for 10m`, or how it went otherwise; empty without a bake. */
export function describeBake(state: RunState): string {
  const { bake, outcome } = state
  if (bake === undefined) return ''
  const { hasEnded, badLooks, problem, until } = bake
  const time = formatDuration((bakedSeconds(state) ?? 0) * 1000)
  if (problem !== undefined) return `went bad within ${time}`
  if (outcome?.kind === 'unverified' || !hasEnded) return `watched for ${time}`
  return join(
    ', ',
    `healthy for ${time}`,
    badLooks > 0 && `but for ${count(badLooks, 'look')}`,
    until && `until ${until}`,
  )
}

/** Describes, for the post step, a run that is killed while it watches the app. */
export function describeInterruptedBake(state: RunState): string {
  return `The run was watching the app${wasVerified(state) ? ', which had been verified before' : ''}.`
}

/** Whether the run did not wait for its deployment, which may have succeeded at once nevertheless. */
export function isLeftAlone({ outcome, settings }: RunState): boolean {
  return (
    outcome?.kind === 'started' || (outcome?.kind === 'succeeded' && settings.waitForCompletion === false)
  )
}

/** Whether the checks have come to their end. In a bake they have passed. */
export function wasVerified({ skipped, verification }: RunState): boolean {
  return skipped === undefined && verification !== undefined
}

/** Whether a check ran whose failure would have counted: a test that only warns proves nothing. */
export function wasProven({ settings, verification, compared }: RunState): boolean {
  const isTested = verification?.tests.some(({ severity }) => severity !== 'warn')
  const isCompared = compared !== undefined && compared.changes.length + compared.unchanged > 0
  return Boolean(settings.datasetTimeoutMs) || isTested === true || isCompared
}

/** Why a deployment that succeeded counts as not verified, in a sentence; empty if it was verified. */
export function whyNotVerified(state: RunState): string {
  if (!wasVerified(state)) {
    return `Not verified: ${isLeftAlone(state) ? '`wait-for-completion` is `false`' : 'checks are off'}.`
  }
  return wasProven(state) ? '' : 'Not verified: no check has run whose failure would count.'
}

/** Reason why a deployment that succeeded is not verified, in a bake or in the verification before it. */
export function describeUnverified(isUnchecked: boolean, { bake }: RunState): string {
  if (bake !== undefined && isUnchecked) {
    return bake.badLooks > 0
      ? 'it is not known whether the app is well again'
      : 'nothing is known of the app since'
  }
  if (bake !== undefined) return 'the app has gone bad'
  return isUnchecked ? 'it could not be verified' : 'verification failed'
}
