import type { DataTest } from '../data/test-file.ts'
import { isMap, parseJson } from '../platform/json.ts'
import { cut, limit, type Redact } from '../platform/text.ts'
import { parseName } from '../spicepod/names.ts'
import { namesOf, readComponents } from '../spicepod/spicepod.ts'
import { quoteGiven } from './input-table.ts'
import type { Inputs } from './inputs.ts'

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
  /** A query of the file with tests of the data, and what it must answer. */
  | { readonly kind: 'test'; readonly test: DataTest }

export type ProbeOf<Kind extends Probe['kind']> = Extract<Probe, { kind: Kind }>

/** The name of a probe in results: `sql`, `table:taxi_trips`, `test:every order has a customer`. */
export function describeProbe(probe: Probe): string {
  if (probe.kind === 'test') return `test:${probe.test.name}`
  return probe.kind === 'table' ? `table:${probe.table}` : probe.kind
}

export type JsonObject = Readonly<Record<string, unknown>>

type ProbeInput = `test${'Sql' | 'Nsql' | 'Search' | 'Chat' | 'ChatModel' | 'McpTool' | 'McpArguments'}`

/** Turns inputs into probes, in the order in which they run. There is one sentence for each input that is not valid. */
export function parseProbes(
  inputs: Pick<Inputs, ProbeInput>,
  redact: Redact,
): { probes: Probe[]; problems: string[] } {
  const probes: Probe[] = []
  const problems: string[] = []
  const reject = (name: string, rule: string, value: string) =>
    problems.push(`\`${name}\` must be ${rule}${quoteGiven(value, redact)}`)

  const sql = trim(inputs.testSql)
  if (sql !== undefined) probes.push({ kind: 'sql', sql })

  const model = trim(inputs.testChatModel)
  const query = trim(inputs.testNsql)
  if (query !== undefined) probes.push({ kind: 'nsql', query, ...(model !== undefined && { model }) })

  const search = trim(inputs.testSearch)
  if (search !== undefined) {
    const body = parseObject(search)
    if (body !== undefined && isText(body.text)) probes.push({ kind: 'search', body })
    else reject('test-search', 'a JSON object with `text`', search)
  }

  const chat = trim(inputs.testChat)
  if (chat !== undefined) {
    const body = chatBody(chat)
    const chosen = isText(body?.model) ? body.model : model
    if (body === undefined) reject('test-chat', 'a prompt, or a JSON object with `messages`', chat)
    else if (chosen === undefined) {
      problems.push('`test-chat-model` is required when `test-chat` does not specify a model.')
    } else probes.push({ kind: 'chat', body: { ...body, model: chosen } })
  }

  const tool = trim(inputs.testMcpTool)
  const argumentsText = trim(inputs.testMcpArguments) ?? '{}'
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

/** The datasets and views of the spicepod that are asked for a row. */
export type TableChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'named'; readonly names: readonly string[] }

/** @param text the input `test-tables`: `none`, `all`, or names by commas or lines */
export function readTables(text: string): TableChoice {
  const choice = text.trim()
  if (/^all$/i.test(choice)) return { kind: 'all' }
  if (/^none$/i.test(choice)) return { kind: 'named', names: [] }
  const names = choice.match(/(?:"(?:[^"]|"")*"|[^,\r\n])+/g) ?? []
  return { kind: 'named', names: [...new Set(names.map((name) => name.trim()).filter(Boolean))] }
}

/** Whether tables are asked for: `all` may turn out to be none, which only the spicepod shows. */
export function hasTables(choice: TableChoice): boolean {
  return choice.kind === 'all' || choice.names.length > 0
}

/** The problems of names that a spicepod does not have. */
export function findUnknownTables(choice: TableChoice, spicepod: unknown, redact: Redact): string[] {
  if (choice.kind === 'all') return []
  const tables = tablesOf(spicepod)
  return choice.names
    .filter((name) => findTable(name, tables) === undefined)
    .map((name) => {
      const quote = (table: string) => `\`${cut(table, 60, redact)}\``
      const has = limit(tables, 10, quote, () => '…').join(', ') || 'none'
      return `\`test-tables\` names \`${cut(name, 60, redact)}\`, which is not a dataset or view of the spicepod: it has ${has}.`
    })
}

export function toTableProbes(choice: TableChoice, spicepod: unknown): ProbeOf<'table'>[] {
  const tables = tablesOf(spicepod)
  const names = choice.kind === 'all' ? tables : choice.names.map((name) => findTable(name, tables) ?? name)
  return [...new Set(names)].map((table) => ({ kind: 'table', table }))
}

function tablesOf(spicepod: unknown): string[] {
  const components = readComponents(spicepod)
  return [...namesOf('dataset', components), ...namesOf('view', components)]
}

/** An exact match comes before one in another case. */
function findTable(name: string, tables: readonly string[]): string | undefined {
  const isSameName = (table: string) => parseName(table).endings[0] === parseName(name).endings[0]
  return tables.find((table) => parseName(table).plain === parseName(name).plain) ?? tables.find(isSameName)
}
