import { type LagResult, type Strategy, tenMinutesMs } from './lag.ts'
import type { ScaleResult } from './scale.ts'
import type { StartupFigures } from './startup.ts'

/** Something that must hold. */
export interface Limit {
  what: string
  value: number
  most: number
  /** How the two are to be read. */
  unit: 'times' | 'ms' | 'share' | 'requests'
}

/** A figure that is none breaks it too. */
export function isBroken({ value, most }: Pick<Limit, 'value' | 'most'>): boolean {
  return !(value <= most)
}

/**
 * Start-up against the bare script, which is 1.8 on a quiet machine (see docs/performance.md); what is above it leaves
 * room for a busy one.
 */
const mostStartupRatio = 2

export function startupLimits(figures: readonly StartupFigures[]): Limit[] {
  return figures
    .filter(({ name }) => name === 'action, api-token')
    .map(({ ratio, name }) => ({
      what: `${name}: start-up, bare fetch = 1`,
      value: ratio,
      most: mostStartupRatio,
      unit: 'times',
    }))
}

/** These come from virtual time and seeded chance: they change with the code alone. */
export function lagLimits(results: readonly LagResult[]): Limit[] {
  const limits: Limit[] = []
  const find = (name: Strategy) => results.find(({ strategy }) => strategy === name)
  for (const { strategy, short, long, byDuration } of results) {
    if (!strategy.startsWith('adaptive')) continue
    const ten = byDuration.find(({ durationMs }) => durationMs === tenMinutesMs)
    limits.push(
      { what: `${strategy}: median lag up to 20 s`, value: short.medianMs, most: 600, unit: 'ms' },
      { what: `${strategy}: p95 of the lag up to 20 s`, value: short.p95Ms, most: 1200, unit: 'ms' },
      { what: `${strategy}: median lag beyond`, value: long.medianShare, most: 0.03, unit: 'share' },
      { what: `${strategy}: p95 of the lag beyond`, value: long.p95Share, most: 0.06, unit: 'share' },
      {
        what: `${strategy}: most requests in 10 min`,
        value: ten?.mostRequests ?? Number.NaN,
        most: 120,
        unit: 'requests',
      },
    )
  }
  const [ours, fixed] = [find('adaptive'), find('fixed 10 s')]
  const share = (ours?.all.medianMs ?? Number.NaN) / (fixed?.all.medianMs ?? Number.NaN)
  limits.push({ what: 'adaptive: median lag, fixed 10 s = 1', value: share, most: 0.1, unit: 'times' })
  return limits
}

export function scaleLimits(results: readonly ScaleResult[]): Limit[] {
  return results.flatMap(
    ({ runs, telling, durationMs, trueVerdicts, turnedAwayLater, requestsLater }): Limit[] => {
      const about = `${runs} runs of ${durationMs / 1000} s, ${telling}`
      return [
        {
          what: `${about}: verdicts that are not true`,
          value: 1 - trueVerdicts / runs,
          most: 0,
          unit: 'share',
        },
        {
          what: `${about}: 429 after the first minute`,
          value: turnedAwayLater / requestsLater,
          most: 0.01,
          unit: 'share',
        },
      ]
    },
  )
}
