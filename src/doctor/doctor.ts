import { givenSpicepod } from '../app/apply.ts'
import type { Followed } from '../deployment/attach.ts'
import type { RolloutWatch } from '../deployment/watch.ts'
import { parseTime } from '../platform/clock.ts'
import { messageOf } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import { type Deployment, isManaged } from '../spice/schema.ts'
import { readComponents } from '../spicepod/spicepod.ts'
import { type InstancesBefore, type Ownership, startedBeforeList, withInstances } from './instances.ts'
import type { Judgement } from './judge.ts'

export interface Patient extends Pick<Followed, 'app' | 'deployment' | 'spicepod' | 'before'> {
  /** The instances that the app had by then, if they were listed. */
  instancesBefore?: InstancesBefore | undefined
}

/** A deployment that ends sooner needs no doctor, in milliseconds. */
const delayMs = 10_000
const intervalMs = 15_000
/** Between the end of a poll that took long and the next one. */
const minPauseMs = 5000
/** How long before its deployment an instance may seem to write its log: its clock may be 10 min behind. */
const maxLogSkewMs = 15 * 60_000

/** Polls the new instances while their deployment is in progress. What it cannot read does no harm. */
export class Doctor implements RolloutWatch {
  readonly #patient: Patient
  readonly #run: Run
  readonly #stopped = new AbortController()
  #deployment: Deployment
  #watching: Promise<void> | undefined
  /** A newer deployment is about to replace it. */
  #isReplaced = false
  /** Other deployments that may have instances, as of all lists, by their ids; undefined before the first list. */
  #others: Map<Deployment['id'], Deployment> | undefined
  /** From the list of instances to the creation of the deployment, at most. */
  readonly #sinceListMs: number
  #nextList = Promise.withResolvers<void>()
  #findings: readonly Problem[] = []
  #nextFinding = Promise.withResolvers<void>()

  constructor(patient: Patient, run: Run) {
    this.#patient = patient
    this.#run = run
    this.#deployment = patient.deployment
    const { before, instancesBefore } = patient
    this.#sinceListMs = run.clock.now() - (instancesBefore?.atMs ?? 0)
    if (before !== undefined) this.#addOthers(before, before[0])
  }

  observe(deployment: Deployment, listed: readonly Deployment[]): void {
    const { id, status } = deployment
    this.#deployment = deployment
    const place = listed.findIndex((deployment) => deployment.id === id)
    this.#isReplaced = place > 0
    if (this.#isReplaced) this.#findings = []
    this.#nextList.resolve()
    this.#nextList = Promise.withResolvers()
    if (place >= 0) this.#addOthers(listed.toSpliced(place, 1), listed[place + 1])
    if (status !== 'in_progress') return
    this.#watching ??= this.#watch().catch((error: unknown) => {
      if (this.#stopped.signal.aborted) return
      const text = `The instances are not watched any longer: unexpected error (${messageOf(error)}).`
      this.#run.emit({ type: 'note', text })
    })
  }

  takeFindings(): readonly Problem[] {
    this.#nextFinding = Promise.withResolvers()
    return this.#findings
  }

  nextFinding(): Promise<void> {
    return this.#nextFinding.promise
  }

  /** Ends all reads: nothing more is said. */
  stop(): void {
    this.#stopped.abort()
  }

  #addOthers(others: readonly Deployment[], previous: Deployment | undefined): void {
    this.#others ??= new Map()
    for (const deployment of others) {
      if (this.#others.has(deployment.id)) this.#others.set(deployment.id, deployment)
    }
    for (const deployment of withInstances(others, previous)) this.#others.set(deployment.id, deployment)
  }

  #ownership(): Ownership {
    if (this.#others === undefined) return { kind: 'unknown' }
    const others = [...this.#others.values()]
    if (others.length === 0) return { kind: 'all ours' }
    const names = this.#patient.instancesBefore?.names
    const areListed = others.every((other) => startedBeforeList(other, this.#deployment, this.#sinceListMs))
    return names !== undefined && areListed ? { kind: 'all but', names } : { kind: 'unknown' }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopped
    const { api, clock, random, emit, inputs } = this.#run
    // Runs that have to leave room for each other must not all begin at once.
    await clock.sleep(delayMs + 2 * api.minIntervalMs() * random(), signal)
    // Spice Cloud has no instances of an app that it does not run. By now the app has been read.
    if (signal.aborted || !isManaged(this.#patient.app.current)) return
    // Loaded here: most deployments have ended by now.
    const [{ InstanceReader }, judge] = await Promise.all([import('./reader.ts'), this.#appointJudge()])
    const reader = new InstanceReader(this.#run, this.#patient.app, signal)
    let atMs = clock.now()
    let wishes: Judgement['wishes'] = { needsMoreLog: false, understood: new Set() }
    while (!signal.aborted) {
      // Right after a list it is known how much room the rate limit leaves.
      if (api.minIntervalMs() > 0) await this.#nextList.promise
      const sinceLastMs = clock.now() - atMs
      atMs = clock.now()
      if (!this.#isReplaced) {
        const request = { deployment: this.#deployment, ownership: this.#ownership(), ...wishes }
        const read = await reader.readInstances(request)
        const judgement = judge(read, { atMs, nowMs: clock.now(), sinceLastMs })
        if (signal.aborted) return
        wishes = judgement?.wishes ?? wishes
        if (judgement !== undefined && !this.#isReplaced) {
          emit({ type: 'rollout.progress', rollout: judgement.rollout })
          for (const news of judgement.news) emit({ type: 'rollout.finding', ...news })
          if (inputs.onStuck === 'fail') this.#findings = judgement.blockers
          if (this.#findings.length > 0) this.#nextFinding.resolve()
        }
      }
      const restMs = Math.max(intervalMs, 2 * api.minIntervalMs()) - (clock.now() - atMs)
      await clock.sleep(Math.max(restMs, minPauseMs), signal)
    }
  }

  async #appointJudge() {
    const { createJudge } = await import('./judge.ts')
    const { inputs, redact } = this.#run
    const { spicepod, app } = this.#patient
    const given = givenSpicepod(this.#run, spicepod)
    const value = given?.value ?? app.current?.config?.spicepod
    const components = readComponents(value)
    // The app may have another one by now than the deployment that somebody else has created.
    const isKnown = value !== undefined && spicepod.kind !== 'unknown'
    const isComplete = isKnown && components.every(({ isReference }) => !isReference)
    const settings = {
      spicepod: { components: components.filter(({ name }) => name !== ''), isComplete },
      stuckAfterMs: inputs.stuckAfterMs,
      // A resumed app tells only the id of its deployment; polls tell the rest.
      logStartMs: (parseTime(this.#deployment.created_at) ?? Number.NEGATIVE_INFINITY) - maxLogSkewMs,
      redact,
    }
    return createJudge(settings, given)
  }
}
