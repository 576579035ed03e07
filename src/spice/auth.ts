import { NoAnswerError } from '../errors.ts'
import type { Clock, Deadline } from '../platform/clock.ts'
import type { Auth, Client } from './client.ts'
import { TokenResponse } from './schema.ts'

/** A token that the user gave. */
export function readyToken(token: string): Auth {
  return { token: async () => token, renewable: false, forget() {} }
}

export interface ClientCredentials {
  clientId: string
  clientSecret: string
  /** Scopes to request, space-separated. */
  scope?: string | undefined
  tokenUrl: string
}

export interface ClientCredentialsOptions {
  client: Client
  clock: Clock
  /** Called with each token before it is used. */
  onToken: (token: string) => void
}

const defaultLifeSeconds = 3600
const renewEarlySeconds = 60

/**
 * OAuth client credentials, exchanged for a token when one is needed and again before it expires.
 * Source: `POST /api/oauth/token` (`exchangeToken`) in `management-api.openapi.yaml`.
 */
export function clientCredentials(
  { clientId, clientSecret, scope, tokenUrl }: ClientCredentials,
  { client, clock, onToken }: ClientCredentialsOptions,
): Auth {
  let current: Exchange | undefined

  const exchange = async (deadline: Deadline): Promise<Issued> => {
    const json = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
      ...(scope !== undefined && { scope }),
    }
    const { value } = await client.call({
      operation: 'exchangeToken',
      request: { method: 'POST', url: tokenUrl, json },
      schema: TokenResponse,
      redact: false,
      // A second token does no harm.
      retry: 'safe',
      deadline,
    })
    const { access_token, expires_in } = value
    onToken(access_token)
    const life = expires_in ?? defaultLifeSeconds
    const renewAt = clock.now() + Math.max(life - renewEarlySeconds, life / 2) * 1000
    return { token: access_token, renewAt }
  }

  const start = (deadline: Deadline): Exchange => {
    const started: Exchange = { pending: exchange(deadline) }
    started.pending.then(
      (issued) => {
        started.issued = issued
      },
      () => {
        if (current === started) current = undefined
      },
    )
    return started
  }

  return {
    renewable: true,
    forget(token) {
      // Another request may have been rejected at the same time and got a new token already.
      if (current?.issued?.token === token) current = undefined
    },
    async token(deadline) {
      for (;;) {
        const isDue = current?.issued !== undefined && clock.now() >= current.issued.renewAt
        const shared = isDue ? undefined : current
        // Requests at the same time share one exchange.
        current = shared ?? start(deadline)
        try {
          return (await current.pending).token
        } catch (error) {
          // A shared exchange ran out of the time of the request that started it, not of ours.
          if (!shared || !(error instanceof NoAnswerError) || deadline.remainingMs() === 0) throw error
        }
      }
    },
  }
}

interface Issued {
  token: string
  /** By the clock of this machine, in milliseconds. */
  renewAt: number
}

interface Exchange {
  pending: Promise<Issued>
  issued?: Issued
}
