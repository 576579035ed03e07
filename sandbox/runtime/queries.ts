import { json, type Reply, text } from '../answer.ts'
import { type Call, mediaType } from '../call.ts'
import type { Component } from '../components.ts'
import type { ListedModel } from './instances.ts'
import { type JsonObject, membersOf } from './json.ts'
import type { RuntimeOptions } from './options.ts'

/** `POST /v1/sql`: the query as text, or as JSON with parameters. */
export function answerSql(options: RuntimeOptions, call: Call, datasets: readonly Component[]): Reply {
  const isJson = mediaType(call.headers) === 'application/json'
  const { sql, parameters } = membersOf(call.body)
  if (isJson && !Array.isArray(parameters)) return text(400, 'missing field `parameters`')
  return answerQuery(options, isJson ? String(sql) : call.rawBody, datasets)
}

/** `POST /v1/nsql`: a question in words. */
export function answerNsql(options: RuntimeOptions, call: Call, models: readonly ListedModel[]): Reply {
  const { query, model } = membersOf(call.body)
  if (typeof query !== 'string') return text(400, 'missing field `query`')
  if (typeof model === 'string' && !isListed(models, model)) return text(400, `Model ${model} not found`)
  return json(200, rowsOf(options))
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

function answerQuery(options: RuntimeOptions, sql: string, datasets: readonly Component[]): Reply {
  const table = /\bfrom\s+((?:"(?:[^"]|"")*"|[\w.])+)/i.exec(sql)?.[1]
  const isKnown = datasets.some(({ name }) => lastPart(name) === lastPart(table ?? ''))
  if (table !== undefined && !isKnown) {
    return text(400, `Error during planning: table 'spice.public.${table}' not found`)
  }
  // The content type is the true one of a runtime that says too little.
  return { ...json(200, rowsOf(options)), headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

/** `Trips` of `"public"."Trips"`. */
function lastPart(name: string): string | undefined {
  return name.replaceAll('"', '').split('.').at(-1)
}

function rowsOf({ rows = [{ 'Int64(1)': 1 }] }: RuntimeOptions): readonly JsonObject[] {
  return rows
}

function isListed(models: readonly ListedModel[], model: string): boolean {
  return models.some(({ name }) => name === model)
}
