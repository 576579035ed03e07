/** The owner of a token. */
export interface Principal {
  /** An OAuth client belongs to one organization; a person may have several. */
  readonly kind: 'client' | 'person'
  readonly scopes: readonly string[]
}

/** The OAuth client that the cloud knows, and the lifetime of its tokens. */
export interface ClientOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  /** The lifetime of a token in seconds; fractions are allowed. */
  readonly tokenLifetimeSeconds: number
  /** The value of `expires_in`. Default: the true lifetime; with null, it is omitted. */
  readonly announcedLifetimeSeconds: number | null
}

interface Issued {
  readonly principal: Principal
  expiresAt: number
}

/** The tokens of one cloud. Their lifetime is measured by the cloud's clock. */
export class Tokens {
  readonly #now: () => number
  readonly #issued = new Map<string, Issued>()
  readonly #stranger: Principal | undefined
  #count = 0

  /** @param stranger - the owner of every token that is not known. Default: such a token is refused. */
  constructor(now: () => number, stranger?: Principal) {
    this.#now = now
    this.#stranger = stranger
  }

  /** Adds a token that never expires, like a personal access token. */
  know(token: string, principal: Principal): void {
    this.#issued.set(token, { principal, expiresAt: Number.POSITIVE_INFINITY })
  }

  /** A new, unique token. */
  issue(principal: Principal, lifetimeSeconds: number): string {
    this.#count += 1
    const token = `sandbox-access-token-${this.#count}`
    this.#issued.set(token, { principal, expiresAt: this.#now() + lifetimeSeconds * 1000 })
    return token
  }

  /** Whether it was ever issued, and has not been revoked since. */
  isIssued(token: string): boolean {
    return this.#issued.has(token)
  }

  /** The owner of the token in this Authorization header, or why there is none. */
  read(authorization: string | undefined): Principal | string {
    if (authorization === undefined) return 'Missing Authorization header'
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    const issued = this.#issued.get(token ?? '')
    if (issued === undefined) return (token && this.#stranger) || 'Invalid token format'
    return this.#now() >= issued.expiresAt ? 'Token expired' : issued.principal
  }

  /** Expires every token issued so far. Tokens that never expire stay valid. */
  expireIssued(): void {
    for (const issued of this.#issued.values()) {
      if (issued.expiresAt !== Number.POSITIVE_INFINITY) issued.expiresAt = this.#now()
    }
  }

  /** Removes every token, including those that never expire, as deleting a client or revoking a token does. */
  revokeAll(): void {
    this.#issued.clear()
  }
}
