import { type Answer, json, type Reply, refusal, respond, text } from './answer.ts'
import type { Call } from './call.ts'
import type { Fault, FaultHeader } from './faults.ts'

const encoder = new TextEncoder()
const CHUNK_BYTES = 64 * 1024

/** Whether the cloud does the work at once, although the response does not show it. */
export function doesWork(fault: Fault): boolean {
  if (fault.kind === 'slow' || fault.kind === 'drip') return true
  if ('lateMs' in fault && fault.lateMs !== undefined) return false
  return fault.when !== undefined && fault.when !== 'before'
}

/**
 * The response of a fault.
 *
 * @param work - the true response; undefined if {@link doesWork} returns false
 * @param now - the cloud's clock in milliseconds
 */
export function answerOf(fault: Fault, call: Call, work: Reply | undefined, now: number): Answer {
  switch (fault.kind) {
    case 'reset':
      return work !== undefined && fault.when === 'midway'
        ? { kind: 'truncate', reply: work }
        : { kind: 'reset' }
    case 'hang':
      return work !== undefined && fault.when === 'midway' ? { kind: 'stall', reply: work } : { kind: 'hang' }
    case 'slow':
      return { kind: 'slow', reply: work ?? text(500, ''), delayMs: fault.delayMs }
    case 'drip':
      return {
        kind: 'drip',
        reply: work ?? text(500, ''),
        everyMs: fault.everyMs ?? 1000,
        bytes: fault.bytes ?? 1,
      }
    default:
      return respond(wrongReply(fault, call, now))
  }
}

type WrongReply = Exclude<Fault, { kind: 'reset' | 'hang' | 'slow' | 'drip' }>

function wrongReply(fault: WrongReply, call: Call, now: number): Reply {
  switch (fault.kind) {
    case 'status': {
      const reply = statusReply(fault.status, fault.body)
      return { ...reply, headers: { ...reply.headers, ...headersAt(fault.headers ?? {}, now) } }
    }
    case 'html':
      return text(200, fault.body ?? '<!doctype html><title>Sign in</title><p>Sign in to go on.', 'text/html')
    case 'misshapen':
      return json(200, fault.body ?? { id: 'one', status: 17, deployments: 'none', apps: {} })
    case 'empty':
      return text(fault.status ?? 202, '')
    case 'huge':
      return { status: 200, headers: JSON_TYPE, body: () => hugeJson(fault.bytes ?? 20_000_000) }
    case 'deepJson': {
      const depth = fault.depth ?? 100_000
      return { status: 200, headers: JSON_TYPE, body: encoder.encode('['.repeat(depth) + ']'.repeat(depth)) }
    }
    case 'invalidUtf8':
      return { status: 200, headers: JSON_TYPE, body: INVALID_UTF8 }
    case 'redirect':
      return { ...text(fault.status ?? 302, ''), headers: { location: fault.to } }
    case 'redirectLoop': {
      const query = new URLSearchParams(call.query).toString()
      const location = query === '' ? call.path : `${call.path}?${query}`
      return { ...text(fault.status ?? 307, ''), headers: { location } }
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

const INVALID_UTF8 = Uint8Array.from([
  ...encoder.encode('{"id":1,"status":"queued","error":"'),
  // A lone continuation byte, an overlong slash and a sequence that breaks off.
  ...[0x80, 0xc0, 0xaf, 0xe2, 0x82],
  ...encoder.encode('"}'),
])

function statusReply(status: number, body: unknown): Reply {
  if (typeof body === 'string') return text(status, body)
  if (body !== undefined) return json(status, body)
  // These statuses must not have a body; the constructor of `Response` throws for one.
  return status === 204 || status === 304
    ? text(status, '')
    : refusal(status, `Fault of the sandbox: ${status}`)
}

function headersAt(headers: Readonly<Record<string, FaultHeader>>, now: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), headerAt(value, now)]),
  )
}

function headerAt(value: FaultHeader, now: number): string {
  if (typeof value === 'string') return value
  if ('unixSecondsIn' in value) return String(Math.ceil(now / 1000 + value.unixSecondsIn))
  return new Date(now + value.httpDateIn * 1000).toUTCString()
}

function* hugeJson(bytes: number): Generator<Uint8Array> {
  yield encoder.encode('{"error":"')
  const chunk = encoder.encode('x'.repeat(CHUNK_BYTES))
  for (let left = bytes; left > 0; left -= CHUNK_BYTES)
    yield left < CHUNK_BYTES ? chunk.subarray(0, left) : chunk
  yield encoder.encode('"}')
}
