import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { createApi } from '../../src/spice/api.ts'

/** A server that sends the same response to every read, accepts every write, and records their bodies. */
export function serverOf(answer: string) {
  const bodies: string[] = []
  const api = createApi(
    {
      credentials: { kind: 'token', token: 'a-token' },
      apiUrl: 'https://api.example',
      requestTimeoutMs: 5000,
    },
    {
      secrets: new Redaction(() => {}),
      random: Math.random,
      clock: systemClock,
      emit() {},
      fetch: async (_url, init) => {
        if (init?.method !== 'GET') bodies.push(String(init?.body))
        return new Response(init?.method === 'GET' ? answer : '{"success":true}')
      },
    },
  )
  return { api, bodies, deadline: deadlineIn(10_000, systemClock) }
}
