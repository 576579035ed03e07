import { afterEach, describe, expect, test } from '@jest/globals'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { McpOptions } from '../../sandbox/runtime/options.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import type { Probe } from '../../src/inputs/probes.ts'
import { createRuntimeClient } from '../../src/runtime/client.ts'
import { callTool as callToolOf } from '../../src/runtime/mcp.ts'
import { closeSandboxes, mcp, openSandbox, recognizeErrorsOfNode, runOverHttp } from './fixture.ts'

recognizeErrorsOfNode()

afterEach(closeSandboxes)

async function callTool(
  options: McpOptions = {},
  { probe = mcp, ...more }: SandboxOptions & { probe?: Probe } = {},
  overrides: Parameters<typeof runOverHttp>[2] = {},
) {
  const { sandbox, ...probed } = await runOverHttp([probe], { runtime: { mcp: options }, ...more }, overrides)
  return {
    ...probed,
    sandbox,
    calls: sandbox.requests.map(({ method, body }) =>
      `${method} ${(body as { method?: string } | undefined)?.method ?? ''}`.trim(),
    ),
    sessions: sandbox.runtime?.mcp.sessions,
  }
}

const session = ['POST initialize', 'POST notifications/initialized', 'POST tools/call', 'DELETE']
const detail = 'sql was called with {"query":"SELECT 1"}'

describe('the session', () => {
  test('the probe opens a session, calls the tool and closes the session', async () => {
    const { test, calls, requests, sessions, key } = await callTool()
    expect(test).toEqual({ name: 'mcp', ok: true, durationMs: expect.any(Number), detail })
    expect(calls).toEqual(session)
    expect(sessions).toEqual([])
    for (const { headers, path, operation } of requests) {
      expect(operation).toBe('runtimeMcp')
      expect(path).toBe('/v1/mcp')
      expect(headers['x-api-key']).toBe(key)
      expect(headers['user-agent']).toBe('spice-cloud-deploy-action')
    }
    for (const { headers, method } of requests.slice(0, 3)) {
      expect(method).toBe('POST')
      expect(headers.accept).toBe('application/json, text/event-stream')
      expect(headers['content-type']).toBe('application/json')
    }
    expect(requests.map(({ headers }) => headers['mcp-session-id'])).toEqual([
      undefined,
      ...Array(3).fill('sandbox-session-1'),
    ])
    expect(requests[2]?.body).toMatchObject({
      jsonrpc: '2.0',
      method: 'tools/call',
      params: { name: 'sql', arguments: { query: 'SELECT 1' } },
    })
  })

  test('responses may be event streams', async () => {
    const { test, calls } = await callTool({ sse: true })
    expect(test).toMatchObject({ ok: true, detail })
    expect(calls).toEqual(session)
  })

  test('responses may be event streams that stay open', async () => {
    const { test, calls } = await callTool({ sse: true, staysOpen: true })
    expect(test).toMatchObject({ ok: true, detail })
    expect(calls).toEqual(session)
  })

  test('a session that cannot be closed does not fail the probe', async () => {
    const { test } = await callTool(
      {},
      {
        faults: [{ on: { method: 'DELETE' }, fault: { kind: 'status', status: 405 } }],
      },
    )
    expect(test).toMatchObject({ ok: true, detail })
  })
})

