import { isForceRetryError, isHTTPError, isTimeoutError } from 'ky'
import * as v from 'valibot'
import { type Operation, type Refusal, UnusableAnswerError } from '../errors.ts'
import { parseServerJson } from './json.ts'
import { errorCode } from './retry.ts'
import { ErrorBody } from './schema.ts'

/** Hides secrets in a text. */
export type Redact = (text: string) => string

/** What hides what a server repeats of the secrets that it got, before anything cuts it to pieces. */
export interface Redactors {
  /** For what people read. */
  all: Redact
  /** For what the program goes by: see `Secrets`. */
  credentials: Redact
}

/**
 * Reads the JSON of a successful answer.
 *
 * @throws UnusableAnswerError when it is no JSON or not of the shape described
 */
export async function parseAnswer<Schema extends v.GenericSchema>(
  response: Response,
  schema: Schema,
  redact: Redactors,
): Promise<v.InferOutput<Schema>> {
  const text = decode(await response.arrayBuffer(), response.status)
  const json = parseJson(redact.credentials(text), (key, value) =>
    typeof value === 'string' && forPeople.has(key) ? redact.all(value) : value,
  )
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  const kind =
    json !== undefined ? 'JSON of another shape' : text === '' ? 'an empty body' : describeText(text)
  throw new UnusableAnswerError(`HTTP ${response.status} with ${kind}`)
}

/** What a refusal of the API says, from whatever body it has. */
export function readRefusal(operation: Operation, status: number, data: unknown, redact: Redact): Refusal {
  const text = typeof data === 'string' ? data : ''
  const body = v.safeParse(ErrorBody, typeof data === 'string' ? parseJson(text) : data)
  if (!body.success) {
    return { operation, status, message: looksLikeHtml(text) ? describeText(text) : redact(text.trim()) }
  }
  const { error, error_description, message, code, details } = body.output
  const fieldErrors = Object.entries(details?.fieldErrors ?? {}).map(
    ([field, problems]) => `${field}: ${problems.join(', ')}`,
  )
  return {
    operation,
    status,
    message: redact([error ?? message, error_description].filter(Boolean).join(': ')),
    code: code ?? undefined,
    fieldErrors: [...fieldErrors, ...(details?.formErrors ?? [])].map(redact),
  }
}

/** Why an attempt brought no usable answer, in a few words. */
export function describeTrouble(error: unknown, redact: Redact): string {
  if (isHTTPError(error)) {
    const { status, statusText } = error.response
    const { message } = readRefusal('getApp', status, error.data, redact)
    return `HTTP ${status} ${statusText}`.trim() + (message === '' ? '' : ` ("${message}")`)
  }
  if (isTimeoutError(error)) return 'no answer in time'
  if (isForceRetryError(error) && error.cause instanceof Error) return error.cause.message
  if (error instanceof UnusableAnswerError) return error.message
  const code = errorCode(error)
  const cause = rootCause(error)
  return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`
}

function rootCause(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  // The error of several failed addresses at once has no message of its own.
  if (root instanceof AggregateError && root.message === '') return rootCause(root.errors[0])
  return root instanceof Error ? root.message : String(root)
}

/** @throws UnusableAnswerError for bytes that are no UTF-8: put right they could tell anything. */
function decode(body: ArrayBuffer, status: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new UnusableAnswerError(`HTTP ${status} with a body that is no UTF-8`)
  }
}

/** Members of answers that nothing but people reads. */
const forPeople = new Set(['error_message', 'commit_message', 'message', 'description', 'warning'])

function parseJson(text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    return parseServerJson(text, revive)
  } catch {
    return undefined
  }
}

function looksLikeHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text)
}

function describeText(text: string): string {
  return looksLikeHtml(text) ? 'an HTML page' : 'a body that is no JSON'
}
