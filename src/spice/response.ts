import * as v from 'valibot'
import type { Refusal } from '../core/errors.ts'
import { type HttpResponse, UnusableResponseError } from '../platform/http.ts'
import { describeText, isHtml, isMap, membersOf, parseExactJson, parseJson } from '../platform/json.ts'
import { cut, join } from '../platform/text.ts'

/** Reads the JSON of a success. Secrets stay, since programs compare texts: they are hidden where they are shown. */
export function parseResponse<Schema extends v.GenericSchema>(
  { status, text, isUtf8 }: Pick<HttpResponse, 'status' | 'text' | 'isUtf8'>,
  schema: Schema,
): v.InferOutput<Schema> {
  // With replacement characters, one name or id could read like another.
  if (!isUtf8) throw new UnusableResponseError(`HTTP ${status} with a body that is not UTF-8`)
  // The response to some requests has no content.
  const body = text === '' ? 'null' : text
  const json = parseExactJson(body)
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return parsed.output
  const kind =
    text === '' ? 'an empty body' : json !== undefined ? 'JSON of an unexpected shape' : describeText(text)
  throw new UnusableResponseError(`HTTP ${status} with ${kind}`)
}

/** Longest body of an unknown form that is quoted, in characters. */
const maxQuotedLength = 1000

/**
 * Reads the reason of a refusal by the API (`Error`), or by a gateway: errors of RFC 6749 and RFC 9457, `{"error":
 * {"message"}}` and `{"errors": […]}`. Rules read the words, so secrets stay.
 */
export function readRefusal(body: string): Pick<Refusal, 'message' | 'code' | 'fieldErrors' | 'maxTail'> {
  const text = body.trim()
  if (isHtml(text)) return { message: describeText(text) }
  const json = parseJson(text)
  const members = membersOf(json)
  const inner = membersOf(members.error)
  const member = (name: string) => members[name] ?? inner[name]
  const [message, ...fieldErrors] = [
    readSentence(members) || readSentence(inner),
    ...flatten(member('details')),
    ...flatten(member('errors')),
  ].filter(Boolean)
  const code = member('code')
  const maxTail = member('max_tail')
  const unknown = isEmpty(json) ? '' : typeof json === 'string' ? json : text
  return {
    message: message ?? cut(unknown, maxQuotedLength),
    code: typeof code === 'string' ? code : undefined,
    fieldErrors,
    maxTail: typeof maxTail === 'number' && maxTail >= 1 ? Math.floor(maxTail) : undefined,
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Reads the sentence of an error, with its explanation. */
function readSentence({ error, error_description, message, title, detail }: Record<string, unknown>): string {
  const list = [message].flat().map(asText).filter(Boolean)
  const first = asText(error) || list.join(', ') || asText(title)
  const second = asText(error_description) || asText(detail)
  return join(': ', first, second !== first && second)
}

/** Lists all texts in a value, each with the name of its field. */
function flatten(value: unknown, field = ''): string[] {
  if (typeof value === 'string') {
    const text = value.trim()
    return text === '' ? [] : [field === '' ? text : `${field}: ${text}`]
  }
  if (Array.isArray(value)) {
    const isList = field !== '' && value.every((entry) => typeof entry === 'string')
    return isList ? flatten(value.join(', '), field) : value.flatMap((entry) => flatten(entry, field))
  }
  if (!isMap(value)) return []
  const { fieldErrors, formErrors, ...members } = value
  const sentence = readSentence(members)
  const rest =
    sentence === ''
      ? Object.entries(members).flatMap(([name, member]) => flatten(member, name))
      : flatten(sentence, field || asText(members.field) || asText(members.path))
  // Fields may have names that elsewhere mean a sentence, such as `title`.
  const fields = Object.entries(membersOf(fieldErrors)).flatMap(([name, member]) => flatten(member, name))
  return [...fields, ...flatten(formErrors), ...rest]
}

function isEmpty(json: unknown): boolean {
  return typeof json === 'object' && Object.values(json ?? {}).every((member) => (member ?? '') === '')
}
