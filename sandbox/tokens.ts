/** Whom a token speaks for. */
export interface Principal {
  /** An OAuth client belongs to one organization; a person may have several. */
  readonly kind: 'client' | 'person'
  readonly scopes: readonly string[]
}

/** The OAuth client that the cloud knows, and how long the tokens live that it gets. */
export interface ClientOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  /** How long a token is good, in seconds; fractions are allowed. */
  readonly tokenLifetimeSeconds: number
  /** What `expires_in` says: the true lifetime unless given, nothing with null. */
  readonly announcedLifetimeSeconds: number | null
}

interface Issued {
  readonly principal: Principal
  expiresAt: number
}

/** The tokens of one cloud. Their life is measured by the cloud's clock. */
export class Tokens {
  readonly #now: () => number
  readonly #issued = new Map<string, Issued>()
  #count = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Makes a token known for ever, as a personal access token is. */
  know(token: string, principal: Principal): void {
    this.#issued.set(token, { principal, expiresAt: Number.POSITIVE_INFINITY })
  }

  /** A new token, unlike every one before. */
  issue(principal: Principal, lifetimeSeconds: number): string {
    this.#count += 1
    const token = `sandbox-access-token-${this.#count}`
    this.#issued.set(token, { principal, expiresAt: this.#now() + lifetimeSeconds * 1000 })
    return token
  }

  /** Whether it was ever handed out, and not forgotten since. */
  isIssued(token: string): boolean {
    return this.#issued.has(token)
  }

  /** Who sends this Authorization header, or why nobody knows. */
  read(authorization: string | undefined): Principal | string {
    if (authorization === undefined) return 'Missing Authorization header'
    const issued = this.#issued.get(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
    if (issued === undefined) return 'Invalid token format'
    return this.#now() >= issued.expiresAt ? 'Token expired' : issued.principal
  }

  /** Ends every token issued so far, before its time. Those made known for ever stay. */
  expireIssued(): void {
    for (const issued of this.#issued.values()) {
      if (issued.expiresAt !== Number.POSITIVE_INFINITY) issued.expiresAt = this.#now()
    }
  }

  /** Forgets every token, ready-made ones included: what deleting a client or revoking a token does. */
  revokeAll(): void {
    this.#issued.clear()
  }
}
