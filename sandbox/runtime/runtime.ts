import { isDeepStrictEqual } from 'node:util'
import { type Answer, bytesOf, type Reply, respond, text } from '../answer.ts'
import { type App, keysOf } from '../apps.ts'
import type { Call, RecordedCall } from '../call.ts'
import type { Cloud } from '../cloud.ts'
import { type Component, entriesOf } from '../components.ts'
import { type Description, runtimeDescription } from '../description.ts'
import { answerOf, doesWork } from '../fault-answers.ts'
import { type Instance, isServing } from '../instances.ts'
import { Engine, type Source } from '../sql/engine.ts'
import { findTable, type Table } from '../tables.ts'
import {
  isLogPath,
  type ListedModel,
  listPods,
  pinnedInstance,
  showDatasets,
  showModels,
  tellPodLog,
} from './instances.ts'
import type { JsonObject } from './json.ts'
import { Mcp } from './mcp.ts'
import type { RuntimeOptions } from './options.ts'
import { answerChat, answerEmbeddings, answerNsql, answerSearch, answerSql, runSql } from './queries.ts'

/** The names of a runtime's calls in the record and for faults. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET /health': 'runtimeHealth',
  'GET /v1/ready': 'runtimeReady',
  'GET /v1/datasets': 'runtimeDatasets',
  'GET /v1/models': 'runtimeModels',
  'GET /v1/spice_runtime': 'runtimeInstances',
  'POST /v1/sql': 'runtimeSql',
  'POST /v1/nsql': 'runtimeNsql',
  'POST /v1/search': 'runtimeSearch',
  'POST /v1/chat/completions': 'runtimeChat',
  'POST /v1/embeddings': 'runtimeEmbeddings',
  'POST /v1/mcp': 'runtimeMcp',
  'GET /v1/mcp': 'runtimeMcp',
  'DELETE /v1/mcp': 'runtimeMcp',
}

export const runtimeOperations = [...new Set([...Object.values(OPERATIONS), 'runtimeInstanceLog'])]

/** A Spice runtime without a transport: the HTTP API of a deployed app. */
export class Runtime {
  readonly mcp: Mcp
  readonly #cloud: Cloud
  readonly #app: App | undefined
  readonly #options: RuntimeOptions
  readonly #runtimeOf: (key: string) => Runtime | undefined
  readonly #bornAt: number
  #engine: Engine | undefined
  #readyLooks = 0
  #datasetLooks = 0

  /**
   * @param app - undefined in a cloud without apps
   * @param runtimeOf - the runtime of another app that has a key: apps share a host, which routes by key
   */
  constructor(
    cloud: Cloud,
    app: App | undefined,
    options: RuntimeOptions,
    runtimeOf: (key: string) => Runtime | undefined = () => undefined,
  ) {
    this.mcp = new Mcp(options.mcp, (name, args) => this.#callTool(name, args))
    this.#cloud = cloud
    this.#app = app
    this.#options = { ...(app && app.kind !== 'managed' && ofOwner(app)), ...options }
    this.#runtimeOf = runtimeOf
    this.#bornAt = cloud.state.now()
  }

  /** The first valid key; empty if there is none. */
  get key(): string {
    return this.keys[0] ?? ''
  }

  /** They end with the app. */
  get keys(): readonly string[] {
    const app = this.#app
    return app && this.#cloud.state.apps.includes(app) ? keysOf(app) : []
  }

  /** Responds to one call. */
  async handle(call: Call): Promise<Answer> {
    const { state, faults } = this.#cloud
    const now = state.now()
    const recorded = { ...call, operation: operationOf(call), at: now }
    this.#cloud.record(recorded)
    this.#check((description) => description.checkRequest(call), call)
    const fault = faults.nextFault(recorded, now - this.#bornAt)
    if (fault !== undefined && !doesWork(fault)) return answerOf(fault, call, undefined, now)
    const runtime = this.#runtimeOf(keyOf(call) ?? '') ?? this
    const answer = runtime.#answer(recorded)
    if (fault === undefined) return answer
    return answerOf(fault, call, 'reply' in answer ? answer.reply : undefined, now)
  }

  #answer(call: RecordedCall): Answer {
    const outage = this.#outage()
    if (outage !== undefined) {
      return outage.status === undefined ? { kind: 'hang' } : respond(text(outage.status, 'Bad Gateway'))
    }
    if (call.operation === 'runtimeHealth') return respond(text(200, 'ok\n'))
    const isAllowed = this.keys.includes(keyOf(call) ?? '')
    const answer = isAllowed ? this.#answerAllowed(call) : text(401, 'Unauthorized')
    if ('kind' in answer) return answer
    this.#check((description) => description.checkReply(call, answer), call)
    return respond(answer)
  }

  /** Checks what is described; of most that a runtime answers there is no description. */
  #check(problems: (description: Description) => string[], { method, path }: Call): void {
    const description = runtimeDescription()
    if (description.find(method, path) !== undefined) this.#cloud.recordMismatches(problems(description))
  }

