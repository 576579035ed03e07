import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { KnownApp } from '../../app/plan.ts'
import { findRuntimeUrl } from '../../app/runtime.ts'
import { CallError, RefusalError } from '../../core/errors.ts'
import type { Run } from '../../core/run.ts'
import { atMost, type Deadline, deadlineIn, maxOptionalMs, maxRequestMs } from '../../platform/clock.ts'
import { ConnectionError, UnusableResponseError } from '../../platform/http.ts'
import { parseJson } from '../../platform/json.ts'
import { createRuntimeClient, type RuntimeClient, type RuntimeResponse } from '../../runtime/client.ts'
import { type ComponentKind, datasetKind, modelKind } from '../../runtime/lists.ts'
import { inBackground } from '../../spice/api.ts'
import type { Deployment } from '../../spice/schema.ts'
import { type Instance, type InstancePoll, toPolls } from './components.ts'
import { findOwn, isAttributable, isIdle, mergeByName, Pods, serves } from './instances.ts'
import { plainLines } from './log-events.ts'

export interface ReadRequest {
  deployment: Deployment
  /** A list of secrets was cut, so that more of the log is needed. */
  needsMoreLog: boolean
  /** Names of the instances whose logs have said what is wrong. */
  understood: ReadonlySet<string>
}

export interface InstancesRead {
  /** Instances of the deployment, newest first. */
  readonly instances: readonly InstancePoll[]
  readonly areAll: boolean
}

const maxRequests = 9
const usualTail = 300
const longTail = 2000
const maxListed = 50

/** Reads the instances of one deployment. The run can do without them, so no request is repeated. */
export class InstanceReader {
  readonly #run: Run
  readonly #app: KnownApp
  readonly #signal: AbortSignal
  #runtime: RuntimeClient | 'unknown' | undefined = 'unknown'
  /** The limits of the current poll: requests, time, and lines of a log. */
  #requestsLeft = 0
  #deadline: Deadline
  #tail = usualTail
  /** Most lines of a log that Spice Cloud's plan allows. */
  #maxTail = Number.POSITIVE_INFINITY
  #polls = 0
  readonly #pollOfLog = new Map<string, number>()

  constructor(run: Run, app: KnownApp, signal: AbortSignal) {
    this.#run = run
    this.#app = app
    this.#signal = signal
    this.#deadline = deadlineIn(0, run.clock)
  }

