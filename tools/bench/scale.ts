import type { Answer } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import { Cloud } from '../../sandbox/cloud.ts'
import type { Plan } from '../../sandbox/plan.ts'
import { type CreateOptions, createOnce } from '../../src/deploy/create.ts'
import { listBefore } from '../../src/deploy/list.ts'
import { waitForEnd } from '../../src/deploy/watch.ts'
import { Doctor } from '../../src/features/doctor/doctor.ts'
import { epochMs, VirtualTime } from '../../testing/virtual-time.ts'
// Loaded before time is virtual.
import '../../src/features/doctor/judge.ts'
import '../../src/features/doctor/reader.ts'
import { type Outcome, outcomeOfStop } from '../../src/core/outcome.ts'
import type { Run } from '../../src/core/run.ts'
import { atMost, deadlineIn, systemClock } from '../../src/platform/clock.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import { createRng } from '../../testing/random.ts'
import { apiOf } from './api.ts'
import { randomFactor } from './figures.ts'
import type { Limit } from './limits.ts'

export interface ScaleOptions {
  runs: number
  durationMs: number
}

/** Of the whole organization. */
const rateLimit = { requests: 1000, seconds: 60, headers: true }
const firstAppId = 5000
/** All runs start within this time. */
const startWithinMs = 1000
const timeoutMs = 1_800_000
const spread = 0.3

/**
 * Starts many runs of one organization in the same second, each with its own app, against a cloud that accepts 1,000
 * requests per minute. The runs use the action's own code in virtual time.
 */
export async function measureScale({ runs, durationMs }: ScaleOptions): Promise<Limit[]> {
  const random = createRng(runs)
  const time = new VirtualTime(random)
  const now = () => epochMs + time.now()
  const deployments = Array.from({ length: runs }, (_, index) => ({
    appId: firstAppId + index,
    endMs: durationMs * randomFactor(spread, random),
    end: index % 7 === 3 ? ('failed' as const) : ('succeeded' as const),
  }))
  const planOf = ({ endMs, end }: (typeof deployments)[number]): Plan => [
    { afterMs: 0, status: 'queued' },
    { afterMs: endMs / 4, status: 'in_progress' },
    { afterMs: endMs, status: end },
  ]
  const cloud = new Cloud({
    now,
    rateLimit,
    apps: deployments.map(({ appId }) => ({ id: appId, name: `app-${appId}` })),
    planFor: ({ id }) => deployments.filter(({ appId }) => appId === id).map(planOf)[0],
  })
  const answered: { atMs: number; status: number }[] = []
  const remote = {
    handle: async (call: Call): Promise<Answer> => {
      const atMs = time.now()
      const answer = await cloud.handle(call)
      if (answer.kind !== 'respond') return answer
      answered.push({ atMs, status: answer.reply.status })
      return { ...answer, kind: 'slow', delayMs: 50 + 100 * random() }
    },
  }

  let correctOutcomes = 0
  await time.run(async () => {
    await Promise.all(
      deployments.map(async ({ appId, endMs, end }) => {
        await systemClock.sleep(startWithinMs * random())
        const outcome = await deployTo(appId, apiOf(remote, cloud.state.apiToken, systemClock), random)
        const records = cloud.state.records.filter((each) => each.appId === appId)
        const createdAt = records[0]?.createdAt ?? Number.NaN
        if (records.length === 1 && outcome.kind === end && createdAt + endMs <= now()) correctOutcomes++
      }),
    )
  }, 0)

  const later = answered.filter(({ atMs }) => atMs >= 1000 * rateLimit.seconds)
  const limited = later.filter(({ status }) => status === 429)
  const about = `${runs} runs of ${durationMs / 1000} s`
  return [
    { what: `${about}: wrong outcomes`, value: 1 - correctOutcomes / runs, max: 0, unit: 'share' },
    {
      what: `${about}: 429 after the first minute`,
      value: limited.length / later.length,
      max: 0.01,
      unit: 'share',
    },
  ]
}

/** One run, reduced to its calls of the Management API. */
async function deployTo(appId: number, api: SpiceApi, random: () => number): Promise<Outcome> {
  const clock = systemClock
  const deadline = deadlineIn(timeoutMs, clock, 30_000)
  const backgroundReads = Promise.allSettled([
    api.listOrgs(deadline),
    api.getApp(appId, deadline, { reportErrors: false }),
  ])
  const list = await listBefore(api, appId, atMost(10_000, deadline, clock))
  const inputs = { pollIntervalMs: undefined, requestTimeoutMs: 30_000 }
  const run = { api, inputs, deadline, clock, random, emit() {} }
  const options: CreateOptions = {
    appId,
    request: { branch: 'main', commit_sha: String(appId).padStart(40, '0') },
    before: list,
    onConflict: 'wait',
    onPaused: 'fail',
    mayRecordOtherCommit: false,
  }
  const created = await createOnce(options, run).catch(outcomeOfStop)
  if (created.kind !== 'created') return created
  const { deployment } = created
  const patient = { app: { id: appId, current: undefined }, deployment, served }
  const rollout = new Doctor(patient, doctorRun(api, random, deployment.id))
  const outcome = await waitForEnd(deployment, { appId, origin: created, rollout }, run).finally(() =>
    rollout.stop(),
  )
  await backgroundReads
  return outcome
}

const served = { get: async () => ({ certainty: 'not known', why: 'the app was not read' }) as const }

/** A data plane shows one instance that loads, and has no rate limit. */
function doctorRun(api: SpiceApi, random: () => number, id: number): Run {
  const annotations = { 'spice.ai/deployment-id': String(id) }
  const podStatuses = [{ name: 'spicepod-0', spicedStatus: { ready: false }, annotations }]
  return {
    api,
    clock: systemClock,
    random,
    fetch: async (input: string | URL | Request) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      if (pathname.endsWith('/logs')) return new Response('')
      return pathname === '/v1/spice_runtime' ? Response.json({ status: { podStatuses } }) : Response.json([])
    },
    inputs: {
      onStuck: 'fail',
      stuckAfterMs: 120_000,
      runtimeUrl: undefined,
      region: 'us-east-1',
    },
    desired: { spicepod: undefined },
    redact: (text: string) => text,
    hide() {},
    emit() {},
  } as unknown as Run
}
