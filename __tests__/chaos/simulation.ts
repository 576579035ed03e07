import { Cloud } from '../../sandbox/cloud.ts'
import { type DeploymentSeed, isRefused, showDeployments } from '../../sandbox/deployments.ts'
import { fetchFrom } from '../../sandbox/memory.ts'
import type { DeploymentStatus, Plan } from '../../sandbox/plan.ts'
import { createRuntime } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import type { InstanceSettings } from '../../sandbox/state-options.ts'
import type { RunEvent } from '../../src/core/events.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { deploy } from '../../src/core/story.ts'
import { readPayload } from '../../src/github/event.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import type { DesiredApp } from '../../src/inputs/request.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { createApi } from '../../src/spice/api.ts'
import { createMemoryRunner } from '../../testing/memory.ts'
import { createRng } from '../../testing/random.ts'
import { epochMs, VirtualTime } from '../../testing/virtual-time.ts'
import { fatalLine, lifeOfOthers, oldSpicepod, rolloutOf, settingsOf, spicepod } from './instances.ts'
import { type Exchange, Network } from './network.ts'
import type { Life, RecoveryCase, Schedule } from './schedule.ts'

/** The result of a schedule. */
export interface Simulation {
  schedule: Schedule
  outcome: Outcome
  /** When the run knew how the deployment ended, or that it would not. */
  decidedAtMs: number
  endedAtMs: number
  /** The events of the run. */
  events: { atMs: number; what: string }[]
  exchanges: readonly Exchange[]
  cloud: Cloud
  /** Ids of the deployments that requests of the run have created. */
  ours: readonly number[]
  /** The runs of a job that is run again; otherwise there is one. */
  attempts: readonly Attempt[]
  /** From the cloud's own record; undefined if it did not exist. */
  statusAt(id: number, atMs: number): DeploymentStatus | undefined
  /** Other deployments that were unfinished. */
  othersUnfinishedAt(atMs: number): number[]
}

export interface Attempt {
  outcome: Outcome
  startedAtMs: number
  endedAtMs: number
  events: Simulation['events']
  exchanges: readonly Exchange[]
}

export type Act = typeof deploy

export const ourCommit = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
/** The deployment of a rollback has none. */
export const ourMessage = 'Fix the meter'
const anotherCommit = '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7'
const branch = 'main'

const desired: DesiredApp = { tags: undefined, spicepod: undefined, secrets: [] }
const secrets: DesiredApp['secrets'] = [{ name: 'FARES_KEY', value: 'wren-4711' }]
const pushed: NonNullable<DesiredApp['spicepod']> = {
  path: 'spicepod.yaml',
  text: JSON.stringify(spicepod),
  value: spicepod,
  locate: () => ({ file: 'spicepod.yaml', line: 1, column: 1 }),
}

/** For what the server does after the run has ended, at most twice the longest request timeout later. */
const aftermathMs = 60_000

