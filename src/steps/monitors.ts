import { CallError, ignoreCallError, isForbidden, isNotFound } from '../errors.ts'
import { deadlineIn, formatTime, parseTime } from '../platform/clock.ts'
import { endWithStop, shorten } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import type { Sign } from '../runtime/bake.ts'
import { maxReadMs } from '../runtime/look.ts'
import type { Monitor } from '../spice/schema.ts'

/** The server evaluates monitors once a minute. */
const minGapMs = 60_000

/** Kinds that count failures. The switch of a single replica answers 5xx for some seconds, and may make them fire. */
const failureKinds = new Set(['http_5xx', 'query_failures', 'flight_failures', 'llm_failures'])
/** How long after the success of a deployment the switch may make them fire, in milliseconds. */
const switchMs = 2 * 60_000
/** When they have resolved if there was nothing else, in milliseconds after the success. */
const resolvedMs = 7 * 60_000

type MonitorRun = Pick<Run, 'api' | 'clock' | 'emit'>

/** Reads the monitors of an app while it is watched, and says each thing about them once. */
export class MonitorReader {
  readonly #appId: number
  readonly #createdMs: number | undefined
  readonly #run: MonitorRun
  readonly #told = new Set<string>()
  #signs: readonly Sign[] = []
  #readAtMs = Number.NEGATIVE_INFINITY
  /** Reading them again would not help. */
  #isLeftOut = false

  /** @param createdMs when the deployment was created, by the server's clock */
  constructor(appId: number, createdMs: number | undefined, run: MonitorRun) {
    this.#appId = appId
    this.#createdMs = createdMs
    this.#run = run
  }

  /**
   * Returns the monitors that count, as of the last answer, which is at most a minute old.
   * @param succeededMs when the deployment succeeded; both by the server's clock
   */
  async read(succeededMs: number, nowMs: () => number): Promise<readonly Sign[]> {
    const { api, clock } = this.#run
    if (this.#isLeftOut || clock.now() - this.#readAtMs < minGapMs) return this.#signs
    this.#readAtMs = clock.now()
    try {
      const monitors = await api.listMonitors(this.#appId, deadlineIn(maxReadMs, clock))
      const signs = await Promise.all(monitors.map((monitor) => this.#judge(monitor, succeededMs, nowMs)))
      this.#signs = signs.filter((sign) => sign !== undefined)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      this.#signs = []
      this.#isLeftOut = isForbidden(error) || isNotFound(error)
      this.#tell('unread', `The monitors of the app are left out: ${endWithStop(error.message)}`)
    }
    return this.#signs
  }

  /** Returns a sign if the monitor is firing since after the deployment was created, and counts. */
  async #judge(listed: Monitor, succeededMs: number, nowMs: () => number): Promise<Sign | undefined> {
    const { api, clock } = this.#run
    const createdMs = this.#createdMs
    if (listed.status !== 'active' || !listed.last_fired_at || createdMs === undefined) return undefined
    const { id } = listed
    if (this.#told.has(`${id} before ${listed.last_fired_at}`)) return undefined
    const isWhole = listed.last_resolved_at !== undefined
    const reading = isWhole ? listed : api.getMonitor(this.#appId, id, deadlineIn(maxReadMs, clock))
    const monitor = await Promise.resolve(reading).catch(ignoreCallError(undefined))
    const firedMs = parseTime(monitor?.last_fired_at)
    if (monitor === undefined || firedMs === undefined) return undefined
    if ((parseTime(monitor.last_resolved_at) ?? Number.NEGATIVE_INFINITY) > firedMs) return undefined
    const name = shorten(monitor.name, 80)
    if (firedMs <= createdMs) {
      const text = `Monitor ${name} has been firing since before the deployment, so it does not count.`
      this.#tell(`${id} before ${listed.last_fired_at}`, text)
      return undefined
    }
    if (monitor.spec?.severity === 'warn') {
      this.#tell(
        `${id} warns ${firedMs}`,
        `Monitor ${name} is firing. Its severity is \`warn\`, so it does not count.`,
      )
      return undefined
    }
    const mayBeSwitch = failureKinds.has(monitor.template_id ?? '') && firedMs <= succeededMs + switchMs
    if (mayBeSwitch && nowMs() < succeededMs + resolvedMs) {
      const text = `Monitor ${name} is firing. The switch to the new version may be the reason, so it counts only if this lasts.`
      this.#tell(`${id} early ${firedMs}`, text)
      return undefined
    }
    const reason = `it fired at ${formatTime(firedMs)}`
    return { kind: 'monitor', name: monitor.name, state: 'firing', reason }
  }

  #tell(key: string, text: string): void {
    if (!this.#told.has(key)) this.#run.emit({ type: 'note', text })
    this.#told.add(key)
  }
}
