import { givenSpicepod } from '../app/apply.ts'
import { isAppMissing } from '../app/find.ts'
import { findRuntime } from '../app/runtime.ts'
import { hasSucceeded, isUnfinished } from '../deployment/deployment.ts'
import { newerThan, pollLimit } from '../deployment/list.ts'
import { CallError, isConflict, isForbidden, isNotFound, RefusalError } from '../errors.ts'
import { toTableProbes } from '../inputs/probes.ts'
import { deadlineIn, parseTime } from '../platform/clock.ts'
import { endWithStop } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import type { Look, Sign } from '../runtime/bake.ts'
import { createRuntimeClient, type RuntimeContext } from '../runtime/client.ts'
import { maxReadMs, RepeatedTests, readRuntime } from '../runtime/look.ts'
import { addInstances, type KnownInstances } from '../runtime/replaced.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Followed } from './compare.ts'
import { MonitorReader } from './monitors.ts'

/** Why the app is not watched any longer. */
export type EndOfWatch =
  | { readonly kind: 'superseded'; readonly by: Deployment }
  | { readonly kind: 'paused'; readonly app: App }
  | { readonly kind: 'deleted' }

/** How long to wait before the runtime is located again whose address or key is not known, in milliseconds. */
const minLocateGapMs = 60_000
/** How far the clock of an instance may be behind that of Spice Cloud, in milliseconds. */
const maxSkewMs = 5 * 60_000

/** Reads all that shows whether an app is still as well as it was when it was verified. */
export class AppReader {
  readonly #deployment: Deployment
  readonly #appId: number
  readonly #run: Run
  readonly #monitors: MonitorReader
  readonly #leftOut = new Set<string>()
  #runtime: RuntimeContext | undefined
  #locatedAtMs = Number.NEGATIVE_INFINITY
  #tests: RepeatedTests | undefined
  #instances: KnownInstances | undefined
  /** Listing them again would not help. */
  #areInstancesRefused = false
  /** How far the server's clock is ahead of the run's, in milliseconds. */
  #serverAheadMs: number
  /** By the server's clock. */
  #succeededAtMs: number
  /** The deployed spicepod; undefined if it is not known. */
  spicepod: unknown
  /** Why the runtime cannot be asked, as far as that is known. The reason ends a sentence. */
  unknown: { readonly why: string; readonly todo?: string | undefined } | undefined

  constructor(deployment: Deployment, { app, spicepod }: Followed, run: Run) {
    this.#deployment = deployment
    this.#appId = app.id
    this.#run = run
    this.#monitors = new MonitorReader(app.id, parseTime(deployment.created_at), run)
    this.#serverAheadMs = Date.now() - run.clock.now()
    this.#succeededAtMs = Number.POSITIVE_INFINITY
    this.spicepod = givenSpicepod(run, spicepod)?.value
  }

