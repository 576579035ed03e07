import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
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

const apiDoor = (door: Gate) => ({ 'api-url': door.url })

test.concurrent('a run succeeds after connections were refused for the create', async () => {
  const run = await runWithGate(isList, true, {}, apiDoor)
  expect(run.outputs.outcome).toBe('succeeded')
  // Nothing had been sent, so there was nothing to look up.
  expect(run.posts).toHaveLength(1)
  expect(run.warnings).toEqual([expect.stringContaining('ECONNREFUSED')])
  expect(run.lines).toContain('Spice Cloud is responding again.')
})

test.concurrent('the result is unknown if nothing connects while it waits', async () => {
  const run = await runWithGate(isCreate, false, { creates: 1, inputs: limited }, apiDoor)
  expect(run.outputs.outcome).toBe('unknown')
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
test.concurrent('a redirect to another origin sends no secrets there', async () => {
  const stranger = await startStranger()
  try {
    const faults = [faultAt('createDeployment', { kind: 'redirect', status: 307, to: stranger.url })]
    const run = await deployAsProcess({ creates: 0, faults })
    for (const words of stranger.heard) {
      expect(words).not.toMatch(/authorization/i)
      for (const secret of ['sandbox-client-secret', 'sandbox-access-token', 'ghs_']) {
        expect(words).not.toContain(secret)
      }
    }
    // The response of another origin is not the truth about a deployment either.
    expect(run.outputs.outcome).toBe('refused')
    expect(run.sandbox.cloud.faults.hits).toHaveLength(1)
  } finally {
    await stranger.close()
  }
})

/** One fault of each class that needs real sockets; the tests of the action have the rest. */
const faults: [name: string, seconds: string, fault: Fault][] = [
  ['a reset in the middle of the body', '20', { kind: 'reset', when: 'midway' }],
  ['silence', '10', { kind: 'hang', when: 'after' }],
  ['a byte a second', '10', { kind: 'drip' }],
]

test.concurrent.each(faults)('a create that gets %s once is not repeated', async (_, seconds, fault) => {
  const run = await deployAsProcess({
    // Short only if the request has to time out: a busy machine may take a while to respond.
    inputs: { 'request-timeout-seconds': seconds },
    faults: [faultAt('createDeployment', fault)],
  })
  expect(run.sandbox.cloud.faults.hits).toHaveLength(1)
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect([run.posts.length, run.warnings.length]).toEqual([1, 1])
})
