import type { Followed } from '../../core/contracts.ts'
import type { Run } from '../../core/run.ts'
import { deadlineIn, formatTime, maxOptionalMs, minuteGapMs, parseTime } from '../../platform/clock.ts'
import { shorten } from '../../platform/text.ts'
import type { Monitor } from '../../spice/schema.ts'
import type { Finding } from './judge.ts'
import type { OptionalReads } from './optional-reads.ts'

/** Kinds that count failures. The switch of a single replica answers 5xx for some seconds, and may make them fire. */
const failureKinds = ['http_5xx', 'query_failures', 'flight_failures', 'llm_failures']
/** How long after the success of a deployment the switch may make them fire, in milliseconds. */
const switchMs = 2 * 60_000
/** How long after the success they have resolved if there was nothing else, in milliseconds. */
const resolvedMs = 7 * 60_000

/**
 * Makes a function that reads the monitors of an app while its deployment is watched, and says each thing about them once.
 * It returns those that count, as of the last answer, or undefined if that could not be read.
 */
export function createMonitorReader(
  { deployment, app }: Followed,
  { api, clock }: Run,
  reads: OptionalReads,
) {
  const { created_at, finished_at, updated_at } = deployment
  const succeededAtMs = parseTime(finished_at ?? updated_at) ?? Number.POSITIVE_INFINITY
  const createdAtMs = parseTime(created_at) ?? succeededAtMs
  /** Alerts of monitors that can never count. */
  const settled = new Set<string>()
  /** The last answer; undefined if it could not be read. */
  let answer: readonly Finding[] | undefined
  let nextReadMs = Number.NEGATIVE_INFINITY

  /** Returns a sign if the monitor is firing since after the deployment was created, and counts. */
  const judge = async (listed: Monitor, sinceSuccessMs: number): Promise<Finding | undefined> => {
    const { id, status, last_fired_at } = listed
    const firing = `${id} ${last_fired_at}`
    if (status !== 'active' || !last_fired_at || settled.has(firing)) return undefined
    const name = shorten(listed.name, 80)
    const get = () => api.getMonitor(app.id, id, deadlineIn(maxOptionalMs, clock))
    // The list may not say when it has resolved.
    const isWhole = listed.last_resolved_at !== undefined
    const monitor = isWhole ? listed : await reads.read(id, get, `Monitor ${name} is`)
    if (monitor === undefined) return { kind: 'monitor', name: listed.name, state: 'unread' }
    const firedAtMs = parseTime(monitor.last_fired_at)
    if (firedAtMs === undefined) return undefined
    const isResolved = (parseTime(monitor.last_resolved_at) ?? Number.NEGATIVE_INFINITY) > firedAtMs
    const isOld = firedAtMs <= createdAtMs
    if (isResolved || isOld || monitor.spec?.severity === 'warn') {
      settled.add(firing)
      const why = isOld ? 'has been firing since before the deployment' : 'is firing. Its severity is `warn`'
      if (!isResolved) reads.tellOnce(`Monitor ${name} ${why}, so it does not count.`, firing)
      return undefined
    }
    const isEarly = firedAtMs <= succeededAtMs + switchMs && sinceSuccessMs < resolvedMs
    if (isEarly && failureKinds.includes(monitor.template_id ?? '')) {
      const why = 'The switch to the new version may be the reason, so it counts only if this lasts.'
      reads.tellOnce(`Monitor ${name} is firing. ${why}`, firing)
      return undefined
    }
    const reason = `it fired at ${formatTime(firedAtMs)}`
    return { kind: 'monitor', name: monitor.name, state: 'firing', reason }
  }

  /** @param sinceSuccessMs how long ago the deployment succeeded */
  return async (atMs: number, sinceSuccessMs: number): Promise<readonly Finding[] | undefined> => {
    if (atMs < nextReadMs) return answer
    nextReadMs = atMs + minuteGapMs
    const list = () => api.listMonitors(app.id, deadlineIn(maxOptionalMs, clock))
    const monitors = await reads.read('monitors', list)
    const judged = monitors && (await Promise.all(monitors.map((monitor) => judge(monitor, sinceSuccessMs))))
    answer = judged?.filter((finding) => finding !== undefined)
    return answer
  }
}