describe('a failure', () => {
  test('an error of the tool fails the probe, and the session is closed', async () => {
    const { test, sessions } = await callTool({ isError: true })
    expect(test).toMatchObject({ ok: false, error: 'The tool reports an error: The tool has failed' })
    expect(sessions).toEqual([])
  })

  test('an unknown tool is reported', async () => {
    const { test, calls } = await callTool({}, { probe: { kind: 'mcp', tool: 'none', arguments: {} } })
    expect(test).toMatchObject({ ok: false, error: 'MCP error -32602: Unknown tool: none' })
    expect(calls).toEqual(session)
  })

  test('a rejected host is reported with what to do', async () => {
    const { test } = await callTool({ hostRefused: true })
    expect(test?.error).toBe(
      'HTTP 403: Forbidden: Host header is not allowed (add this host to `runtime.mcp.allowed_hosts` in the spicepod)',
    )
  })

  test('a lost session is reported with what to do', async () => {
    const { test } = await callTool({ forgetful: true })
    expect(test?.error).toBe('HTTP 404: Not Found: Session not found (MCP sessions require `replicas: 1`)')
  })

  test('a missing path is not reported as a lost session', async () => {
    const { test } = await callTool({}, { faults: [{ fault: { kind: 'status', status: 404, body: 'No' } }] })
    expect(test?.error).toBe('HTTP 404: No')
  })

  test('a response in another protocol is reported', async () => {
    const { test } = await callTool({}, { faults: [{ fault: { kind: 'misshapen', body: { ok: true } } }] })
    expect(test?.error).toBe('the response is not MCP')
  })

  test('a rejected API key is reported', async () => {
    const { test, calls } = await callTool({}, {}, { key: 'wrong' })
    expect(test?.error).toBe('HTTP 401: Unauthorized')
    expect(calls).toEqual(['POST initialize'])
  })

  test('a response that is too large is reported', async () => {
    const { test } = await callTool({}, { faults: [{ on: { nth: 3 }, fault: { kind: 'huge' } }] })
    expect(test?.error).toBe('a response of more than 2 MiB')
  })

  test('a timeout is reported, and the session is closed', async () => {
    const real = {
      now: () => performance.now(),
      sleep: (ms: number) => new Promise<void>((d) => setTimeout(d, ms)),
    }
    const { test, calls, sessions } = await callTool(
      {},
      { faults: [{ on: { nth: 3 }, fault: { kind: 'hang' } }] },
      { clock: real, testTimeoutMs: 400 },
    )
    expect(test?.error).toMatch(/^no response within \d+ms$/)
    expect(calls).toEqual(session)
    expect(sessions).toEqual([])
  })

  test('a redirect to another origin is reported, and does not get the API key', async () => {
    const elsewhere = await openSandbox()
    const fault = { kind: 'redirect', to: `${elsewhere.url}/v1/mcp`, status: 307 } as const
    const { test } = await callTool({}, { faults: [{ fault }] })
    expect(test?.error).toBe('HTTP 307 (the redirect was not followed)')
    expect(elsewhere.requests).toEqual([])
  })
})

describe('while one version replaces another', () => {
  test('a 502 is retried in a new session', async () => {
    const { test, calls, sessions } = await callTool(
      {},
      {
        faults: [{ on: { nth: 3 }, fault: { kind: 'status', status: 502 } }],
      },
    )
    expect(test).toMatchObject({ ok: true, detail })
    expect(calls).toEqual([...session, ...session])
    expect(sessions).toEqual([])
  })

  test('a connection that breaks within an event stream is retried in a new session', async () => {
    const { test, calls } = await callTool(
      { sse: true },
      { faults: [{ on: { nth: 3 }, fault: { kind: 'reset', when: 'midway' } }] },
    )
    expect(test).toMatchObject({ ok: true, detail })
    expect(calls).toEqual([...session, ...session])
  })

  test('an event stream that ends without the response is retried in a new session', async () => {
    const { test, calls, requests } = await callTool({ sse: true, endsEarly: 1 })
    expect(test).toMatchObject({ ok: true, detail })
    expect(calls).toEqual([...session, ...session])
    expect(requests).toHaveLength(8)
  })
})

describe('the server of the official library', () => {
  /** Calls a tool of a server with the tool `echo`. */
  async function callOfficialServer(tool: string, enableJsonResponse: boolean) {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => 'session-of-the-library',
      enableJsonResponse,
    })
    const server = new McpServer({ name: 'official', version: '1.0.0' }, { capabilities: { logging: {} } })
    server.registerTool('echo', {}, async ({ sendNotification }) => {
      // Another message comes before the answer.
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data: 'at work' } })
      return { content: [{ type: 'text', text: 'it answers' }] }
    })
    await server.connect(transport)
    const methods: string[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init)
      methods.push(request.method)
      return transport.handleRequest(request)
    }
    const access = { url: 'https://runtime.example', key: 'a-key' }
    const client = createRuntimeClient(access, { fetch, redact: (text) => text })
    try {
      return { result: await callToolOf({ kind: 'mcp', tool, arguments: {} }, client, 5000), methods }
    } finally {
      await server.close()
    }
  }

  test.each([
    ['event streams', false],
    ['JSON', true],
  ])('accepts the session and answers in %s', async (_, enableJsonResponse) => {
    const { result, methods } = await callOfficialServer('echo', enableJsonResponse)
    expect(result).toBe('it answers')
    expect(methods).toEqual(['POST', 'POST', 'POST', 'DELETE'])
  })

  test('reports an unknown tool', async () => {
    await expect(callOfficialServer('none', false)).rejects.toThrow(/Tool none not found/)
  })
})
