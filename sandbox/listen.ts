import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { bytesOf, refusal, respond } from './answer.ts'
import { answerTo, type Host } from './handle.ts'
import { isOwnHost } from './hosts.ts'
import { carryOut } from './wire.ts'

/** A host that can be reached over HTTP. */
export interface Listening {
  /** Without a slash at the end. */
  readonly url: string
  /** Stops listening and closes every connection, including hanging ones. */
  close(): Promise<void>
}

/** Where a host listens. */
export interface Address {
  /** Default: any free port. */
  readonly port?: number
  /** The name or address of a network interface of this machine. Default 127.0.0.1. */
  readonly host?: string
  /** Names in the `Host` of requests that it answers, besides those of this machine. Default: none. */
  readonly allowedHosts?: readonly string[]
  /** A certificate and its key, in PEM format. Without them, the host speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** Answers what was sent to a name that is not this server's. */
const notHere: Host = {
  handle: async ({ headers: { host = '' } }) => {
    const name = JSON.stringify(host.slice(0, 100))
    return respond(
      refusal(403, `The sandbox does not answer to the host ${name}. Start it with --allow-host.`),
    )
  },
}

/** No request has a larger body; more than any server behind it takes. */
const BODY_LIMIT_BYTES = 16 * 2 ** 20

/** Lets a host listen. Rejects with the error of the operating system, such as `EADDRINUSE`. */
export async function listen(host: Host, address: Address = {}): Promise<Listening> {
  const { port = 0, host: name = '127.0.0.1', allowedHosts = [], tls } = address
  const closing = new AbortController()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { port } = server.address() as AddressInfo
    const isOwn = isOwnHost(request.headers.host, { host: name, port, allowedHosts })
    serve(isOwn ? host : notHere, request, response, closing.signal).catch((error) => {
      // A client that disconnects in the middle of its request or of the response is not an error of the sandbox.
      if (request.errored || response.headersSent) return void response.destroy()
      const reply = refusal(500, `The sandbox failed: ${(error as Error).message}. Please report it.`)
      return carryOut(respond(reply), response, closing.signal)
    })
  }
  const server = tls ? createHttpsServer(tls, answer) : createHttpServer(answer)
  server.on('clientError', refuseUnreadable)
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, name, done)
  })
  return {
    url: `${tls ? 'https' : 'http'}://${reachable(name)}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        closing.abort()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** The name by which a client on this machine reaches an interface: nobody can connect to "all interfaces". */
function reachable(name: string): string {
  if (name === '0.0.0.0') return '127.0.0.1'
  if (name === '::') return '[::1]'
  return isIPv6(name) ? `[${name}]` : name
}

/** Answers what Node cannot read as a request. */
function refuseUnreadable({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const status = STATUS_OF_ERROR[code ?? ''] ?? 400
  const reply = refusal(status, `${STATUS_CODES[status]}: Node cannot read this as a request.`)
  const body = Buffer.from(bytesOf(reply))
  const headers = { ...reply.headers, 'content-length': body.length, connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

const STATUS_OF_ERROR: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

async function serve(
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // The rest is read, but not kept: most clients read no response before they have sent everything.
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk)
  }
  if (bytes > BODY_LIMIT_BYTES) {
    const reply = refusal(413, `The body has ${bytes} bytes; the limit is ${BODY_LIMIT_BYTES} (16 MiB).`)
    return carryOut(respond(reply), response, closing)
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const answer = await answerTo(host, {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    scheme: 'encrypted' in request.socket ? 'https' : 'http',
    headers,
    rawBody: Buffer.concat(chunks).toString('utf8'),
  })
  await carryOut(answer, response, closing)
}
