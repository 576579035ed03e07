import { createHash } from 'node:crypto'
import { json, type Reply, text } from '../answer.ts'
import type { Call } from '../call.ts'
import { showResult } from '../sql/answer.ts'
import { ArrowError } from '../sql/arrow.ts'
import type { Engine } from '../sql/engine.ts'
import { SqlError } from '../sql/error.ts'
import type { Parameters } from '../sql/parameters.ts'
import type { ListedModel } from './instances.ts'
import { membersOf, parseExactly } from './json.ts'
import type { RuntimeOptions } from './options.ts'

/** What answers SQL, made when it is asked for. */
export type GetEngine = () => Engine

/** `POST /v1/sql`: the query as text, or as JSON with parameters if that is exactly what the client says. */
export function answerSql(options: RuntimeOptions, call: Call, engine: GetEngine): Reply {
  if (call.headers['content-type'] !== 'application/json')
    return runSql(options, call.headers, engine, call.rawBody)
  const { sql, parameters } = membersOf(call.body && parseExactly(call.rawBody))
  const missing = typeof sql !== 'string' ? 'sql' : 'parameters'
  if (typeof sql !== 'string' || typeof parameters !== 'object' || parameters === null) {
    return text(400, `Invalid JSON: missing field \`${missing}\``)
  }
  return runSql(options, call.headers, engine, sql, parameters as Parameters)
}

/** `POST /v1/nsql`: a question in words, for which the model of the sandbox always writes the same query. */
export function answerNsql(
  options: RuntimeOptions,
  call: Call,
  models: readonly ListedModel[],
  engine: GetEngine,
): Reply {
  const { query, model } = membersOf(call.body)
  if (typeof query !== 'string') return text(400, 'missing field `query`')
  if (typeof model === 'string' && !isListed(models, model)) return text(400, `Model ${model} not found`)
  const { nsqlAnswer = 'SELECT 1' } = options
  if (call.headers.accept === 'application/sql') return text(200, nsqlAnswer, 'application/sql')
  return runSql(options, call.headers, engine, nsqlAnswer)
}

/** Runs a query, and answers in the form that the headers ask for. */
export function runSql(
  { maxRows = Number.POSITIVE_INFINITY }: RuntimeOptions,
  headers: Call['headers'],
  engine: GetEngine,
  sql: string,
  parameters?: Parameters,
): Reply {
  try {
    const { columns, rows } = engine().run(sql, parameters)
    const reply = showResult({ columns, rows: rows.slice(0, maxRows) }, headers.accept)
    const cache = headers['cache-control']?.includes('no-cache') ? 'BYPASS' : 'MISS'
    return { ...reply, headers: { ...reply.headers, 'results-cache-status': cache } }
  } catch (error) {
    if (error instanceof SqlError) return text(error.status, error.message)
    if (error instanceof ArrowError) return text(500, error.message)
    throw error
  }
}

/** `POST /v1/search`, in all datasets that are deployed or in some of them. */
export function answerSearch(options: RuntimeOptions, call: Call, deployed: readonly string[]): Reply {
  const { text: words, datasets = deployed, limit = 10 } = membersOf(call.body)
  if (typeof words !== 'string') return json(400, { error: 'missing field `text`' })
  if (!Array.isArray(datasets) || (datasets.length === 0 && datasets !== deployed)) {
    return json(400, { error: 'No datasets provided' })
  }
  const unknown = datasets.find((name) => !deployed.includes(name))
  if (unknown !== undefined) return json(400, { error: `Data source(s) not found: ${unknown}` })
  if (typeof limit !== 'number' || limit <= 0) return json(400, { error: 'Limit must be greater than 0' })
  const count = datasets.length === 0 ? 0 : Math.min(limit, options.searchResults ?? 2)
  const results = Array.from({ length: count }, (_, index) => ({
    matches: { body: `Found ${index + 1}: ${words}` },
    data: {},
    primary_key: { id: index + 1 },
    score: 0.9 - index / 10,
    _score: 0.9 - index / 10,
    dataset: datasets[index % datasets.length],
  }))
  return json(200, { results, duration_ms: 3 })
}

/** `POST /v1/chat/completions`, at once or as a stream of events. */
export function answerChat(options: RuntimeOptions, call: Call, models: readonly ListedModel[]): Reply {
  const { model, messages, stream, stream_options } = membersOf(call.body)
  const accepted = call.headers['accept-encoding'] ?? ''
  if ((options.chat502WhenCompressed ?? true) && stream !== true && /gzip|deflate|br|zstd/.test(accepted)) {
    return text(502, 'Bad Gateway')
  }
  if (!Array.isArray(messages)) return text(400, 'missing field `messages`')
  if (typeof model !== 'string') return text(400, 'missing field `model`')
  if (!isListed(models, model)) return text(404, `model '${model}' not found`)
  const { chatAnswer: content = 'All is well.' } = options
  const about = { id: 'chatcmpl-1', created: 1_795_521_600, model }
  const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 }
  if (stream !== true) {
    const message = { role: 'assistant', content }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    return json(200, { ...about, object: 'chat.completion', choices, usage })
  }
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...about,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  })
  const chunks = [
    chunk({ role: 'assistant', content: '' }),
    ...(content.match(/\S+\s*/g) ?? []).map((word) => chunk({ content: word })),
    chunk({}, 'stop'),
    ...(membersOf(stream_options).include_usage === true ? [{ ...chunk({}), choices: [], usage }] : []),
  ]
  const events = [...chunks.map((each) => JSON.stringify(each)), '[DONE]']
  return text(200, events.map((data) => `data: ${data}\n\n`).join(''), 'text/event-stream')
}

const DIMENSIONS = 8

/** A text to embed, or its tokens. */
type Embeddable = string | readonly number[]

const isEmbeddable = (value: unknown): value is Embeddable =>
  typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every(Number.isInteger))

/** `POST /v1/embeddings`: of one or several texts, or of their tokens. The same input always has the same vector. */
export function answerEmbeddings(call: Call, models: readonly ListedModel[]): Reply {
  const { model, input, encoding_format } = membersOf(call.body)
  if (typeof model !== 'string') return text(400, 'missing field `model`')
  if (!isListed(models, model)) return text(404, `model '${model}' not found`)
  const inputs = Array.isArray(input) && !isEmbeddable(input) ? input : [input]
  if (inputs.length === 0 || !inputs.every(isEmbeddable)) return text(400, 'missing field `input`')
  const data = inputs.map((each, index) => {
    const digest = createHash('sha256').update(String(each)).digest()
    const vector = Float32Array.from({ length: DIMENSIONS }, (_, at) => (digest[at] ?? 0) / 255)
    const embedding =
      encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector]
    return { object: 'embedding', index, embedding }
  })
  const tokens = inputs.reduce(
    (sum, each) => sum + (typeof each === 'string' ? each.split(/\s+/) : each).length,
    0,
  )
  return json(200, { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } })
}

function isListed(models: readonly ListedModel[], model: string): boolean {
  return models.some(({ name }) => name === model)
}
