import { isForceRetryError, isHTTPError, isTimeoutError } from 'ky'
import * as v from 'valibot'
import type { Operation, Refusal } from '../errors.ts'
import { UnusableAnswerError } from './fetch.ts'
import { errorCode } from './retry.ts'
import { ErrorBody } from './schema.ts'

/** Hides secrets in a text. */
export type Redact = (text: string) => string

/**
 * Reads the JSON of a successful answer.
 *
 * @param redact hides what a server repeats of the secrets that it got, before anything cuts it to pieces
 * @throws UnusableAnswerError when it is no JSON or not of the shape described
 */
export async function parseAnswer<Schema extends v.GenericSchema>(
  response: Response,
  schema: Schema,
  redact: Redact,
): Promise<v.InferOutput<Schema>> {
  const text = await response.text()
  const json = parseJson(text, redact)
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  const kind =
    json !== undefined ? 'JSON of another shape' : text === '' ? 'an empty body' : describeText(text)
  throw new UnusableAnswerError(`HTTP ${response.status} with ${kind}`)
}

/** What a refusal of the API says, from whatever body it has. */
export function readRefusal(operation: Operation, status: number, data: unknown, redact: Redact): Refusal {
  const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '')
  const body = v.safeParse(ErrorBody, parseJson(text, redact))
  if (!body.success) {
    if (typeof data !== 'string') return { operation, status, message: '' }
    return { operation, status, message: looksLikeHtml(text) ? describeText(text) : redact(text.trim()) }
  }
  const { error, error_description, message, code, details } = body.output
  const fieldErrors = Object.entries(details?.fieldErrors ?? {}).map(
    ([field, problems]) => `${field}: ${problems.join(', ')}`,
  )
  return {
    operation,
    status,
    message: [error ?? message, error_description].filter(Boolean).join(': '),
    code: code ?? undefined,
    fieldErrors: [...fieldErrors, ...(details?.formErrors ?? [])],
  }
}

/** Why an attempt brought no usable answer, in a few words. */
export function describeTrouble(error: unknown, requestTimeoutMs: number, redact: Redact): string {
  if (isHTTPError(error)) {
    const { status, statusText } = error.response
    const { message } = readRefusal('getApp', status, error.data, redact)
    return `HTTP ${status} ${statusText}`.trim() + (message === '' ? '' : ` ("${message}")`)
  }
  if (isTimeoutError(error)) return `no answer within ${requestTimeoutMs / 1000} s`
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

function parseJson(text: string, redact: Redact): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === 'string' ? redact(value) : value))
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
