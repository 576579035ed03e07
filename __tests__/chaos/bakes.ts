import { type Answer, text } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import type { Incident } from '../../sandbox/incidents.ts'
import type { MonitorSeed } from '../../sandbox/monitors.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import type { Step } from '../../testing/step.ts'
import fc from '../harness/property.ts'
import { pod } from '../harness/spicepods.ts'
import type { Game, Played } from './driver.ts'

// Apps that are watched while they go bad or stay well, while Spice Cloud and the runtime answer anything, and while
// other people deploy, pause and cancel.

const appId = 4711
const spicepod = pod({
  datasets: ['trips', 'zones'].map((name) => ({ from: `s3://bucket/${name}/`, name })),
  models: [{ from: 'openai:gpt-4o-mini', name: 'assistant' }],
})

/** Wrong answers for some time. */
interface Disturbance {
  of: 'cloud' | 'runtime'
  fromMs: number
  forMs: number
  /** Only calls whose path ends so; all of them if it is empty. */
  path: string
  answer: readonly [status: number, body: string] | 'hang' | 'reset'
}

const most = (bakeSeconds: number) => fc.integer({ min: 1000, max: bakeSeconds * 1000 })

const statuses = ['in_progress', 'succeeded', 'failed'] as const
const others = ['/4711', '/ready', '/datasets', '/api-keys']
const emptyLists = ['{"instances": []}', '{"monitors": [{"id": "../x"}]}', '{"deployments": []}']

/** Of two incidents with one subject, the end of one would end the other. */
const subjectOf = (incident: Incident) => ('component' in incident ? incident.component : incident.kind)

const bakeCase = fc.constantFrom(5, 20, 60, 300, 900).chain((bakeSeconds) => {
  const moment = most(bakeSeconds)
  const span = { afterSuccessMs: moment, forMs: fc.oneof(fc.constant(1e9), moment) }
  const seldom = <Value>(value: fc.Arbitrary<Value>) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
  const incident: fc.Arbitrary<Incident> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('error' as const, 'missing' as const),
      ...span,
      component: fc.constantFrom('trips', 'zones', 'assistant'),
    }),
    fc.record({ kind: fc.constant('not-ready' as const), ...span }),
    fc.record({ kind: fc.constant('silent' as const), status: fc.constantFrom(502, 503), ...span }),
    fc.record({ kind: fc.constantFrom('restarted' as const, 'replaced' as const), afterSuccessMs: moment }),
  )
  const monitor: fc.Arbitrary<MonitorSeed> = fc.record({
    name: fc.constantFrom('one', 'two'),
    templateId: fc.constantFrom('instance_health' as const, 'http_5xx' as const),
    severity: fc.constantFrom('warn' as const, 'critical' as const),
    firesInMs: fc.oneof(fc.constant(-5000), moment),
  })
  const disturbance: fc.Arbitrary<Disturbance> = fc.record({
    of: fc.constantFrom('cloud' as const, 'cloud' as const, 'runtime' as const),
    fromMs: moment,
    forMs: moment,
    path: fc.constantFrom(...['', '', '/deployments', '/instances', '/monitors', ...others]),
    answer: fc.oneof(
      fc.constantFrom('hang' as const, 'reset' as const),
      fc.tuple(
        fc.constantFrom(200, 401, 403, 404, 409, 429, 500, 503),
        fc.constantFrom(...['', '{}', '[]', 'null', '<html>'], ...emptyLists),
      ),
    ),
  })
  return fc.record({
    bakeSeconds: fc.constant(bakeSeconds),
    incidents: fc.oneof(
      fc.constant<Incident[]>([]),
      fc.uniqueArray(incident, { minLength: 1, maxLength: 3, selector: subjectOf }),
    ),
    monitors: fc.oneof(
      { weight: 3, arbitrary: fc.constant<MonitorSeed[]>([]) },
      { weight: 1, arbitrary: fc.array(monitor, { maxLength: 2 }) },
    ),
    disturbances: fc.oneof(
      fc.constant<Disturbance[]>([]),
      fc.array(disturbance, { minLength: 1, maxLength: 4 }),
    ),
    newer: seldom(fc.record({ atMs: moment, status: fc.constantFrom(...statuses) })),
    pausedAtMs: seldom(moment),
    cancelledAtMs: seldom(moment),
    onFailure: fc.constantFrom('none' as const, 'restore' as const, 'rollback' as const, 'rollback' as const),
    replicas: fc.constantFrom(1, 1, 3),
    /** When the deployment before was created. Its instances may still run. */
    previousMsAgo: fc.constantFrom(86_400_000, 60_000),
  })
})
type BakeCase = typeof bakeCase extends fc.Arbitrary<infer Value> ? Value : never

/** Makes a sandbox answer as a case wants it, and lets other people act. */
function disturb(sandbox: Sandbox, { disturbances, newer, pausedAtMs }: BakeCase): void {
  const startedAt = performance.now()
  const { cloud, runtime } = sandbox
  for (const [name, server] of [
    ['cloud', cloud],
    ['runtime', runtime],
  ] as const) {
    if (server === undefined) continue
    const handle = server.handle.bind(server)
    server.handle = async (call: Call): Promise<Answer> => {
      const elapsedMs = performance.now() - startedAt
      const found = disturbances.find(
        ({ of, fromMs, forMs, path }) =>
          of === name && fromMs <= elapsedMs && elapsedMs < fromMs + forMs && call.path.endsWith(path),
      )
      if (found === undefined || call.method !== 'GET') return handle(call)
      const { answer } = found
      return typeof answer === 'string' ? { kind: answer } : { kind: 'respond', reply: text(...answer) }
    }
  }
  if (newer !== undefined) {
    const plan = [{ afterMs: 0, status: newer.status }]
    setTimeout(() => cloud.state.seed({ appId, plan }), newer.atMs)
  }
  const [app] = cloud.state.apps
  if (pausedAtMs !== undefined && app) setTimeout(() => cloud.state.pause(app), pausedAtMs)
}

