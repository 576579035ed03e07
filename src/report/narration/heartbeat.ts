import type { Clock } from '../../time.ts'
import type { Colour, Log } from '../log.ts'
import { formatDuration } from '../progress.ts'

/** While nothing changes a line tells that the run is alive, so often at most, in milliseconds. */
const heartbeatMs = 30_000

/** What takes its time, in words; empty where nothing does. It may go by the time that has passed, in milliseconds. */
export type Activity = string | ((elapsedMs: number) => string)

/** What is going on, and since when: tells what is new of it and, while nothing is, now and then that it goes on. */
export class Heartbeat {
  #activity: Activity = ''
  #startedAt = 0
  #toldAt = 0
  #timer: NodeJS.Timeout | undefined
  readonly #log: Log
  readonly #clock: Clock

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  start(): void {
    this.#timer = setInterval(() => this.beat(), heartbeatMs / 6).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** The time that has passed is counted from then, so many milliseconds ago. */
  countFrom(agoMs: number): void {
    this.#startedAt = this.#clock.now() - agoMs
  }

  /** From now on it is this that takes its time. */
  turnTo(activity: Activity): void {
    this.#activity = activity
  }

  /** A line that is news for a while. */
  tell(text: string, colour?: Colour): void {
    this.#toldAt = this.#clock.now()
    this.#log.info(text, colour)
  }

  /** The same, with the time that has passed before it. */
  tellWithTime(text: string, colour?: Colour): void {
    this.tell(`${formatDuration(this.#elapsedMs)}  ${text}`, colour)
  }

  /** Tells what goes on, unless there was news a moment ago. */
  beat(): void {
    if (this.#clock.now() - this.#toldAt < heartbeatMs) return
    const activity = typeof this.#activity === 'string' ? this.#activity : this.#activity(this.#elapsedMs)
    if (activity !== '') this.tellWithTime(activity, 'gray')
  }

  get #elapsedMs(): number {
    return this.#clock.now() - this.#startedAt
  }
}
