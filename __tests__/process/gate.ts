import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An address in front of a server. As long as it is shut, connections are refused. */
export interface Gate {
  readonly url: string
  open(): void
  close(): Promise<void>
}

/**
 * Puts a gate in front of a server.
 *
 * @param shutsAfter shuts the gate before the response to the first matching call, so that the next call is refused;
 *   without it, the gate is shut from the start
 */
export async function startGate(
  target: string,
  shutsAfter?: (method: string, path: string) => boolean,
): Promise<Gate> {
  let hasShut = false
  const server: Server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming
    const passedOn = request(new URL(url, target), { method, headers }, (answer) => {
      if (!hasShut && shutsAfter?.(method, url)) {
        hasShut = true
        server.close()
      }
      // Each request opens a new connection.
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, connection: 'close' })
      answer.pipe(outgoing)
    })
    passedOn.on('error', () => outgoing.destroy())
    incoming.pipe(passedOn)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  if (shutsAfter === undefined) await new Promise((done) => server.close(done))
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => {
      if (!server.listening) server.listen(port, '127.0.0.1')
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
