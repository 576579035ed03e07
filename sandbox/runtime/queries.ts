import { json, type Reply, text } from '../answer.ts'
import { type Call, mediaType } from '../call.ts'
import { showResult } from '../sql/answer.ts'
import { ArrowError } from '../sql/arrow.ts'
import type { Engine, Parameters } from '../sql/engine.ts'
import { SqlError } from '../sql/statement.ts'
import type { ListedModel } from './instances.ts'
import { membersOf } from './json.ts'
import type { RuntimeOptions } from './options.ts'

/** What answers SQL, made when it is asked for. */
export type GetEngine = () => Engine

/** `POST /v1/sql`: the query as text, or as JSON with parameters. */
export function answerSql(options: RuntimeOptions, call: Call, engine: GetEngine): Reply {
  if (mediaType(call.headers) !== 'application/json') return runSql(options, call, engine, call.rawBody)
  const { sql, parameters } = membersOf(call.body)
  const missing = typeof sql !== 'string' ? 'sql' : 'parameters'
  if (typeof sql !== 'string' || typeof parameters !== 'object' || parameters === null) {
    return text(400, `Invalid JSON: missing field \`${missing}\``)
  }
  return runSql(options, call, engine, sql, parameters as Parameters)
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
  return runSql(options, call, engine, nsqlAnswer)
}

function runSql(
  { maxRows = Number.POSITIVE_INFINITY }: RuntimeOptions,
  { headers }: Call,
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

/** `POST /v1/search`. */
export function answerSearch(options: RuntimeOptions, call: Call): Reply {
  const { text: words, datasets, limit } = membersOf(call.body)
  if (typeof words !== 'string') return json(400, { error: 'missing field `text`' })
  if (Array.isArray(datasets) && datasets.length === 0) return json(400, { error: 'No datasets provided' })
  if (limit === 0) return json(400, { error: 'Limit must be greater than 0' })
  const results = Array.from({ length: options.searchResults ?? 2 }, (_, index) => ({
    matches: { body: `Found ${index + 1}: ${words}` },
    data: {},
    primary_key: { id: index + 1 },
    score: 0.9 - index / 10,
    dataset: 'taxi_trips',
  }))
  return json(200, { results, duration_ms: 3 })
}

/** `POST /v1/chat/completions`, not streamed. */
export function answerChat(options: RuntimeOptions, call: Call, models: readonly ListedModel[]): Reply {
  const takes = call.headers['accept-encoding'] ?? ''
  if ((options.chat502WhenCompressed ?? true) && /gzip|deflate|br|zstd/.test(takes)) {
    return text(502, 'Bad Gateway')
  }
  const { model, messages } = membersOf(call.body)
  if (!Array.isArray(messages)) return text(400, 'missing field `messages`')
  if (typeof model !== 'string' || !isListed(models, model)) {
    return text(404, `model '${String(model)}' not found`)
  }
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_795_521_600,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: options.chatAnswer ?? 'All is well.' },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
  })
}

function isListed(models: readonly ListedModel[], model: string): boolean {
  return models.some(({ name }) => name === model)
}
