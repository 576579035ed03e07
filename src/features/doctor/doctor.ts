import type { Followed } from '../../core/contracts.ts'
import type { Problem } from '../../core/problem.ts'
import type { Run } from '../../core/run.ts'
import { isRollingOut } from '../../deploy/deployment.ts'
import type { RolloutWatch } from '../../deploy/watch.ts'
import { minRolloutPauseMs, parseTime, rolloutDelayMs, rolloutPollMs } from '../../platform/clock.ts'
import { messageOf } from '../../platform/text.ts'
import { type Deployment, isManaged, storedSpicepod } from '../../spice/schema.ts'
import { readComponents } from '../../spicepod/spicepod.ts'
import type { Judgement } from './judge.ts'

/** How long before its deployment an instance may seem to write its log: its clock may be 10 min behind. */
const maxLogSkewMs = 15 * 60_000

interface Target extends Pick<Followed, 'app' | 'deployment'> {
  served: Pick<Followed['served'], 'get'>
}

/** Polls the new instances while their deployment is in progress. Failed reads are ignored. */
export class Doctor implements RolloutWatch {
  readonly #target: Target
  readonly #run: Run
  readonly #stopped = new AbortController()
  #deployment: Deployment
  #watching: Promise<void> | undefined
  /** A newer deployment is about to replace the watched one. */
  #isReplaced = false
  #findings: readonly Problem[] = []
  #nextFinding = Promise.withResolvers<void>()

  constructor(target: Target, run: Run) {
    this.#target = target
    this.#run = run
    this.#deployment = target.deployment
  }

  observe(deployment: Deployment, listed: readonly Deployment[]): void {
    this.#deployment = deployment
    this.#isReplaced = listed.findIndex(({ id }) => id === deployment.id) > 0
    if (this.#isReplaced) this.#findings = []
    if (!isRollingOut(deployment)) return
    this.#watching ??= this.#watch().catch((error: unknown) => {
      if (this.#stopped.signal.aborted) return
      const text = `The instances are not watched any longer: unexpected error (${messageOf(error)}).`
      this.#run.emit({ type: 'note', text })
    })
  }

  currentFindings(): readonly Problem[] {
    this.#nextFinding = Promise.withResolvers()
    return this.#findings
  }

  nextFinding(): Promise<void> {
    return this.#nextFinding.promise
  }

  /** Ends all reads, after which no event is emitted. */
  stop(): void {
    this.#stopped.abort()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped
    const { api, clock, random, emit, inputs } = this.#run
    // Runs that have to leave room for each other must not all begin at once.
    await clock.sleep(rolloutDelayMs + 2 * api.minIntervalMs() * random(), signal)
    // Spice Cloud has no instances of an app that runs elsewhere.
    if (signal.aborted || !isManaged(this.#target.app.current)) return
    // The other files of the doctor are loaded here, because most deployments have ended by now.
    const [{ InstanceReader }, judge] = await Promise.all([import('./reader.ts'), this.#createJudge()])
    const reader = new InstanceReader(this.#run, this.#target.app, signal)
    let atMs = clock.now()
    let nextRead: Judgement['nextRead'] = { needsMoreLog: false, understood: new Set() }
    while (!signal.aborted) {
      const sinceLastMs = clock.now() - atMs
      atMs = clock.now()
      if (!this.#isReplaced) {
        const read = await reader.readInstances({ deployment: this.#deployment, ...nextRead })
        const judgement = judge(read, { atMs, sinceLastMs })
        if (signal.aborted) return
        nextRead = judgement?.nextRead ?? nextRead
        if (judgement !== undefined && !this.#isReplaced) {
          emit({ type: 'rollout.progress', rollout: judgement.rollout })
          for (const news of judgement.news) emit({ type: 'rollout.finding', ...news })
          if (inputs.onStuck === 'fail') this.#findings = judgement.blockers
          if (this.#findings.length > 0) this.#nextFinding.resolve()
        }
      }
      const restMs = Math.max(rolloutPollMs, 2 * api.minIntervalMs()) - (clock.now() - atMs)
      await clock.sleep(Math.max(restMs, minRolloutPauseMs), signal)
    }
  }

  async #createJudge() {
    const { createJudge } = await import('./judge.ts')
    const { inputs } = this.#run
    const { served: spicepod, app } = this.#target
    const served = await spicepod.get(this.#deployment)
    const isKnown = served.certainty === 'known'
    const components = readComponents(isKnown ? served.spicepod : storedSpicepod(app.current))
    const isComplete = isKnown && components.every(({ isReference }) => !isReference)
    const settings = {
      spicepod: { components: components.filter(({ name }) => name !== ''), isKnown, isComplete },
      stuckAfterMs: inputs.stuckAfterMs,
      // The response to a resume has only the id of the deployment, so the time comes from polls.
      logStartMs: (parseTime(this.#deployment.created_at) ?? Number.NEGATIVE_INFINITY) - maxLogSkewMs,
    }
    return createJudge(settings, this.#run.ownFile?.spicepod)
  }
}
