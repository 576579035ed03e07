/** One HTTP response as data. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The bytes. For a body that is too large to keep, a function that makes them piece by piece. */
  readonly body: Uint8Array | (() => Iterable<Uint8Array>)
}

/** What happens to the connection; the transport (sockets or memory) does it. */
export type Answer =
  /** The response, immediately. `afterwards` is called once a connection has it. */
  | { readonly kind: 'respond'; readonly reply: Reply; readonly afterwards?: () => void }
  /** The response, after a delay. */
  | { readonly kind: 'slow'; readonly reply: Reply; readonly delayMs: number }
  /** Headers immediately, then the body in small pieces. */
  | { readonly kind: 'drip'; readonly reply: Reply; readonly everyMs: number; readonly bytes: number }
  /** The connection is destroyed before any byte is sent. */
  | { readonly kind: 'reset' }
  /** Headers that announce the whole body, then half of it, then the connection is destroyed. */
  | { readonly kind: 'truncate'; readonly reply: Reply }
  /** No byte is ever sent, and the connection stays open. */
  | { readonly kind: 'hang' }
  /** Headers and half of the body, then nothing more while the connection stays open. */
  | { readonly kind: 'stall'; readonly reply: Reply }

const encoder = new TextEncoder()

/** A JSON response. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: encoder.encode(JSON.stringify(value)),
  }
}

/** A text response, or a response without a body if the text is empty. */
export function text(status: number, value: string, type = 'text/plain; charset=utf-8'): Reply {
  return { status, headers: value === '' ? {} : { 'content-type': type }, body: encoder.encode(value) }
}

/** Responds immediately. */
export function respond(reply: Reply): Answer {
  return { kind: 'respond', reply }
}

/** The documented error body: `{error, code?, details?}`. */
export function refusal(
  status: number,
  error: string,
  more: { code?: string; details?: { fieldErrors: Record<string, string[]>; formErrors: string[] } } = {},
): Reply {
  return json(status, { error, ...more })
}

/** The whole body as bytes. */
export function bytesOf(reply: Reply): Uint8Array {
  if (typeof reply.body !== 'function') return reply.body
  return Buffer.concat([...reply.body()])
}

/** The body in pieces of at most `size` bytes. */
export function* pieces(body: Uint8Array, size: number): Generator<Uint8Array> {
  for (let from = 0; from < body.length; from += size) yield body.subarray(from, from + size)
}
