import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { createApi } from '../../src/spice/api.ts'

/** The API behind a `fetch`, by default with a token. */
export function apiBehind(
  fetch: typeof globalThis.fetch,
  credentials: Parameters<typeof createApi>[0]['credentials'] = { kind: 'token', token: 'a-token' },
) {
  const secrets = new Redaction(() => {})
  return createApi({
    credentials,
    apiUrl: 'https://api.example',
    requestTimeoutMs: 5000,
    secrets,
    random: Math.random,
    clock: systemClock,
    emit() {},
    fetch,
  })
}

/** A server that sends the same response to every read, accepts every write, and records their bodies. */
export function serverOf(answer: string) {
  const bodies: string[] = []
  const api = apiBehind(async (_url, init) => {
    if (init?.method !== 'GET') bodies.push(String(init?.body))
    return new Response(init?.method === 'GET' ? answer : '{"success":true}')
  })
  return { api, bodies, deadline: deadlineIn(10_000, systemClock) }
}
