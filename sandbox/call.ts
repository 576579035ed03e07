import { isTooDeep, maxDepth } from './runtime/json.ts'

/** One request as the cloud receives it: plain data, so that a test can read, compare and snapshot it. */
export interface Call {
  readonly method: string
  /** Scheme, host and port of the server, as the client addresses it. */
  readonly origin: string
  /** Path without the query, still percent-encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; `''` if there was none. */
  readonly rawBody: string
  /** The parsed JSON or form body; undefined if there was none or it could not be parsed. */
  readonly body: unknown
}

/** A call as the cloud has recorded it. */
export interface RecordedCall extends Call {
  /** The name of the operation, such as `createDeployment` or `token`, or of the extra route; undefined for an unknown path. */
  readonly operation: string | undefined
  /** The time of arrival, in milliseconds of the cloud's own clock. */
  readonly at: number
}

/** A request as a transport (sockets or memory) has received it. */
export interface RawCall {
  method: string
  /** Path and query, or a whole URL. */
  url: string
  /** The scheme of the server, if `url` is a path. Default: `http`. */
  scheme?: 'http' | 'https'
  headers: Readonly<Record<string, string>>
  rawBody: string
}

/** The media type of a call or a response, without parameters and in lower case. */
export function mediaType(headers: Readonly<Record<string, string>>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** A request that no server can read. A gateway refuses it with HTTP 400 and this message. */
export class BadRequest extends Error {}

/**
 * Reads the request of a transport. A HEAD becomes a GET: the transport leaves out the body of the response.
 *
 * @throws BadRequest
 */
export function readCall(raw: RawCall): Call {
  const headers = Object.fromEntries(
    Object.entries(raw.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const host = URL.canParse(`http://${headers.host}`) ? headers.host : 'sandbox.invalid'
  const origin = `${raw.scheme ?? 'http'}://${host}`
  // A path may begin with two slashes, which as a reference would name another host.
  const target = raw.url.startsWith('/') ? origin + raw.url : raw.url
  if (!URL.canParse(target, origin)) throw new BadRequest('The target of the request is not a URL.')
  const url = new URL(target, origin)
  const body = parseBody(mediaType(headers), raw.rawBody)
  if (isTooDeep(body)) throw new BadRequest(`The body is nested more than ${maxDepth} levels deep.`)
  const method = raw.method.toUpperCase()
  return {
    method: method === 'HEAD' ? 'GET' : method,
    origin: url.origin,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    rawBody: raw.rawBody,
    body,
  }
}

/** A part of a path; as it is if it is no encoded text, since nothing has such a name. */
export function decodePart(part = ''): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function parseBody(type: string, text: string): unknown {
  if (text === '') return undefined
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
