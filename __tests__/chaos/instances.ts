import type { ComponentStep, InstanceLife, InstanceLogLine, Rollout } from '../../sandbox/instance-life.ts'
import type { Plan } from '../../sandbox/plan.ts'
import type { InstanceSettings } from '../../sandbox/state-options.ts'

export const calmInstances = {
  hasDataPlane: true,
  annotations: true,
  startTimes: true,
  ignoresTarget: false,
  clockSkewMs: 0,
  listLagMs: 0,
  logLagMs: 0,
  statusLagMs: 0,
  terminatingMs: 9000,
  replicas: 1,
  flaps: [] as number[],
  mayStayInError: false,
  lines: [] as { afterMs: number; text: string }[],
  othersLine: '',
}

/** How the instances of a schedule lag, lie and flap. */
export type InstanceBehavior = typeof calmInstances

/** What the app has. */
export const spicepod = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  datasets: [
    { from: 'postgres:fares', name: 'fares' },
    { from: 's3://bucket/zones/', name: 'zones', acceleration: { enabled: true } },
  ],
  models: [{ from: 'openai:gpt', name: 'gpt' }],
}

/** What the app has before a run that pushes the other one. */
export const oldSpicepod = { ...spicepod, name: 'before', models: [] }

/** What a rollout that succeeds may log. */
export const harmlessLines = [
  'Error initializing dataset fares. connection refused',
  'Cannot connect to the dataset zones (s3). timeout',
  'Retry: Failed to load LLM: gpt. quota',
  'Failed to connect to the source for dataset fares. Serving data from the existing acceleration',
  'PostgreSQL connection failed. too many connections',
  'Secret store `x` failed while looking up secret `k`: Secrets: 1 of 1 secret reference(s) could not be resolved:',
  'Memory usage at 90% while loading',
]

/** What keeps a rollout from its end. */
export const fatalLine = 'Failed to load LLM: gpt. quota'

/** The same, and more of its kind. */
export const fatalLines = [
  fatalLine,
  'Failed to parse spicepod.yaml: unknown field',
  'Secrets: 1 of 1 secret reference(s) could not be resolved:',
]

/** The longest that a dataset may be in error in a rollout that succeeds: what lasts longer counts as stuck. */
const maxErrorMs = 100_000
/** When a rollout that never ends logs what keeps it from that, if it does. */
const fatalAfterMs = 60_000
/** What lasts less may fall between two looks. */
const minBreakMs = 40_000

const warn = (line: { afterMs: number; text: string }): InstanceLogLine => ({
  ...line,
  level: 'WARN',
  module: 'runtime::init',
})

export function settingsOf(
  behavior: InstanceBehavior,
  rolloutFor: InstanceSettings['rolloutFor'],
): Partial<InstanceSettings> {
  const { annotations, startTimes, clockSkewMs, listLagMs, logLagMs, statusLagMs, terminatingMs } = behavior
  return { annotations, startTimes, clockSkewMs, listLagMs, logLagMs, statusLagMs, terminatingMs, rolloutFor }
}

/** What the instances of a deployment show that goes by a plan. */
export function rolloutOf(
  { replicas, flaps, mayStayInError, lines, othersLine }: InstanceBehavior,
  plan: Plan,
): Partial<Rollout> {
  const log = lines.map(warn)
  const end = plan.find(({ status }) => status === 'succeeded')?.afterMs
  if (end === undefined && mayStayInError && othersLine !== '') {
    log.push(warn({ afterMs: fatalAfterMs, text: othersLine }))
  }
  const life = (): InstanceLife => ({
    log: log.toSorted((one, other) => one.afterMs - other.afterMs),
    datasets: { fares: stepsOf(flaps, mayStayInError && end === undefined) },
  })
  return { instances: Array.from({ length: replicas }, life) }
}

/** Errors, each short enough, with breaks that are long enough to be seen. */
function stepsOf(flaps: readonly number[], mayStay: boolean): ComponentStep[] {
  const steps: ComponentStep[] = []
  let healthySinceMs = -minBreakMs
  for (const afterMs of flaps.toSorted((one, other) => one - other)) {
    if (afterMs < healthySinceMs + minBreakMs) continue
    steps.push({ afterMs, status: 'Error', error_message: 'connection refused' })
    if (mayStay) break
    healthySinceMs = afterMs + maxErrorMs
    steps.push({ afterMs: healthySinceMs, status: 'Initializing' })
  }
  return steps
}

/** An instance of somebody else, which logs some time after its start what would keep ours from its end. */
export function lifeOfOthers({ othersLine: text }: InstanceBehavior, succeeds: boolean): InstanceLife {
  return { log: text === '' || succeeds ? [] : [warn({ afterMs: 5000, text })] }
}
