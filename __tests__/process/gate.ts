import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'

/** An address in front of a server. As long as it is shut, connections are refused. */
export interface Gate {
  readonly url: string
  open(): void
  close(): Promise<void>
}

/** More than one process needs, so that another that does the same has others. */
const portsEach = 12

/**
 * The next port to try. It is below those that systems give to servers that ask for any, because another server that
 * got the port of a shut gate would respond in its place.
 */
let nextPort = 20_000 + (process.pid % 1000) * portsEach

/** Listens at a port that stays free while the server is closed. */
async function listen(server: Server): Promise<number> {
  for (;;) {
    const port = nextPort++
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
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
  const port = await listen(server)
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
