import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { SpicepodResult } from '../app/apply.ts'
import { NoResponseError, RefusalError } from '../errors.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { DesiredApp } from '../inputs/request.ts'
import { type Deadline, deadlineIn, parseTime } from '../platform/clock.ts'
import { ConnectionError, UnusableResponseError } from '../platform/http-errors.ts'
import { parseJson } from '../platform/json.ts'
import type { Run } from '../run-context.ts'
import { createRuntimeClient, type RuntimeClient, type RuntimeResponse } from '../runtime/client.ts'
import { findRuntimeUrl } from '../runtime/locate.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { type ComponentPoll, RuntimeDatasets, RuntimeModels } from './components.ts'
import { findOwn, type Listed, Pods, serves } from './instance-list.ts'
import type { InstancesBefore } from './instances-before.ts'
import { plainText } from './log-events.ts'
import type { InstancePoll } from './rules.ts'

export interface DoctorOptions {
  run: Pick<Run, 'api' | 'clock' | 'random' | 'emit' | 'fetch' | 'hide' | 'redact'> & {
    inputs: Pick<Inputs, 'onStuck' | 'stuckAfterMs' | 'runtimeUrl' | 'region'>
    desired: Pick<DesiredApp, 'spicepod'>
  }
  appId: number
  deployment: Deployment
  /** What became of the spicepod before the deployment, or why this run does not know. */
  spicepod: SpicepodResult | string
  /** Gets the app as far as it has been read. */
  app: () => App | undefined
  /** The deployments before it, as far as they were listed. */
  before?: readonly Deployment[] | undefined
  /** The instances that the app had by then, if they were listed. */
  instancesBefore?: InstancesBefore | undefined
}

export interface ExaminationOptions extends DoctorOptions {
  /** Names of instances that are not of the deployment; undefined if other ones may be none of it either. */
  others: () => ReadonlySet<string> | undefined
  /** Ends all reads. */
  signal: AbortSignal
}

interface InstancesRead {
  /** Those of the deployment, the newest first. */
  readonly ours: readonly InstancePoll[]
  /** Whether there are no others. */
  readonly areAll: boolean
}

/** Requests of one look. Looks are 15 s apart. */
const maxRequests = 8
const maxLookMs = 10_000
const maxRequestMs = 5000
const usualTail = 300
/** If a list of secrets was cut. */
const longTail = 2000
const maxListed = 50

/**
 * Reads the instances of one deployment. Nothing that fails does any harm: there is less to say then. At most eight
 * requests a look, each of them made once.
 */
export class InstanceReader {
  readonly #options: ExaminationOptions
  /** Of the last look, those to the Management API. */
  apiRequests = 0
  /** Of this look: how many requests are left, when it has to end, and how much of a log it reads. */
  #left = 0
  #endsAtMs = 0
  #tail = usualTail
  #runtime: RuntimeClient | undefined | 'unknown' = 'unknown'
  /** The data plane lists no instances. */
  #hasNoPods = false
  #maxTail = Number.POSITIVE_INFINITY
  /** Those that served at the first look. */
  #servedAtFirst: ReadonlySet<string> | undefined
  /** The data plane answers for the instance that a request names. */
  #isPinned = false
  #turn = 0

  constructor(options: ExaminationOptions) {
    this.#options = options
  }

  /**
   * @param isLong whether to read more of the log
   * @returns undefined if there is no list of instances
   */
  async read(isLong: boolean): Promise<InstancesRead | undefined> {
    this.apiRequests = 0
    this.#left = maxRequests
    this.#endsAtMs = this.#options.run.clock.now() + maxLookMs
    this.#tail = isLong ? longTail : usualTail
    const listed = (await this.#listPods()) ?? (await this.#listInstances())
    if (listed === undefined) return undefined
    const ours = this.#findOurs(listed)
    const [newest, ...others] = ours
    if (newest === undefined) return { ours: [], areAll: false }
    const areAll = ours.length === listed.length
    const poll = await this.#readNewest(newest, areAll)
    // One of the others at a time: what keeps them from their end is the same.
    const next = others[this.#turn++ % Math.max(1, others.length)]
    const log = next && this.#left > 1 ? await this.#readLog(next.name) : undefined
    const rest = others.map(({ name, status }) => ({
      name,
      status,
      ...(name === next?.name && { logLines: log }),
    }))
    return { ours: [poll, ...rest], areAll }
  }

  #findOurs(listed: readonly Listed[]): Listed[] {
    const { deployment, others } = this.#options
    this.#servedAtFirst ??= new Set(listed.filter(serves).map(({ name }) => name))
    return findOwn(listed, deployment, others(), this.#servedAtFirst)
  }

  async #readNewest({ name, status }: Listed, areAll: boolean): Promise<InstancePoll> {
    const [logLines, components] = await Promise.all([
      this.#readLog(name),
      this.#readComponents(name, areAll),
    ])
    return { name, status, logLines, ...components }
  }

  /** Lists count only once it is certain that they are those of the instance, and not of one that serves. */
  async #readComponents(name: string, areAll: boolean): Promise<Pick<InstancePoll, 'datasets' | 'models'>> {
    const readDatasets = (instance?: string) =>
      this.#readList('/v1/datasets?status=true', RuntimeDatasets, instance)
    const needsProof = !this.#isPinned && !areAll
    const before = needsProof ? await readDatasets() : undefined
    const datasets = await readDatasets(name)
    if (
      needsProof &&
      before !== undefined &&
      datasets !== undefined &&
      !isDeepStrictEqual(before, datasets)
    ) {
      // The list of the serving instance may change, but not there and back again in such a row.
      const [again, after] = [await readDatasets(name), await readDatasets()]
      this.#isPinned = isDeepStrictEqual(datasets, again) && isDeepStrictEqual(before, after)
    }
    if (!this.#isPinned && !areAll) return {}
    return { datasets, models: await this.#readList('/v1/models?status=true', RuntimeModels, name) }
  }

  /** If the rate limit runs low, from the data plane, which has none. */
  async #readLog(name: string): Promise<string[] | undefined> {
    const { api, redact } = this.#options.run
    const isLow = api.minIntervalMs() > 0
    const path = `/v1/spice_runtime/pods/${name}/logs?tailLines=${this.#tail}`
    const response = isLow ? await this.#askRuntime(path) : undefined
    const text = response?.status === 200 ? response.text : await this.#readLogOfApi(name)
    // Together, since a secret may have several lines; and before anything is cut, since half of one is no secret.
    return text === undefined ? undefined : redact(plainText(text)).split('\n')
  }

  async #readLogOfApi(name: string): Promise<string | undefined> {
    const { run, appId, signal } = this.#options
    const readTail = (tail: number) =>
      this.#ask((deadline) => run.api.getInstanceLogs(appId, name, tail, deadline, signal))
    const tail = Math.min(this.#tail, this.#maxTail)
    let lines = await readTail(tail)
    if (lines instanceof RefusalError) {
      const { maxTail } = lines.refusal
      if (maxTail === undefined || maxTail >= tail) return undefined
      this.#maxTail = maxTail
      lines = await readTail(maxTail)
    }
    return lines === undefined || lines instanceof RefusalError ? undefined : lines.join('\n')
  }

  async #listInstances(): Promise<Listed[] | undefined> {
    const { run, appId, signal } = this.#options
    const list = await this.#ask((deadline) => run.api.listInstances(appId, deadline, signal))
    if (list === undefined || list instanceof RefusalError) return undefined
    return list.slice(0, maxListed).map(({ name, status, started_at }) => ({
      name,
      status: status?.toLowerCase(),
      startedAtMs: parseTime(started_at),
    }))
  }

