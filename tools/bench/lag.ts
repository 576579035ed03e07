import { Cloud } from '../../sandbox/cloud.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { waitForEnd } from '../../src/deploy/watch.ts'
import { type Clock, deadlineIn } from '../../src/platform/clock.ts'
import { createRng } from '../../testing/random.ts'
import { apiOf } from './api.ts'
import { quantile, randomFactor } from './figures.ts'
import type { Limit } from './limits.ts'

/** What a strategy sets. The rest is the action's own code. */
interface PollOptions {
  recentDurationsMs?: readonly number[]
  pollIntervalMs?: number
}

/** Strategies for polling. Each gets the durations of earlier deployments. */
export const strategies = {
  adaptive: (recentDurationsMs) => ({ recentDurationsMs }),
  'adaptive, first time': () => ({}),
  // Half of the earlier deployments took twice as long, the others half as long.
  'adaptive, misled': (recentDurationsMs) => ({
    recentDurationsMs: recentDurationsMs.map((ms, index) => (index % 2 === 0 ? ms * 2 : ms / 2)),
  }),
  'fixed 10 s': () => ({ pollIntervalMs: 10_000 }),
} satisfies Record<string, (recentDurationsMs: readonly number[]) => PollOptions>

export type Strategy = keyof typeof strategies

const tenMinutesMs = 600_000
const maxShortMs = 20_000

/** 30 durations from 3 s to 20 min, evenly spaced on a logarithmic scale, with one moved to exactly ten minutes. */
const durationsMs = Array.from({ length: 30 }, (_, index) => {
  const ms = Math.round(3000 * 400 ** (index / 29))
  return Math.abs(ms - tenMinutesMs) < 60_000 ? tenMinutesMs : ms
})

/** How much the durations of one app's deployments differ. */
const spread = 0.1
const knownDurations = 8

/**
 * Waits for simulated deployments with the action's own code, from its schedule to its HTTP client, and measures how late
 * their ends are noticed. Time is virtual and passes only in pauses; requests take no time.
 *
 * @param count the number of deployments of each duration
 */
export async function measureLag(names: readonly Strategy[], count: number): Promise<Limit[]> {
  const limits: Limit[] = []
  const medians = new Map<Strategy, number>()
  for (const name of names) {
    const waits = await waitWith(name, count)
    const lags = (some: readonly Wait[]) => some.map(({ lagMs }) => lagMs)
    medians.set(name, quantile(lags(waits), 0.5))
    if (!name.startsWith('adaptive')) continue
    const short = lags(waits.filter(({ endMs }) => endMs <= maxShortMs))
    const long = waits.filter(({ endMs }) => endMs > maxShortMs).map(({ lagMs, endMs }) => lagMs / endMs)
    const requests = waits.flatMap((wait) => (wait.durationMs === tenMinutesMs ? wait.requests : []))
    limits.push(
      { what: `${name}: median lag up to 20 s`, value: quantile(short, 0.5), max: 600, unit: 'ms' },
      { what: `${name}: p95 of the lag up to 20 s`, value: quantile(short, 0.95), max: 1200, unit: 'ms' },
      { what: `${name}: median lag above 20 s`, value: quantile(long, 0.5), max: 0.03, unit: 'share' },
      { what: `${name}: p95 of the lag above 20 s`, value: quantile(long, 0.95), max: 0.06, unit: 'share' },
      { what: `${name}: requests in 10 min`, value: Math.max(...requests), max: 120, unit: 'requests' },
    )
  }
  const share = (medians.get('adaptive') ?? Number.NaN) / (medians.get('fixed 10 s') ?? Number.NaN)
  return [...limits, { what: 'adaptive: median lag, fixed 10 s = 1', value: share, max: 0.1, unit: 'times' }]
}

interface Wait {
  durationMs: number
  endMs: number
  lagMs: number
  requests: number
}

async function waitWith(strategy: Strategy, count: number): Promise<Wait[]> {
  const waits: Wait[] = []
  for (const durationMs of durationsMs) {
    // Every strategy gets the same deployments.
    const random = createRng(durationMs)
    for (let index = 0; index < count; index++) {
      const recentDurationsMs = Array.from(
        { length: knownDurations },
        () => durationMs * randomFactor(spread, random),
      )
      // The requests in ten minutes have a limit, so these deployments take almost exactly ten minutes.
      const endMs = durationMs * randomFactor(durationMs === tenMinutesMs ? 0.01 : spread, random)
      const startMs = endMs * (0.05 + 0.35 * random())
      const options = strategies[strategy](recentDurationsMs)
      const wait = await measureWait(endMs, startMs, options, createRng(durationMs + index))
      waits.push({ durationMs, ...wait })
    }
  }
  return waits
}

async function measureWait(
  endMs: number,
  startMs: number,
  options: PollOptions,
  random: () => number,
): Promise<Omit<Wait, 'durationMs'>> {
  let now = 0
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  }
  const cloud = new Cloud({
    now: () => now,
    plan: [
      { afterMs: 0, status: 'queued' },
      { afterMs: startMs, status: 'in_progress' },
      { afterMs: endMs, status: 'succeeded' },
    ],
  })
  const appId = DEFAULT_APP.id
  const api = apiOf(cloud, cloud.state.apiToken, clock)
  const deadline = deadlineIn(2 * endMs + 60_000, clock)
  const created = await api.createDeployment(appId, {}, deadline)
  const { pollIntervalMs, recentDurationsMs } = options
  const outcome = await waitForEnd(
    created,
    { appId, origin: { kind: 'created', isListed: false }, recentDurationsMs },
    { api, inputs: { pollIntervalMs, requestTimeoutMs: 30_000 }, deadline, clock, random, emit() {} },
  )
  if (outcome.kind !== 'succeeded')
    throw new Error(`The outcome of a simulated deployment is ${outcome.kind}.`)
  return { endMs, lagMs: now - endMs, requests: cloud.requests.length - 1 }
}