  /** @returns undefined if there is no list of instances */
  async readInstances(request: ReadRequest): Promise<InstancesRead | undefined> {
    this.#polls++
    const { clock, deadline } = this.#run
    this.#begin(atMost(maxOptionalMs, deadline, clock), request.needsMoreLog ? longTail : usualTail)
    const listed = await this.#list()
    if (listed === undefined) return undefined
    const ours = findOwn(listed, request.deployment)
    const [newest, ...older] = ours
    if (newest === undefined) return { instances: [], areAll: false }
    const isOnlyDeployment = listed.every((instance) => ours.includes(instance) || isIdle(instance))
    const readOlder = () => this.#readLogs(older, request.understood)
    const readRest = async () => {
      // A log explains more per request than a list, so the first poll reads all logs before the lists.
      const earlyLogs = this.#polls === 1 ? await readOlder() : undefined
      const components = await this.#readComponents(newest.name, isOnlyDeployment)
      return { components, logs: earlyLogs ?? (await readOlder()) }
    }
    const [logLines, { components, logs }] = await Promise.all([this.#readLog(newest.name), readRest()])
    return {
      instances: [
        { ...newest, logLines, ...components },
        ...older.map((instance) => ({ ...instance, logLines: logs.get(instance.name) })),
      ],
      areAll: ours.length === listed.length,
    }
  }

  async readNewestLog(deployment: Deployment): Promise<string[] | undefined> {
    this.#begin(deadlineIn(maxRequestMs, this.#run.clock), longTail)
    const listed = (await this.#list()) ?? []
    const [newest] = findOwn(listed, deployment)
    return newest && this.#readLog(newest.name)
  }

  /** Reads logs until the requests of the poll are used up: first unexplained instances, then the least recently read. */
  async #readLogs(instances: readonly Instance[], understood: ReadonlySet<string>) {
    const rankOf = ({ name }: Instance) =>
      (understood.has(name) ? this.#polls : 0) + (this.#pollOfLog.get(name) ?? 0)
    const chosen = instances
      .filter((instance) => !serves(instance) && instance.status !== 'terminating')
      .sort((left, right) => rankOf(left) - rankOf(right))
      .slice(0, this.#requestsLeft)
    const logs = chosen.map(async ({ name }) => [name, await this.#readLog(name)] as const)
    return new Map(await Promise.all(logs))
  }

  /**
   * Reads the lists of an instance. A list that is also that of the instance that serves may have come from it: of such
   * datasets, the log of the instance decides.
   */
  async #readComponents(
    name: string,
    isOnlyDeployment: boolean,
  ): Promise<Pick<InstancePoll, 'datasets' | 'sharedDatasets' | 'models'>> {
    const read = async ({ path, schema }: ComponentKind) => {
      const readList = async (instance?: string) => {
        const list = await this.#readRuntime(path, schema, instance)
        return list && toPolls(list)
      }
      const [list, ofServing] = await Promise.all([readList(name), isOnlyDeployment ? [] : readList()])
      const isOwn = isOnlyDeployment || (ofServing !== undefined && !isDeepStrictEqual(list, ofServing))
      return isOwn ? { own: list } : { shared: list }
    }
    const [datasets, models] = [await read(datasetKind), await read(modelKind)]
    return { datasets: datasets.own, sharedDatasets: datasets.shared, models: models.own }
  }

  /** Reads a log. After a 429 the data plane is asked, which has no limit. */
  async #readLog(name: string): Promise<string[] | undefined> {
    this.#pollOfLog.set(name, this.#polls)
    const path = `/v1/spice_runtime/pods/${name}/logs?tailLines=${this.#tail}`
    const isLow = this.#run.api.minIntervalMs() > 0 || !this.#run.api.hasRoom()
    const response = isLow ? await this.#askRuntime(path) : undefined
    const text = response?.status === 200 ? response.text : (await this.#readLogOfApi(name))?.join('\n')
    return text === undefined ? undefined : plainLines(text, this.#tail)
  }

  #readLogOfApi(name: string, tail = Math.min(this.#tail, this.#maxTail)): Promise<string[] | undefined> {
    return this.#ask(
      (deadline) => this.#run.api.getInstanceLogs(this.#app.id, name, tail, deadline, this.#signal),
      ({ refusal: { maxTail = tail } }) => {
        if (maxTail >= tail) return undefined
        this.#maxTail = maxTail
        return this.#readLogOfApi(name, maxTail)
      },
    )
  }

  /** Lists instances from the data plane, and from the Management API if the first list does not show their deployments. */
  async #list(): Promise<Instance[] | undefined> {
    const ofRuntime = (await this.#readRuntime('/v1/spice_runtime', Pods))?.slice(0, maxListed)
    if (ofRuntime !== undefined && isAttributable(ofRuntime)) return ofRuntime
    const list = await this.#ask((limit) => this.#run.api.listInstances(this.#app.id, limit, this.#signal))
    const ofApi = list?.slice(0, maxListed)
    return ofRuntime === undefined ? ofApi : mergeByName(ofRuntime, ofApi ?? [])
  }

  /** @param instance the instance that has to respond; by default any that serves */
  async #readRuntime<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    instance?: string,
  ): Promise<v.InferOutput<Schema> | undefined> {
    const response = await this.#askRuntime(path, instance)
    const parsed = v.safeParse(schema, response?.status === 200 ? parseJson(response.text) : undefined)
    return parsed.success ? parsed.output : undefined
  }

  async #askRuntime(path: string, instance?: string): Promise<RuntimeResponse | undefined> {
    if (this.#runtime === 'unknown') this.#runtime = await this.#connect()
    const runtime = this.#runtime
    if (runtime === undefined || runtime === 'unknown') return undefined
    const headers = {
      accept: 'application/json, text/plain',
      ...(instance !== undefined && { 'SCP-Target-Instance': instance }),
    }
    return this.#ask((deadline) =>
      runtime.send({ path, headers, signal: this.#signal }, Math.max(1, deadline.remainingMs())),
    )
  }

  async #connect(): Promise<RuntimeClient | 'unknown' | undefined> {
    const { api, inputs, hide } = this.#run
    const { id: appId, current: app } = this.#app
    const url = findRuntimeUrl(app, inputs)
    // Once the app has been read, it may have the URL of its runtime.
    if (url === undefined) return app === undefined ? 'unknown' : undefined
    const keys = await this.#ask(
      (deadline) => api.getApiKeys(appId, deadline, { ...inBackground, signal: this.#signal }),
      () => [],
    )
    if (keys === undefined) return 'unknown'
    for (const key of keys) hide(key)
    const [key] = keys
    return key === undefined ? undefined : createRuntimeClient({ url, key }, this.#run)
  }

  /** Limits the next requests together, in number and time. */
  #begin(deadline: Deadline, tail: number): void {
    this.#requestsLeft = maxRequests
    this.#deadline = deadline
    this.#tail = tail
  }

  /** @returns undefined if there was no response, or no request is left */
  async #ask<Value>(
    request: (deadline: Deadline) => Promise<Value>,
    onRefusal: (error: RefusalError) => Promise<Value | undefined> | Value | undefined = () => undefined,
  ): Promise<Value | undefined> {
    const isOver = this.#requestsLeft <= 0 || this.#deadline.remainingMs() === 0
    if (isOver || this.#signal.aborted) return undefined
    this.#requestsLeft--
    try {
      return await request(atMost(maxRequestMs, this.#deadline, this.#run.clock))
    } catch (error) {
      if (error instanceof RefusalError) return onRefusal(error)
      const expected = [CallError, UnusableResponseError, ConnectionError]
      if (this.#signal.aborted || expected.some((type) => error instanceof type)) return undefined
      throw error
    }
  }
}
