import prettyMilliseconds from 'pretty-ms'
import type { Environment } from '../context.ts'
import type { CreateListener } from '../deployment/create.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { Secrets } from '../secrets.ts'
import type { Deployment } from '../spice/schema.ts'
import type { TroubleListener } from '../spice/trouble.ts'
import type { Clock } from '../time.ts'
import { appUrl, type Facts } from './facts.ts'
import { Files } from './files.ts'
import { Log } from './log.ts'
import { renderOutputs } from './outputs.ts'
import { renderSummary } from './summary.ts'
import { firstLine } from './text.ts'
import { describeOther, describeOutcome } from './verdict.ts'

/** Tells what happens while it happens: log and outputs at once, the summary at the end. */
export class Report implements TroubleListener, CreateListener {
  #facts: Facts = {}
  #createdAt: number | undefined
  #isAttached = false
  #hadTrouble = false
  #hasLostOne = false
  #hasEnded = false
  #ending: Promise<boolean> | undefined
  readonly #clock: Clock
  readonly #env: Environment
  readonly #log: Log
  readonly #files: Files

  constructor(secrets: Secrets, clock: Clock, env: Environment) {
    this.#clock = clock
    this.#env = env
    this.#log = new Log(secrets)
    this.#files = new Files(secrets, this.#log)
  }

  get facts(): Readonly<Facts> {
    return this.#facts
  }

  /** Takes in what has become known and writes the outputs that follow from it. */
  learn(facts: Partial<Facts>): void {
    if (this.#hasEnded) return
    this.#facts = { ...this.#facts, ...facts }
    this.#files.writeOutputs(renderOutputs(this.#facts))
  }

  creating(): void {
    const isFirst = this.#facts.isRequested === undefined
    this.learn({ isRequested: true })
    if (!isFirst) return
    const { appId, source } = this.#facts
    const { branch, commitSha, commitMessage } = source ?? {}
    const parts = [
      `Deploying app ${appId}`,
      branch && `branch ${branch}`,
      commitSha && `commit ${commitSha.slice(0, 12)}`,
      commitMessage && `"${firstLine(commitMessage)}"`,
    ]
    this.#log.info(parts.filter(Boolean).join(' · '))
  }

  waitingForTurn(inTheWay: readonly Deployment[], serverTimeMs: number | undefined): void {
    // The request was turned down: nothing of ours is under way, unless one got lost before.
    this.learn({ isRequested: this.#hasLostOne })
    this.#log.info(`Waiting for ${inTheWay.map((each) => describeOther(each, serverTimeMs)).join(' and ')}`)
  }

  createLost(): void {
    this.#hasLostOne = true
    this.#log.info(
      'The answer to the request for the deployment was lost. Looking whether it was carried out.',
    )
  }

  createFound({ id }: Deployment): void {
    this.#log.info(`It was carried out: deployment ${id} is the one that was asked for.`)
  }

  createRepeated(): void {
    this.#log.info('It was not carried out. Asking again.')
  }

  /** A deployment that exists already is watched instead of creating one. */
  attached({ id }: Deployment, why: string): void {
    this.#isAttached = true
    // These were asked for nowhere.
    this.learn({ channel: undefined, replicas: undefined, imageTag: undefined })
    this.#log.info(`Watching deployment ${id}: ${why}`)
  }

  /** The deployment was seen, for the first time or again. */
  seen(deployment: Deployment): void {
    const before = this.#facts.deployment
    this.#createdAt ??= this.#clock.now()
    const elapsedMs = this.#clock.now() - this.#createdAt
    this.learn({ deployment, elapsedMs })
    if (before === undefined) {
      this.#files.saveState('deployment-id', deployment.id)
      if (!this.#isAttached) this.#log.info(`Created deployment ${deployment.id}`)
    }
    if (before?.status !== deployment.status) {
      this.#log.info(`${formatElapsed(elapsedMs).padStart(7)}  ${deployment.status}`)
    }
    // A rollout that is blocked says why and is tried again: no failure yet, but worth knowing.
    const { error_message, status } = deployment
    if (error_message && status !== 'failed' && error_message !== before?.error_message) {
      this.#log.warning(`Deployment ${deployment.id} is ${status} and reports: ${error_message}`)
    }
  }

  troubleBegan(reason: string): void {
    const text = `Spice Cloud does not answer as it should (${reason}). The run goes on for as long as it has time.`
    // One annotation is enough to know of it; the log has every stretch.
    if (this.#hadTrouble) this.#log.info(text)
    else this.#log.warning(text)
    this.#hadTrouble = true
  }

  troubleEnded(): void {
    this.#log.info('Spice Cloud answers again.')
  }

  /**
   * Says how it ended: outputs, summary, and the verdict as the last line. Only the first ending counts.
   *
   * @returns whether the job may go on
   */
  end(outcome: Outcome): Promise<boolean> {
    this.#ending ??= this.#end(outcome)
    return this.#ending
  }

  async #end(outcome: Outcome): Promise<boolean> {
    const deployment = 'deployment' in outcome ? outcome.deployment : undefined
    this.learn({ outcome, ...(deployment && { deployment }) })
    const { appId, timeoutMs = 0, onSuperseded = 'fail', isRequested = false } = this.#facts
    const url = appUrl(this.#facts)
    const verdict = describeOutcome(outcome, { appId, timeoutMs, onSuperseded, isRequested, appUrl: url })
    this.learn({ errorMessage: verdict.errorMessage })
    this.#hasEnded = true
    // After a cancellation the post step takes another look, since it has the time.
    if (outcome.kind !== 'cancelled' || (deployment === undefined && !isRequested)) {
      this.#files.saveState('ended', 'true')
    }

    await this.#files.appendSummary(
      renderSummary(this.#facts, verdict, { repositoryUrl: repositoryUrl(this.#env) }),
    )
    if (verdict.isGood) this.#log.info([verdict.what, url].filter(Boolean).join(' '))
    else this.#log.error(verdict.headline, [verdict.what, verdict.todo].filter(Boolean).join('\n'))
    return verdict.isGood
  }
}

function formatElapsed(ms: number): string {
  return ms < 1000 ? '0s' : prettyMilliseconds(ms, { secondsDecimalDigits: 0 })
}

function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}
