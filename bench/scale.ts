import { epochMs, VirtualTime } from '../__tests__/chaos/virtual-time.ts'
import type { Answer } from '../sandbox/answer.ts'
import type { Call } from '../sandbox/call.ts'
import { Cloud } from '../sandbox/cloud.ts'
import type { Plan } from '../sandbox/plan.ts'
import { createOnce } from '../src/deployment/create.ts'
import { most } from '../src/deployment/find.ts'
import { remember } from '../src/deployment/identify.ts'
import { lookBefore } from '../src/deployment/look.ts'
import type { Outcome } from '../src/deployment/outcome.ts'
import { waitForEnd } from '../src/deployment/wait.ts'
import type { SpiceApi } from '../src/spice/api.ts'
import { deadlineIn, earlier, systemClock } from '../src/time.ts'
import { apiOf } from './api.ts'
import { dice, factor, quantile } from './figures.ts'
import { RateLimited, type Telling } from './rate-limit.ts'

export interface ScaleResult {
  runs: number
  telling: Telling
  /** The median; the deployments differ by about a third. */
  durationMs: number
  /** Outcomes that are what the cloud's own record says. */
  trueVerdicts: number
  requests: number
  turnedAwayInFirstMinute: number
  requestsLater: number
  turnedAwayLater: number
  /** Requests in the busiest minute after the first one. */
  busiestMinuteLater: number
  medianLagMs: number
  p95LagMs: number
  mostLagMs: number
  /** From the first run's start to the last run's end. */
  totalMs: number
}

export interface ScaleOptions {
  runs: number
  telling: Telling
  durationMs: number
}

/** Requests a minute of the whole organization. */
const limit = 1000
const firstAppId = 5000
/** How far apart the runs start. */
const startWithinMs = 1000
const timeoutMs = 1_800_000
const spread = 0.3

/**
 * Starts many runs of one organization in the same second, each on an app of its own, against a cloud that turns away
 * more than 1,000 requests a minute. All of it happens in virtual time, through the action's own code.
 */
export async function measureScale({ runs, telling, durationMs }: ScaleOptions): Promise<ScaleResult> {
  const random = dice(runs)
  const time = new VirtualTime(random)
  const now = () => epochMs + time.now()
  const lives = Array.from({ length: runs }, (_, index) => ({
    appId: firstAppId + index,
    endMs: durationMs * factor(spread, random),
    end: index % 7 === 3 ? ('failed' as const) : ('succeeded' as const),
  }))
  const planOf = ({ endMs, end }: (typeof lives)[number]): Plan => [
    { afterMs: 0, status: 'queued' },
    { afterMs: endMs / 4, status: 'in_progress' },
    { afterMs: endMs, status: end },
  ]
  const cloud = new Cloud({
    now,
    apps: lives.map(({ appId }) => ({ id: appId, name: `app-${appId}` })),
    planFor: ({ id }) => lives.filter(({ appId }) => appId === id).map(planOf)[0],
  })
  const limited = new RateLimited(cloud, { limit, windowMs: 60_000, telling, now })
  const far = {
    handle: async (call: Call): Promise<Answer> => {
      const answer = await limited.handle(call)
      return answer.kind === 'respond' ? { ...answer, kind: 'slow', delayMs: 50 + 100 * random() } : answer
    },
  }

  const ends: { isTrue: boolean; lagMs: number }[] = []
  await time.run(async () => {
    await Promise.all(
      lives.map(async ({ appId, endMs, end }) => {
        await systemClock.sleep(startWithinMs * random())
        const outcome = await deployTo(appId, apiOf(far, cloud.state.apiToken, systemClock), random)
        const records = cloud.state.records.filter((each) => each.appId === appId)
        const createdAt = records[0]?.createdAt ?? Number.NaN
        ends.push({
          isTrue: records.length === 1 && outcome.kind === end && createdAt + endMs <= now(),
          lagMs: now() - createdAt - endMs,
        })
      }),
    )
  }, 0)

  const first = limited.requests.filter(({ atMs }) => atMs < 60_000)
  const later = limited.requests.filter(({ atMs }) => atMs >= 60_000)
  const minutes = Object.values(Object.groupBy(later, ({ atMs }) => Math.floor(atMs / 60_000)))
  const lags = ends.map(({ lagMs }) => lagMs)
  return {
    runs,
    telling,
    durationMs,
    trueVerdicts: ends.filter(({ isTrue }) => isTrue).length,
    requests: limited.requests.length,
    turnedAwayInFirstMinute: first.filter(({ isTurnedAway }) => isTurnedAway).length,
    requestsLater: later.length,
    turnedAwayLater: later.filter(({ isTurnedAway }) => isTurnedAway).length,
    busiestMinuteLater: Math.max(0, ...minutes.map((requests) => requests?.length ?? 0)),
    medianLagMs: quantile(lags, 0.5),
    p95LagMs: quantile(lags, 0.95),
    mostLagMs: Math.max(...lags),
    totalMs: time.now(),
  }
}

/** A run, as far as the Management API has to do with it. */
async function deployTo(appId: number, api: SpiceApi, random: () => number): Promise<Outcome> {
  const clock = systemClock
  const deadline = deadlineIn(timeoutMs, clock, 30_000)
  const beside = Promise.allSettled([api.listOrgs(deadline), api.getApp(appId, deadline, { isQuiet: true })])
  const page = await lookBefore(api, appId, earlier(deadline, deadlineIn(10_000, clock)))
  const created = await createOnce({
    api,
    appId,
    request: { branch: 'main', commit_sha: String(appId).padStart(40, '0') },
    before: page && remember(page, most),
    onConflict: 'wait',
    mayRecordOtherCommit: () => false,
    requestTimeoutMs: 30_000,
    pollIntervalMs: undefined,
    deadline,
    clock,
    random,
    listener: {
      creating() {},
      waitingForTurn() {},
      createLost() {},
      createFound() {},
      createRepeated() {},
    },
  })
  if (created.kind !== 'created') return created
  const options = { api, appId, deadline, pollIntervalMs: undefined, clock, random, onSeen() {} }
  const outcome = await waitForEnd(created.deployment, options)
  await beside
  return outcome
}
