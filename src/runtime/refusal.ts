import { ConnectionError, HttpStatusError, InterruptedResponseError } from '../platform/http-errors.ts'
import { isHtml, parseJson } from '../platform/json.ts'
import { shorten } from '../text.ts'
import type { RuntimeAnswer } from './client.ts'

/** The longest message of a runtime that is repeated, in characters. */
export const longestMessage = 300

/** A status that means no. The message says it in the runtime's own words. */
export class RuntimeRefusalError extends HttpStatusError {
  override readonly name = 'RuntimeRefusalError'
  /** @param hint what to do about it, in brackets behind the message */
  constructor({ status, text }: RuntimeAnswer, redact: (text: string) => string, hint?: string) {
    const message = shorten(readMessage(text), longestMessage, redact)
    super(status, `HTTP ${status}${message && `: ${message}`}${hint === undefined ? '' : ` (${hint})`}`)
  }
}

/** What a gateway answers while no runtime is there to do it. */
const passingStatuses = new Set([502, 503, 504])

/** Whether an error is one of those that go by themselves around the switch from one version to the next. */
export function isPassing(error: unknown): boolean {
  if (error instanceof RuntimeRefusalError) return passingStatuses.has(error.status)
  return error instanceof InterruptedResponseError || error instanceof ConnectionError
}

/** Why there is no answer, in a few words. */
export function describeFailure(error: unknown, redact: (text: string) => string): string {
  return shorten(error instanceof Error ? error.message : String(error), longestMessage, redact)
}

/** The message in an error's body: runtimes have several forms of it, plain text among them. */
export function readMessage(text: string): string {
  if (isHtml(text)) return 'an HTML page'
  return messageIn(parseJson(text)) ?? text.trim()
}

function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  if (typeof body !== 'object' || body === null) return undefined
  const { error_message, error, message } = body as Record<string, unknown>
  // OpenAI's form has an object with a message in it.
  const candidates = [error_message, typeof error === 'object' ? messageIn(error) : error, message]
  return candidates.find((each): each is string => typeof each === 'string' && each !== '')
}