/** Runs a schedule to its end, through the action's own code from inputs to outcome. */
export async function play(schedule: Schedule, act: Act = deploy): Promise<Simulation> {
  // Chance must not tell two runs apart that are compared.
  const random = schedule.blindness === undefined ? createRng(schedule.rngSeed) : () => 0.5
  const time = new VirtualTime(random)
  const { clockAheadMs, conflicts } = schedule.cloud
  const cloud = createCloud(schedule, () => epochMs + time.now() + clockAheadMs)
  const network = new Network(cloud, schedule, time)
  const runtime = createRuntime(cloud, { ignoresTarget: schedule.instances.ignoresTarget })
  const endings = new Endings(schedule, cloud)
  const attempts: Attempt[] = []
  let events: Simulation['events'] = []
  let decidedAtMs: number | undefined
  await time.run(async () => {
    bringOthers(schedule, cloud)
    for (const atMs of schedule.tokens?.expireAtMs ?? []) {
      setTimeout(() => cloud.state.tokens.expireIssued(), atMs)
    }
    const clock = systemClock
    const { inputs, credentials } = inputsOf(schedule, cloud)
    const emit = (event: RunEvent) => {
      if (event.type === 'outcome.decided') decidedAtMs ??= time.now()
      if (event.type === 'rollout.finding' && event.isBlocker) endings.begin(attempts.length)
      const what = describeEvent(event)
      if (what !== undefined) events.push({ atMs: time.now(), what })
    }
    const redaction = new Redaction(() => {})
    for (const word of schedule.secretWords ?? []) redaction.addCredential(word)
    const { redact, redactCredentials } = redaction
    const connection = { fetch: fetchFrom(network), clock, random: Math.random }
    const api = createApi({ ...inputs, ...connection, credentials, secrets: redaction, emit })
    const attempt = (runAttempt: number, desired: DesiredApp) =>
      act(
        { inputs, desired, spicepodReport: undefined, tables: [], probes: [], payload: readPayload({}) },
        {
          api,
          clock,
          random,
          env: { GITHUB_RUN_ATTEMPT: String(runAttempt) },
          emit,
          redact,
          redactCredentials,
          hide: (credential) => redaction.addCredential(credential),
          fetch: fetchFrom(schedule.instances.hasDataPlane ? runtime : nowhere),
        },
      )
    const run = async (runAttempt: number, desired: DesiredApp) => {
      const startedAtMs = time.now()
      const before = network.exchanges.length
      events = []
      const outcome = await attempt(runAttempt, desired)
      const exchanges = network.exchanges.slice(before)
      attempts.push({ outcome, startedAtMs, endedAtMs: time.now(), events, exchanges })
    }
    const { recovery, paused } = schedule
    const spicepod = recovery && pushed
    await run(schedule.inputs.runAttempt, { ...desired, spicepod, ...(paused?.hasSecret && { secrets }) })
    if (recovery?.rerunAfterMs === undefined) return
    await clock.sleep(recovery.rerunAfterMs)
    await run(2, { ...desired, spicepod, secrets })
  }, aftermathMs)
  const [last] = attempts.slice(-1)
  if (last === undefined) throw new Error('nothing was run')
  const { outcome, endedAtMs } = last

  // Other deployments were never requested by this run.
  const ours = cloud.state.records.filter(({ request }) => request !== null).map(({ id }) => id)
  const shownAt = (atMs: number) => {
    const now = epochMs + atMs + clockAheadMs
    const records = cloud.state.records.filter(({ createdAt }) => createdAt <= now)
    return showDeployments(records, conflicts, now)
  }
  return {
    schedule,
    outcome,
    attempts,
    decidedAtMs: decidedAtMs ?? endedAtMs,
    endedAtMs,
    events: attempts.flatMap((attempt) => attempt.events),
    exchanges: network.exchanges,
    cloud,
    ours,
    statusAt: (id, atMs) => shownAt(atMs).find((each) => each.id === id)?.status,
    othersUnfinishedAt: (atMs) =>
      shownAt(atMs)
        .filter(({ id, status }) => !ours.includes(id) && ['queued', 'in_progress'].includes(status))
        .map(({ id }) => id),
  }
}

const nowhere = { handle: () => Promise.resolve({ kind: 'reset' } as const) }

function createCloud(schedule: Schedule, now: () => number): Cloud {
  const { cloud, life, tokens, faults, paused, recovery } = schedule
  const commitSha = { no: '', 'our commit': ourCommit, 'another commit': anotherCommit }[cloud.github]
  return new Cloud({
    now,
    apps: [
      {
        ...DEFAULT_APP,
        spicepod: recovery ? oldSpicepod : spicepod,
        paused: paused !== undefined,
        ...(commitSha !== '' && { github: { branch, commitSha } }),
      },
    ],
    conflicts: cloud.conflicts,
    listLagMs: cloud.listLagMs,
    singleDeployment: cloud.hasSingleDeployment,
    plan: planOf(life),
    instances: settingsOf(schedule.instances, rolloutsOf(schedule)),
    faults,
    ...(tokens && { client: { tokenLifetimeSeconds: tokens.lifeSeconds, ...announcementOf(tokens) } }),
  })
}

const announcementOf = ({ lifeSeconds, announced }: NonNullable<Schedule['tokens']>) => ({
  announcedLifetimeSeconds: { truly: lifeSeconds, not: null, 'too long': 7200 }[announced],
})

/** How the deployments go that the run creates. */
function rolloutsOf({ instances, life, recovery }: Schedule): InstanceSettings['rolloutFor'] {
  if (recovery === undefined) return () => rolloutOf(instances, planOf(life))
  let ours = 0
  return (_, request) => {
    if (request.commit_message !== ourMessage) return { plan: planOf(recovery.rollbackLife) }
    const afterMs = recovery.fatalAfterMs[ours++]
    const lines = afterMs === undefined ? [] : [{ afterMs, text: fatalLine }]
    const plan = planOf(life)
    return { plan, ...rolloutOf({ ...instances, lines: [...instances.lines, ...lines] }, plan) }
  }
}

/** Ends deployments of the run once they were found stuck, each at the request that the schedule says. */
class Endings {
  readonly #endings: RecoveryCase['endings']
  #left = 0
  #status: 'succeeded' | 'failed' | undefined

  constructor({ recovery }: Schedule, cloud: Cloud) {
    this.#endings = recovery?.endings ?? []
    const handle = cloud.handle.bind(cloud)
    cloud.handle = (call) => {
      if (this.#status !== undefined && --this.#left === 0) this.#end(cloud, this.#status)
      return handle(call)
    }
  }

  /** @param attempt from 0 */
  begin(attempt: number): void {
    const ending = this.#endings[attempt]
    this.#status = ending?.status
    this.#left = ending?.requests ?? 0
  }

  #end({ state }: Cloud, status: 'succeeded' | 'failed'): void {
    const record = state.records.findLast(({ request }) => request?.commit_message === ourMessage)
    const shown = state.deploymentsOf(DEFAULT_APP.id).find(({ id }) => id === record?.id)
    if (record === undefined || shown?.status !== 'in_progress') return
    const afterMs = state.now() - record.createdAt
    const plan = record.plan.filter((step) => step.afterMs < afterMs)
    Object.assign(record, { plan: [...plan, { afterMs, status }] })
  }
}

