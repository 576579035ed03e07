import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test } from '@jest/globals'
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
      if (url.startsWith('dropped')) client.destroy()
      else if (!url.startsWith('silent')) client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
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
  scenario: (proxy: string, sandbox: string) => RunOptions,
  check: (run: ActionRun, asked: string[]) => void,
) {
  const sandbox = await startSandbox({ address: { allowedHosts: ['github.invalid'] } })
  const proxy = await startProxy(sandbox.url)
  try {
    const options = scenario(proxy.url, sandbox.url)
    const inputs = { ...patient, ...options.inputs }
    const run = await deployAsProcess({ in: sandbox, ...options, inputs })
    check(run, proxy.asked)
  } finally {
    await proxy.close()
    await sandbox.close()
  }
}

/** Only the proxy can reach this forge. Whatever else is sent over plain HTTP stays on this machine. */
const forge = { GITHUB_API_URL: 'http://github.invalid/api/github' }
const event = { head_commit: null }
const remote = { 'api-url': 'https://api.invalid', 'oauth-token-url': 'https://login.invalid/t' }
/** Long enough for a start and some responses on a busy machine. */
const cutShort = { 'timeout-seconds': '15', 'request-timeout-seconds': '5' }

const taken = "import http from 'node:http'; delete http.setGlobalProxyFromEnv"
/** A Node 24 that reads the proxies only at its start. */
const early = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(taken)}` }

test.concurrent.each<[string, (proxy: string) => Record<string, string>]>([
  ['HTTP_PROXY', (proxy) => ({ HTTP_PROXY: proxy })],
  ['a URL without a scheme', (proxy) => ({ http_proxy: proxy.replace('http://', '') })],
  ['a URL whose password has a bare %', (proxy) => ({ http_proxy: proxy.replace('://', '://me:100%@') })],
  ['a URL whose password is no UTF-8', (proxy) => ({ http_proxy: proxy.replace('://', '://me:%e9@') })],
  ['http_proxy, which precedes HTTP_PROXY', (proxy) => ({ http_proxy: proxy, HTTP_PROXY: nobody })],
  ['http_proxy, but for no_proxy', (proxy) => ({ http_proxy: proxy, no_proxy: 'example.com,127.0.0.2' })],
  [
    'http_proxy, if no_proxy precedes NO_PROXY',
    (proxy) => ({ http_proxy: proxy, no_proxy: 'x.org', NO_PROXY: '*' }),
  ],
])('requests use the proxy of %s', async (_, env) => {
  await behindProxy(
    (proxy) => ({ event, env: { ...forge, ...env(proxy) } }),
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

test.concurrent('an early Node 24 refuses a proxy before it sends a request', async () => {
  await behindProxy(
    (proxy) => ({
      creates: 0,
      inputs: remote,
      env: { ...early, HTTP_PROXY: proxy.replace('://', '://me:hush@'), NO_PROXY: 'example.com' },
    }),
    (run, asked) => {
      expect(run.outputs.outcome).toBe('refused')
      const cannot = `but the runner's Node ${process.versions.node} cannot use it.\nUpdate the runner`
      expect(run.errors[0]).toContain(`\`HTTP_PROXY\` sets a proxy, ${cannot}`)
      expect(run.log + run.summary).not.toContain('hush')
      expect([run.requests, asked]).toEqual([[], []])
    },
  )
})

test.concurrent.each<[string, Record<string, string>]>([
  ['nothing, because they are this machine', {}],
  ['NO_PROXY', { NO_PROXY: 'example.com, 127.0.0.1' }],
  ['no_proxy, which takes precedence over NO_PROXY', { no_proxy: '127.0.0.1', NO_PROXY: 'example.com' }],
  ['a star', { no_proxy: '*' }],
])('requests bypass the proxy for hosts that are named by %s', async (_, env) => {
  await behindProxy(
    (proxy) => ({ env: { http_proxy: proxy, ...env } }),
    (run, asked) => {
      expect([run.outputs.outcome, asked]).toEqual(['succeeded', []])
    },
  )
})

test.concurrent.each(['https_proxy', 'HTTPS_PROXY'])('https uses the proxy of %s', async (name) => {
  await behindProxy(
    (proxy) => ({
      creates: 0,
      inputs: { ...cutShort, ...remote },
      env: { [name]: proxy, http_proxy: nobody },
    }),
    (run, asked) => {
      expect([new Set(asked), run.outputs.outcome]).toEqual([new Set(['login.invalid:443']), 'refused'])
      expect(run.errors[0]).toContain('the proxy does not connect to the server (Proxy response (403)).')
    },
  )
})

test.concurrent.each([
  ['drops', 'https://dropped.invalid', 'ECONNRESET'],
  ['never makes', 'https://silent.invalid', 'no response within'],
])('a run ends in time, after few requests, behind a proxy that %s a connection', async (_, url, reason) => {
  const inputs = { ...cutShort, 'api-url': url, 'oauth-token-url': `${url}/token` }
  await behindProxy(
    (proxy) => ({ creates: 0, inputs, env: { https_proxy: proxy } }),
    (run, asked) => {
      expect(run.outputs.outcome).toBe('timed-out')
      expect(run.outputs['error-message']).toContain(reason)
      expect(asked.length).toBeLessThan(20)
    },
  )
})

test.concurrent('the request for the commit message neither bypasses a proxy that is down nor fails the deployment', async () => {
  await behindProxy(
    (_proxy, sandbox) => {
      const GITHUB_API_URL = `${sandbox.replace('127.0.0.1', 'github.invalid')}/api/github`
      return { event, env: { http_proxy: nobody, no_proxy: '127.0.0.1', GITHUB_API_URL } }
    },
    (run) => {
      expect([run.outputs.outcome, run.githubCalls]).toEqual(['succeeded', []])
      expect(run.body).not.toHaveProperty('commit_message')
    },
  )
})

test.concurrent('a proxy of an unknown kind is a clear error that hides its password', async () => {
  const run = await deployAsProcess({ creates: 0, env: { HTTPS_PROXY: 'socks5://me:hush@proxy:1080' } })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toContain('`HTTPS_PROXY`')
  expect(run.log + run.summary + run.stderr).not.toContain('hush')
})
