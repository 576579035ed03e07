import { type Answer, type Reply, text } from '../answer.ts'
import type { Call, RecordedCall } from '../call.ts'
import { type Description, runtimeDescription } from '../description.ts'
import { answerOf, doesWork } from '../fault-answers.ts'
import type { Faults } from '../faults.ts'
import { listDatasets } from './datasets.ts'
import {
  type InstanceSource,
  isLogPath,
  listPods,
  pinnedInstance,
  showDatasets,
  showModels,
  tellPodLog,
} from './instances.ts'
import { Mcp } from './mcp.ts'
import { DEFAULT_RUNTIME_KEY, type RuntimeOptions } from './options.ts'
import { answerChat, answerNsql, answerSearch, answerSql } from './queries.ts'

/** What a runtime shares with its cloud. */
export interface RuntimeSurroundings {
  /** Milliseconds. */
  readonly now: () => number
  /** Rules that name an operation of the runtime, such as `runtimeReady`, apply here. */
  readonly faults: Faults
  readonly record: (call: RecordedCall) => void
  /** Takes in what was not as the API description says. Default: nothing is checked. */
  readonly recordMismatches?: (mismatches: readonly string[]) => void
  /** Default: the data plane knows of no instances, as an older one. */
  readonly instances?: InstanceSource
  /** The runtime of another app that has this key: apps share a host, which routes by key. Default: there is none. */
  readonly runtimeOf?: (key: string) => Runtime | undefined
}

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
  'POST /v1/mcp': 'runtimeMcp',
  'GET /v1/mcp': 'runtimeMcp',
  'DELETE /v1/mcp': 'runtimeMcp',
}

/** A Spice runtime without a transport: the HTTP API of a deployed app. */
export class Runtime {
  readonly mcp: Mcp
  readonly #options: RuntimeOptions
  readonly #surroundings: RuntimeSurroundings
  readonly #bornAt: number
  #gatewayErrorsLeft: number
  #readyLooks = 0
  #datasetLooks = 0

  constructor(options: RuntimeOptions, surroundings: RuntimeSurroundings) {
    this.mcp = new Mcp(options.mcp)
    this.#options = options
    this.#surroundings = surroundings
    this.#bornAt = surroundings.now()
    this.#gatewayErrorsLeft = options.gateway502For ?? 0
  }

  /** Empty if no key is valid. */
  get key(): string {
    const { key = DEFAULT_RUNTIME_KEY } = this.#options
    return typeof key === 'function' ? key() : key
  }

  /** Responds to one call. */
  async handle(call: Call): Promise<Answer> {
    const { now, faults, record } = this.#surroundings
    const operation = operationOf(call)
    const recorded = { ...call, operation, at: now() }
    record(recorded)
    this.#check((description) => description.checkRequest(call), call)
    const fault = faults.nextFault(recorded, now() - this.#bornAt)
    if (fault !== undefined && !doesWork(fault)) return answerOf(fault, call, undefined, now())
    const runtime = this.#surroundings.runtimeOf?.(call.headers['x-api-key'] ?? '') ?? this
    const answer = runtime.#answer(recorded)
    if (fault === undefined) return answer
    return answerOf(fault, call, 'reply' in answer ? answer.reply : undefined, now())
  }

  #answer(call: RecordedCall): Answer {
    if (this.#gatewayErrorsLeft > 0) {
      this.#gatewayErrorsLeft -= 1
      return respond(text(502, '<html><head><title>502 Bad Gateway</title></head></html>', 'text/html'))
    }
    if (call.operation === 'runtimeHealth') return respond(text(200, 'ok\n'))
    const isAllowed = this.key !== '' && call.headers['x-api-key'] === this.key
    if (isAllowed && call.operation === 'runtimeMcp') return this.mcp.handle(call)
    const reply = isAllowed ? this.#replyTo(call) : text(401, 'Unauthorized')
    this.#check((description) => description.checkReply(call, reply), call)
    return respond(reply)
  }

  /** Checks what is described; of most that a runtime answers there is no description. */
  #check(problems: (description: Description) => string[], { method, path }: Call): void {
    const { recordMismatches } = this.#surroundings
    if (recordMismatches === undefined) return
    const description = runtimeDescription()
    if (description.find(method, path) !== undefined) recordMismatches(problems(description))
  }

  #replyTo(call: RecordedCall): Reply {
    switch (call.operation) {
      case 'runtimeReady':
        return this.#tellReady()
      case 'runtimeDatasets':
      case 'runtimeModels':
      case 'runtimeInstances':
      case 'runtimeInstanceLog':
        return this.#options.isSelfHosted ? text(501, 'Not Implemented') : this.#tellAboutInstances(call)
      case 'runtimeSql':
        return answerSql(this.#options, call)
      case 'runtimeNsql':
        return answerNsql(this.#options, call)
      case 'runtimeSearch':
        return answerSearch(this.#options, call)
      case 'runtimeChat':
        return answerChat(this.#options, call)
      default:
        return text(404, 'Not Found')
    }
  }

  #tellAboutInstances(call: RecordedCall): Reply {
    const source = this.#surroundings.instances
    if (call.operation === 'runtimeInstances') return source ? listPods(source) : text(404, 'Not Found')
    if (call.operation === 'runtimeInstanceLog')
      return source ? tellPodLog(source, call) : text(404, 'Not Found')
    const pinned = source && !this.#options.ignoresTarget ? pinnedInstance(source, call) : undefined
    if (pinned !== undefined && !('name' in pinned)) return pinned
    if (call.operation === 'runtimeModels') {
      const { listedModels = [], modelsAs = 'data' } = this.#options
      const models = typeof listedModels === 'function' ? listedModels() : listedModels
      const ready = models.map((model) => ({ status: 'Ready', ...model }))
      return showModels(pinned?.models() ?? ready, call, modelsAs)
    }
    return pinned
      ? showDatasets(pinned.datasets(), call)
      : listDatasets(this.#options, call, this.#datasetLooks++)
  }

  #tellReady(): Reply {
    const { readyAfterLooks = 0, readyAfterMs = 0 } = this.#options
    const isReady =
      this.#readyLooks++ >= readyAfterLooks && this.#surroundings.now() - this.#bornAt >= readyAfterMs
    return isReady ? text(200, 'ready') : text(503, 'not ready')
  }
}

function operationOf({ method, path }: Call): string | undefined {
  if (method === 'GET' && isLogPath(path)) return 'runtimeInstanceLog'
  return OPERATIONS[`${method} ${path}`]
}

function respond(reply: Reply): Answer {
  return { kind: 'respond', reply }
}
