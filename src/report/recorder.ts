import type { Write } from '../app/write.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { Recovery } from '../deployment/rollback.ts'
import type { DeployListener } from '../run-context.ts'
import type { Dataset } from '../runtime/dataset.ts'
import type { Probe, TestResult } from '../runtime/probe.ts'
import type { Verification } from '../runtime/verify.ts'
import type { Redactors } from '../spice/answer.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Clock } from '../time.ts'
import { describeLeftBehindOf } from './aftermath.ts'
import type { Facts } from './facts.ts'
import type { Files } from './files.ts'
import { renderOutputs } from './outputs.ts'
import { Stretches } from './stretches.ts'

export interface RecorderOptions {
  clock: Clock
  files: Files
  redact: Redactors
}

/** Writes down what becomes known: for those who tell of it, and at once into outputs and state. */
export class Recorder implements Partial<DeployListener> {
  #facts: Facts = {}
  #createdAt: number | undefined
  #hasLostOne = false
  #decided: Outcome | undefined
  #hasEnded = false
  readonly #clock: Clock
  readonly #files: Files
  readonly #redact: Redactors
  readonly #stretches: Stretches

  constructor({ clock, files, redact }: RecorderOptions) {
    this.#clock = clock
    this.#files = files
    this.#redact = redact
    this.#stretches = new Stretches(clock)
  }

  get facts(): Readonly<Facts> {
    return this.#facts
  }

  /** Takes in what has become known and writes the outputs that follow from it. */
  learn(facts: Partial<Facts>): void {
    if (this.#hasEnded) return
    this.#facts = { ...this.#facts, ...facts, ...(facts.app && { app: this.#withoutCredentials(facts.app) }) }
    this.#files.writeOutputs(renderOutputs(this.#facts, this.#redact.all))
    // For the post step, which has nothing else to go by.
    const { appId, deployment } = this.#facts
    if (appId !== undefined) this.#files.saveState('app-id', appId)
    if (deployment !== undefined) this.#files.saveState('deployment-id', deployment.id)
    this.#files.saveState('left-behind', describeLeftBehindOf(this.#facts))
  }

  /** The app comes as it is, since its spicepod may be put back: here only its name is shown. */
  #withoutCredentials(app: App): App {
    return app.name ? { ...app, name: this.#redact.credentials(app.name) } : app
  }

  /** The end of the record: what is heard later changes nothing any more. */
  end(outcome: Outcome): void {
    const deployment = 'deployment' in outcome ? outcome.deployment : undefined
    this.learn({ outcome, stretches: this.#stretches.end(), ...(deployment && { deployment }) })
  }

  close(errorMessage: string | undefined): void {
    this.learn({ errorMessage })
    this.#hasEnded = true
  }

  /** What a run came to that is cut off now. */
  cutOff(): Outcome {
    return this.#decided ?? { kind: 'cancelled', deployment: this.#facts.deployment }
  }

  writing(write: Write): void {
    this.learn({ pendingWrite: write })
  }

  wrote(write: Write): void {
    const { writes = [] } = this.#facts
    this.learn({ writes: [...writes, write], pendingWrite: undefined })
  }

  withdrawn(): void {
    this.learn({ pendingWrite: undefined })
  }

  creating(): void {
    this.learn({ isRequested: true })
  }

  waitingForTurn(): void {
    this.#stretches.waitingForTurn()
    // The request was turned down: nothing of ours is under way, unless one got lost before.
    this.learn({ isRequested: this.#hasLostOne })
  }

  createLost(): void {
    this.#hasLostOne = true
  }

  attached(_deployment: Deployment, _why: string, ageMs: number): void {
    this.#createdAt = this.#clock.now() - ageMs
    // These were asked for nowhere.
    this.learn({ isAttached: true, channel: undefined, replicas: undefined, imageTag: undefined })
  }

  seen(deployment: Deployment): void {
    this.#stretches.seen(deployment.status)
    this.#createdAt ??= this.#clock.now()
    this.learn({ deployment, elapsedMs: this.#clock.now() - this.#createdAt })
  }

  verifying(): void {
    this.#stretches.verifying()
  }

  unverifiable(reason: string, probes: readonly Probe[]): void {
    this.#stretches.unverifiable()
    const error = `Not asked: ${reason}.`
    const tests = probes.map(({ kind }) => ({ name: kind, ok: false, durationMs: 0, error }))
    if (tests.length > 0) {
      this.#learnCheck({ tests })
    }
  }

  runtimeReady(): void {
    this.#stretches.runtimeReady()
  }

  datasetsSeen(_progress: string, datasets: readonly Dataset[]): void {
    this.#stretches.datasetsSeen()
    this.#learnCheck({ datasets })
  }

  probeEnded(test: TestResult): void {
    this.#stretches.probeEnded(test.durationMs)
    this.#learnCheck({ tests: [...(this.#facts.verification?.tests ?? []), test] })
  }

  /** What is known of a verification that goes on. */
  #learnCheck(known: Partial<Verification>): void {
    const soFar = { tests: [], datasets: [], problems: [] }
    this.learn({ verification: { ...soFar, ...this.#facts.verification, ...known } })
  }

  verified(verification: Verification): void {
    this.#stretches.verified()
    this.learn({ verification })
  }

  decided(outcome: Outcome): void {
    this.#decided = outcome
  }

  logTail(lines: readonly string[]): void {
    if (lines.length > 0) this.learn({ logTail: lines })
  }

  recovering(mode: 'restore' | 'rollback'): void {
    this.#stretches.recovering()
    this.learn({ recovering: mode })
  }

  restored(): void {
    this.learn({ isRestored: true })
  }

  rollbackAsked(): void {
    this.learn({ isRollbackAsked: true })
  }

  rollbackSeen(deployment: Deployment): void {
    this.learn({ rollback: deployment })
  }

  recovered(recovery: Recovery): void {
    this.#stretches.recovered()
    this.learn({ recovery })
  }
}
