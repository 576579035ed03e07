import type { Clock, Deadline } from '../time.ts'
import type { Client } from './client.ts'
import { TokenResponse } from './schema.ts'

/** Where the bearer token of a request comes from. */
export interface Auth {
  /** @throws RefusalError, NoAnswerError */
  token(deadline: Deadline): Promise<string>
  /** Whether another token can be had when the API refuses this one. */
  readonly renewable: boolean
  /** Drops the token in use, so that the next request brings a fresh one. */
  forget(): void
}

/** A ready token, as the user gave it. */
export function readyToken(token: string): Auth {
  return { token: async () => token, renewable: false, forget() {} }
}

export interface ClientCredentials {
  clientId: string
  clientSecret: string
  /** Scopes to ask for, space-separated. */
  scope?: string | undefined
  tokenUrl: string
}

export interface ClientCredentialsOptions {
  client: Client
  clock: Clock
  /** Hears of each token before it is used. */
  onToken: (token: string) => void
}

const defaultLifeSeconds = 3600
const renewEarlySeconds = 60

/**
 * OAuth client credentials, traded for a token when one is needed and again before it expires.
 * Source: `POST /api/oauth/token` (`exchangeToken`) in `management-api.openapi.yaml`.
 */
export function clientCredentials(
  { clientId, clientSecret, scope, tokenUrl }: ClientCredentials,
  { client, clock, onToken }: ClientCredentialsOptions,
): Auth {
  let current: { token: Promise<string>; renewAt: number } | undefined

  const exchange = async (deadline: Deadline): Promise<string> => {
    const { access_token, expires_in } = await client.call({
      operation: 'exchangeToken',
      method: 'post',
      url: tokenUrl,
      json: {
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'client_credentials',
        ...(scope !== undefined && { scope }),
      },
      schema: TokenResponse,
      isSecret: true,
      // A token more does no harm.
      patience: 'patient',
      deadline,
    })
    onToken(access_token)
    const life = expires_in ?? defaultLifeSeconds
    if (current) current.renewAt = clock.now() + Math.max(life - renewEarlySeconds, life / 2) * 1000
    return access_token
  }

  return {
    renewable: true,
    forget() {
      current = undefined
    },
    token(deadline) {
      if (current === undefined || clock.now() >= current.renewAt) {
        // Requests at the same time share one exchange; a failed one is not kept.
        current = { token: exchange(deadline), renewAt: Number.POSITIVE_INFINITY }
        current.token.catch(() => {
          current = undefined
        })
      }
      return current.token
    },
  }
}
