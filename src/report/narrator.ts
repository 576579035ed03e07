import prettyMilliseconds from 'pretty-ms'
import type { Write } from '../app/write.ts'
import { usualDurationsMs } from '../deployment/history.ts'
import type { Outcome, Plan } from '../deployment/outcome.ts'
import type { Recovery } from '../deployment/rollback.ts'
import { isUnfinished } from '../deployment/status.ts'
import type { DeployListener } from '../run-context.ts'
import type { Probe, TestResult } from '../runtime/probe.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Exchange } from '../spice/trace.ts'
import type { TroubleListener } from '../spice/trouble.ts'
import type { Clock } from '../time.ts'
import type { Facts } from './facts.ts'
import type { Colour, Log } from './log.ts'
import { describePlan } from './plan.ts'
import {
  describeExpectation,
  describeProgress,
  type Expectation,
  expectFrom,
  formatDuration,
} from './progress.ts'
import { describeRecovery, isRecovered } from './recovery.ts'
import { firstLine } from './text.ts'
import { describeOther, type Verdict } from './verdict.ts'
import { describeWrite } from './writes.ts'

export interface NarratorOptions {
  log: Log
  clock: Clock
  /** What is known by now. */
  facts: () => Readonly<Facts>
  /** Hides all secrets in a text, before it is cut. */
  redact: (text: string) => string
}

/** While nothing changes a line tells that the run is alive, so often at most, in milliseconds. */
const heartbeatMs = 30_000

/** Tells in the log what happens, when it happens: a line for each change. */
export class Narrator implements TroubleListener, Partial<DeployListener> {
  #seen: Deployment | undefined
  #rollbackStatus: string | undefined
  #toldAt = 0
  #beats: NodeJS.Timeout | undefined
  /** What takes its time now. */
  #activity = ''
  #startedAt = 0
  #hasAsked = false
  #hadTrouble = false
  #hasOtherCommit = false
  readonly #superseded = new Set<number>()
  #isUnverified = false
  readonly #log: Log
  readonly #clock: Clock
  readonly #facts: () => Readonly<Facts>
  readonly #redact: (text: string) => string

  constructor({ log, clock, facts, redact }: NarratorOptions) {
    this.#log = log
    this.#clock = clock
    this.#facts = facts
    this.#redact = redact
  }

  preparing(): void {
    this.#log.startGroup('Prepare')
    this.#beats = setInterval(() => this.#beat(), heartbeatMs / 6).unref()
  }

  /** Something that people may want to know, and that changes nothing. */
  note(text: string): void {
    if (text !== '') this.#log.info(text)
  }

  /** Something that people should act on. */
  warn(text: string): void {
    if (text !== '') this.#log.warning(text)
  }

  /** A request to Spice Cloud or to the runtime, for those who debug. */
  exchanged({ method, where, status, tookMs, requestId, trouble }: Exchange): void {
    const what = status === undefined ? trouble : `HTTP ${status}`
    const id = requestId === undefined ? '' : `, request ${requestId}`
    this.#log.debug(`${method} ${where} → ${what} in ${Math.round(tookMs)} ms${id}`)
  }

