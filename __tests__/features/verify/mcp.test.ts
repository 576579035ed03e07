import { afterEach, expect, test } from '@jest/globals'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Fault } from '../../../sandbox/faults.ts'
import type { McpOptions } from '../../../sandbox/runtime/options.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import { callTool as callToolOf } from '../../../src/features/verify/mcp.ts'
import type { Probe } from '../../../src/inputs/probes.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { asIs } from '../../../src/platform/text.ts'
import { createRuntimeClient } from '../../../src/runtime/client.ts'
import { closeSandboxes, mcp, recognizeErrorsOfNode, runOverHttp } from '../../runtime/fixture.ts'

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
const detail = '1 content block, 16 characters'

test.each([false, true])('responses may be event streams, also if they stay open: %j', async (staysOpen) => {
  const { test, calls } = await callTool({ sse: true, staysOpen })
  expect(test).toMatchObject({ ok: true, detail })
  expect(calls).toEqual(session)
})

test('a session that cannot be closed does not fail the probe', async () => {
  const faults = [{ on: { method: 'DELETE' }, fault: { kind: 'status', status: 405 } as const }]
  expect((await callTool({}, { faults })).test).toMatchObject({ ok: true, detail })
})

const answers = (fault: Fault, nth = 1) => ({ faults: [{ on: { nth }, fault }] })
const unknownTool = { probe: { kind: 'mcp', tool: 'none', arguments: {} } } as const
const noHost =
  'HTTP 403: Forbidden: Host header is not allowed (add this host to `runtime.mcp.allowed_hosts` in the spicepod)'
const noSession = 'HTTP 404: Not Found: Session not found (MCP sessions require `replicas: 1`)'
const noPath = answers({ kind: 'status', status: 404, body: 'No' })
const foreign = answers({ kind: 'misshapen', body: { ok: true } })
const [begin = '', ready = '', , close = ''] = session

test.each<[string, McpOptions & Parameters<typeof callTool>[1], error: string, calls: string[]]>([
  ['an error of the tool', { isError: true }, 'The tool reports an error: The tool has failed', session],
  ['an unknown tool', unknownTool, 'MCP error -32602: Unknown tool: none', session],
  ['a rejected host, with what to do', { hostRefused: true }, noHost, [begin]],
  ['a lost session, with what to do', { forgetful: true }, noSession, [begin, ready, close]],
  ['a missing path, which is not a lost session', noPath, 'HTTP 404: No', [begin]],
  ['a response in another protocol', foreign, 'the response is not MCP', [begin]],
  ['a response too large', answers({ kind: 'huge' }, 3), 'a response of more than 8 MiB', session],
])('%s is reported', async (_, { probe, faults, ...options }, error, calls) => {
  const run = await callTool(options, { ...(probe && { probe }), ...(faults && { faults }) })
  expect(run.test).toMatchObject({ ok: false, error })
  expect(run.calls).toEqual(calls)
  if (!options.forgetful) expect(run.sessions).toEqual([])
})

test('a timeout is reported, and the session is closed', async () => {
  const limits = { clock: systemClock, testTimeoutMs: 3000 }
  const { test, calls, sessions } = await callTool({}, answers({ kind: 'hang' }, 3), limits)
  expect(test?.error).toMatch(/^no response within \S+$/)
  expect(calls).toEqual(session)
  expect(sessions).toEqual([])
})

test.each<[string, McpOptions, Fault[]]>([
  ['a 502', {}, [{ kind: 'status', status: 502 }]],
  ['a connection that breaks within an event stream', { sse: true }, [{ kind: 'reset', when: 'midway' }]],
  ['an event stream that ends without the response', { sse: true, endsEarly: 1 }, []],
])('%s is retried in a new session', async (_, options, faults) => {
  const { test, calls, sessions } = await callTool(options, {
    faults: faults.map((fault) => ({ on: { nth: 3 }, fault })),
  })
  expect(test).toMatchObject({ ok: true, detail })
  expect(calls).toEqual([...session, ...session])
  expect(sessions).toEqual([])
})

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
    return { result: await callToolOf({ kind: 'mcp', tool, arguments: {} }, client, 5000, asIs), methods }
  } finally {
    await server.close()
  }
}

test.each([
  ['event streams', false],
  ['JSON', true],
])('accepts the session and answers in %s', async (_, enableJsonResponse) => {
  const { result, methods } = await callOfficialServer('echo', enableJsonResponse)
  expect([result, methods]).toEqual(['1 content block, 10 characters', ['POST', 'POST', 'POST', 'DELETE']])
})
