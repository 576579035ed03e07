import { describeFailure, NoResponseError, RefusalError } from '../core/errors.ts'
import { type Clock, type Deadline, defaultTokenLifeMs, renewEarlyMs } from '../platform/clock.ts'
import type { ApiClient, Auth } from './api-client.ts'
import { TokenResponse } from './schema.ts'

/** How a run authenticates: with a token, or with those that it gets for an OAuth client. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'client'
      readonly clientId: string
      readonly clientSecret: string
      /** Space-separated. */
      readonly scope?: string | undefined
      readonly tokenUrl: string
    }

/**
 * Gets tokens: those of an OAuth client are requested when one is needed, and again before it expires.
 * Source: `POST /api/oauth/token` (`exchangeToken`) in `management-api.openapi.yaml`.
 */
export function createAuth(
  credentials: Credentials,
  client: ApiClient,
  clock: Clock,
  onToken: (token: string) => void,
): Auth {
  if (credentials.kind === 'token') return { token: async () => credentials.token }
  const { clientId, clientSecret, scope, tokenUrl } = credentials
  /** `renewAt` is a time of the clock. */
  let current: { token: string; renewAt: number } | undefined
  let pending: Promise<string> | undefined

  const exchange = async (deadline: Deadline, signal: AbortSignal | undefined): Promise<string> => {
    const ids = { client_id: clientId, client_secret: clientSecret }
    const { value } = await client.call({
      operation: 'exchangeToken',
      request: { method: 'POST', url: tokenUrl, json: { ...ids, grant_type: 'client_credentials', scope } },
      schema: TokenResponse,
      // A second token does no harm.
      retry: 'safe',
      deadline,
      signal,
    })
    const { access_token: token, expires_in: life } = value
    onToken(token)
    const lifeMs = life === undefined ? defaultTokenLifeMs : life * 1000
    const renewAt = clock.now() + Math.max(lifeMs - renewEarlyMs, lifeMs / 2)
    current = { token, renewAt }
    return token
  }

  /** Waits for an exchange that another request, which may have more time, has started. */
  const waitInTime = async (exchanged: Promise<string>, deadline: Deadline): Promise<string> => {
    const done = new AbortController()
    const late = clock.sleep(deadline.remainingMs(), done.signal).then(() => {
      const failed = describeFailure('exchangeToken', new URL(tokenUrl).host)
      const reason = client.outage() ?? `${failed}: no time was left`
      throw new NoResponseError('exchangeToken', reason, { mayHaveWorked: false })
    })
    return Promise.race([exchanged, late]).finally(() => done.abort())
  }

  return {
    forget(token) {
      // Another request may have been rejected at the same time and got a new token already.
      if (current?.token === token) current = undefined
    },
    async token(deadline, signal) {
      for (;;) {
        if (current !== undefined && clock.now() < current.renewAt) return current.token
        // Requests at the same time share one exchange.
        const isShared = pending !== undefined
        pending ??= exchange(deadline, signal).finally(() => {
          pending = undefined
        })
        try {
          return await (isShared ? waitInTime(pending, deadline) : pending)
        } catch (error) {
          // A shared exchange ran out of the time of the request that started it, or was ended with it.
          const isOver = deadline.remainingMs() === 0 || signal?.aborted
          const isFinal =
            error instanceof RefusalError || (error instanceof NoResponseError && !error.mayPass)
          if (!isShared || isFinal || isOver) throw error
        }
      }
    },
  }
}