/**
 * Runs a case, and says what is wrong with it.
 * @param deceive makes a sandbox lie, so that an action which is right does wrong
 */
async function violationsOfBake(drawn: BakeCase, deceive?: (sandbox: Sandbox) => void): Promise<Played> {
  const { bakeSeconds, incidents, monitors, disturbances, newer, pausedAtMs, cancelledAtMs } = drawn
  const { onFailure, replicas, previousMsAgo } = drawn
  const sandbox = createSandbox({
    apps: [{ id: appId, name: 'taxi', spicepod }],
    runtime: {},
    plan: succeeds(300),
    incidents,
    monitors,
    deployments: [{ appId, createdMsAgo: previousMsAgo, replicas, plan: succeeds() }],
  })
  disturb(sandbox, drawn)
  deceive?.(sandbox)
  const step: Step = {
    // Without a message, each run would start Git.
    inputs: {
      'commit-message': 'Fix the meter',
      'api-url': sandbox.url,
      'api-token': sandbox.credentials.apiToken,
      'app-id': String(appId),
      'bake-seconds': String(bakeSeconds),
      'on-failure': onFailure,
      'timeout-seconds': '300',
      replicas: String(replicas),
      'dataset-ready-timeout-seconds': '10',
      'test-warmup-seconds': '10',
      'test-sql': 'SELECT 1',
    },
    onStart: ({ signal }) => {
      if (cancelledAtMs !== undefined) setTimeout(() => signal('SIGTERM'), cancelledAtMs)
    },
  }
  const { outputs, log } = await runStepInMemory(step, sandbox)
  const { records } = sandbox.cloud.state
  const { requests } = sandbox
  const ours = records.filter(({ creationSource }) => creationSource === 'api')
  const found: string[] = []
  const demand = (holds: boolean, what: string) => {
    if (!holds) found.push(what)
  }
  const hasFailed = (outputs.problems ?? '').includes('bake-failed')
  const undone = ours.slice(1)
  demand(undone.length <= 1, `it rolled back ${undone.length} times`)
  demand(undone.length === 0 || (hasFailed && onFailure === 'rollback'), 'it rolled back without a reason')
  for (const { createdAt, id } of undone) {
    const other = records.find(
      (record) =>
        record.creationSource !== 'api' && record.createdAt > (ours[0]?.createdAt ?? 0) && record.id < id,
    )
    const isOverdue = other !== undefined && createdAt - other.createdAt > 1000
    demand(!isOverdue || newer?.status === 'failed', 'it undid an app that runs a newer deployment')
    demand(
      pausedAtMs === undefined || createdAt - (ours[0]?.createdAt ?? 0) <= pausedAtMs + 1000,
      'it undid a paused app',
    )
  }
  const isTroubled = disturbances.some(({ of }) => of === 'runtime') || incidents.length > 0
  const mayFire = monitors.some(({ severity }) => severity === 'critical')
  const isLied = disturbances.some(({ answer }) => typeof answer !== 'string' && answer[0] === 200)
  const isWell = !isTroubled && !mayFire && pausedAtMs === undefined && !isLied
  demand(!isWell || !hasFailed, 'an app that is well has gone bad')
  const isAlone = newer === undefined && pausedAtMs === undefined && cancelledAtMs === undefined
  if (isAlone && disturbances.length === 0) {
    const gapMs = Math.min(30_000, Math.max(2000, bakeSeconds * 100))
    // A new process gets ready whatever the one before it did.
    const isHealed = ({ kind, afterSuccessMs = 0 }: Incident) =>
      kind === 'not-ready' &&
      incidents.some(
        (other) =>
          (other.kind === 'restarted' || other.kind === 'replaced') &&
          (other.afterSuccessMs ?? 0) >= afterSuccessMs,
      )
    const lasting = incidents.filter(
      (incident) =>
        incident.forMs === 1e9 &&
        incident.kind !== 'table' &&
        (incident.afterSuccessMs ?? 0) < bakeSeconds * 1000 - 1 &&
        !isHealed(incident),
    )
    demand(lasting.length === 0 || hasFailed, 'it was bad until the end, and not found')
    const firstMs = Math.min(...lasting.map(({ afterSuccessMs = 0 }) => afterSuccessMs))
    // A request of a look may take 10 s, and so may one that follows it.
    const latest = (firstMs + 4 * gapMs + 80_000) / 1000
    demand(lasting.length === 0 || Number(outputs['baked-seconds']) <= latest, 'it was found late')
  }
  const costly = requests.filter(({ operation = '' }) => /Chat|Nsql|Search|Mcp/.test(operation))
  demand(costly.length === 0, 'it asked for something that costs money')
  demand(Number(outputs['baked-seconds']) <= bakeSeconds * 1.3 + 130, `it took ${outputs['baked-seconds']} s`)
  const transcript = `${log}\n${requests.map(({ operation }) => operation).join(' ')}`
  const { outcome = 'none', problems = '' } = outputs
  const kind = /"kind":"(\w+)"/.exec(problems)?.[1]
  const happened = [outcome, ...(kind ? [`bad ${kind}`] : []), ...(ours.length > 1 ? ['rolled back'] : [])]
  return { happened, transcript, found }
}

/** Apps that are watched. */
export const bakes: Game<BakeCase, (sandbox: Sandbox) => void> = {
  draws: bakeCase,
  play: (drawn, { lie }) => violationsOfBake(drawn, lie),
}