function bringOthers(
  { cloud: { conflicts, github }, others, instances, life, paused }: Schedule,
  cloud: Cloud,
): void {
  const { state } = cloud
  const [app] = state.apps
  const mayDeploy = () => !isRefused(state.deploymentsOf(DEFAULT_APP.id), conflicts)
  if (paused?.resumedAtMs !== undefined) {
    setTimeout(() => {
      if (app === undefined || app.pausedAt === null || !mayDeploy()) return
      app.pausedAt = null
      state.seed({ appId: app.id, plan: planOf(life), branch, commitSha: app.github?.commitSha ?? null })
    }, paused.resumedAtMs)
  }
  // Ids are in order of time, as on a server.
  for (const { atMs, life, isTwin } of others.toSorted((one, other) => one.atMs - other.atMs)) {
    const commitSha =
      github === 'no' ? (isTwin ? ourCommit : anotherCommit) : (state.apps[0]?.github?.commitSha ?? null)
    const seed: DeploymentSeed = {
      appId: DEFAULT_APP.id,
      plan: planOf(life),
      branch,
      commitSha,
      instances: [lifeOfOthers(instances, life.ends === 'succeeded')],
    }
    if (atMs < 0) state.seed({ ...seed, createdMsAgo: -atMs })
    else {
      setTimeout(() => {
        if (app?.pausedAt === null && mayDeploy()) state.seed(seed)
      }, atMs)
    }
  }
}

function planOf({ ends, ms }: Life): Plan {
  const queued = { afterMs: 0, status: 'queued' } as const
  if (ends === 'never starts') return [queued]
  if (ends === 'never') return [queued, { afterMs: ms, status: 'in_progress' }]
  const why = ends === 'failed' && { error_message: 'The runtime did not start' }
  return [queued, { afterMs: ms / 4, status: 'in_progress' }, { afterMs: ms, status: ends, ...why }]
}

function inputsOf({ inputs, tokens, paused, recovery }: Schedule, { state }: Cloud) {
  const { timeoutMs, requestTimeoutMs, pollIntervalMs, onConflict, waitForCompletion } = inputs
  const { clientId, clientSecret } = state.client
  const credentials = tokens
    ? {
        'client-id': clientId,
        'client-secret': clientSecret,
        'oauth-token-url': 'https://spice.example/api/oauth/token',
      }
    : { 'api-token': state.apiToken }
  const given = {
    ...credentials,
    'api-url': 'https://api.spice.example',
    'app-id': DEFAULT_APP.id,
    spicepod: '',
    branch,
    'commit-sha': ourCommit,
    // Set, so that it is not read from a checkout or from GitHub.
    'commit-message': ourMessage,
    'on-conflict': onConflict,
    'on-paused': paused?.onPaused ?? 'fail',
    'on-failure': recovery?.onFailure ?? 'none',
    'wait-for-completion': waitForCompletion,
    'timeout-seconds': timeoutMs / 1000,
    'request-timeout-seconds': requestTimeoutMs / 1000,
    'poll-interval-seconds': pollIntervalMs === undefined ? '' : pollIntervalMs / 1000,
    'dataset-ready-timeout-seconds': 0,
  }
  const env = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)])
  return readInputs(createMemoryRunner(Object.fromEntries(env)).runner)
}

/** The lines of events in a transcript; those without one say nothing about the deployment. */
const lines: { [Type in RunEvent['type']]?: (event: RunEvent & { type: Type }) => string | undefined } = {
  'outage.began': ({ reason }) => `outage: ${reason}`,
  'outage.ended': () => 'outage is over',
  'deployment.attached': ({ deployment }) => `attached: ${deployment.id}`,
  'create.waiting': ({ blockers }) => `waiting: ${blockers.map(({ id }) => id).join(', ')}`,
  'create.lost': () => 'lost',
  'create.found': ({ deployment }) => `found: ${deployment.id}`,
  'create.retrying': () => 'repeated',
  'deployment.resumed': () => 'resumed',
  'deployment.replacing': () => 'replacing',
  'rollout.finding': ({ isBlocker }) => (isBlocker ? 'stuck' : undefined),
  'recovery.ended': ({ recovery }) => `recovery: ${recovery.kind}`,
  note: ({ text }) => (text.includes('in the meantime') ? 'ended after all' : undefined),
}

const describeEvent = (event: RunEvent) =>
  (lines[event.type] as ((event: RunEvent) => string | undefined) | undefined)?.(event)
