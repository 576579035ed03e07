import { expect, test } from '@jest/globals'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { type Auth, createClient } from '../../src/spice/api-client.ts'
import { type Credentials, createAuth } from '../../src/spice/auth.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'

interface Server {
  /** Lifetime of a token in seconds. Default: an hour. */
  life?: number | undefined
  /** How long it takes to respond. Default: no time. */
  tookMs?: number
  scope?: string
  /** Its responses; after them, it issues a token to each request. */
  replies?: (() => Response)[]
}

const clientSettings = { clientId: 'id', clientSecret: 'secret', tokenUrl: 'https://spice.example/token' }
const within = (ms: number) => deadlineIn(ms, systemClock)
const words = (promise: Promise<string>) => promise.catch((error: Error) => error.message)

/** The tokens of a server that issues `token-1`, `token-2` and so on. */
function tokensOf({ life, tookMs, scope, replies = [] }: Server) {
  const bodies: unknown[] = []
  const obtained: string[] = []
  let issued = 0
  const client = createClient({
    clock: systemClock,
    random: () => 0,
    requestTimeoutMs: 5000,
    // A token has to stay as it is, whatever is hidden elsewhere.
    secrets: { redact: () => '***' },
    emit() {},
    fetch: async (_, init) => {
      bodies.push(JSON.parse(String(init?.body)))
      if (tookMs !== undefined) await systemClock.sleep(tookMs, init?.signal ?? undefined)
      init?.signal?.throwIfAborted()
      const reply = replies.shift()
      return reply ? reply() : Response.json({ access_token: `token-${++issued}`, expires_in: life })
    },
  })
  const credentials: Credentials = { kind: 'client', ...clientSettings, scope }
  const auth = createAuth(credentials, client, systemClock, (token) => obtained.push(token))
  return { auth, bodies, obtained }
}

/** Uses the tokens of a server in virtual time. */
function withTokens<Value>(
  server: Server,
  use: (tokens: ReturnType<typeof tokensOf> & { auth: Required<Auth>; time: VirtualTime }) => Promise<Value>,
): Promise<Value> {
  const time = new VirtualTime()
  return time.run(async () => {
    const { auth, ...tokens } = tokensOf(server)
    return use({ ...tokens, auth: auth as Required<Auth>, time })
  })
}

test.each([
  ['that lives for an hour is used for 59 minutes', 3600, 3540],
  ['that lives for an hour and a half is used until a minute before its end', 5400, 5340],
  ['that lives for a minute is used for half of it', 60, 30],
  ['without a lifetime is used as one that lives for an hour', undefined, 3540],
])('a token %s', async (_, life, usedSeconds) => {
  await withTokens({ life }, async ({ auth }) => {
    expect(await auth.token(within(1000))).toBe('token-1')
    await systemClock.sleep(usedSeconds * 1000 - 1)
    expect(await auth.token(within(1000))).toBe('token-1')
    await systemClock.sleep(1)
    expect(await auth.token(within(1000))).toBe('token-2')
  })
})

test('a token that was rejected is used no longer, unless it has been replaced already', async () => {
  await withTokens({}, async ({ auth }) => {
    const rejected = await auth.token(within(1000))
    auth.forget(rejected)
    expect(await auth.token(within(1000))).toBe('token-2')
    // Another request was rejected with the same token.
    auth.forget(rejected)
    expect(await auth.token(within(1000))).toBe('token-2')
  })
})

test('a token is requested again for the next request after a refusal', async () => {
  await withTokens({ replies: [() => new Response('{}', { status: 401 })] }, async ({ auth, bodies }) => {
    await expect(auth.token(within(1000))).rejects.toThrow('from spice.example failed: HTTP 401')
    expect(await auth.token(within(1000))).toBe('token-1')
    expect(bodies).toHaveLength(2)
  })
})

test('a request waits no longer than its own deadline for the token of another request', async () => {
  await withTokens({ tookMs: 3000 }, async ({ auth, time }) => {
    const other = auth.token(within(60_000))
    const error = await auth.token(within(1000)).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: 'NoResponseError',
      operation: 'exchangeToken',
      mayHaveWorked: false,
      message: 'requesting a token from spice.example failed: no time was left',
    })
    expect(time.now()).toBe(1000)
    expect(await other).toBe('token-1')
  })
})

test('a request that has more time than the one that it shares a token with requests another', async () => {
  await withTokens({ tookMs: 3000 }, async ({ auth, bodies, time }) => {
    const short = words(auth.token(within(1000)))
    expect(await auth.token(within(60_000))).toBe('token-1')
    expect(await short).toMatch(/^requesting a token from spice\.example failed: no response/)
    expect([bodies.length, time.now()]).toEqual([2, 4000])
  })
})

test('requests at the same time are refused together', async () => {
  const refuse = () => new Response('{}', { status: 401 })
  await withTokens({ tookMs: 3000, replies: [refuse] }, async ({ auth, bodies }) => {
    const both = [words(auth.token(within(60_000))), words(auth.token(within(60_000)))]
    for (const message of await Promise.all(both)) expect(message).toContain('HTTP 401')
    expect(bodies).toHaveLength(1)
  })
})

test('requests that are aborted at the same time request no other token', async () => {
  await withTokens({ tookMs: 3000 }, async ({ auth, bodies, time }) => {
    const abort = new AbortController()
    const both = [1, 2].map(() => words(auth.token(within(60_000), abort.signal)))
    await systemClock.sleep(1000)
    abort.abort(new Error('enough'))
    expect(await Promise.all(both)).toEqual(['enough', 'enough'])
    expect([bodies.length, time.now()]).toEqual([1, 1000])
  })
})

test('a request leaves no timer behind once it has the token of another request', async () => {
  const { auth } = tokensOf({})
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const timersBefore = timers()
  await Promise.all([auth.token(within(3_600_000)), auth.token(within(3_600_000))])
  expect(timers()).toBe(timersBefore)
})
