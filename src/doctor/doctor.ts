import type { RolloutWatch } from '../deployment/watch.ts'
import type { Problem } from '../problem.ts'
import { type Deployment, isManaged } from '../spice/schema.ts'
import type { DoctorOptions } from './instance.ts'
import { lastStartMs, startedBeforeList } from './instances-before.ts'

/** What ends sooner needs no doctor, in milliseconds. */
const delayMs = 10_000
const intervalMs = 15_000
/** Between the end of a look that took long and the next one. */
const minPauseMs = 5000

/**
 * Looks at the new instance while its deployment is in progress: from 10 s after it was first seen so, every 15 s. It
 * only reads, and what it cannot read does no harm.
 */
export class Doctor implements RolloutWatch {
  readonly #options: DoctorOptions
  readonly #stopped = new AbortController()
  #deployment: Deployment
  #hasStarted = false
  /** A newer deployment is about to replace it. */
  #isReplaced = false
  /** When the last instance of another deployment may have started, as of all lists; undefined before the first. */
  #othersStartMs: number | undefined
  /** From the list of instances to the creation of the deployment, at most. */
  readonly #sinceListMs: number
  #nextPoll = Promise.withResolvers<void>()
  #pause = new AbortController()
  #blockers: readonly Problem[] = []
  /** Whether no poll has come since the blockers were found. */
  #areNew = false

  constructor(options: DoctorOptions) {
    this.#options = options
    this.#deployment = options.deployment
    const { before, instancesBefore, run } = options
    this.#sinceListMs = run.clock.now() - (instancesBefore?.atMs ?? 0)
    if (before !== undefined) this.#exclude(before, before[0])
  }

  observe(deployment: Deployment, listed: readonly Deployment[]): void {
    const { id, status } = deployment
    this.#deployment = deployment
    const place = listed.findIndex((each) => each.id === id)
    this.#isReplaced = place > 0
    if (this.#isReplaced) this.#blockers = []
    this.#nextPoll.resolve()
    this.#nextPoll = Promise.withResolvers()
    if (place >= 0) this.#exclude(listed.toSpliced(place, 1), listed[place + 1])
    if (status !== 'in_progress' || this.#hasStarted) return
    this.#hasStarted = true
    const { emit } = this.#options.run
    this.#watch().catch((error: unknown) => {
      if (this.#stopped.signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      emit({ type: 'note', text: `The instances are not watched any longer: unexpected error (${reason}).` })
    })
  }

  wake(): AbortSignal {
    this.#pause = new AbortController()
    if (this.#areNew) this.#pause.abort()
    return this.#pause.signal
  }

  blockers(): readonly Problem[] {
    this.#areNew = false
    return this.#blockers
  }

  /** Ends all reads: nothing more is said. */
  stop(): void {
    this.#stopped.abort()
  }

  #exclude(others: readonly Deployment[], previous: Deployment | undefined): void {
    const startMs = lastStartMs(others, previous)
    this.#othersStartMs = Math.max(startMs, this.#othersStartMs ?? startMs)
  }

  /** The instances that cannot be those of the deployment; undefined if other ones may be none of it either. */
  #others(): ReadonlySet<string> | undefined {
    const startMs = this.#othersStartMs ?? Number.POSITIVE_INFINITY
    if (startMs === Number.NEGATIVE_INFINITY) return new Set()
    return startedBeforeList(startMs, this.#deployment, this.#sinceListMs)
      ? this.#options.instancesBefore?.names
      : undefined
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped
    const { api, clock, random, emit, inputs } = this.#options.run
    // Runs that have to leave room for each other must not all begin to look at once.
    await clock.sleep(delayMs + 2 * api.minIntervalMs() * random(), signal)
    // Spice Cloud has no instances of an app that it does not run. By now the app has been read.
    if (signal.aborted || !isManaged(this.#options.app())) return
    // Loaded here: most deployments have ended by now.
    const { Examination } = await import('./examination.ts')
    const examination = new Examination({
      ...this.#options,
      // A resumed app tells only the id of its deployment; polls tell the rest.
      deployment: this.#deployment,
      others: () => this.#others(),
      signal,
    })
    let startedAtMs = clock.now()
    while (!signal.aborted) {
      // Right after a poll it is known how much room the rate limit leaves.
      if (api.minIntervalMs() > 0) await this.#nextPoll.promise
      const sinceLastMs = clock.now() - startedAtMs
      startedAtMs = clock.now()
      const found = this.#isReplaced ? undefined : await examination.look(sinceLastMs)
      if (signal.aborted) return
      if (found !== undefined && !this.#isReplaced) {
        emit({ type: 'rollout.progress', rollout: found.rollout })
        for (const { problem, isBlocker } of found.news) emit({ type: 'rollout.finding', problem, isBlocker })
        if (inputs.onStuck === 'fail') this.#block(found.blockers)
      }
      const restMs = Math.max(intervalMs, 2 * api.minIntervalMs()) - (clock.now() - startedAtMs)
      await clock.sleep(Math.max(restMs, minPauseMs), signal)
    }
  }

  #block(blockers: readonly Problem[]): void {
    this.#blockers = blockers
    this.#areNew = blockers.length > 0
    if (this.#areNew) this.#pause.abort()
  }
}
