import { parseJson } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import { type Inputs, quoteGiven } from './inputs.ts'
import { isMap } from './spicepod-value.ts'

/** A request to the runtime that has to succeed after the deployment. */
export type Probe =
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'nsql'; readonly query: string; readonly model?: string }
  /** `body` as `POST /v1/search` takes it. */
  | { readonly kind: 'search'; readonly body: JsonObject }
  /** `body` in the form of OpenAI's chat completions. */
  | { readonly kind: 'chat'; readonly body: JsonObject }
  /** A dataset or view that has to return rows. */
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'mcp'; readonly tool: string; readonly arguments: JsonObject }

export type ProbeOf<Kind extends Probe['kind']> = Extract<Probe, { kind: Kind }>

/** What results call a probe: `sql`, `table:taxi_trips`. */
export function describeProbe(probe: Probe): string {
  return probe.kind === 'table' ? `table:${probe.table}` : probe.kind
}

export type JsonObject = Readonly<Record<string, unknown>>

type ProbeInput = `test${'Sql' | 'Nsql' | 'Search' | 'Chat' | 'ChatModel' | 'McpTool' | 'McpArguments'}`

/**
 * Turns inputs into probes.
 *
 * @param given blank if they are not set
 * @param redact hides secrets; a value that contains one is not quoted in a problem
 * @returns the probes in the order in which they run, and one sentence for each input that is not valid
 */
export function parseProbes(
  given: Pick<Inputs, ProbeInput>,
  redact: Redact,
): { probes: Probe[]; problems: string[] } {
  const probes: Probe[] = []
  const problems: string[] = []
  const reject = (name: string, rule: string, value: string) =>
    problems.push(`\`${name}\` must be ${rule}${quoteGiven(value, redact)}`)

  const sql = trim(given.testSql)
  if (sql !== undefined) probes.push({ kind: 'sql', sql })

  const model = trim(given.testChatModel)
  const query = trim(given.testNsql)
  if (query !== undefined) probes.push({ kind: 'nsql', query, ...(model !== undefined && { model }) })

  const search = trim(given.testSearch)
  if (search !== undefined) {
    const body = parseObject(search)
    if (body !== undefined && isText(body.text)) probes.push({ kind: 'search', body })
    else reject('test-search', 'a JSON object with `text`', search)
  }

  const chat = trim(given.testChat)
  if (chat !== undefined) {
    const body = chatBody(chat)
    const chosen = isText(body?.model) ? body.model : model
    if (body === undefined) reject('test-chat', 'a prompt, or a JSON object with `messages`', chat)
    else if (chosen === undefined) {
      problems.push('`test-chat-model` is required when `test-chat` does not specify a model.')
    } else probes.push({ kind: 'chat', body: { ...body, model: chosen } })
  }

  const tool = trim(given.testMcpTool)
  const argumentsText = trim(given.testMcpArguments) ?? '{}'
  const toolArguments = parseObject(argumentsText)
  if (toolArguments === undefined) reject('test-mcp-arguments', 'a JSON object', argumentsText)
  else if (tool !== undefined) probes.push({ kind: 'mcp', tool, arguments: toolArguments })

  return { probes, problems }
}

/** The body to send, without the model, from a prompt or a JSON body; undefined if it is not valid. */
function chatBody(text: string): JsonObject | undefined {
  // Only this marks a JSON body; everything else is a prompt.
  if (!text.startsWith('{')) return { messages: [{ role: 'user', content: text }] }
  const body = parseObject(text)
  if (!Array.isArray(body?.messages) || body.messages.length === 0) return undefined
  // The response is read as a whole, so it must not be streamed.
  const { stream, stream_options, ...rest } = body
  return rest
}

function parseObject(text: string): JsonObject | undefined {
  const value = parseJson(text)
  return isMap(value) ? value : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** A blank input is not set: it comes from an expression without a value. */
function trim(text: string): string | undefined {
  return text.trim() || undefined
}
