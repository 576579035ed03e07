import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import type { SpicepodResult } from '../app/apply.ts'
import { RefusalError } from '../errors.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { DesiredApp } from '../inputs/request.ts'
import { parseTime } from '../platform/clock.ts'
import { parseJson } from '../platform/json.ts'
import type { Run } from '../run-context.ts'
import { type ComponentKind, datasetKind, modelKind } from '../runtime/lists.ts'
import type { Deployment } from '../spice/schema.ts'
import { type ComponentPoll, toPolls } from './components.ts'
import { canBeTold, findOwn, isIdle, type Listed, mergeByName, Pods, serves } from './instance-list.ts'
import type { InstancesBefore } from './instances-before.ts'
import { plainLines } from './log-events.ts'
import { type QuietOptions, QuietRequests } from './quiet-requests.ts'
import type { InstancePoll } from './rules.ts'

export interface DoctorOptions extends Pick<QuietOptions, 'appId' | 'app'> {
  run: QuietOptions['run'] &
    Pick<Run, 'random' | 'emit'> & {
      inputs: Pick<Inputs, 'onStuck' | 'stuckAfterMs'>
      desired: Pick<DesiredApp, 'spicepod'>
    }
  deployment: Deployment
  /** What became of the spicepod before the deployment. */
  spicepod: SpicepodResult
  /** The deployments before it, as far as they were listed. */
  before?: readonly Deployment[] | undefined
  /** The instances that the app had by then, if they were listed. */
  instancesBefore?: InstancesBefore | undefined
}

interface ReaderOptions extends QuietOptions {
  deployment: Deployment
  /** Names of instances that are not of the deployment; undefined if other ones may be none of it either. */
  others: () => ReadonlySet<string> | undefined
}

export type ExaminationOptions = DoctorOptions & ReaderOptions

interface InstancesRead {
  /** Those of the deployment, the newest first. */
  readonly ours: readonly InstancePoll[]
  /** Whether there are no others. */
  readonly areAll: boolean
}

/** Requests of one look. Looks are 15 s apart. */
const maxRequests = 8
const maxLookMs = 10_000
const maxLogMs = 5000
const usualTail = 300
/** If a list of secrets was cut, or the log has to go back to the start. */
const longTail = 2000
const maxListed = 50