  async #listPods(): Promise<Listed[] | undefined> {
    if (this.#hasNoPods) return undefined
    return (await this.#readRuntime('/v1/spice_runtime', Pods))?.slice(0, maxListed)
  }

  async #readList<Schema extends v.GenericSchema<unknown, readonly ComponentPoll[]>>(
    path: string,
    schema: Schema,
    instance: string | undefined,
  ): Promise<ComponentPoll[] | undefined> {
    const { redact } = this.#options.run
    const clean = (text: string) => redact(plainText(text))
    const list = await this.#readRuntime(path, schema, instance)
    return list?.map(({ name, status, error_message, ...rest }) => ({
      name: clean(name),
      status: clean(status),
      ...(error_message !== undefined && { error_message: clean(error_message) }),
      ...rest,
    }))
  }

  /** @param instance the one that has to answer; by default one that serves */
  async #readRuntime<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    instance?: string,
  ): Promise<v.InferOutput<Schema> | undefined> {
    const response = await this.#askRuntime(path, instance)
    if (response === undefined) return undefined
    const parsed = v.safeParse(schema, response.status === 200 ? parseJson(response.text) : undefined)
    if (parsed.success) return parsed.output
    // What an older data plane does not have, it will not have later.
    const isLasting = [200, 401, 403, 404, 405, 501].includes(response.status)
    if (path === '/v1/spice_runtime' && isLasting) this.#hasNoPods = true
    return undefined
  }

  async #askRuntime(path: string, instance?: string): Promise<RuntimeResponse | undefined> {
    if (this.#runtime === 'unknown') this.#runtime = await this.#connect()
    const runtime = this.#runtime
    if (runtime === undefined || runtime === 'unknown') return undefined
    const headers = {
      accept: 'application/json, text/plain',
      ...(instance !== undefined && { 'SCP-Target-Instance': instance }),
    }
    const response = await this.#quietly((deadline) =>
      runtime.send({ path, headers }, Math.max(1, deadline.remainingMs())),
    )
    return response instanceof RefusalError ? undefined : response
  }

  async #connect(): Promise<RuntimeClient | undefined | 'unknown'> {
    const { run, appId, app, signal } = this.#options
    const { api, inputs, redact, hide, fetch } = run
    const url = findRuntimeUrl(app(), inputs)
    if (url === undefined) return undefined
    const keys = await this.#ask((deadline) => api.getApiKeys(appId, deadline, signal))
    if (keys === undefined) return 'unknown'
    if (keys instanceof RefusalError) return undefined
    for (const key of keys) hide(key)
    const [key] = keys
    const fetchUntilStopped: typeof fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) })
    return key === undefined ? undefined : createRuntimeClient({ url, key, redact, fetch: fetchUntilStopped })
  }

  /** A request to the Management API. */
  #ask<Value>(request: (deadline: Deadline) => Promise<Value>): Promise<Value | RefusalError | undefined> {
    if (this.#left > 0) this.apiRequests++
    return this.#quietly(request)
  }

  /** @returns undefined if no answer came, or there was no request left */
  async #quietly<Value>(
    request: (deadline: Deadline) => Promise<Value>,
  ): Promise<Value | RefusalError | undefined> {
    const { signal, run } = this.#options
    if (this.#left <= 0 || signal.aborted) return undefined
    this.#left--
    const restMs = Math.max(0, this.#endsAtMs - run.clock.now())
    try {
      return await request(deadlineIn(Math.min(maxRequestMs, restMs), run.clock))
    } catch (error) {
      if (error instanceof RefusalError) return error
      const isExpected =
        signal.aborted ||
        error instanceof NoResponseError ||
        error instanceof UnusableResponseError ||
        error instanceof ConnectionError
      if (isExpected) return undefined
      throw error
    }
  }
}
