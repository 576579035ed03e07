import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type Answer, bytesOf, pieces, type Reply } from './answer.ts'

/** Applies a response to a real connection. */
export async function carryOut(
  answer: Answer,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  switch (answer.kind) {
    case 'respond':
      return send(answer.reply, response, answer.afterwards)
    case 'slow':
      await sleep(answer.delayMs, response, closing)
      return send(answer.reply, response)
    case 'drip':
      return drip(answer, response, closing)
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'truncate':
      // The half is flushed and the connection then ended, not reset: a reset could overtake the half.
      return sendHalf(answer.reply, response, () => response.socket?.destroy())
    case 'stall':
      return sendHalf(answer.reply, response, () => {})
    case 'hang':
      return
  }
}

async function send(reply: Reply, response: ServerResponse, afterwards?: () => void): Promise<void> {
  if (typeof reply.body !== 'function') {
    response.writeHead(reply.status, headersOf(reply)).end(reply.body, afterwards)
    return
  }
  response.writeHead(reply.status, { ...reply.headers })
  await pipeline(reply.body(), response)
}

async function drip(
  { reply, everyMs, bytes }: Extract<Answer, { kind: 'drip' }>,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  response.writeHead(reply.status, headersOf(reply))
  response.flushHeaders()
  for (const piece of pieces(bytesOf(reply), bytes)) {
    await sleep(everyMs, response, closing)
    if (response.destroyed) return
    response.write(piece)
  }
  response.end()
}

function sendHalf(reply: Reply, response: ServerResponse, then: () => void): void {
  const body = bytesOf(reply)
  response.writeHead(reply.status, headersOf(reply))
  response.flushHeaders()
  response.write(body.subarray(0, Math.floor(body.length / 2)), then)
}

function headersOf(reply: Reply): Record<string, string | number> {
  return { ...reply.headers, 'content-length': bytesOf(reply).length }
}

/** Waits, but only as long as the client is connected. */
function sleep(ms: number, response: ServerResponse, closing: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const wake = () => {
      clearTimeout(timer)
      response.off('close', wake)
      closing.removeEventListener('abort', wake)
      done()
    }
    const timer = setTimeout(wake, ms)
    response.once('close', wake)
    closing.addEventListener('abort', wake)
  })
}
