import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import { GITEA_URL } from '../../sandbox/github/reply.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { type ActionRun, deployAsProcess, type RunOptions } from '../harness/run.ts'

/** An address of this machine at which nothing listens. */
const nobody = 'http://127.9.9.9:4711'

/** A proxy that forwards and tunnels. It sends all requests to one server, and records the requested hosts. */
async function startProxy(target: string) {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://not-asked-as-a-proxy.invalid')
    asked.push(url.host)
    const { method = 'GET', headers } = incoming
    const passedOn = request(new URL(url.pathname + url.search, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    passedOn.on('error', () => outgoing.destroy())
    incoming.pipe(passedOn)
  })
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url)
    sockets.add(client)
    client.on('error', () => client.destroy())
    if (url.endsWith(':443')) {
      if (!url.startsWith('silent')) client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(target)
    const onward = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
    sockets.add(onward)
    onward.on('error', () => onward.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** A busy machine may take a while to respond. */
const patient = { 'request-timeout-seconds': '20' }

async function behindProxy(
  scenario: (proxy: string) => RunOptions,
  check: (run: ActionRun, asked: string[]) => void,
) {
  const sandbox = await startSandbox({ address: { allowedHosts: ['github.invalid'] } })
  const proxy = await startProxy(sandbox.url)
  try {
    const options = scenario(proxy.url)
    const inputs = { ...patient, ...options.inputs }
    const run = await deployAsProcess({ in: sandbox, ...options, inputs })
    check(run, proxy.asked)
  } finally {
    await proxy.close()
    await sandbox.close()
  }
}

/** Only the proxy can reach this forge. Whatever else is sent over plain HTTP stays on this machine. */
const forge = {
  GITHUB_API_URL: 'http://github.invalid/api/github',
  GITHUB_SERVER_URL: GITEA_URL,
}
const remote = { 'api-url': 'https://api.invalid', 'oauth-token-url': 'https://login.invalid/t' }
/** Long enough for a start and some responses on a busy machine. */
const cutShort = { 'timeout-seconds': '15', 'request-timeout-seconds': '5' }

// The tests of `platform/fetch` have the other variables and addresses.
test.concurrent('requests use the proxy of http_proxy, but for hosts of this machine', async () => {
  await behindProxy(
    (proxy) => ({ event: { head_commit: null }, env: { ...forge, http_proxy: proxy, HTTP_PROXY: nobody } }),
    (run, asked) => {
      expect(run.outputs.outcome).toBe('succeeded')
      // Whether the response comes in time for the create depends on how busy the machine is.
      expect(new Set(asked.map((host) => host.replace(/:80$/, '')))).toEqual(new Set(['github.invalid']))
      expect(run.annotations).toEqual([])
    },
  )
})

test.concurrent('requests do not bypass a proxy that is down', async () => {
  await behindProxy(
    (proxy) => ({
      creates: 0,
      inputs: { ...cutShort, ...remote },
      env: { https_proxy: nobody, HTTPS_PROXY: proxy },
    }),
    (run, asked) => {
      // The sandbox itself could be reached, by the other proxy and without any.
      expect([run.requests, asked, run.outputs.outcome]).toEqual([[], [], 'timed-out'])
    },
  )
})

test.concurrent('https uses the proxy of HTTPS_PROXY, and a proxy that refuses to connect is named', async () => {
  await behindProxy(
    (proxy) => ({
      creates: 0,
      inputs: { ...cutShort, ...remote },
      env: { HTTPS_PROXY: proxy, http_proxy: nobody },
    }),
    (run, asked) => {
      expect([new Set(asked), run.outputs.outcome]).toEqual([new Set(['login.invalid:443']), 'refused'])
      expect(run.errors[0]).toContain('the proxy does not connect to the server (Proxy response (403)).')
    },
  )
})

test.concurrent('a run ends in time, after few requests, behind a proxy that never makes a connection', async () => {
  const url = 'https://silent.invalid'
  const inputs = { ...cutShort, 'api-url': url, 'oauth-token-url': `${url}/token` }
  await behindProxy(
    (proxy) => ({ creates: 0, inputs, env: { https_proxy: proxy } }),
    (run, asked) => {
      expect(run.outputs.outcome).toBe('timed-out')
      expect(run.outputs['error-message']).toContain('no response within')
      expect(asked.length).toBeLessThan(20)
    },
  )
})
