import { isForceRetryError, isHTTPError, isTimeoutError } from 'ky'
import * as v from 'valibot'
import { describeRootCause, UnusableResponseError } from '../platform/http-errors.ts'
import { describeText, exactNumber, parseJson } from '../platform/json.ts'
import { readRefusal } from './refusal.ts'

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
 * @param redact undefined where the answer has to come through as it is
 * @throws UnusableResponseError when it is no JSON or not of the shape described
 */
export async function parseAnswer<Schema extends v.GenericSchema>(
  response: Response,
  schema: Schema,
  redact: Redactors | undefined,
): Promise<v.InferOutput<Schema>> {
  const text = decode(await response.arrayBuffer(), response.status)
  const json = parseJson(redact?.credentials(text) ?? text, (key, value, { source }) => {
    if (typeof value === 'number') return exactNumber(value, source)
    return redact !== undefined && typeof value === 'string' && forPeople.has(key) ? redact.all(value) : value
  })
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  const kind =
    json !== undefined ? 'JSON of another shape' : text === '' ? 'an empty body' : describeText(text)
  throw new UnusableResponseError(`HTTP ${response.status} with ${kind}`)
}

/** Why an attempt brought no usable answer, in a few words. */
export function describeTrouble(error: unknown, redact: Redact): string {
  if (isHTTPError(error)) {
    const { status, statusText } = error.response
    const { message } = readRefusal(error.data, redact)
    return `HTTP ${status} ${statusText}`.trim() + (message === '' ? '' : ` ("${message}")`)
  }
  if (isTimeoutError(error)) return 'no answer in time'
  if (isForceRetryError(error) && error.cause instanceof Error) return error.cause.message
  return error instanceof UnusableResponseError ? error.message : describeRootCause(error)
}

/** @throws UnusableResponseError for bytes that are no UTF-8: put right they could tell anything. */
function decode(body: ArrayBuffer, status: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new UnusableResponseError(`HTTP ${status} with a body that is no UTF-8`)
  }
}

/** Members of answers that nothing but people reads. */
const forPeople = new Set(['error_message', 'commit_message', 'message', 'description', 'warning'])
