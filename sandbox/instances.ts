import { createHash } from 'node:crypto'
import { type Component, componentsAt, entriesOf } from './components.ts'
import { type ConflictRule, type DeploymentRecord, startOf } from './deployments.ts'
import type { InstanceLife, InstanceLogLine, InstanceStatus } from './instance-life.ts'
import { referencesIn, secretLines } from './secret-references.ts'
import type { Spicepod } from './spicepod.ts'
import type { InstanceSettings } from './state-options.ts'

/** An instance as it is at a moment. */
export interface Instance {
  readonly name: string
  readonly deploymentId: number
  readonly status: InstanceStatus
  /** By the clock of the instances; null before its process has started. */
  readonly startedAt: number | null
  readonly isLogOffline: boolean
  /** What it has been started with. */
  readonly spicepod: Readonly<Spicepod> | null
  /** Its log so far, oldest line first. */
  log(): string[]
  datasets(): Component[]
  /** With the embeddings. */
  models(): Component[]
}

/** Whether an instance in this state responds to calls. */
export function isServing(status: InstanceStatus): boolean {
  return status === 'ready' || status === 'unhealthy'
}

/**
 * The instances of one app at a moment.
 *
 * A succeeded deployment keeps its instances until a newer one succeeds. An unfinished or failed one loses them as soon
 * as a newer one starts.
 *
 * @param records - of one app, oldest first
 * @param now - the cloud's clock in milliseconds
 * @returns newest first
 */
export function instancesOf(
  records: readonly DeploymentRecord[],
  rule: ConflictRule,
  settings: InstanceSettings,
  now: number,
): Instance[] {
  const instances: Instance[] = []
  let newerStart = Number.POSITIVE_INFINITY
  let newerSuccess = Number.POSITIVE_INFINITY
  for (const record of records.toReversed()) {
    const startsAt = startOf(record)
    if (startsAt >= newerStart || (record.stoppedAt ?? now + 1) <= now) continue
    const success = momentOf(record, 'succeeded')
    const succeedsAt = success > newerStart ? Number.POSITIVE_INFINITY : success
    const replacedAt =
      succeedsAt < Number.POSITIVE_INFINITY ? newerSuccess : Math.min(newerStart, newerSuccess)
    instances.push(...instancesOfDeployment(record, replacedAt, settings, now))
    if (rule === 'queued') newerStart = Math.min(newerStart, startsAt)
    newerSuccess = Math.min(newerSuccess, succeedsAt)
  }
  return instances
}

function instancesOfDeployment(
  record: DeploymentRecord,
  replacedAt: number,
  settings: InstanceSettings,
  now: number,
): Instance[] {
  if (now >= replacedAt + settings.terminatingMs) return []
  const lives = record.instances ?? Array.from({ length: record.replicas }, () => ({}))
  return lives.flatMap((life: InstanceLife, index) => {
    const states = life.states ?? statesOf(record)
    const wordAt = (moment: number): InstanceStatus | undefined =>
      moment >= replacedAt
        ? 'terminating'
        : states.findLast(({ afterMs }) => record.createdAt + afterMs <= moment)?.status
    const status = wordAt(now)
    const first = states[0]
    const hasEnded = now >= record.createdAt + (life.endsAfterMs ?? Number.POSITIVE_INFINITY)
    if (status === undefined || first === undefined || hasEnded) return []
    const seenAt = now - settings.statusLagMs
    const componentsOf = (list: 'datasets' | 'models') => () =>
      componentsAt(list, life, record.spicepod, wordAt(seenAt) ?? 'deploying', seenAt - record.createdAt)
    const started = states.find((state) => state.status !== 'deploying')
    return {
      name: life.name ?? nameOf(record, index),
      deploymentId: record.id,
      status,
      startedAt:
        started === undefined || record.createdAt + started.afterMs > now
          ? null
          : record.createdAt + first.afterMs + settings.clockSkewMs,
      isLogOffline: life.isLogOffline ?? false,
      spicepod: record.spicepod,
      log: () => writtenUntil(now - settings.logLagMs, life.log ?? logOf(record), record, settings),
      datasets: componentsOf('datasets'),
      models: componentsOf('models'),
    }
  })
}

