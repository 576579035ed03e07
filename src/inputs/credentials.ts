import type { Redaction } from '../platform/redaction.ts'
import type { Runner } from '../platform/runner.ts'
import { join } from '../platform/text.ts'
import type { Credentials } from '../spice/auth.ts'

/** The inputs that make up the credentials for Spice Cloud. */
export interface CredentialInputs {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly apiToken: string | undefined
  readonly scope: string | undefined
  readonly tokenUrl: string
}

/** Hides the credentials among the inputs. Call it before anything else can be printed. */
export function maskCredentials(runner: Runner, secrets: Redaction): void {
  for (const name of ['client-secret', 'api-token', 'github-token']) {
    secrets.addCredential(runner.getInput(name))
  }
}

/** Chooses the one way to authenticate. The text says what is missing if there is not exactly one. */
export function chooseCredentials(
  { clientId, clientSecret, apiToken, scope, tokenUrl }: CredentialInputs,
  isApiTokenGiven: boolean,
  whyNoSecrets = '',
): Credentials | string {
  if (isApiTokenGiven) {
    const isClientGiven = clientId !== undefined || clientSecret !== undefined
    if (isClientGiven) return 'Set either `api-token`, or `client-id` and `client-secret`, but not both.'
    // The problem with a token that cannot be used has already been reported.
    return { kind: 'token', token: apiToken ?? '' }
  }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'client', clientId, clientSecret, scope, tokenUrl }
  }
  if (clientSecret !== undefined) return '`client-id` is required when `client-secret` is set.'
  const problem =
    clientId === undefined
      ? 'No credentials: set `client-id` and `client-secret` of an OAuth client, or `api-token`.'
      : '`client-secret` is required when `client-id` is set.'
  return join(' ', problem, whyNoSecrets)
}

export function urlsOfCloud(apiUrl: string, credentials: Credentials): string[] {
  return credentials.kind === 'client' ? [credentials.tokenUrl, apiUrl] : [apiUrl]
}
