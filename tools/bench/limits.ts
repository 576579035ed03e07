import type { FleetFigures, MatrixFigures } from './fleet.ts'
import type { LagResult, Strategy } from './lag.ts'
import type { ScaleResult } from './scale.ts'
import type { SizeFigures } from './size.ts'
import type { StartupFigures } from './startup.ts'
import type { StuckResult } from './stuck.ts'

/** A limit that a measured value must not exceed. */
export interface Limit {
  what: string
  value: number
  max: number
  /** Of both numbers. */
  unit: 'times' | 'ms' | 'share' | 'requests' | 'bytes'
}

/** Whether the limit is exceeded. NaN exceeds every limit. */
export function isExceeded({ value, max }: Limit): boolean {
  return !(value <= max)
}

/** On an idle machine the ratio is 1.7. */
export function startupLimits({ ratio }: StartupFigures): Limit[] {
  return [{ what: 'start-up, bare fetch = 1', value: ratio, max: 2, unit: 'times' }]
}

/** Every run of every user downloads and unpacks this. */
export function sizeLimits({ downloadBytes, distBytes }: SizeFigures): Limit[] {
  return [
    { what: 'download, compressed', value: downloadBytes, max: 420_000, unit: 'bytes' },
    { what: 'dist without the sandbox', value: distBytes, max: 900_000, unit: 'bytes' },
  ]
}

/** What a run loads costs it start-up time. */
export function loadedLimits(bytes: number): Limit[] {
  return [{ what: 'loaded by a plain deployment', value: bytes, max: 450_000, unit: 'bytes' }]
}

/** Virtual time and seeded random numbers make these figures reproducible. They change only if the code changes. */
export function lagLimits(results: readonly LagResult[]): Limit[] {
  const limits: Limit[] = []
  const resultOf = (name: Strategy) => results.find(({ strategy }) => strategy === name)
  for (const { strategy, short, long, maxRequestsInTenMinutes } of results) {
    if (!strategy.startsWith('adaptive')) continue
    limits.push(
      { what: `${strategy}: median lag up to 20 s`, value: short.medianMs, max: 600, unit: 'ms' },
      { what: `${strategy}: p95 of the lag up to 20 s`, value: short.p95Ms, max: 1200, unit: 'ms' },
      { what: `${strategy}: median lag above 20 s`, value: long.medianShare, max: 0.03, unit: 'share' },
      { what: `${strategy}: p95 of the lag above 20 s`, value: long.p95Share, max: 0.06, unit: 'share' },
      {
        what: `${strategy}: requests in 10 min`,
        value: maxRequestsInTenMinutes,
        max: 120,
        unit: 'requests',
      },
    )
  }
  const [ours, fixed] = [resultOf('adaptive'), resultOf('fixed 10 s')]
  const share = (ours?.all.medianMs ?? Number.NaN) / (fixed?.all.medianMs ?? Number.NaN)
  limits.push({ what: 'adaptive: median lag, fixed 10 s = 1', value: share, max: 0.1, unit: 'times' })
  return limits
}

/** A list has 100 apps a page. The memory is that of Node and the bundle, and of what V8 has not collected yet. */
export function fleetLimits(
  results: readonly FleetFigures[],
  matrices: readonly MatrixFigures[],
  peakBytes: number,
): Limit[] {
  return [
    ...results.flatMap(({ apps, requestsPerApp, lists, virtualMs }): Limit[] => [
      { what: `${apps} apps: requests an app`, value: requestsPerApp, max: 2, unit: 'requests' },
      { what: `${apps} apps: pages`, value: lists, max: Math.floor(apps / 100) + 1, unit: 'requests' },
      { what: `${apps} apps: time, at 50 ms an answer`, value: virtualMs, max: 20_000, unit: 'ms' },
    ]),
    ...matrices.map(({ jobs, isDryRun, requests }): Limit => {
      const fleet = results.find(({ apps }) => apps === jobs)?.requests ?? Number.NaN
      const what = `${jobs} apps: requests, a matrix of ${isDryRun ? 'dry runs' : 'deployments'} = 1`
      return { what, value: fleet / requests, max: isDryRun ? 0.4 : 0.05, unit: 'times' }
    }),
    { what: 'peak memory with 1000 apps', value: peakBytes, max: 250_000_000, unit: 'bytes' },
  ]
}

/** Waiting cannot help from then on. */
export function stuckLimits(results: readonly StuckResult[]): Limit[] {
  return results.flatMap(({ cause, maxMs, stuck, runs }) => [
    { what: `stuck, ${cause}: longest wait for the end`, value: maxMs, max: 20_000, unit: 'ms' as const },
    { what: `stuck, ${cause}: not recognized`, value: (runs - stuck) / runs, max: 0, unit: 'share' as const },
  ])
}

export function scaleLimits(results: readonly ScaleResult[]): Limit[] {
  return results.flatMap(
    ({ runs, durationMs, correctOutcomes, rateLimitedLater, requestsLater }): Limit[] => {
      const about = `${runs} runs of ${durationMs / 1000} s`
      return [
        {
          what: `${about}: wrong outcomes`,
          value: 1 - correctOutcomes / runs,
          max: 0,
          unit: 'share',
        },
        {
          what: `${about}: 429 after the first minute`,
          value: rateLimitedLater / requestsLater,
          max: 0.01,
          unit: 'share',
        },
      ]
    },
  )
}