  /** Reads what later looks are compared with. */
  async begin(): Promise<void> {
    await Promise.all([this.#locateRuntime(), this.#readInstances(), this.#listDeployments()])
    const { finished_at, updated_at } = this.#deployment
    this.#succeededAtMs = Math.min(parseTime(finished_at ?? updated_at) ?? Infinity, this.#serverNowMs())
  }

  /** When the deployment succeeded, on the run's clock. */
  get succeededMs(): number {
    return this.#succeededAtMs - this.#serverAheadMs
  }

  /** Reads everything at the same time. @param isLast whether the time to watch the app is over */
  async read(isLast: boolean): Promise<Look | EndOfWatch> {
    const { clock, inputs, api } = this.#run
    const atMs = clock.now()
    if (this.#runtime === undefined && atMs - this.#locatedAtMs >= minLocateGapMs) await this.#locateRuntime()
    const context = this.#runtime
    const [page, instances, monitors, runtime, failedTests] = await Promise.all([
      this.#listDeployments(),
      this.#readInstances(),
      this.#monitors.read(this.#succeededAtMs, () => this.#serverNowMs()),
      context && readRuntime(context),
      context && this.#tests?.run(context, inputs.testTimeoutMs, isLast),
    ])
    const newer = page instanceof CallError ? [] : newerThan(this.#deployment.id, page.deployments)
    const by = newer.find((deployment) => isUnfinished(deployment) || hasSucceeded(deployment))
    if (by !== undefined) return { kind: 'superseded', by }
    if (context !== undefined && runtime === undefined) {
      // There may be a new one by now.
      this.#runtime = undefined
      this.unknown = { why: 'its runtime rejects the API key of the app' }
    }
    const isInDoubt = runtime?.notReady || isConflict(instances) || isNotFound(page)
    const app = isInDoubt
      ? await api
          .getApp(this.#appId, deadlineIn(maxReadMs, clock), { reportErrors: false })
          .catch(toCallError)
      : undefined
    if (isAppMissing(app)) return { kind: 'deleted' }
    if (app && 'id' in app && app.paused_at) return { kind: 'paused', app }
    const others = [
      ...((runtime && failedTests) ?? []),
      ...(instances instanceof CallError ? [] : (instances ?? [])),
      ...monitors,
    ]
    return { atMs, apiAnswers: [page, instances, app].some(isAnswer), ...(runtime && { runtime }), others }
  }

  async #locateRuntime(): Promise<void> {
    const { inputs, clock, tables, probes } = this.#run
    this.#locatedAtMs = clock.now()
    const found = await findRuntime(this.#appId, inputs, this.#run, maxReadMs)
    this.unknown = found.kind === 'unknown' ? found : undefined
    if (found.kind === 'unknown') return
    this.spicepod ??= found.app?.config?.spicepod
    this.#runtime = { client: createRuntimeClient(found, this.#run), spicepod: this.spicepod, run: this.#run }
    this.#tests ??= new RepeatedTests([...toTableProbes(tables, this.spicepod), ...probes], clock.now())
  }

  /** The newest deployments, or why they could not be listed. */
  async #listDeployments(): Promise<DeploymentPage | CallError> {
    const { api, clock } = this.#run
    const deadline = deadlineIn(maxReadMs, clock)
    const options = { reportErrors: false }
    const page = await api
      .listDeployments(this.#appId, pollLimit, deadline, undefined, options)
      .catch(toCallError)
    if (page instanceof CallError) this.#leaveOut('deployments', page)
    else if (page.serverTimeMs !== undefined) this.#serverAheadMs = page.serverTimeMs - clock.now()
    return page
  }

  /**
   * The instances that were replaced since the list before, or why they could not be listed; undefined if Spice Cloud is
   * not asked for them, which is no answer either.
   */
  async #readInstances(): Promise<Sign[] | CallError | undefined> {
    const { api, clock } = this.#run
    if (this.#areInstancesRefused) return undefined
    const list = await api.listInstances(this.#appId, deadlineIn(maxReadMs, clock)).catch(toCallError)
    if (list instanceof CallError) {
      this.#areInstancesRefused = isForbidden(list) || isNotFound(list)
      // Those of a paused app cannot be listed.
      if (!isConflict(list)) this.#leaveOut('instances', list)
      return list
    }
    const startedFromMs = (parseTime(this.#deployment.created_at) ?? 0) - maxSkewMs
    const listed = list.map(({ started_at, ...instance }) => ({
      ...instance,
      startedAtMs: parseTime(started_at),
    }))
    const { replaced = [] } = this.#instances ?? {}
    this.#instances = addInstances(this.#instances, listed, startedFromMs)
    return this.#instances.replaced
      .slice(replaced.length)
      .map(({ name, text }) => ({ kind: 'instance', name, state: 'replaced', reason: text }))
  }

  #leaveOut(what: string, error: CallError): void {
    if (this.#leftOut.has(what)) return
    this.#leftOut.add(what)
    this.#run.emit({
      type: 'note',
      text: `The ${what} of the app are left out: ${endWithStop(error.message)}`,
    })
  }

  #serverNowMs(): number {
    return this.#run.clock.now() + this.#serverAheadMs
  }
}

function toCallError(error: unknown): CallError {
  if (error instanceof CallError) return error
  throw error
}

/** Whether the Management API has answered: not if it could not be reached, or has a fault of its own. */
function isAnswer(result: object | undefined): boolean {
  return result !== undefined && (!(result instanceof CallError) || result instanceof RefusalError)
}
