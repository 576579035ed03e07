import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Answer, json, type Reply, respond, text } from '../answer.ts'
import type { Call } from '../call.ts'
import { type JsonObject, membersOf } from './json.ts'
import type { McpOptions } from './options.ts'

/** What each tool takes. */
const TOOLS: Readonly<Record<string, JsonObject>> = {
  list_datasets: { type: 'object', properties: {} },
  sql: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  search: {
    type: 'object',
    properties: {
      text: { type: 'string' },
      datasets: { type: 'array', items: { type: 'string' } },
      limit: { type: 'integer', minimum: 1 },
    },
    required: ['text'],
  },
}

/** What a tool says; undefined if it only repeats how it was called. */
export type CallTool = (name: string, args: JsonObject) => { text: string; isError: boolean } | undefined

/** The Model Context Protocol over HTTP, as far as calling a tool needs it. */
export class Mcp {
  readonly #options: McpOptions
  readonly #callTool: CallTool
  /** Whether the client has reported to each session that it is ready. */
  readonly #sessions = new Map<string, boolean>()
  #count = 0
  #earlyEndsLeft: number

  constructor(options: McpOptions = {}, callTool: CallTool) {
    this.#options = options
    this.#callTool = callTool
    this.#earlyEndsLeft = options.endsEarly ?? 0
  }

  /** The ids of the sessions that are open. */
  get sessions(): readonly string[] {
    return [...this.#sessions.keys()]
  }

  handle(call: Call): Answer {
    if (this.#options.hostRefused) return respond(text(403, 'Forbidden: Host header is not allowed'))
    switch (call.method) {
      case 'POST':
        return this.#post(call)
      case 'DELETE':
        return respond(this.#delete(call))
      default:
        return respond({ ...text(405, 'Method Not Allowed'), headers: { allow: 'POST, DELETE' } })
    }
  }

  #post(call: Call): Answer {
    const accept = call.headers.accept ?? ''
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
      return respond(
        text(406, 'Not Acceptable: Client must accept both application/json and text/event-stream'),
      )
    }
    const message = membersOf(call.body)
    if (message.jsonrpc !== '2.0') return respond(text(400, 'Bad Request: not JSON-RPC'))
    if (message.method === 'initialize') return this.#initialize(message)
    const session = call.headers['mcp-session-id']
    if (session === undefined) return respond(text(400, 'Bad Request: Session ID is required'))
    const isReady = this.#sessions.get(session)
    if (isReady === undefined) return respond(text(404, 'Not Found: Session not found'))
    if (message.id === undefined) {
      if (message.method === 'notifications/initialized') this.#sessions.set(session, true)
      return respond(text(202, ''))
    }
    if (this.#earlyEndsLeft > 0) {
      this.#earlyEndsLeft -= 1
      return respond(text(200, ': working\n\n', 'text/event-stream'))
    }
    return this.#reply(message, isReady ? this.#answer(message) : failure(-32600, 'Not initialized'))
  }

  #initialize(message: JsonObject): Answer {
    this.#count += 1
    const session = `sandbox-session-${this.#count}`
    if (!this.#options.forgetful) this.#sessions.set(session, false)
    const { protocolVersion } = membersOf(message.params)
    const result = {
      protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'sandbox-runtime', version: '2.0.0' },
    }
    return this.#reply(message, { result }, { 'mcp-session-id': session })
  }

  #answer({ method, params }: JsonObject): JsonObject {
    if (method === 'ping') return { result: {} }
    if (method === 'tools/list') {
      const tools = Object.entries(TOOLS).map(([name, inputSchema]) => ({ name, inputSchema }))
      return { result: { tools } }
    }
    if (method !== 'tools/call') return failure(-32601, 'Method not found')
    const { name, arguments: given } = membersOf(params)
    if (typeof name !== 'string' || !Object.hasOwn(TOOLS, name)) {
      return failure(-32602, `Unknown tool: ${String(name)}`)
    }
    const ajv = new Ajv2020({ strict: false })
    if (!ajv.validate(TOOLS[name] ?? {}, given ?? {})) {
      return failure(
        -32602,
        `Invalid arguments of the tool ${name}: ${ajv.errorsText(undefined, { dataVar: '' })}`,
      )
    }
    const args = membersOf(given)
    const { text: said, isError } = this.#options.isError
      ? { text: 'The tool has failed', isError: true }
      : (this.#callTool(name, args) ?? {
          text: `${name} was called with ${JSON.stringify(args)}`,
          isError: false,
        })
    return { result: { content: [{ type: 'text', text: said }], isError } }
  }

  #reply({ id }: JsonObject, body: JsonObject, headers: Record<string, string> = {}): Answer {
    const message = { jsonrpc: '2.0', id, ...body }
    if (!this.#options.sse) return respond(json(200, message, headers))
    const event = `event: message\ndata: ${JSON.stringify(message)}\n\n`
    const { staysOpen } = this.#options
    // Half of a response that stalls is sent.
    const rest = staysOpen ? ' '.repeat(Buffer.byteLength(event)) : ''
    const reply = text(200, event + rest, 'text/event-stream')
    return {
      kind: staysOpen ? 'stall' : 'respond',
      reply: { ...reply, headers: { ...reply.headers, ...headers } },
    }
  }

  #delete(call: Call): Reply {
    return this.#sessions.delete(call.headers['mcp-session-id'] ?? '')
      ? text(204, '')
      : text(404, 'Not Found: Session not found')
  }
}

function failure(code: number, message: string): JsonObject {
  return { error: { code, message } }
}
