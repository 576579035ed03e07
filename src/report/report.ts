import * as core from '@actions/core'
import prettyMilliseconds from 'pretty-ms'
import type { Environment } from '../context.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { Secrets } from '../secrets.ts'
import type { Deployment } from '../spice/schema.ts'
import type { TroubleListener } from '../spice/trouble.ts'
import type { Clock } from '../time.ts'
import { appUrl, type Facts } from './facts.ts'
import { type Outputs, renderOutputs } from './outputs.ts'
import { renderSummary } from './summary.ts'
import { cut, firstLine, inert, inertLine } from './text.ts'
import { describeOutcome } from './verdict.ts'

/** An annotation is cut by GitHub after 4,096 characters. */
const annotationLength = 4000

/** Tells what happens while it happens: log and outputs at once, the summary at the end. */
export class Report implements TroubleListener {
  #facts: Facts = {}
  #written: Outputs = {}
  #createdAt: number | undefined
  readonly #secrets: Secrets
  readonly #clock: Clock
  readonly #env: Environment

  constructor(secrets: Secrets, clock: Clock, env: Environment) {
    this.#secrets = secrets
    this.#clock = clock
    this.#env = env
  }

  /** Takes in what has become known and writes the outputs that follow from it. */
  learn(facts: Partial<Facts>): void {
    this.#facts = { ...this.#facts, ...facts }
    this.#writeOutputs()
  }

  /** The deployment is about to be asked for. */
  deploying(): void {
    const { appId, source } = this.#facts
    const { branch, commitSha, commitMessage } = source ?? {}
    const parts = [
      `Deploying app ${appId}`,
      branch && `branch ${branch}`,
      commitSha && `commit ${commitSha.slice(0, 12)}`,
      commitMessage && `"${firstLine(commitMessage)}"`,
    ]
    this.#info(parts.filter(Boolean).join(' · '))
  }

  /** The deployment was seen, for the first time or again. */
  seen(deployment: Deployment): void {
    const before = this.#facts.deployment
    this.#createdAt ??= this.#clock.now()
    const elapsedMs = this.#clock.now() - this.#createdAt
    this.learn({ deployment, elapsedMs })
    if (before === undefined) this.#info(`Created deployment ${deployment.id}`)
    if (before?.status !== deployment.status) {
      this.#info(`${formatElapsed(elapsedMs).padStart(7)}  ${deployment.status}`)
    }
    // A rollout that is blocked says why and is tried again: no failure yet, but worth knowing.
    const { error_message, status } = deployment
    if (error_message && status !== 'failed' && error_message !== before?.error_message) {
      this.#warning(`Deployment ${deployment.id} is ${status} and reports: ${error_message}`)
    }
  }

  troubleBegan(reason: string): void {
    this.#warning(`Spice Cloud does not answer as it should (${reason}). Trying again until the time is up.`)
  }

  troubleEnded(): void {
    this.#info('Spice Cloud answers again.')
  }

  /**
   * Says how it ended: outputs, summary, and the verdict as the last line.
   *
   * @returns whether the job may go on
   */
  async end(outcome: Outcome): Promise<boolean> {
    const deployment = 'deployment' in outcome ? outcome.deployment : undefined
    this.learn({ outcome, ...(deployment && { deployment }) })
    const url = appUrl(this.#facts)
    const verdict = describeOutcome(outcome, {
      appId: this.#facts.appId,
      timeoutMs: this.#facts.timeoutMs ?? 0,
      appUrl: url,
    })
    this.learn({ errorMessage: verdict.errorMessage })
    await this.#writeSummary(renderSummary(this.#facts, verdict, { repositoryUrl: repositoryUrl(this.#env) }))
    if (verdict.isGood) {
      this.#info([verdict.what, url].filter(Boolean).join(' '))
    } else {
      const text = this.#secrets.redact([verdict.what, verdict.todo].filter(Boolean).join('\n'))
      core.error(cut(inert(text), annotationLength), { title: verdict.headline })
    }
    return verdict.isGood
  }

  #writeOutputs(): void {
    const outputs = renderOutputs(this.#facts)
    for (const [name, value] of Object.entries(outputs)) {
      if (this.#written[name] !== value) this.#try(() => core.setOutput(name, this.#secrets.redact(value)))
    }
    this.#written = outputs
  }

  async #writeSummary(markdown: string): Promise<void> {
    try {
      await core.summary.addRaw(this.#secrets.redact(markdown)).write()
    } catch (error) {
      this.#noteUnwritable(error)
    }
  }

  /** What reports on the deployment must not fail it. */
  #try(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#noteUnwritable(error)
    }
  }

  #noteUnwritable(error: unknown): void {
    this.#info(`A file of the runner could not be written: ${error instanceof Error ? error.message : error}`)
  }

  #info(text: string): void {
    core.info(inertLine(this.#secrets.redact(text)))
  }

  #warning(text: string): void {
    core.warning(cut(inert(this.#secrets.redact(text)), annotationLength))
  }
}

function formatElapsed(ms: number): string {
  return ms < 1000 ? '0s' : prettyMilliseconds(ms, { secondsDecimalDigits: 0 })
}

function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}
