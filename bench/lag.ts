import { Cloud } from '../sandbox/cloud.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import { waitForEnd } from '../src/deployment/wait.ts'
import { type Clock, deadlineIn } from '../src/time.ts'
import { apiOf } from './api.ts'
import { dice, factor, quantile } from './figures.ts'

/** What decides when to look; the rest is the action's own. */
interface Choice {
  usualMs?: readonly number[]
  pollIntervalMs?: number
}

/** Ways to decide when to look, each told when the deployment ends, for the oracle, and what earlier ones took. */
export const strategies = {
  adaptive: (_endMs, usualMs) => ({ usualMs }),
  'adaptive, first time': () => ({}),
  // Half of what it remembers took twice as long, the other half half as long.
  'adaptive, misled': (_endMs, usualMs) => ({
    usualMs: usualMs.map((ms, index) => (index % 2 === 0 ? ms * 2 : ms / 2)),
  }),
  'fixed 10 s': () => ({ pollIntervalMs: 10_000 }),
  'fixed 1 s': () => ({ pollIntervalMs: 1000 }),
  oracle: (endMs) => ({ pollIntervalMs: endMs }),
} satisfies Record<string, (endMs: number, usualMs: readonly number[]) => Choice>

export type Strategy = keyof typeof strategies

/** How late ends are noticed, and what it takes. */
export interface LagFigures {
  medianMs: number
  p95Ms: number
  /** As shares of what the deployment took. */
  medianShare: number
  p95Share: number
  /** Requests for each deployment. */
  medianRequests: number
  mostRequests: number
}

export interface LagResult {
  strategy: Strategy
  byDuration: (LagFigures & { durationMs: number })[]
  /** Deployments of up to 20 s, and those that take longer. */
  short: LagFigures
  long: LagFigures
  all: LagFigures
}

export const tenMinutesMs = 600_000
export const shortMs = 20_000

/** 30 durations from 3 s to 20 min, evenly apart on a logarithmic scale but for the one nearest to ten minutes. */
export const durationsMs = Array.from({ length: 30 }, (_, index) => {
  const ms = Math.round(3000 * 400 ** (index / 29))
  return Math.abs(ms - tenMinutesMs) < 60_000 ? tenMinutesMs : ms
})

/** How much the deployments of one app differ. */
const spread = 0.1
const remembered = 8

/**
 * Watches simulated deployments with the action's own code, from its schedule to its HTTP client, in a time that
 * passes in its pauses alone: requests take none.
 *
 * @param phases how many deployments of each duration
 */
export async function measureLag(strategy: Strategy, phases: number): Promise<LagResult> {
  const watches: (Watch & { durationMs: number })[] = []
  for (const durationMs of durationsMs) {
    // The same deployments for every strategy.
    const random = dice(durationMs)
    for (let phase = 0; phase < phases; phase++) {
      const usualMs = Array.from({ length: remembered }, () => durationMs * factor(spread, random))
      // Its requests are held to a limit, so it takes what its name says.
      const endMs = durationMs * factor(durationMs === tenMinutesMs ? 0.01 : spread, random)
      const startMs = endMs * (0.05 + 0.35 * random())
      const choice = strategies[strategy](endMs, usualMs)
      watches.push({ durationMs, ...(await watch(endMs, startMs, choice, dice(durationMs + phase))) })
    }
  }
  return {
    strategy,
    byDuration: durationsMs.map((durationMs) => ({
      durationMs,
      ...summarize(watches.filter((each) => each.durationMs === durationMs)),
    })),
    short: summarize(watches.filter(({ endMs }) => endMs <= shortMs)),
    long: summarize(watches.filter(({ endMs }) => endMs > shortMs)),
    all: summarize(watches),
  }
}

interface Watch {
  endMs: number
  lagMs: number
  requests: number
}

function summarize(watches: readonly Watch[]): LagFigures {
  const lags = watches.map(({ lagMs }) => lagMs)
  const shares = watches.map(({ lagMs, endMs }) => lagMs / endMs)
  const requests = watches.map((each) => each.requests)
  return {
    medianMs: quantile(lags, 0.5),
    p95Ms: quantile(lags, 0.95),
    medianShare: quantile(shares, 0.5),
    p95Share: quantile(shares, 0.95),
    medianRequests: quantile(requests, 0.5),
    mostRequests: Math.max(...requests),
  }
}

async function watch(endMs: number, startMs: number, choice: Choice, random: () => number): Promise<Watch> {
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
  const outcome = await waitForEnd(created, {
    api,
    appId,
    deadline,
    pollIntervalMs: choice.pollIntervalMs,
    usualMs: choice.usualMs,
    clock,
    random,
    onSeen() {},
  })
  if (outcome.kind !== 'succeeded') throw new Error(`A simulated deployment ended as ${outcome.kind}.`)
  return { endMs, lagMs: now - endMs, requests: cloud.requests.length - 1 }
}
