import { cut } from '../text.ts'
import type { JsonObject, Probe } from './verification.ts'

/** The inputs about probes as the user wrote them; undefined or blank where not given. */
export interface GivenProbes {
  testSql?: string | undefined
  testNsql?: string | undefined
  testSearch?: string | undefined
  testChat?: string | undefined
  testChatModel?: string | undefined
  testMcpTool?: string | undefined
  testMcpArguments?: string | undefined
}

export interface ParsedProbes {
  /** In the order in which they are to run. */
  probes: Probe[]
  /** One sentence for each input that cannot be used. */
  problems: string[]
}

/**
 * Turns inputs into probes.
 *
 * @param redact hides secrets; a value that holds one is not repeated in a problem
 */
export function parseProbes(given: GivenProbes, redact: (text: string) => string): ParsedProbes {
  const probes: Probe[] = []
  const problems: string[] = []
  const refuse = (name: string, rule: string, value: string) => {
    const isSecret = redact(value) !== value
    problems.push(
      `\`${name}\` must be ${rule}${isSecret ? '.' : `, but it is \`${cut(value, 60, redact)}\`.`}`,
    )
  }

  const sql = trim(given.testSql)
  if (sql !== undefined) probes.push({ kind: 'sql', sql })

  const model = trim(given.testChatModel)
  const query = trim(given.testNsql)
  if (query !== undefined) probes.push({ kind: 'nsql', query, ...(model !== undefined && { model }) })

  const search = trim(given.testSearch)
  if (search !== undefined) {
    const body = parseObject(search)
    if (isText(body?.text)) probes.push({ kind: 'search', body: body as JsonObject })
    else refuse('test-search', 'a JSON object with `text`', search)
  }

  const chat = trim(given.testChat)
  if (chat !== undefined) {
    const body = chatBody(chat)
    const chosen = isText(body?.model) ? body.model : model
    if (body === undefined) refuse('test-chat', 'a prompt, or a JSON object with `messages`', chat)
    else if (chosen === undefined) {
      problems.push('`test-chat-model` is missing: `test-chat` needs the name of a model of the spicepod.')
    } else probes.push({ kind: 'chat', body: { ...body, model: chosen } })
  }

  const tool = trim(given.testMcpTool)
  const argumentsText = trim(given.testMcpArguments) ?? '{}'
  const toolArguments = parseObject(argumentsText)
  if (toolArguments === undefined) refuse('test-mcp-arguments', 'a JSON object', argumentsText)
  else if (tool !== undefined) probes.push({ kind: 'mcp', tool, arguments: toolArguments })

  return { probes, problems }
}

/** The body to send but for the model, from a prompt or from a body; undefined for a body that is none. */
function chatBody(text: string): JsonObject | undefined {
  // A prompt may begin with anything but this.
  if (!text.startsWith('{')) return { messages: [{ role: 'user', content: text }] }
  const body = parseObject(text)
  if (!Array.isArray(body?.messages) || body.messages.length === 0) return undefined
  // The answer is judged as a whole, however it is sent.
  const { stream, stream_options, ...rest } = body
  return rest
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** Blank is not given: an expression without a value. */
function trim(text: string | undefined): string | undefined {
  return text?.trim() || undefined
}
