import { expect, test } from '@jest/globals'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { createApi } from '../../src/spice/api.ts'
import { VirtualTime } from '../harness/virtual-time.ts'

/** Lists deployments while another request with more time waits for a token, which arrives after 3 s. */
function listBesides(timeoutMs: number) {
  const time = new VirtualTime()
  return time.run(async () => {
    const clientSettings = { clientId: 'id', clientSecret: 'secret', tokenUrl: 'https://spice.example/token' }
    const api = createApi(
      {
        credentials: { kind: 'client', ...clientSettings },
        apiUrl: 'https://api.example',
        requestTimeoutMs: 5000,
      },
      {
        secrets: new Redaction(() => {}),
        random: Math.random,
        clock: systemClock,
        emit() {},
        fetch: async (url) => {
          if (String(url instanceof Request ? url.url : url).startsWith('https://api')) {
            return Response.json({ deployments: [] })
          }
          await systemClock.sleep(3000)
          return Response.json({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 })
        },
      },
    )
    const other = api.listInstances(7, deadlineIn(60_000, systemClock)).catch(() => undefined)
    const listing = api.listDeployments(7, 5, deadlineIn(timeoutMs, systemClock))
    const result = await listing.then(
      ({ deployments }) => deployments,
      (error: Error) => error.message,
    )
    const atMs = time.now()
    await other
    return { result, atMs }
  })
}

test('a request shares the token that another request is waiting for', async () => {
  expect(await listBesides(4000)).toEqual({ result: [], atMs: 3000 })
})

test('a request waits no longer than its own deadline for the token of another request', async () => {
  const { result, atMs } = await listBesides(1000)
  expect(result).toBe('requesting a token from spice.example failed: no time was left')
  expect(atMs).toBe(1000)
})
