import { cut } from '../text.ts'
import type { JsonObject, Probe } from './verification.ts'

/** The inputs for probes as the user wrote them; undefined or blank if not set. */
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
  /** In the order in which they run. */
  probes: Probe[]
  /** One sentence per input that cannot be used. */
  problems: string[]
}

/**
 * Turns inputs into probes.
 *
 * @param redact hides secrets; a value that contains one is not repeated in a problem
 */
export function parseProbes(given: GivenProbes, redact: (text: string) => string): ParsedProbes {
  const probes: Probe[] = []
  const problems: string[] = []
  const reject = (name: string, rule: string, value: string) => {
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

/** The body to send, without the model, from a prompt or from JSON; undefined if it cannot be used. */
function chatBody(text: string): JsonObject | undefined {
  // Everything else is a prompt.
  if (!text.startsWith('{')) return { messages: [{ role: 'user', content: text }] }
  const body = parseObject(text)
  if (!Array.isArray(body?.messages) || body.messages.length === 0) return undefined
  // The probe reads the response as a whole.
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

/** Treats blank as not set: an expression may have no value. */
function trim(text: string | undefined): string | undefined {
  return text?.trim() || undefined
}
