import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { NoResponseError, RefusalError } from '../errors.ts'
import { type Clock, type Deadline, deadlineIn, parseTime } from '../platform/clock.ts'
import { ConnectionError, UnusableResponseError } from '../platform/http-errors.ts'
import { parseJson } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import { createRuntimeClient, type RuntimeClient, type RuntimeResponse } from '../runtime/client.ts'
import type { SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { ComponentPoll } from './components.ts'
import { Models, Pods, RuntimeDatasets, wordOf } from './data-plane.ts'
import { findOwn, type Listed, serves } from './listed.ts'
import { plainText } from './log-events.ts'
import type { InstancePoll } from './rules.ts'

interface InstanceReaderOptions {
  api: SpiceApi
  appId: number
  deployment: Deployment
  clock: Clock
  fetch: typeof globalThis.fetch
  redact: Redact
  hide: (credential: string) => void
  /** Base URL of the data plane; undefined if it is not known. */
  url: string | undefined
  /** Whether new instances can only be those of this deployment. */
  isAlone: () => boolean
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
  readonly #options: InstanceReaderOptions
  /** Of the last look, those to the Management API. */
  apiRequests = 0
  #left = 0
  #runtime: RuntimeClient | undefined | 'unknown' = 'unknown'
  /** The data plane lists no instances. */
  #hasNoPods = false
  #maxTail = Number.POSITIVE_INFINITY
  /** Those that served at the first look. */
  #servedAtFirst: ReadonlySet<string> | undefined
  /** The data plane answers for the instance that a request names. */
  #isPinned = false
  #turn = 0

  constructor(options: InstanceReaderOptions) {
    this.#options = options
  }

  /**
   * @param isLong whether to read more of the log
   * @returns undefined if there is no list of instances
   */
  async read(isLong: boolean): Promise<InstancesRead | undefined> {
    this.#left = maxRequests
    this.apiRequests = 0
    const deadline = deadlineIn(maxLookMs, this.#options.clock)
    const listed = (await this.#listPods(deadline)) ?? (await this.#listInstances(deadline))
    if (listed === undefined) return undefined
    const ours = this.#findOurs(listed)
    const [newest, ...others] = ours
    if (newest === undefined) return { ours: [], areAll: false }
    const areAll = ours.length === listed.length
    const poll = await this.#readNewest(newest, areAll, isLong, deadline)
    // One of the others at a time: what keeps them from their end is the same.
    const next = others[this.#turn++ % Math.max(1, others.length)]
    const log = next && this.#left > 1 ? await this.#readLog(next.name, isLong, deadline) : undefined
    const rest = others.map(({ name, status }) => ({
      name,
      status,
      ...(name === next?.name && { logLines: log }),
    }))
    return { ours: [poll, ...rest], areAll }
  }

  #findOurs(listed: readonly Listed[]): Listed[] {
    const { deployment, isAlone } = this.#options
    this.#servedAtFirst ??= new Set(listed.filter(serves).map(({ name }) => name))
    return findOwn(listed, deployment, isAlone() ? this.#servedAtFirst : undefined)
  }

  async #readNewest(
    { name, status }: Listed,
    areAll: boolean,
    isLong: boolean,
    deadline: Deadline,
  ): Promise<InstancePoll> {
    const [logLines, [datasets, models]] = await Promise.all([
      this.#readLog(name, isLong, deadline),
      this.#readComponents(name, areAll, deadline),
    ])
    return { name, status, logLines, datasets, models }
  }

  /** Lists count only once it is certain that they are those of the instance, and not of one that serves. */
  async #readComponents(
    name: string,
    areAll: boolean,
    deadline: Deadline,
  ): Promise<[ComponentPoll[] | undefined, ComponentPoll[] | undefined]> {
    const readDatasets = (instance?: string) =>
      this.#readList('/v1/datasets?status=true', RuntimeDatasets, instance, deadline)
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
    if (!this.#isPinned && !areAll) return [undefined, undefined]
    return [datasets, await this.#readList('/v1/models?status=true', Models, name, deadline)]
  }

  /** If the rate limit runs low, from the data plane, which has none. */
  async #readLog(name: string, isLong: boolean, deadline: Deadline): Promise<string[] | undefined> {
    const { api, redact } = this.#options
    const tail = isLong ? longTail : usualTail
    const isLow = api.minIntervalMs() > 0
    const path = `/v1/spice_runtime/pods/${name}/logs?tailLines=${tail}`
    const response = isLow ? await this.#askRuntime(path, undefined, deadline) : undefined
    const text = response?.status === 200 ? response.text : await this.#readLogOfApi(name, tail, deadline)
    // Together, since a secret may have several lines; and before anything is cut, since half of one is no secret.
    return text === undefined ? undefined : redact(plainText(text)).split('\n')
  }

  async #readLogOfApi(name: string, wanted: number, deadline: Deadline): Promise<string | undefined> {
    const { api, appId, signal } = this.#options
    const readTail = (tail: number) =>
      this.#ask(() => api.getInstanceLogs(appId, name, tail, this.#soon(deadline), signal))
    const tail = Math.min(wanted, this.#maxTail)
    let lines = await readTail(tail)
    if (lines instanceof RefusalError) {
      const { maxTail } = lines.refusal
      if (maxTail === undefined || maxTail >= tail) return undefined
      this.#maxTail = maxTail
      lines = await readTail(maxTail)
    }
    return lines === undefined || lines instanceof RefusalError ? undefined : lines.join('\n')
  }

  async #listInstances(deadline: Deadline): Promise<Listed[] | undefined> {
    const { api, appId, signal } = this.#options
    const list = await this.#ask(() => api.listInstances(appId, this.#soon(deadline), signal))
    if (list === undefined || list instanceof RefusalError) return undefined
    return list.slice(0, maxListed).map(({ name, status, started_at }) => ({
      name,
      status: status?.toLowerCase(),
      startedAtMs: parseTime(started_at),
    }))
  }

  async #listPods(deadline: Deadline): Promise<Listed[] | undefined> {
    if (this.#hasNoPods) return undefined
    const pods = await this.#readRuntime('/v1/spice_runtime', Pods, undefined, deadline)
    if (pods === undefined) return undefined
    return pods.slice(0, maxListed).map((pod) => ({
      name: pod.name,
      status: wordOf(pod),
      startedAtMs: parseTime(pod.startTime),
      deploymentId: pod.annotations?.['spice.ai/deployment-id'] ?? undefined,
    }))
  }

  async #readList<Schema extends v.GenericSchema<unknown, readonly ComponentPoll[]>>(
    path: string,
    schema: Schema,
    instance: string | undefined,
    deadline: Deadline,
  ): Promise<ComponentPoll[] | undefined> {
    const { redact } = this.#options
    const clean = (text: string | null | undefined) => text && redact(plainText(text))
    const list = await this.#readRuntime(path, schema, instance, deadline)
    return list?.map((each) => ({
      ...each,
      name: clean(each.name) ?? '',
      status: clean(each.status),
      message: clean(each.message),
    }))
  }

  /** @param instance the one that has to answer; by default one that serves */
  async #readRuntime<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    instance: string | undefined,
    deadline: Deadline,
  ): Promise<v.InferOutput<Schema> | undefined> {
    const response = await this.#askRuntime(path, instance, deadline)
    if (response === undefined) return undefined
    const parsed = v.safeParse(schema, response.status === 200 ? parseJson(response.text) : undefined)
    if (parsed.success) return parsed.output
    // What an older data plane does not have, it will not have later.
    const isLasting = [200, 401, 403, 404, 405, 501].includes(response.status)
    if (path === '/v1/spice_runtime' && isLasting) this.#hasNoPods = true
    return undefined
  }

  async #askRuntime(
    path: string,
    instance: string | undefined,
    deadline: Deadline,
  ): Promise<RuntimeResponse | undefined> {
    if (this.#runtime === 'unknown') this.#runtime = await this.#connect(deadline)
    const runtime = this.#runtime
    if (runtime === undefined || runtime === 'unknown') return undefined
    const headers = {
      accept: 'application/json, text/plain',
      ...(instance !== undefined && { 'SCP-Target-Instance': instance }),
    }
    const response = await this.#quietly(() =>
      runtime.send({ path, headers }, Math.max(1, this.#soon(deadline).remainingMs())),
    )
    return response instanceof RefusalError ? undefined : response
  }

  async #connect(deadline: Deadline): Promise<RuntimeClient | undefined | 'unknown'> {
    const { api, appId, url, redact, hide, fetch, signal } = this.#options
    if (url === undefined) return undefined
    const keys = await this.#ask(() => api.getApiKeys(appId, this.#soon(deadline), signal))
    if (keys === undefined) return 'unknown'
    if (keys instanceof RefusalError) return undefined
    for (const key of keys) hide(key)
    const [key] = keys
    const fetchUntilStopped: typeof fetch = (input, init) =>
      fetch(input, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) })
    return key === undefined ? undefined : createRuntimeClient({ url, key, redact, fetch: fetchUntilStopped })
  }

  #soon(deadline: Deadline): Deadline {
    return deadlineIn(Math.min(maxRequestMs, deadline.remainingMs()), this.#options.clock)
  }

  /** A request to the Management API. */
  #ask<Value>(request: () => Promise<Value>): Promise<Value | RefusalError | undefined> {
    if (this.#left > 0) this.apiRequests++
    return this.#quietly(request)
  }

  /** @returns undefined if no answer came, or there was no request left */
  async #quietly<Value>(request: () => Promise<Value>): Promise<Value | RefusalError | undefined> {
    const { signal } = this.#options
    if (this.#left <= 0 || signal.aborted) return undefined
    this.#left--
    try {
      return await request()
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
