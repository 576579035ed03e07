import { isDeepStrictEqual } from 'node:util'
import { bytesOf } from '../../sandbox/answer.ts'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { fails, neverEnds, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import type { Step, StepResult } from '../../testing/step.ts'
import type { VirtualTime } from '../../testing/virtual-time.ts'
import fc from '../harness/property.ts'
import { pod } from '../harness/spicepods.ts'
import type { Game } from './driver.ts'

// Jobs that are run again while responses get lost, writes are refused, other people edit the app and push commits, and
// Spice Cloud records other settings than requested: nothing is deployed twice or without approval, and no attempt
// passes what it cannot compare.

const commit = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
const otherCommit = '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7'
const message = 'Fix the meter'
const podOf = (...names: string[]) => {
  const acceleration = { enabled: true }
  return pod({ datasets: names.map((name) => ({ from: `s3://bucket/${name}/`, name, acceleration })) })
}
const oldPod = podOf('trips')
const newPod = podOf('trips', 'zones')
const theirPod = podOf('trips', 'fares')

/** A check may be this old when a create leaves, in milliseconds, and timers may be off by a few. */
const maxCheckAgeMs = 5000 + 50

const ms = (min: number, max: number) => fc.integer({ min, max })
const { constantFrom: among, boolean, constant } = fc
const when = among('before' as const, 'after' as const)
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: among('reset' as const, 'hang' as const), when }),
  fc.record({ kind: constant('status' as const), status: among(500, 502, 503), when }),
  ms(0, 20).map((seconds): Fault => {
    return { kind: 'status', status: 429, headers: { 'retry-after': String(seconds) } }
  }),
)
const conflict: fc.Arbitrary<Fault> = constant({ kind: 'status', status: 409 })
const on = <Path extends string>(path: Path, faults: fc.Arbitrary<Fault>): fc.Arbitrary<FaultRule> =>
  fc.record({ on: fc.record({ path: constant(path), nth: ms(1, 5), times: ms(1, 2) }), fault: faults })
/** A write that gets no response, and is refused when it is repeated. */
const lostThenRefused = fc.record({ nth: ms(1, 2), when }).map(({ nth, when }): FaultRule[] => [
  { on: { path: 'updateApp', nth }, fault: { kind: 'reset', when } },
  { on: { path: 'updateApp', nth: nth + 1 }, fault: { kind: 'status', status: 409 } },
])
const rule = fc.oneof(
  { weight: 4, arbitrary: on('updateApp', fc.oneof(fault, conflict)) },
  { weight: 4, arbitrary: on('createDeployment', fc.oneof(fault, fault, conflict)) },
  { weight: 2, arbitrary: on('upsertSecret', fault) },
  { weight: 2, arbitrary: on('listDeployments', fault) },
  { weight: 2, arbitrary: on('getApp', fault) },
)

/** What somebody else changes, just before the request of this number. */
const edits = fc.uniqueArray(
  fc.record({ request: ms(1, 15), what: among('channel', 'spicepod', 'tag', 'tip', 'tip') }),
  { maxLength: 2, selector: ({ what }) => what },
)

