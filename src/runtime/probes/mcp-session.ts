import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InterruptedResponseError, TimeoutError, UnusableResponseError } from '../../platform/http-errors.ts'
import { parseJson } from '../../platform/json.ts'
import { count, shorten } from '../../text.ts'
import type { RuntimeAnswer, RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'
import { RuntimeRefusalError } from '../refusal.ts'

/** How long to try to close a session, in milliseconds: the runtime forgets it by itself, too. */
const closingMs = 1000
/** How long the library has for what it has read, in milliseconds. */
const settlingMs = 100
/** Longest part of the tool's answer that is shown, in characters. */
const longestAnswer = 100
const longestError = 300

/**
 * Opens a session, calls the tool and closes the session.
 *
 * @returns what the tool has answered, in a few words
 * @throws ToolError, RuntimeRefusalError, UnusableResponseError; errors of the connection and of the protocol as they are
 */
export async function callTool(
  { tool, arguments: toolArguments }: Extract<Probe, { kind: 'mcp' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(new TimeoutError(timeoutMs)), timeoutMs)
  const answered = new Set<unknown>()
  const url = new URL(`${client.url}/v1/mcp`)
  const transport = new StreamableHTTPClientTransport(url, { fetch: answersOnly(client, end, answered) })
  // The library calls it before its own.
  transport.onmessage = (message) => {
    if (!('method' in message)) answered.add(message.id)
  }
  const mcp = new Client({ name: 'spice-cloud-deploy-action', version: '1' })
  // The library's own limit is not to be the first: its error would say less.
  const options = { signal: end.signal, timeout: timeoutMs + closingMs }
  try {
    await mcp.connect(transport, options)
    const result = await mcp.callTool({ name: tool, arguments: { ...toolArguments } }, undefined, options)
    return readResult(result, client)
  } catch (error) {
    if (end.signal.aborted) throw end.signal.reason
    throw isOfShape(error) ? new UnusableResponseError('an answer that is not MCP', { cause: error }) : error
  } finally {
    clearTimeout(timer)
    await transport.terminateSession().catch(() => {})
    await mcp.close()
    // A stream that the runtime leaves open would keep the process from ending.
    end.abort()
  }
}

/**
 * A `fetch` for the library that brings answers and nothing else, and whose trouble has the form that the other probes
 * have.
 *
 * @param end ends all that is under way; a connection that breaks while an answer comes does so, too, since the
 *   library would go on waiting, and so does an event stream without the answer
 * @param answered the ids of the requests that have their answer
 */
function answersOnly(
  client: RuntimeClient,
  end: AbortController,
  answered: ReadonlySet<unknown>,
): typeof globalThis.fetch {
  return async (input, init) => {
    // The library asks for a stream of what the runtime may say unasked. This answer means that there is none.
    if (init?.method === 'GET') return new Response(null, { status: 405 })
    const isClosing = init?.method === 'DELETE'
    const signal = isClosing ? AbortSignal.timeout(closingMs) : end.signal
    const response = await client.fetch(input, { ...init, signal })
    if (response.status >= 400 && !isClosing) {
      const answer = { status: response.status, text: await response.text() }
      throw new RuntimeRefusalError(
        answer,
        client.redact,
        hintOn(answer, new Headers(init?.headers).has('mcp-session-id')),
      )
    }
    const { status, headers } = response
    const id = isClosing ? undefined : idOf(init?.body)
    const isStream = headers.get('content-type')?.trim().toLowerCase().startsWith('text/event-stream')
    const ended = () => {
      if (id === undefined || !isStream) return
      // What was read last is on its way through the library.
      setTimeout(() => {
        if (!answered.has(id))
          end.abort(new InterruptedResponseError('an event stream that ends without an answer'))
      }, settlingMs)
    }
    return new Response(response.body && ReadableStream.from(watched(response.body, end, ended)), {
      status,
      headers,
    })
  }
}

function hintOn({ status, text }: RuntimeAnswer, isInSession: boolean): string | undefined {
  if (status === 403 && /host header/i.test(text)) {
    return '`runtime.mcp.allowed_hosts` of the spicepod says for which hosts it answers'
  }
  // Each replica knows the sessions that began with it, and no others.
  return status === 404 && isInSession ? 'sessions need an app with one replica' : undefined
}

/** Of a message that wants an answer. */
function idOf(body: unknown): unknown {
  const message = typeof body === 'string' ? parseJson(body) : undefined
  return typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined
}

/** Whether an error of the library is about the shape of what the runtime has sent. */
function isOfShape(error: unknown): boolean {
  return error instanceof Error && /^\$?ZodError$/.test(error.name)
}

async function* watched(
  body: ReadableStream<Uint8Array>,
  end: AbortController,
  ended: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
    ended()
  } catch (error) {
    end.abort(error)
    throw error
  }
}

function readResult(result: Awaited<ReturnType<Client['callTool']>>, client: RuntimeClient): string {
  const content = Array.isArray(result.content) ? result.content : []
  const text = content
    .map((block) => (block.type === 'text' ? block.text : ''))
    .filter(Boolean)
    .join(' ')
  if (result.isError === true) {
    throw new ToolError(
      `The tool reports an error${text && `: ${shorten(text, longestError, client.redact)}`}`,
    )
  }
  return text === '' ? count(content.length, 'content block') : shorten(text, longestAnswer, client.redact)
}

/** The tool has run, and failed. */
class ToolError extends Error {
  override readonly name = 'ToolError'
}
