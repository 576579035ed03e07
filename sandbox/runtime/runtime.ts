import { type Answer, type Reply, text } from '../answer.ts'
import type { Call, RecordedCall } from '../call.ts'
import { answerOf, doesWork } from '../fault-answers.ts'
import type { Faults } from '../faults.ts'
import { listDatasets } from './datasets.ts'
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
}

/** The names of a runtime's calls in the record and for faults. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET /health': 'runtimeHealth',
  'GET /v1/ready': 'runtimeReady',
  'GET /v1/datasets': 'runtimeDatasets',
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
  readonly key: string
  readonly mcp: Mcp
  readonly #options: RuntimeOptions
  readonly #surroundings: RuntimeSurroundings
  readonly #bornAt: number
  #gatewayErrorsLeft: number
  #readyLooks = 0
  #datasetLooks = 0

  constructor(options: RuntimeOptions, surroundings: RuntimeSurroundings) {
    this.key = options.key ?? DEFAULT_RUNTIME_KEY
    this.mcp = new Mcp(options.mcp)
    this.#options = options
    this.#surroundings = surroundings
    this.#bornAt = surroundings.now()
    this.#gatewayErrorsLeft = options.gateway502For ?? 0
  }

  /** Responds to one call. */
  async handle(call: Call): Promise<Answer> {
    const { now, faults, record } = this.#surroundings
    const operation = OPERATIONS[`${call.method} ${call.path}`]
    const recorded = { ...call, operation, at: now() }
    record(recorded)
    const fault = faults.nextFault(recorded, now() - this.#bornAt)
    if (fault !== undefined && !doesWork(fault)) return answerOf(fault, call, undefined, now())
    const answer = this.#answer(recorded)
    if (fault === undefined) return answer
    return answerOf(fault, call, 'reply' in answer ? answer.reply : undefined, now())
  }

  #answer(call: RecordedCall): Answer {
    if (this.#gatewayErrorsLeft > 0) {
      this.#gatewayErrorsLeft -= 1
      return respond(text(502, '<html><head><title>502 Bad Gateway</title></head></html>', 'text/html'))
    }
    if (call.operation === 'runtimeHealth') return respond(text(200, 'ok\n'))
    if (call.headers['x-api-key'] !== this.key) return respond(text(401, 'Unauthorized'))
    return call.operation === 'runtimeMcp' ? this.mcp.handle(call) : respond(this.#replyTo(call))
  }

  #replyTo(call: RecordedCall): Reply {
    switch (call.operation) {
      case 'runtimeReady':
        return this.#tellReady()
      case 'runtimeDatasets':
        return listDatasets(this.#options, call, this.#datasetLooks++)
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

  #tellReady(): Reply {
    const { readyAfterLooks = 0, readyAfterMs = 0 } = this.#options
    const isReady =
      this.#readyLooks++ >= readyAfterLooks && this.#surroundings.now() - this.#bornAt >= readyAfterMs
    return isReady ? text(200, 'ready') : text(503, 'not ready')
  }
}

function respond(reply: Reply): Answer {
  return { kind: 'respond', reply }
}