/** Reads the instances of one deployment. Nothing that fails does any harm: there is less to say then. */
export class InstanceReader {
  readonly #options: ReaderOptions
  readonly #requests: QuietRequests
  /** How much of a log this look reads. */
  #tail = usualTail
  /** The data plane lists no instances. */
  #hasNoPods = false
  #maxTail = Number.POSITIVE_INFINITY
  /** Those that served at the first look. */
  #servedAtFirst: ReadonlySet<string> | undefined
  /** The data plane answers for the instance that a request names. */
  #isPinned = false
  /** In which look the log of an instance was read last. */
  readonly #lookOfLog = new Map<string, number>()
  #look = 0

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#requests = new QuietRequests(options)
  }

  /**
   * @param isLong whether to read more of the log
   * @param understood names of those whose log has said what is wrong
   * @returns undefined if there is no list of instances
   */
  async read(isLong: boolean, understood: ReadonlySet<string>): Promise<InstancesRead | undefined> {
    this.#look++
    this.#tail = isLong ? longTail : usualTail
    this.#requests.allow(maxRequests, maxLookMs)
    const listed = await this.#list()
    if (listed === undefined) return undefined
    const ours = this.#findOurs(listed)
    const [newest, ...others] = ours
    if (newest === undefined) return { ours: [], areAll: false }
    const areAll = ours.length === listed.length
    const isAlone = listed.every((each) => ours.includes(each) || isIdle(each))
    const readComponents = () => this.#readComponents(newest.name, isAlone)
    const readOthers = () => this.#readLogs(others, understood)
    // A log says the most for one request, so at the first look all of them come before the lists.
    const isLogsFirst = this.#look === 1 && others.length > 0
    const [logLines, early, earlyLogs] = await Promise.all([
      this.#readLog(newest.name),
      isLogsFirst ? undefined : readComponents(),
      isLogsFirst ? readOthers() : undefined,
    ])
    const components = early ?? (await readComponents())
    const logs = earlyLogs ?? (await readOthers())
    return {
      ours: [
        { ...newest, logLines, ...components },
        ...others.map((instance) => ({ ...instance, logLines: logs.get(instance.name) })),
      ],
      areAll,
    }
  }

  /** The end of the log of the newest instance, and nothing else. */
  async readNewestLog(): Promise<string[] | undefined> {
    this.#requests.allow(maxRequests, maxLogMs)
    this.#tail = longTail
    const [newest] = this.#findOurs((await this.#list()) ?? [])
    return newest && this.#readLog(newest.name)
  }

  #findOurs(listed: readonly Listed[]): Listed[] {
    const { deployment, others } = this.#options
    this.#servedAtFirst ??= new Set(listed.filter(serves).map(({ name }) => name))
    return findOwn(listed, deployment, others(), this.#servedAtFirst)
  }

  /** As many logs as there are requests left, first of those that have said nothing, and whose turn it is. */
  async #readLogs(instances: readonly Listed[], understood: ReadonlySet<string>) {
    const turnOf = ({ name }: Listed) =>
      (understood.has(name) ? this.#look : 0) + (this.#lookOfLog.get(name) ?? 0)
    const chosen = instances
      .filter((each) => !serves(each) && each.status !== 'terminating')
      .sort((one, other) => turnOf(one) - turnOf(other))
      .slice(0, this.#requests.left)
    const logs = chosen.map(async ({ name }) => [name, await this.#readLog(name)] as const)
    return new Map(await Promise.all(logs))
  }

  /**
   * Lists count only once it is certain that they are those of the instance, and not of one that serves.
   *
   * @param isAlone whether no instance of another deployment can answer
   */
  async #readComponents(
    name: string,
    isAlone: boolean,
  ): Promise<Pick<InstancePoll, 'datasets' | 'sharedDatasets' | 'models'>> {
    const readDatasets = (instance?: string) => this.#readList(datasetKind, instance)
    const needsProof = !this.#isPinned && !isAlone
    const before = needsProof ? await readDatasets() : undefined
    const datasets = await readDatasets(name)
    if (needsProof && before !== undefined && datasets !== undefined) {
      if (isDeepStrictEqual(before, datasets)) return { sharedDatasets: datasets }
      // The list of the serving instance may change, but not there and back again in such a row.
      const [again, after] = [await readDatasets(name), await readDatasets()]
      this.#isPinned = isDeepStrictEqual(datasets, again) && isDeepStrictEqual(before, after)
    }
    // A row of lists that were the same is over.
    if (!this.#isPinned && !isAlone) return datasets && before ? { sharedDatasets: [] } : {}
    return { datasets, models: await this.#readList(modelKind, name) }
  }

  /** If the rate limit runs low, from the data plane, which has none. */
  async #readLog(name: string): Promise<string[] | undefined> {
    const { api, redact } = this.#options.run
    this.#lookOfLog.set(name, this.#look)
    const isLow = api.minIntervalMs() > 0
    const path = `/v1/spice_runtime/pods/${name}/logs?tailLines=${this.#tail}`
    const response = isLow ? await this.#requests.askRuntime(path) : undefined
    const text = response?.status === 200 ? response.text : await this.#readLogOfApi(name)
    return text === undefined ? undefined : plainLines(text, redact)
  }

  async #readLogOfApi(name: string): Promise<string | undefined> {
    const { run, appId, signal } = this.#options
    const readTail = (tail: number) =>
      this.#requests.ask((deadline) => run.api.getInstanceLogs(appId, name, tail, deadline, signal))
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

  /** What the data plane lists, completed by the Management API if its instances cannot be told apart. */
  async #list(): Promise<Listed[] | undefined> {
    const pods = await this.#listPods()
    if (pods === undefined) return this.#listInstances()
    return canBeTold(pods) ? pods : mergeByName(pods, (await this.#listInstances()) ?? [])
  }

  async #listInstances(): Promise<Listed[] | undefined> {
    const { run, appId, signal } = this.#options
    const list = await this.#requests.ask((deadline) => run.api.listInstances(appId, deadline, signal))
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

  async #readList(
    { path, schema }: ComponentKind,
    instance: string | undefined,
  ): Promise<ComponentPoll[] | undefined> {
    const { redact } = this.#options.run
    const list = await this.#readRuntime(path, schema, instance)
    return list && toPolls(list, redact)
  }

  /** @param instance the one that has to answer; by default one that serves */
  async #readRuntime<Schema extends v.GenericSchema>(
    path: string,
    schema: Schema,
    instance?: string,
  ): Promise<v.InferOutput<Schema> | undefined> {
    const response = await this.#requests.askRuntime(path, instance)
    if (response === undefined) return undefined
    const parsed = v.safeParse(schema, response.status === 200 ? parseJson(response.text) : undefined)
    if (parsed.success) return parsed.output
    // What an older data plane does not have, it will not have later.
    const isLasting = [200, 401, 403, 404, 405, 501].includes(response.status)
    if (path === '/v1/spice_runtime' && isLasting) this.#hasNoPods = true
    return undefined
  }
}