/** The words that follow from a plan: an instance loads from a quarter of the way on, and is ready at the end. */
export function statesOf(record: DeploymentRecord): NonNullable<InstanceLife['states']> {
  const begin = startOf(record) - record.createdAt
  if (begin === Number.POSITIVE_INFINITY) return []
  const end = record.plan.find(({ status }) => status === 'succeeded' || status === 'failed')
  const loadMs = end === undefined ? 1000 : (end.afterMs - begin) / 4
  const endStatus = end?.status === 'failed' ? 'failed' : 'ready'
  return [
    { afterMs: begin, status: 'deploying' },
    { afterMs: begin + loadMs, status: 'loading' },
    ...(end === undefined ? [] : [{ afterMs: end.afterMs, status: endStatus } as const]),
  ]
}

/** The log that follows from a plan. */
function logOf(record: DeploymentRecord): InstanceLogLine[] {
  const [deploying, loading, end] = statesOf(record)
  if (deploying === undefined) return []
  const lines: InstanceLogLine[] = [startLine(deploying.afterMs)]
  const loadsAt = loading?.afterMs ?? 0
  const { unresolved = [], spicepod } = record
  if (end?.status === 'ready' || unresolved.length > 0)
    lines.push(...secretLines(referencesIn(spicepod).length, unresolved, loadsAt))
  if (end?.status === 'ready') lines.push(...loadingLines(spicepod, loadsAt, end.afterMs))
  const failure = record.plan.find(({ status }) => status === 'failed')
  if (failure?.error_message !== undefined) {
    lines.push({ afterMs: failure.afterMs, level: 'ERROR', module: 'runtime', text: failure.error_message })
  }
  return lines
}

/** The first line of every log. */
export function startLine(afterMs: number): InstanceLogLine {
  return { afterMs, level: 'INFO', module: 'spiced', text: 'Starting runtime v2.3.2' }
}

/** What an instance writes that loads its components, and then is ready. */
function loadingLines(spicepod: unknown, beginMs: number, endMs: number): InstanceLogLine[] {
  const lines = (kind: string, afterMs: number, say: (name: string) => string) =>
    entriesOf(spicepod, `${kind}s`).map(
      ({ name }): InstanceLogLine => ({
        afterMs,
        level: 'INFO',
        module: `runtime::init::${kind}`,
        text: say(name),
      }),
    )
  return [
    ...lines('dataset', beginMs, (name) => `Dataset ${name} initializing...`),
    ...lines('dataset', endMs, (name) => `Dataset ${name} registered.`),
    ...lines('model', endMs, (name) => `Model [${name}] deployed, ready for inferencing`),
    ...lines('embedding', endMs, (name) => `Embedding [${name}] ready to embed`),
    readyLine(endMs),
  ]
}

/** The line that says that everything is loaded. */
export function readyLine(afterMs: number): InstanceLogLine {
  return {
    afterMs,
    level: 'INFO',
    module: 'runtime::status',
    text: 'All components are loaded. Spice runtime is ready!',
  }
}

function writtenUntil(
  moment: number,
  lines: readonly InstanceLogLine[],
  record: DeploymentRecord,
  { clockSkewMs }: InstanceSettings,
): string[] {
  return lines
    .filter(({ afterMs }) => record.createdAt + afterMs <= moment)
    .map(({ afterMs, level, module = 'runtime', text }) => {
      if (level === undefined) return text
      const time = new Date(record.createdAt + afterMs + clockSkewMs).toISOString()
      return `${time} ${level.padStart(5)} ${module}: ${text}`
    })
}

function momentOf(record: DeploymentRecord, wanted: string): number {
  const step = record.plan.find(({ status }) => status === wanted)
  return step === undefined ? Number.POSITIVE_INFINITY : record.createdAt + step.afterMs
}

/**
 * The name of an instance, the same in every run.
 *
 * @param why - what tells it from the one that it replaces
 */
export function nameOf({ id, appId }: DeploymentRecord, index: number, why = ''): string {
  const hash = createHash('sha256').update(`deployment ${id}${why}`).digest('hex').slice(0, 10)
  return `spicepod-${appId}-${hash}-0-${index}`
}