const jobs = fc.record({
  expectsPlan: boolean(),
  requiresTip: boolean(),
  onBreakingChange: among('not compared', 'warn', 'fail', 'fail'),
  onFailure: among('none', 'none', 'restore', 'rollback'),
  pushes: boolean(),
  setsTags: boolean(),
  storesSecret: boolean(),
  settings: among<Record<string, string>>({}, { replicas: '5' }, { 'image-tag': '2.3.2' }),
  /** What Spice Cloud records of the settings; undefined for what was requested. */
  recorded: fc.option(
    fc.record({ replicas: among(1, 3), imageTag: among('2.3.2-enterprise-models', null) }),
    { nil: undefined },
  ),
  conflicts: among('none', 'unfinished', 'queued'),
  listLagMs: among(0, 0, 2000),
  life: fc.oneof(
    { weight: 4, arbitrary: ms(0, 40_000).map(succeeds) },
    { weight: 1, arbitrary: ms(0, 40_000).map((durationMs) => fails(durationMs)) },
    { weight: 1, arbitrary: constant(neverEnds()) },
  ),
  /** How long another deployment goes on that is in progress at the beginning. */
  busyMs: fc.option(ms(0, 15_000), { nil: undefined }),
  timeoutSeconds: ms(30, 120),
  requestTimeoutSeconds: ms(2, 10),
  attempts: fc.array(
    fc.record({
      pauseMs: ms(3000, 20_000),
      cancelledAfterMs: fc.option(ms(0, 30_000), { nil: undefined, freq: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  faults: fc
    .tuple(fc.option(lostThenRefused, { nil: [], freq: 2 }), fc.array(rule, { maxLength: 4 }))
    .map((rules) => rules.flat()),
  edits,
})
type Job = typeof jobs extends fc.Arbitrary<infer Value> ? Value : never
type Edit = Job['edits'][number]['what']

/** Runs a step; by default the whole action. */
export type StepAct = (step: Step, sandbox: Sandbox) => Promise<StepResult>

interface Created {
  id: number
  atMs: number
  attempt: number
  /** What was not as approved when the request left, and since when others had changed it. */
  changed: { what: Edit; sinceMs: number; isRead: boolean }[]
  /** The deployments of the last list that certainly arrived in this attempt. */
  listed: { id: number; status: string }[]
}

interface Attempt extends StepResult {
  /** How many deployments earlier attempts had created. */
  earlier: number
}

interface Played {
  created: Created[]
  /** Whether the app had what the job brings, as the attempts read it first. */
  proofs: Map<number, boolean>
  attempts: Attempt[]
  transcript: string[]
  sandbox: Sandbox
}

function open(job: Job): Sandbox {
  const { conflicts, listLagMs, life, busyMs } = job
  const others = { appId: 4711, commitSha: otherCommit, branch: 'main' }
  const sandbox = createSandbox({
    apps: [{ id: 4711, name: 'taxi', spicepod: oldPod, tags: { team: 'maps' } }],
    deployments: [{ ...others, plan: succeeds(0), createdMsAgo: 86_400_000 }],
    conflicts,
    listLagMs,
    plan: life,
    runtime: {},
    tables: [
      { name: 'trips', from_deployment: 1001, columns: [{ name: 'fare', type: 'Int64' }], rows: [[1]] },
      { name: 'trips', from_deployment: 1003, columns: [{ name: 'id', type: 'Int64' }], rows: [[1]] },
      { name: 'zones', columns: [{ name: 'id', type: 'Int64' }], rows: [[1]] },
    ],
  })
  sandbox.cloud.state.seed({ ...others, plan: succeeds(busyMs ?? 0) })
  sandbox.github.branches['acme/taxi'] = { main: commit }
  return sandbox
}

function stepOf(
  job: Job,
  { url, githubApiUrl, credentials }: Sandbox,
  folder: string,
): Step & { inputs: object } {
  return {
    event: { head_commit: { id: commit, message } },
    githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
    env: { GITHUB_API_URL: githubApiUrl, GITHUB_WORKSPACE: folder },
    inputs: {
      'api-url': url,
      'api-token': credentials.apiToken,
      'app-id': '4711',
      ...job.settings,
      ...(job.pushes ? {} : { spicepod: '' }),
      ...(job.setsTags && { tags: 'team: data' }),
      ...(job.storesSecret && { secrets: 'FARES_KEY=wren-4711-lark' }),
      ...(job.requiresTip && { 'require-branch-tip': 'true' }),
      ...(job.onBreakingChange !== 'not compared' && {
        'compare-with': 'previous',
        'on-breaking-change': job.onBreakingChange,
      }),
      'on-failure': job.onFailure,
      'timeout-seconds': String(job.timeoutSeconds),
      'request-timeout-seconds': String(job.requestTimeoutSeconds),
      'dataset-ready-timeout-seconds': '0',
      'test-warmup-seconds': '5',
    },
  }
}

/** Plays a job with all of its attempts, and records what was created, and of what. */
async function play(job: Job, act: StepAct, folder: string, time: VirtualTime): Promise<Played> {
  const sandbox = open(job)
  const step = stepOf(job, sandbox, folder)
  const dry = await runStepInMemory({ ...step, inputs: { ...step.inputs, 'dry-run': 'true' } }, sandbox)
  const digest = dry.outputs['plan-digest'] ?? 'missing'
  const inputs = { ...step.inputs, ...(job.expectsPlan && { 'expect-plan': digest }) }
  const played: Played = { created: [], proofs: new Map(), attempts: [], transcript: [], sandbox }
  sandbox.cloud.faults.add(...job.faults)
  observe(job, played, time)
  for (const [index, { pauseMs, cancelledAfterMs }] of job.attempts.entries()) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    played.transcript.push(`attempt ${index + 1} at ${time.now()} ms`)
    const earlier = played.created.length
    const onStart: NonNullable<Step['onStart']> = ({ signal }) => {
      const isLast = index === job.attempts.length - 1
      if (cancelledAfterMs !== undefined && !isLast) setTimeout(() => signal('SIGTERM'), cancelledAfterMs)
    }
    const env = { ...step.env, GITHUB_RUN_ATTEMPT: String(index + 1) }
    const attempt = { ...(await act({ ...step, inputs, env, onStart }, sandbox)), earlier }
    played.attempts.push(attempt)
    played.transcript.push(`→ ${attempt.outputs.outcome}: ${attempt.outputs['error-message'] ?? ''}`)
  }
  return played
}

/** Lets others edit the app, records other settings than requested, and writes down each request. */
function observe(
  job: Job,
  { created, proofs, attempts, transcript, sandbox }: Played,
  time: VirtualTime,
): void {
  const { cloud, github } = sandbox
  const { state } = cloud
  const handle = cloud.handle.bind(cloud)
  const edited = new Map<Edit, { atMs: number; request: number }>()
  /** The request of each attempt that has read the app after a write was refused. */
  const comparedBy = new Map<number, number>()
  let isRefused = false
  const listed = new Map<number, Created['listed']>()
  const app = state.apps[0] as (typeof state.apps)[number]
  const effects: Record<Edit, () => void> = {
    channel: () => Object.assign(app, { updateChannel: 'nightly' }),
    spicepod: () => Object.assign(app, { spicepod: theirPod }),
    tag: () => Object.assign(app, { tags: { ...app.tags, team: 'ml' } }),
    tip: () => Object.assign(github.branches, { 'acme/taxi': { main: otherCommit } }),
  }
  const isOther = (what: Edit) => {
    const { updateChannel, spicepod, tags } = app
    const isPlanned: Record<Edit, boolean> = {
      channel: !job.expectsPlan || updateChannel !== 'nightly',
      spicepod: !job.expectsPlan || isDeepStrictEqual(spicepod, job.pushes ? newPod : oldPod),
      tag: !job.expectsPlan || !job.setsTags || tags?.team === 'data',
      tip: !job.requiresTip || github.branches['acme/taxi']?.main === commit,
    }
    return !isPlanned[what]
  }
  let requests = 0
  cloud.handle = async (call) => {
    requests++
    for (const { request, what } of job.edits) {
      if (request !== requests) continue
      effects[what]()
      edited.set(what, { atMs: time.now(), request })
      transcript.push(`${time.now()} ms: somebody changes the ${what}`)
    }
    const attempt = attempts.length
    const atMs = time.now()
    const changed = (Object.keys(effects) as Edit[]).filter(isOther).map((what) => {
      const { atMs: sinceMs = 0, request = 0 } = edited.get(what) ?? {}
      return { what, sinceMs, isRead: what !== 'tip' && request <= (comparedBy.get(attempt) ?? -1) }
    })
    const known = new Set(state.records.map(({ id }) => id))
    const hits = cloud.faults.hits.length
    const answering = handle(call)
    const operation = cloud.requests.at(-1)?.operation ?? '?'
    const record = state.records.find(({ id }) => !known.has(id))
    const hit = cloud.faults.hits.slice(hits).at(-1)?.fault
    const made = record?.request?.commit_message === message ? record : undefined
    if (made !== undefined) {
      created.push({ id: made.id, atMs, attempt, changed, listed: listed.get(attempt) ?? [] })
      if (job.recorded !== undefined) Object.assign(made, job.recorded)
    }
    transcript.push(
      `${atMs} ms: ${operation} ${hit ? JSON.stringify(hit) : ''} ${made ? `made ${made.id}` : ''}`,
    )
    const number = requests
    const answer = await answering
    const status = answer.kind === 'respond' ? answer.reply.status : 0
    if (operation === 'getApp' && status === 200 && !proofs.has(attempt)) {
      const isSame = !job.pushes || isDeepStrictEqual(app.spicepod, newPod)
      proofs.set(attempt, isSame && (!job.setsTags || app.tags?.team === 'data'))
    }
    if (operation === 'updateApp') isRefused = status === 409
    else if (isRefused && operation === 'getApp' && status === 200) {
      comparedBy.set(attempt, number)
      isRefused = false
    }
    if (operation === 'listDeployments' && hit === undefined && answer.kind === 'respond') {
      const { deployments } = JSON.parse(Buffer.from(bytesOf(answer.reply)).toString())
      listed.set(attempt, deployments)
    }
    return answer
  }
}

/** What is wrong with a job; empty if nothing is. */
function violationsOf(job: Job, { created, proofs, attempts, sandbox }: Played): string[] {
  const found: string[] = []
  for (const [index, { outputs, exitCode, earlier }] of attempts.entries()) {
    const demand = (holds: boolean, what: string) => {
      if (!holds) found.push(`attempt ${index + 1}: ${what}`)
    }
    const { outcome } = outputs
    const own = created.filter(({ attempt }) => attempt === index)
    demand(own.length <= 1, `it made ${own.length} deployments`)
    demand(outcome !== 'refused' || own.length === 0, 'refused, but it deployed')
    const isPassed = outcome === 'succeeded'
    demand(isPassed === (exitCode === 0), `${outcome}, with status ${exitCode}`)
    const shown = sandbox.cloud.state.deploymentsOf(4711)
    const status = shown.find(({ id }) => String(id) === outputs['deployment-id'])?.status
    // A later attempt may have replaced it since.
    demand(!isPassed || status === 'succeeded', `succeeded, but the record says ${status}`)
    const mayPass = earlier === 0 || job.onBreakingChange !== 'fail'
    demand(!isPassed || mayPass, 'it passed without a comparison, after an earlier attempt had deployed')
    for (const { atMs, changed, listed } of own) {
      for (const { what, sinceMs, isRead } of changed) {
        demand(!isRead, `it deployed although it had read another ${what}`)
        demand(atMs - sinceMs <= maxCheckAgeMs, `it deployed ${atMs - sinceMs} ms after another ${what}`)
      }
      for (const before of created.filter(({ attempt }) => attempt < index)) {
        const isYoung = atMs - before.atMs < job.timeoutSeconds * 1000 - maxCheckAgeMs
        const last = listed.find(({ id }) => id === before.id)?.status ?? ''
        const isInProgress = last === 'queued' || last === 'in_progress'
        const isProven = proofs.get(index) === true || !(job.pushes || job.setsTags)
        demand(
          !isProven || !isYoung || !isInProgress,
          `it deployed beside ${before.id}, which was in progress`,
        )
      }
    }
  }
  if (sandbox.mismatches.length > 0)
    found.push(`not as described: ${sandbox.mismatches.slice(0, 3).join('; ')}`)
  return found
}

/** Jobs with all of their attempts. The lie is another way to run a step. */
export const attempts: Game<Job, StepAct> = {
  draws: jobs,
  files: { 'spicepod.yaml': JSON.stringify(newPod) },
  async play(job, { time, workspace, lie = runStepInMemory }) {
    const played = await play(job, lie, workspace, time)
    return {
      found: violationsOf(job, played),
      happened: [...namesOf(played)],
      transcript: played.transcript.join('\n'),
    }
  },
}

const texts: Record<string, RegExp> = {
  'watched an earlier attempt': /started by an earlier attempt/,
  'another plan before the first write': /The plan is not the expected one/,
  'another plan at a conflict': /Somebody else created or changed the app/,
  'another plan before a late create': /The app was changed after this run had read it/,
  'another tip': /is not the tip of branch/,
  'no base to compare with': /what the app served before is not known/,
  waited: /Waiting for deployment/,
}

function* namesOf({ attempts }: Played): Generator<string> {
  for (const [index, { outputs, log }] of attempts.entries()) {
    yield `${index === 0 ? 'first' : 'again'} ${outputs.outcome}`
    for (const [what, pattern] of Object.entries(texts)) if (pattern.test(log)) yield what
  }
}
