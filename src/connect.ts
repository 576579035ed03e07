import type { Emit } from './events.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { Secrets } from './secrets.ts'
import { createSpiceApi, type SpiceApi } from './spice/api.ts'
import { clientCredentials, readyToken } from './spice/auth.ts'
import { createClient } from './spice/client.ts'
import { OutageTracker } from './spice/trouble.ts'
import type { Clock } from './time.ts'

export interface ConnectOptions {
  secrets: Secrets
  emit: Emit
  fetch: typeof globalThis.fetch
  clock: Clock
}

/** Puts the Management API together as the inputs say: where it is and who asks. */
export function connect(inputs: Inputs, { secrets, emit, fetch, clock }: ConnectOptions): SpiceApi {
  const { credentials, apiUrl, org, requestTimeoutMs } = inputs
  const redact = {
    all: (text: string) => secrets.redact(text),
    credentials: (text: string) => secrets.redactCredentials(text),
  }
  const client = createClient({
    fetch,
    clock,
    requestTimeoutMs,
    outages: new OutageTracker(emit),
    redact,
  })
  if (credentials.kind === 'token') {
    return createSpiceApi({ client, auth: readyToken(credentials.token), apiUrl, orgHeader: org })
  }
  const auth = clientCredentials(credentials, {
    client,
    clock,
    onToken: (token) => secrets.addCredential(token),
  })
  // A client acts on its own organization and no other.
  return createSpiceApi({ client, auth, apiUrl })
}
