import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './answer.ts'
import { type Call, readCall } from './call.ts'
import { carryOut } from './wire.ts'

/** Something that responds to calls: a cloud or a runtime. */
export interface Host {
  handle(call: Call): Promise<Answer>
}

/** A host that can be reached over HTTP. */
export interface Listening {
  /** Without a slash at the end. */
  readonly url: string
  /** Stops listening and closes every connection, including hanging ones. */
  close(): Promise<void>
}

/**
 * Lets a host listen on 127.0.0.1.
 *
 * @param port - 0 for any free port
 */
export async function listen(host: Host, port = 0): Promise<Listening> {
  const closing = new AbortController()
  const server = createServer((request, response) => {
    // A client that disconnects in the middle of its request is not an error of the sandbox.
    serve(host, request, response, closing.signal).catch(() => response.destroy())
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        closing.abort()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const call = readCall({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers,
    rawBody: Buffer.concat(chunks).toString('utf8'),
  })
  await carryOut(await host.handle(call), response, closing)
}
