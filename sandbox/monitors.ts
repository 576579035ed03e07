import { createHash } from 'node:crypto'
import { put } from './put.ts'
import type { JsonObject } from './runtime/json.ts'

/** What a monitor can measure, by its `template_id`, with the threshold that it gets unless another one is set. */
const THRESHOLDS = {
  instance_health: 0,
  memory_working_set: 85,
  container_cpu: 90,
  query_failures: 0,
  http_5xx: 0,
  flight_failures: 0,
  llm_failures: 0,
  query_latency_p99: 1000,
  dataset_refresh_errors: 0,
  dataset_status: 3,
} as const

export type MonitorKind = keyof typeof THRESHOLDS

/** A monitor (an alert) of an app, and when it fires. A second one with the same app and name changes the first one. */
export interface MonitorSeed {
  /** The name or id of the app. Default: the first one. */
  readonly app?: string | number
  readonly name: string
  /** Default `instance_health`. */
  readonly templateId?: MonitorKind
  /** Default `critical`. */
  readonly severity?: 'warn' | 'critical'
  /** Whether it is evaluated, which says nothing about health. Default `active`. */
  readonly status?: 'active' | 'disabled'
  /** Members of its `spec` in place of the usual ones. */
  readonly spec?: Readonly<Record<string, unknown>>
  /** When it fires, in milliseconds from now: 0 is at once, and a negative number was before. Default: it does not. */
  readonly firesInMs?: number
  /** When it resolves. */
  readonly resolvesInMs?: number
}

/** A monitor as the cloud keeps it. */
export interface Monitor extends Omit<MonitorSeed, 'app' | 'firesInMs' | 'resolvesInMs'> {
  /** When it has fired and will fire, by the cloud's clock. */
  readonly fires: readonly number[]
  readonly resolves: readonly number[]
}

/** An app, as far as its monitors are concerned. */
interface Monitored {
  readonly id: number
  readonly pausedAt: number | null
  readonly monitors: Monitor[]
}

/** What a cloud is like about monitors. Each may be changed at any time. */
export class MonitorSettings {
  /** What asking for monitors is answered with. Plans and apps without monitors have none of them, or refuse. */
  answer: 'list' | 'empty' | 'missing' | 'forbidden' = 'list'
  /** Whether the list has `last_resolved_at`, as a single monitor has. No source says so. */
  listsLastResolvedAt = false
}

/** Adds a monitor to an app, or changes the one of that name; what it fires is added to what it has fired. */
export function putMonitor(app: Monitored, seed: MonitorSeed, now: number): void {
  const { app: _, firesInMs, resolvesInMs, ...given } = seed
  const isSame = ({ name }: Monitor) => name.toLowerCase() === seed.name.toLowerCase()
  const { fires = [], resolves = [], ...before } = app.monitors.find(isSame) ?? {}
  const monitor: Monitor = {
    ...before,
    ...given,
    fires: firesInMs === undefined ? fires : [...fires, now + firesInMs],
    resolves: resolvesInMs === undefined ? resolves : [...resolves, now + resolvesInMs],
  }
  put(app.monitors, monitor, isSame)
}

/** A monitor as the list has it. Nothing is evaluated while the app is paused. */
export function showMonitor(
  app: Monitored,
  monitor: Monitor,
  now: number,
): JsonObject & { readonly id: string } {
  const { name, templateId = 'instance_health', severity = 'critical', status = 'active', spec } = monitor
  const until = Math.min(now, app.pausedAt ?? now)
  return {
    id: idOf(app, name),
    name,
    status,
    template_id: templateId,
    spec: { ...specOf(templateId), severity, ...spec },
    last_fired_at: lastOf(monitor.fires, until),
  }
}

/** A monitor read by itself, or as a list has it that leaves out nothing. */
export function showWholeMonitor(
  app: Monitored,
  monitor: Monitor,
  now: number,
): ReturnType<typeof showMonitor> {
  const until = Math.min(now, app.pausedAt ?? now)
  return { ...showMonitor(app, monitor, now), last_resolved_at: lastOf(monitor.resolves, until) }
}

function specOf(templateId: MonitorKind): JsonObject {
  const isHealth = templateId === 'instance_health'
  return {
    op: templateId === 'dataset_status' ? 'EQ' : 'GT',
    threshold: THRESHOLDS[templateId],
    window: '5m',
    sustainSecs: isHealth ? 0 : 300,
  }
}

function lastOf(moments: readonly number[], until: number): string | null {
  const past = moments.filter((moment) => moment <= until)
  return past.length === 0 ? null : new Date(Math.max(...past)).toISOString()
}

/** A UUID, the same in every run. */
function idOf({ id }: Pick<Monitored, 'id'>, name: string): string {
  const hex = createHash('sha256').update(`monitor ${name.toLowerCase()} of app ${id}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