  #answerAllowed(call: RecordedCall): Reply | Answer {
    const isManaged = this.#app === undefined || this.#app.kind === 'managed'
    const { instances: settings } = this.#cloud.state
    if (this.#options.isSelfHosted) return text(501, 'Not Implemented')
    const wrong = Object.entries(runtimeDescription().checkQuery(call) ?? {})
    if (wrong.length > 0) {
      return text(400, wrong.map(([name, faults]) => `query parameter ${name} ${faults.join()}`).join('\n'))
    }
    if (call.operation === 'runtimeInstances')
      return isManaged ? listPods(this.#instances, settings) : notFound
    if (call.operation === 'runtimeInstanceLog')
      return isManaged ? tellPodLog(this.#instances, call) : notFound

    const pinned =
      isManaged && !this.#options.ignoresTarget ? pinnedInstance(this.#instances, call) : undefined
    const instance = pinned ?? this.#serving()
    if (instance !== undefined && !('name' in instance)) return instance
    // Nothing has been deployed yet, or the app is paused.
    if (isManaged && instance === undefined) return text(503, 'not ready')
    switch (call.operation) {
      case 'runtimeReady':
        return (pinned && instance ? isServing(instance.status) : this.#isReady())
          ? text(200, 'ready')
          : text(503, 'not ready')
      case 'runtimeDatasets':
        return showDatasets(pinned && instance ? instance.datasets() : this.#datasets(instance, true), call)
      case 'runtimeModels': {
        const models = pinned && instance ? instance.models() : this.#models(instance)
        return showModels(models, call, this.#options.modelsAs ?? 'data')
      }
      case 'runtimeSql':
        return answerSql(this.#options, call, () => this.#engineFor(instance))
      case 'runtimeNsql':
        return answerNsql(this.#options, call, this.#models(instance, 'models'), () =>
          this.#engineFor(instance),
        )
      case 'runtimeSearch':
        return answerSearch(
          this.#options,
          call,
          this.#datasets(instance).map(({ name }) => name),
        )
      case 'runtimeChat':
        return answerChat(this.#options, call, this.#models(instance, 'models'))
      case 'runtimeEmbeddings':
        return answerEmbeddings(call, this.#models(instance, 'embeddings'))
      case 'runtimeMcp':
        return this.mcp.handle(call)
      default:
        return isKnownPath(call.path) ? text(405, 'Method Not Allowed') : notFound
    }
  }

  /** The datasets that a test has set, else those of the instance. */
  #datasets(instance: Instance | undefined, isPoll = false): readonly Component[] {
    const { datasets } = this.#options
    if (datasets === undefined) return instance?.datasets() ?? []
    const look = this.#datasetLooks
    if (isPoll) this.#datasetLooks += 1
    return (typeof datasets === 'function' ? datasets() : datasets).map((dataset) => {
      const { status = 'Ready', error, error_message, ...shown } = dataset
      const now = typeof status === 'string' ? status : (status[Math.min(look, status.length - 1)] ?? 'Ready')
      const isFailed = now.toLowerCase() === 'error'
      return {
        ...shown,
        isAccelerated: true,
        status: now,
        ...(isFailed && error !== undefined && { error }),
        ...(isFailed && error_message !== undefined && { error_message }),
      }
    })
  }

  /** The models and embeddings that a test has set, else those of the instance: all, or those of a kind that work. */
  #models(instance: Instance | undefined, kind?: 'models' | 'embeddings'): readonly ListedModel[] {
    const { listedModels } = this.#options
    if (listedModels === undefined) {
      const all = instance?.models() ?? []
      if (kind === undefined) return all
      const names = entriesOf(instance?.spicepod, kind).map(({ name }) => name)
      return all.filter(({ name, status }) => names.includes(name) && status !== 'Error')
    }
    const models = typeof listedModels === 'function' ? listedModels() : listedModels
    return models.map((model) => ({ status: 'Ready', ...model }))
  }

  /** Newest first. */
  get #instances(): readonly Instance[] {
    return this.#app === undefined ? [] : this.#cloud.state.instancesOf(this.#app)
  }

  /** The one that responds to calls; undefined while none does; a refusal while one replaces another. */
  #serving(): Instance | Reply | undefined {
    const serving = this.#app && this.#cloud.state.servingOf(this.#app)
    return serving === 'switching' ? text(502, 'Bad Gateway') : serving
  }

  /** Whether the runtime does not answer, or with which status the gateway answers in its place. */
  #outage(): { readonly status?: number } | undefined {
    const { state } = this.#cloud
    const serving = this.#app && state.servingOf(this.#app)
    if (this.#app === undefined || serving === undefined || serving === 'switching') return undefined
    return state.incidents.now('silent', this.#app.id, serving.deploymentId).at(-1)
  }

  /** The data of a dataset or view, as the instance has it. */
  #tableOf(name: string, instance: Instance | undefined): Table | undefined {
    const [app, { state }] = [this.#app, this.#cloud]
    if (app === undefined) return undefined
    const deploymentId = instance?.deploymentId ?? Number.POSITIVE_INFINITY
    const swapped = state.incidents.now('table', app.id, deploymentId).map(({ table }) => table)
    return (
      swapped.findLast((table) => table.name === name) ?? findTable(state.tables, name, { app, deploymentId })
    )
  }

  /** The engine with the datasets that are there, and the views; made anew when these or their data differ. */
  #engineFor(instance: Instance | undefined): Engine {
    const datasets = this.#datasets(instance).filter(({ status }) => status?.toLowerCase() !== 'error')
    const views = entriesOf(instance?.spicepod, 'views')
    const sources: Source[] = [
      ...datasets.map(({ name, isAccelerated, status }) => ({
        name,
        isLoading: isAccelerated && status?.toLowerCase() === 'initializing',
      })),
      ...views.map(({ name, sql }) => ({ name, query: typeof sql === 'string' ? sql : '' })),
    ].map((source) => ({ ...source, table: this.#tableOf(source.name, instance) }))
    if (!isDeepStrictEqual(this.#engine?.sources, sources)) this.#engine = new Engine(sources)
    return this.#engine as Engine
  }

  /** The tools of MCP ask the same datasets as the other calls. */
  #callTool(name: string, { query }: JsonObject): { text: string; isError: boolean } | undefined {
    const serving = this.#serving()
    const instance = serving && 'name' in serving ? serving : undefined
    if (name === 'list_datasets') {
      return { text: JSON.stringify(this.#datasets(instance).map((dataset) => dataset.name)), isError: false }
    }
    if (name !== 'sql') return undefined
    const reply = runSql(this.#options, {}, () => this.#engineFor(instance), String(query))
    return { text: Buffer.from(bytesOf(reply)).toString(), isError: reply.status !== 200 }
  }

  #isReady(): boolean {
    return this.#readyLooks++ >= (this.#options.readyAfterLooks ?? 0)
  }
}

const notFound = text(404, 'Not Found')

/** The key of a call, which clients of others send as a token. */
function keyOf({ headers }: Call): string | undefined {
  return headers['x-api-key'] ?? /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** What the owner of an app runs is one process to its clients, with what is stored. */
function ofOwner(app: App): RuntimeOptions {
  const list = (kind: string) => () => entriesOf(app.spicepod, kind).map(({ name }) => ({ name }))
  return { isSelfHosted: true, datasets: list('datasets'), listedModels: list('models') }
}

function isKnownPath(path: string): boolean {
  return isLogPath(path) || Object.keys(OPERATIONS).some((known) => known.endsWith(` ${path}`))
}

function operationOf({ method, path }: Call): string | undefined {
  if (method === 'GET' && isLogPath(path)) return 'runtimeInstanceLog'
  return OPERATIONS[`${method} ${path}`]
}
