import { createParser } from 'eventsource-parser'
import * as v from 'valibot'
import type { ProbeOf } from '../../inputs/probes.ts'
import { closeTimeoutMs } from '../../platform/clock.ts'
import {
  InterruptedResponseError,
  maxAnswerBytes,
  TimeoutError,
  UnusableResponseError,
} from '../../platform/http.ts'
import { parseJson } from '../../platform/json.ts'
import { count, join, maxLength, type Redact, shorten } from '../../platform/text.ts'
import { type RuntimeClient, RuntimeError, type RuntimeResponse, statusError } from '../../runtime/client.ts'

/** The newest protocol version whose sessions and calls this client follows. */
const protocolVersion = '2025-11-25'

const Answer = v.object({ jsonrpc: v.literal('2.0'), id: v.number() })
const Success = v.object({ ...Answer.entries, result: v.unknown() })
const Failure = v.object({
  ...Answer.entries,
  error: v.object({ code: v.number(), message: v.string() }),
})
/** Versions of the protocol are dates. */
const Initialized = v.object({ protocolVersion: v.pipe(v.string(), v.isoDate()) })
const ToolResult = v.object({
  content: v.optional(v.array(v.object({ type: v.string(), text: v.optional(v.string()) })), []),
  isError: v.optional(v.boolean(), false),
})

/**
 * Opens a session (`POST /v1/mcp`), calls the tool and closes the session. Source: [Streamable HTTP](
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http).
 * @param show hides values of the data in errors
 * @returns how much the tool has answered
 */
export async function callTool(
  { tool, arguments: toolArguments }: ProbeOf<'mcp'>,
  client: RuntimeClient,
  timeoutMs: number,
  show: Redact,
): Promise<string> {
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(new TimeoutError(timeoutMs)), timeoutMs)
  /** Identifies the session from the first response on. */
  const session: Record<string, string> = {}

  async function post(message: { method: string; id?: number; params?: object }): Promise<unknown> {
    const answer = awaitAnswer(message.id, show)
    const request = {
      path: '/v1/mcp',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...session,
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: end.signal,
      isComplete: answer.isComplete,
      maxBytes: maxAnswerBytes,
    }
    const response = await client.send(request, timeoutMs)
    if (response.status >= 300) {
      const hint = findHint(response, 'mcp-session-id' in session)
      throw statusError(response, { hint, show })
    }
    const id = response.headers.get('mcp-session-id')
    if (id !== null) session['mcp-session-id'] = id
    return message.id === undefined ? undefined : answer.read(response)
  }

  try {
    const clientInfo = { name: 'spice-cloud-deploy-action', version: '1' }
    const params = { protocolVersion, capabilities: {}, clientInfo }
    const initialized = parse(Initialized, await post({ method: 'initialize', id: 0, params }))
    session['mcp-protocol-version'] = initialized.protocolVersion
    await post({ method: 'notifications/initialized' })
    const call = { name: tool, arguments: toolArguments }
    const result = await post({ method: 'tools/call', id: 1, params: call })
    return describeResult(parse(ToolResult, result), show)
  } finally {
    clearTimeout(timer)
    if ('mcp-session-id' in session) {
      const request = { method: 'DELETE', path: '/v1/mcp', headers: session } as const
      await client.send(request, closeTimeoutMs).catch(() => {})
    }
  }
}

/** Recognizes the answer in a JSON document, or in an event stream in which other messages may come first. */
function awaitAnswer(id: number | undefined, show: Redact) {
  let answer: unknown
  const decoder = new TextDecoder()
  const events = createParser({
    onEvent: ({ data }) => {
      const message = parseJson(data)
      if (answer === undefined && v.is(Answer, message) && message.id === id) answer = message
    },
  })
  return {
    isComplete: (chunk: Uint8Array) => {
      events.feed(decoder.decode(chunk, { stream: true }))
      return answer !== undefined
    },
    read: ({ headers, text }: RuntimeResponse): unknown => {
      const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream')
      if (isStream && answer === undefined) {
        throw new InterruptedResponseError('the event stream ended without a response')
      }
      const message = isStream ? answer : parseJson(text)
      if (v.is(Failure, message)) {
        const { code, message: words } = message.error
        throw new RuntimeError(`MCP error ${code}: ${show(words)}`, { text: words })
      }
      return parse(Success, message).result
    },
  }
}

function parse<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const { success, output } = v.safeParse(schema, value)
  if (!success) throw new UnusableResponseError('the response is not MCP')
  return output
}

function findHint({ status, text }: RuntimeResponse, isInSession: boolean): string | undefined {
  if (status < 400) return 'the redirect was not followed'
  if (status === 403 && /host header/i.test(text)) {
    return 'add this host to `runtime.mcp.allowed_hosts` in the spicepod'
  }
  // Each replica knows only the sessions that it has opened itself.
  return status === 404 && isInSession ? 'MCP sessions require `replicas: 1`' : undefined
}

function describeResult({ content, isError }: v.InferOutput<typeof ToolResult>, show: Redact): string {
  const text = content
    .map((block) => (block.type === 'text' ? block.text : ''))
    .filter(Boolean)
    .join(' ')
  if (isError) {
    const words = text && `: ${shorten(show(text), maxLength.reason)}`
    throw new RuntimeError(`The tool reports an error${words}`, { text })
  }
  const blocks = count(content.length, 'content block')
  return join(', ', blocks, text !== '' && count(text.length, 'character'))
}
