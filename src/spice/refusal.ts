import type { Refusal } from '../errors.ts'
import { describeText, isHtml, parseJson } from '../platform/json.ts'
import { cut } from '../text.ts'

/** Longest body of no known form that is repeated, in characters. */
const maxRawLength = 1000

/**
 * What a no of the API, or of a gateway before it, says: `Error` of the API description, errors of RFC 6749 and
 * RFC 9457, `{"error": {"message"}}` and `{"errors": […]}`. A body of any other form is told as it is.
 *
 * @param redact hides secrets in a text
 */
export function readRefusal(
  data: unknown,
  redact: (text: string) => string,
): Omit<Refusal, 'operation' | 'host' | 'status'> {
  const text = typeof data === 'string' ? data.trim() : ''
  if (isHtml(text)) return { message: describeText(text) }
  const parsed = text === '' ? data : parseJson(text)
  const body = asObject(parsed)
  const inner = asObject(body.error)
  const member = (name: string) => body[name] ?? inner[name]
  const said = [
    headline(body) || headline(inner),
    ...fromDetails(member('details')),
    ...tell(member('errors')),
  ]
  const [message, ...fieldErrors] = said.filter((each) => each !== '').map(redact)
  const code = member('code')
  return {
    message: message ?? cut(text === '' ? stringify(parsed) : text, maxRawLength, redact),
    code: typeof code === 'string' ? code : undefined,
    fieldErrors,
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

type Members = Readonly<Record<string, unknown>>

function asObject(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

/** The sentence of an error, with what explains it. */
function headline({ error, error_description, message, title, detail }: Members): string {
  const list = [message].flat().map(asText).filter(Boolean)
  const first = asText(error) || list.join(', ') || asText(title)
  const second = asText(error_description) || asText(detail)
  return [first, second === first ? '' : second].filter(Boolean).join(': ')
}

function fromDetails(details: unknown): string[] {
  const { fieldErrors, formErrors, ...others } = asObject(details)
  if (fieldErrors === undefined && formErrors === undefined) return tell(details)
  const fields = Object.entries(asObject(fieldErrors)).flatMap(([field, problems]) => tell(problems, field))
  return [...fields, ...[formErrors].flat().flatMap((each) => tell(each)), ...tell(others)]
}

/** All that a value says, each with the name of what it is about. */
function tell(value: unknown, about = ''): string[] {
  if (typeof value === 'string') {
    const text = asText(value)
    return text === '' ? [] : [about === '' ? text : `${about}: ${text}`]
  }
  if (Array.isArray(value)) {
    const isPlain = about !== '' && value.every((each) => typeof each === 'string')
    return isPlain ? tell(value.join(', '), about) : value.flatMap((each) => tell(each, about))
  }
  const members = asObject(value)
  const words = headline(members)
  if (words === '') return Object.entries(members).flatMap(([name, each]) => tell(each, name))
  const { field, path } = members
  return tell(words, about || [field, path].find((each) => typeof each === 'string'))
}

/** A body whose members are all empty says nothing. */
function stringify(body: unknown): string {
  const isEmpty = typeof body !== 'object' || Object.values(body ?? {}).every((each) => (each ?? '') === '')
  return isEmpty ? '' : JSON.stringify(body)
}
