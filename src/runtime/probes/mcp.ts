import type { RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'

/**
 * Calls a tool over the Model Context Protocol (`POST /v1/mcp`). The library for it is loaded when it is needed: it is
 * as large as all the rest.
 */
export async function askMcp(
  probe: Extract<Probe, { kind: 'mcp' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  const { callTool } = await import('./mcp-session.ts')
  return callTool(probe, client, timeoutMs)
}
