import { afterEach } from '@jest/globals'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../server.ts'

/** Clients share their spicepod: each finds in it what its users ask for. */
const spicepod = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: s3://acme/trips/
    name: trips
models:
  - from: openai:gpt-4o
    name: gpt
embeddings:
  - from: openai:text-embedding-3-small
    name: words
`
const trips = {
  name: 'trips',
  columns: [
    { name: 'id', type: 'Int64', nullable: false },
    { name: 'fare', type: 'Decimal128(10, 2)' },
    { name: 'pickup', type: 'Timestamp(ns)' },
    { name: 'paid', type: 'Boolean' },
  ],
  rows: [
    [1, 12.5, '2026-11-01T08:30:00', true],
    [2, 7, '2026-11-02T09:00:00.5', false],
    [3, null, null, null],
  ],
}

const open: Sandbox[] = []
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

/** A sandbox over HTTP, as it starts: its app has never been deployed. */
export async function start(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ runtime: {}, tables: [trips], ...options })
  open.push(sandbox)
  const { clientId, clientSecret } = sandbox.credentials
  const send = async (method: string, url: string, body?: object, token?: string) => {
    const response = await fetch(url, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, never>
  }
  return {
    sandbox,
    url: sandbox.runtimeUrl,
    key: sandbox.runtime?.key ?? '',
    /** Deploys as a script does, and waits until it has succeeded. */
    deploy: async () => {
      const credentials = {
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'client_credentials',
      }
      const { access_token: token } = await send('POST', sandbox.tokenUrl, credentials)
      const app = `${sandbox.url}/v1/apps/4711`
      await send('PUT', app, { spicepod }, token)
      const { id } = await send('POST', `${app}/deployments`, {}, token)
      for (let status = ''; status !== 'succeeded'; ) {
        status = (await send('GET', `${app}/deployments/${id}`, undefined, token)).status ?? ''
      }
    },
  }
}