  otherName(given: string, { id, name }: App): void {
    this.#log.warning(
      `\`app-id\` ${id} is the app \`${name}\`, and \`app-name\` is \`${given}\`: the id counts. Correct or remove one of them.`,
    )
  }

  wrote(write: Write): void {
    this.#log.info(describeWrite(write))
  }

  unchanged(what: 'tags' | 'spicepod'): void {
    this.#log.info(
      `The app has ${what === 'tags' ? 'these tags' : 'this spicepod'} already: nothing to write.`,
    )
  }

  connectedToGithub(): void {
    this.#log.info(
      'The app is connected to a GitHub repository and takes its spicepod from there: it was not pushed.',
    )
  }

  creating(): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    this.#startedAt = this.#clock.now()
    this.#log.startGroup('Deploy')
    const { appId, source } = this.#facts()
    const { branch, commitSha, commitMessage } = source ?? {}
    const parts = [
      `Deploying app ${appId}`,
      branch && `branch ${branch}`,
      commitSha && `commit ${commitSha.slice(0, 12)}`,
      commitMessage && `"${firstLine(this.#redact(commitMessage))}"`,
    ]
    this.#log.info(parts.filter(Boolean).join(' · '))
  }

  waitingForTurn(inTheWay: readonly Deployment[], serverTimeMs: number | undefined): void {
    this.#activity = 'waiting for its turn'
    this.#news(`Waiting for ${inTheWay.map((each) => describeOther(each, serverTimeMs)).join(' and ')}`)
  }

  createLost(): void {
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
    this.#log.startGroup('Deploy')
    this.#log.info(`Watching deployment ${id}: ${why}`)
  }

  notWritten(): void {
    this.#log.warning(
      'Tags, spicepod and secrets were left to that attempt: this one writes nothing. Where they have changed since, start the workflow anew instead of running it again.',
    )
  }

  withoutTags(): void {
    this.#log.info('The plan of the organization has no tags: the app goes without that of the repository.')
  }

  createsBare(): void {
    this.#log.warning(
      'The app is created without a spicepod, and cannot be deployed without one: give it with `spicepod`.',
    )
  }

  /** The deployment was seen, for the first time or again. */
  seen(deployment: Deployment, others: readonly Deployment[] = []): void {
    const before = this.#seen
    this.#seen = deployment
    const { isAttached = false, elapsedMs = 0 } = this.#facts()
    if (before === undefined) this.#startedAt = this.#clock.now() - elapsedMs
    const { id, status, error_message } = deployment
    const line = `${formatDuration(elapsedMs).padStart(7)}  ${status}`
    if (before === undefined && !isAttached) this.#log.info(`Created deployment ${id}`)
    if (before?.status !== status) this.#news(line, colourOf(status))
    else if (isUnfinished(deployment)) this.#beat()
    if (before === undefined && (!isAttached || this.#expectation)) {
      this.#log.info(describeExpectation(this.#expectation))
    }
    if (!isAttached) this.#warnOfOtherCommit(deployment)
    if (!isAttached) this.#warnOfSuperseded(deployment, others)
    // A rollout that is blocked says why and is tried again: no failure yet, but worth knowing.
    if (error_message && status !== 'failed' && error_message !== before?.error_message) {
      this.#log.warning(`Deployment ${id} is ${status} and reports: ${error_message}`)
    }
  }

  verifying(): void {
    this.#log.startGroup('Verify')
    this.#activity = 'looking for the runtime'
  }

  unverifiable(reason: string, probes: readonly Probe[]): void {
    // Of probes the verdict says so.
    if (probes.length === 0) this.#log.info(`Verification was skipped: ${reason}.`)
  }

  idle(): void {
    this.#log.info('The spicepod names no components: the runtime answers, and has nothing to be ready for.')
  }

  runtimeNotReady(reason: string): void {
    this.#activity = 'waiting for the runtime'
    this.#news(`${this.#elapsed()}  The runtime is not ready yet: ${reason}`)
  }

  runtimeReady(tookMs: number): void {
    this.#activity = 'waiting for the datasets'
    this.#news(`${this.#elapsed()}  The runtime is ready, after ${formatDuration(tookMs)}`)
  }

  datasetsSeen(progress: string): void {
    this.#activity = `datasets: ${progress}`
    this.#news(`${this.#elapsed()}  Datasets: ${progress}`)
  }

  probeEnded({ name, ok, durationMs, detail, error }: TestResult): void {
    const words = detail ?? error
    const line = `${ok ? '✓' : '✗'} ${name} (${prettyMilliseconds(durationMs)})`
    this.#log.info(words ? `${line}: ${words}` : line, ok ? 'green' : 'red')
  }

  decided(outcome: Outcome): void {
    this.#isUnverified = outcome.kind === 'unverified'
  }

  logTail(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#log.group(`Log of deployment ${this.#seen?.id}, the end of it`, lines)
  }

  recovering(mode: 'restore' | 'rollback'): void {
    const why = this.#isUnverified ? 'What was deployed does not hold.' : 'The deployment failed.'
    const what = mode === 'restore' ? 'Putting the spicepod back' : 'Rolling back'
    this.#log.startGroup(mode === 'restore' ? 'Restore' : 'Roll back')
    this.#log.info(`${why} ${what}; tags and secrets stay as they are.`)
  }

  restored(): void {
    this.#log.info('The app has the spicepod back that it had before this run.')
  }

  rollbackSeen({ id, status }: Deployment): void {
    if (status !== this.#rollbackStatus)
      this.#log.info(`Rollback: deployment ${id} ${status}`, colourOf(status))
    this.#rollbackStatus = status
  }

  recovered(recovery: Recovery): void {
    const text = describeRecovery(recovery)
    // Told already, when it was done.
    if (recovery.kind === 'restored' && recovery.rollback === undefined) return
    if (isRecovered(recovery)) this.#log.info(text)
    else this.#log.warning(text)
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

  /** What a dry run found. */
  planned(plan: Plan): void {
    const { steps, diff } = describePlan(plan, this.#facts().appId)
    this.#log.info('A run would:')
    for (const step of steps) this.#log.info(`- ${step}`)
    if (diff.length > 0) this.#log.group('Changes of the spicepod', diff)
  }

  /** What comes next stands outside of all groups. */
  closing(): void {
    clearInterval(this.#beats)
    this.#log.endGroup()
  }

  /**
   * The verdict, outside of all groups and as the last line.
   *
   * @param links pages with more of it
   */
  concluded(outcome: Outcome, verdict: Verdict, links: readonly string[]): void {
    if (outcome.kind === 'planned') this.planned(outcome.plan)
    const [page] = links
    if (!verdict.isGood) {
      const text = [verdict.what, verdict.todo, links.join(' ')].filter(Boolean).join('\n')
      this.#log.error(verdict.headline, text, verdict.location)
      return
    }
    if (outcome.kind === 'unverified') this.#log.warning(verdict.what)
    if (outcome.kind === 'succeeded' && page) this.#log.notice(verdict.headline, `${verdict.what} ${page}`)
    this.#log.info([verdict.what, ...links].join(' '), 'green')
  }

  #warnOfSuperseded(deployment: Deployment, others: readonly Deployment[]): void {
    for (const each of supersededBy(deployment, this.#facts().history ?? [], others)) {
      if (this.#superseded.has(each.id)) continue
      this.#superseded.add(each.id)
      this.#log.warning(
        `Deployment ${deployment.id} has superseded ${describeOther(each)}. A \`concurrency\` group in the workflow makes runs take turns.`,
      )
    }
  }

  /** A line that is news for a while. */
  #news(text: string, colour?: Colour): void {
    this.#toldAt = this.#clock.now()
    this.#log.info(text, colour)
  }

  /** While nothing changes, a line now and then tells that the run is alive. */
  #beat(): void {
    if (this.#clock.now() - this.#toldAt < heartbeatMs) return
    const deployment = this.#seen
    if (deployment !== undefined && isUnfinished(deployment)) {
      const bar = describeProgress(this.#sinceSeenMs(), this.#expectation)
      this.#news(`${this.#elapsed()}  ${deployment.status} ${bar}`.trimEnd(), 'gray')
    } else if (this.#activity !== '') this.#news(`${this.#elapsed()}  ${this.#activity}`, 'gray')
  }

  /** Since the deployment was there, or since it was waited for. */
  #elapsed(): string {
    return formatDuration(this.#sinceSeenMs()).padStart(7)
  }

  #sinceSeenMs(): number {
    return this.#clock.now() - this.#startedAt
  }

  get #expectation(): Expectation | undefined {
    return expectFrom(usualDurationsMs(this.#facts().history ?? []))
  }

  /** An app that is connected to a repository deploys what that has, whatever was asked for. */
  #warnOfOtherCommit({ id, commit_sha }: Deployment): void {
    const { commitSha } = this.#facts().source ?? {}
    if (this.#hasOtherCommit || !commitSha || !commit_sha) return
    if (commit_sha.startsWith(commitSha) || commitSha.startsWith(commit_sha)) return
    this.#hasOtherCommit = true
    this.#log.warning(
      `Deployment ${id} is of commit ${commit_sha.slice(0, 12)}, not of ${commitSha.slice(0, 12)}, which this run is about. An app that is connected to GitHub deploys the head of its production branch.`,
    )
  }
}

/** Those that were under way when ours was created, and have been taken over by it. */
function supersededBy(
  { id }: Deployment,
  history: readonly Deployment[],
  others: readonly Deployment[],
): Deployment[] {
  const isTakenOver = (id: number) => others.some((each) => each.id === id && each.status === 'created')
  const newest = others.find(({ status }) => status !== 'created' && status !== 'queued')
  if (newest?.id !== id) return []
  return history.filter((each) => isUnfinished(each) && isTakenOver(each.id))
}

function colourOf(status: string): Colour {
  if (status === 'succeeded') return 'green'
  return status === 'failed' ? 'red' : 'cyan'
}
