import type { Cloud } from '../sandbox/cloud.ts'
import { fetchFrom } from '../sandbox/memory.ts'
import { createSpiceApi, type SpiceApi } from '../src/spice/api.ts'
import { readyToken } from '../src/spice/auth.ts'
import { createClient } from '../src/spice/client.ts'
import { OutageTracker } from '../src/spice/trouble.ts'
import type { Clock } from '../src/time.ts'

/** The action's own API client, connected to a cloud in memory without a network. */
export function apiOf(cloud: Pick<Cloud, 'handle'>, token: string, clock: Clock): SpiceApi {
  const unchanged = (text: string) => text
  const client = createClient({
    fetch: fetchFrom(cloud),
    clock,
    requestTimeoutMs: 30_000,
    outages: new OutageTracker(() => {}),
    redact: { all: unchanged, credentials: unchanged },
  })
  return createSpiceApi({ client, auth: readyToken(token), apiUrl: 'https://api.spice.example' })
}
