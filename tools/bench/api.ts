import type { Cloud } from '../../sandbox/cloud.ts'
import { fetchFrom } from '../../sandbox/memory.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { createApi, type SpiceApi } from '../../src/spice/api.ts'

/** The action's own API client, connected to a cloud in memory without a network. */
export function apiOf(cloud: Pick<Cloud, 'handle'>, token: string, clock: Clock): SpiceApi {
  return createApi({
    credentials: { kind: 'token', token },
    apiUrl: 'https://api.spice.example',
    requestTimeoutMs: 30_000,
    fetch: fetchFrom(cloud),
    clock,
    random: Math.random,
    secrets: new Redaction(() => {}),
    emit() {},
  })
}
