import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { ProbeOf } from '../inputs/probes.ts'
import { InterruptedResponseError, TimeoutError, UnusableResponseError } from '../platform/http-errors.ts'
import { parseJson } from '../platform/json.ts'
import { count, shorten } from '../platform/text.ts'
import { maxMessageLength, type RuntimeClient, RuntimeError, type RuntimeResponse } from './client.ts'

/** How long to try to close a session, in milliseconds: the runtime drops it by itself, too. */
const closeTimeoutMs = 1000
/** How long the library may take to handle what it has read, in milliseconds. */
const settleMs = 100
/** Maximum length of the tool's output that is shown, in characters. */
const maxAnswerLength = 100

/**
 * Opens a session (`POST /v1/mcp`), calls the tool and closes the session.
 *
 * @returns what the tool returned, in a few words
 * @throws Error of the tool, RuntimeError, UnusableResponseError; errors of the connection and of the protocol as they are
 */
export async function callTool(
  { tool, arguments: toolArguments }: ProbeOf<'mcp'>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(new TimeoutError(timeoutMs)), timeoutMs)
  const answered = new Set<unknown>()
  const url = new URL(`${client.url}/v1/mcp`)
  const transport = new StreamableHTTPClientTransport(url, { fetch: fetchForLibrary(client, end, answered) })
  // The library calls it before its own handler.
  transport.onmessage = (message) => {
    if (!('method' in message)) answered.add(message.id)
  }
  const mcp = new Client({ name: 'spice-cloud-deploy-action', version: '1' })
  // The library's own limit must come later: its error would say less.
  const options = { signal: end.signal, timeout: timeoutMs + closeTimeoutMs }
  try {
    await mcp.connect(transport, options)
    const result = await mcp.callTool({ name: tool, arguments: { ...toolArguments } }, undefined, options)
    return readResult(result, client)
  } catch (error) {
    if (end.signal.aborted) throw end.signal.reason
    // The library could not read what the runtime sent.
    const isUnreadable = error instanceof Error && /^\$?ZodError$/.test(error.name)
    throw isUnreadable ? new UnusableResponseError('the response is not MCP', { cause: error }) : error
  } finally {
    clearTimeout(timer)
    await transport.terminateSession().catch(() => {})
    await mcp.close()
    // A stream that the runtime leaves open would keep the process from ending.
    end.abort()
  }
}

/**
 * A `fetch` for the library that fails in the same way as the other probes.
 *
 * @param end aborts the call: also if a connection breaks while a response arrives, or an event stream ends without
 *   the response, since the library would go on waiting
 * @param answered the ids of the requests that have their response
 */
function fetchForLibrary(
  client: RuntimeClient,
  end: AbortController,
  answered: ReadonlySet<unknown>,
): typeof globalThis.fetch {
  return async (input, init) => {
    // The library asks for a stream of unsolicited messages. This response means that there is none.
    if (init?.method === 'GET') return new Response(null, { status: 405 })
    const isClosing = init?.method === 'DELETE'
    const signal = isClosing ? AbortSignal.timeout(closeTimeoutMs) : end.signal
    const response = await client.fetch(input, { ...init, signal })
    const { status, headers } = response
    if (status >= 400 && !isClosing) {
      const refusal = { status, text: await response.text() }
      const isInSession = new Headers(init?.headers).has('mcp-session-id')
      throw new RuntimeError(refusal, client.redact, findHint(refusal, isInSession))
    }
    const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream')
    const id = isStream ? findRequestId(init?.body) : undefined
    const isAnswered = () => id === undefined || answered.has(id)
    const body = response.body && ReadableStream.from(watchBody(response.body, end, isAnswered))
    return new Response(body, { status, headers })
  }
}

function findHint({ status, text }: RuntimeResponse, isInSession: boolean): string | undefined {
  if (status === 403 && /host header/i.test(text)) {
    return 'add this host to `runtime.mcp.allowed_hosts` in the spicepod'
  }
  // Each replica knows only the sessions that it has opened itself.
  return status === 404 && isInSession ? 'MCP sessions require `replicas: 1`' : undefined
}

/** Of a message that expects a response. */
function findRequestId(body: unknown): unknown {
  const message = typeof body === 'string' ? parseJson(body) : undefined
  return typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined
}

async function* watchBody(
  body: ReadableStream<Uint8Array>,
  end: AbortController,
  isAnswered: () => boolean,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    end.abort(error)
    throw error
  }
  if (isAnswered()) return
  // The library may still be handling what was read last.
  setTimeout(() => {
    if (!isAnswered()) end.abort(new InterruptedResponseError('the event stream ended without a response'))
  }, settleMs)
}

function readResult(result: Awaited<ReturnType<Client['callTool']>>, { redact }: RuntimeClient): string {
  const content = Array.isArray(result.content) ? result.content : []
  const text = content
    .map((block) => (block.type === 'text' ? block.text : ''))
    .filter(Boolean)
    .join(' ')
  if (result.isError === true) {
    throw new Error(`The tool reports an error${text && `: ${shorten(text, maxMessageLength, redact)}`}`)
  }
  return text === '' ? count(content.length, 'content block') : shorten(text, maxAnswerLength, redact)
}
