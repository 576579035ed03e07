import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { startSandbox } from '../../sandbox/server.ts'
import { deployAsProcess, faultAt, type RunOptions } from '../harness/run.ts'
import { type Gate, startGate } from './gate.ts'

const isList = (method: string, path: string) => method === 'GET' && path.includes('/deployments')
const isCreate = (method: string, path: string) => method === 'POST' && path.endsWith('/deployments')

/** Long enough for a start and some responses on a busy machine. */
const limited = { 'timeout-seconds': '15', 'request-timeout-seconds': '5' }

/** A run that finds a closed gate, which opens as soon as the run has noticed. */
async function runWithGate(
  shutsAfter: Parameters<typeof startGate>[1],
  opens: boolean,
  scenario: RunOptions,
  inputs: (door: Gate) => Record<string, string>,
) {
  // The gate has a port of its own.
  const sandbox = await startSandbox({ address: { allowedHosts: ['127.0.0.1'] } })
  const door = await startGate(sandbox.url, shutsAfter)
  try {
    return await deployAsProcess({
      ...scenario,
      in: sandbox,
      inputs: { ...(scenario.inputs as Record<string, string>), ...inputs(door) },
      onLine: (line) => {
        if (opens && line.startsWith('::warning')) door.open()
      },
    })
  } finally {
    await door.close()
    await sandbox.close()
  }
}

const tokenDoor = (door: Gate) => ({ 'oauth-token-url': `${door.url}/api/oauth/token` })
const apiDoor = (door: Gate) => ({ 'api-url': door.url })

test.concurrent.each([
  ['for the token', undefined, tokenDoor],
  ['for the create', isList, apiDoor],
  ['for a poll while waiting', isCreate, apiDoor],
] as const)('a run succeeds after connections were refused: %s', async (_, shutsAfter, inputs) => {
  const run = await runWithGate(shutsAfter, true, {}, inputs)
  expect(run.outputs.outcome).toBe('succeeded')
  // Nothing had been sent, so there was nothing to look up.
  expect(run.posts).toHaveLength(1)
  expect(run.warnings).toEqual([expect.stringContaining('ECONNREFUSED')])
  expect(run.lines).toContain('Spice Cloud is responding again.')
})

test.concurrent.each([
  ['for the token', undefined, tokenDoor, 0, 'timed-out'],
  ['for the create', isList, apiDoor, 0, 'timed-out'],
  ['for a poll while waiting', isCreate, apiDoor, 1, 'unknown'],
] as const)('a run times out if nothing connects: %s', async (_, shutsAfter, inputs, creates, outcome) => {
  const run = await runWithGate(shutsAfter, false, { creates, inputs: limited }, inputs)
  expect(run.outputs.outcome).toBe(outcome)
  expect(run.outputs['error-message']).toContain('ECONNREFUSED')
  expect(run.durationMs).toBeGreaterThan(14_500)
})

test.concurrent('a run times out if the host name does not resolve', async () => {
  const run = await deployAsProcess({ creates: 0, inputs: { ...limited, 'api-url': 'https://nope.invalid' } })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.outputs['error-message']).toMatch(/nope\.invalid/)
  expect(run.posts).toEqual([])
  expect(run.durationMs).toBeGreaterThan(14_500)
})

/** Another origin that records what it gets, and responds as if it were Spice Cloud. */
async function startStranger() {
  const heard: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method, url, headers } = incoming
    heard.push(`${method} ${url} ${JSON.stringify(headers)} ${Buffer.concat(chunks)}`)
    const answer = { access_token: 'a-token-of-a-stranger', id: 1, status: 'succeeded', deployments: [] }
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

// The tests of `platform/http` have the other statuses and addresses.
test.concurrent.each([
  ['createDeployment', 307],
  ['token', 307],
  ['listDeployments', 302],
] as const)('a redirect to another origin sends no secrets there: %s, %i', async (step, status) => {
  const stranger = await startStranger()
  const isRefused = step !== 'listDeployments'
  try {
    const fault = { kind: 'redirect', status, to: stranger.url } as const
    const faults = [faultAt(step, fault, { nth: isRefused ? 1 : 2 })]
    const run = await deployAsProcess({ creates: isRefused ? 0 : 1, faults })
    for (const words of stranger.heard) {
      expect(words).not.toMatch(/authorization/i)
      for (const secret of ['sandbox-client-secret', 'sandbox-access-token', 'ghs_']) {
        expect(words).not.toContain(secret)
      }
    }
    // The response of another origin is not the truth about a deployment either.
    expect(run.outputs.outcome).toBe(isRefused ? 'refused' : 'succeeded')
    expect(run.sandbox.cloud.faults.hits).toHaveLength(1)
  } finally {
    await stranger.close()
  }
})
