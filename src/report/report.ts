import type { RunEvent } from '../core/events.ts'
import type { Action, Outcome } from '../core/outcome.ts'
import { changesFacts, initialState, reduce } from '../core/reduce.ts'
import type { RunState } from '../core/state.ts'
import { type Environment, repositoryUrl, runUrl } from '../github/event.ts'
import { type Clock, heartbeatMs } from '../platform/clock.ts'
import type { Redaction } from '../platform/redaction.ts'
import type { Runner } from '../platform/runner.ts'
import { messageOf, type Redact } from '../platform/text.ts'
import { describeActivity, elapsedMs } from './heartbeat.ts'
import { describeLeftBehind } from './left-behind.ts'
import { type Line, Log } from './log.ts'
import { narrate } from './narrate.ts'
import { narrateVerdict } from './narrate-verdict.ts'
import { type Outputs, renderOutputs } from './outputs.ts'
import { conclude, type Verdict } from './verdict.ts'

/** Comments on the pull request; the result goes to the log. */
export type PostComment = (state: RunState, verdict: Verdict) => Promise<Line | undefined>

interface ReportOptions {
  runner: Runner
  secrets: Redaction
  clock: Clock
  env: Environment
  action: Action
}

/** Listens to a run and shows it: log, outputs and state as it goes on, summary and verdict at its end. */
export class Report {
  #state: RunState
  readonly #written = new Map<string, string>()
  #printedAtMs: number
  #isUnwritable = false
  #writing: NodeJS.Immediate | undefined
  #ending: Promise<boolean> | undefined
  readonly #options: ReportOptions
  readonly #redact: Redact
  readonly #log: Log
  readonly #heartbeat: NodeJS.Timeout

  constructor(options: ReportOptions) {
    const { runner, secrets, clock, env, action } = options
    this.#options = options
    this.#redact = secrets.redact
    this.#log = new Log(runner, this.#redact, !env.NO_COLOR)
    this.#state = initialState(clock.now(), action)
    this.#printedAtMs = clock.now()
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs / 6)
    // A heartbeat alone must not keep the process alive.
    this.#heartbeat.unref?.()
  }

  get state(): RunState {
    return this.#state
  }

  /** Receives an event. After the end only the requests of the comment are logged; the rest is ignored. */
  readonly emit = (event: RunEvent): void => {
    const before = this.#state
    const hasEnded = before.outcome !== undefined
    if (hasEnded && event.type !== 'http.exchanged') return
    const timed = { ...this.#withoutCredentials(event), atMs: this.#options.clock.now() }
    this.#state = reduce(before, timed)
    if (!hasEnded && changesFacts(event)) {
      // Until there is a deployment, the next request does not wait for outputs to be written.
      if (this.#state.deployment === undefined) this.#writing ??= setImmediate(() => this.#write())
      else this.#write()
    }
    for (const line of narrate(timed, this.#state, before)) {
      this.#log.print(line, elapsedMs(this.#state, timed.atMs))
      if (line.kind === 'text') this.#printedAtMs = timed.atMs
    }
  }

  /** Names and places of the app are shown as they are, in links and outputs, so credentials are hidden in them here. */
  #withoutCredentials(event: RunEvent): RunEvent {
    const { redactCredentials } = this.#options.secrets
    if (event.type === 'org.found') return { ...event, org: redactCredentials(event.org) }
    if (event.type !== 'app.found') return event
    const hide = (value: unknown) => (typeof value === 'string' ? redactCredentials(value) : value)
    const hideIn = <Members extends object>(members: Members) =>
      Object.fromEntries(Object.entries(members).map(([name, value]) => [name, hide(value)])) as Members
    const { config } = event.app
    return { ...event, app: { ...hideIn(event.app), ...(config && { config: hideIn(config) }) } }
  }

  #beat(): void {
    const nowMs = this.#options.clock.now()
    const activity = describeActivity(this.#state, nowMs)
    if (activity === '' || nowMs - this.#printedAtMs < heartbeatMs) return
    this.#printedAtMs = nowMs
    const elapsed = elapsedMs(this.#state, nowMs)
    this.#log.print({ kind: 'text', text: activity, color: 'gray', isTimed: true }, elapsed)
  }

  /** Ends the run: outputs, summary, comment, and the verdict as the last line. The first ending says if the job passes. */
  end(outcome: Outcome, postComment?: PostComment, isCancelled = false): Promise<boolean> {
    this.#ending ??= this.#end(outcome, postComment, isCancelled)
    return this.#ending
  }

  async #end(outcome: Outcome, postComment: PostComment | undefined, isCancelled: boolean): Promise<boolean> {
    const { runner, env } = this.#options
    this.emit({ type: 'run.ended', outcome, isCancelled })
    clearInterval(this.#heartbeat)
    const state = this.#state
    const verdict = conclude(outcome, state)
    const note = this.#write(verdict)
    const isInProgress = state.deployment !== undefined || state.isRequested
    // Only a cancelled run had no time to check once more what it left in progress: the post step does.
    if (outcome.kind !== 'cancelled' || !isInProgress) this.#put('saveState', { ended: 'true' })
    try {
      // Loaded here, like everything that is only needed at the end, because it must not delay the start.
      const { renderSummary } = await import('./summary.ts')
      const context = { repositoryUrl: repositoryUrl(env), redact: this.#redact }
      await runner.appendSummary(renderSummary(state, verdict, context))
    } catch (error) {
      this.#noteUnwritable(error)
    }
    this.#log.endGroup()
    if (note !== undefined) this.#log.print({ kind: 'warning', text: note })
    // The comment comes last, because its requests may take a while.
    const notice = await postComment?.(state, verdict).catch((error): Line => {
      return { kind: 'warning', text: `The comment could not be written: ${error}` }
    })
    if (notice !== undefined) this.#log.print(notice)
    for (const line of narrateVerdict(verdict, state, runUrl(env))) this.#log.print(line)
    return verdict.ending.passes
  }

  /**
   * Writes the outputs, and what the post step needs to know, as soon as either changes.
   * @returns what the outputs lack because of their size
   */
  #write(verdict?: Verdict): string | undefined {
    clearImmediate(this.#writing)
    this.#writing = undefined
    const { outputs, note } = renderOutputs(this.#state, verdict, this.#redact)
    this.#put('setOutput', outputs)
    const { appId, deployment } = this.#state
    this.#put('saveState', {
      ...(appId !== undefined && { 'app-id': String(appId) }),
      // The ID is empty again once the deployment is replaced.
      'deployment-id': String(deployment?.id ?? ''),
      'left-behind': this.#redact(describeLeftBehind(this.#state)),
    })
    return note
  }

  #put(file: 'setOutput' | 'saveState', values: Outputs): void {
    // These actions have no post step.
    if (file === 'saveState' && ['remove', 'fleet'].includes(this.#options.action)) return
    for (const [name, value] of Object.entries(values)) {
      const key = `${file} ${name}`
      if ((this.#written.get(key) ?? '') === value) continue
      this.#written.set(key, value)
      try {
        this.#options.runner[file](name, value)
      } catch (error) {
        // A file that cannot be written must not fail a deployment.
        this.#noteUnwritable(error)
      }
    }
  }

  #noteUnwritable(error: unknown): void {
    if (this.#isUnwritable) return
    this.#isUnwritable = true
    this.#log.print({ kind: 'text', text: `Could not write a file of the runner: ${messageOf(error)}` })
  }
}
