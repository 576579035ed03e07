import { channel } from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import * as v from 'valibot'
import { NoResponseError, RefusalError } from '../../src/errors.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import { type Auth, type Call, createClient } from '../../src/spice/api-client.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'

const asItIs = (text: string) => text
const tokenRequest = { method: 'POST', url: 'https://spice.example/token' } as const
const servers: net.Server[] = []
let clock: SteppedClock

beforeEach(() => {
  clock = new SteppedClock()
})

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Calls with a network that responds like this. */
function open(fetch: typeof globalThis.fetch) {
  const told: string[] = []
  let sent = 0
  const client = createClient({
    fetch: (input, init) => {
      sent++
      return fetch(input, init)
    },
    clock,
    requestTimeoutMs: 30_000,
    random: Math.random,
    secrets: { redact: asItIs },
    emit: (event) => told.push(event.type === 'outage.began' ? event.reason : event.type),
  })
  const call = (more: Partial<Call<v.GenericSchema>> = {}) =>
    client
      .call({
        operation: 'createDeployment',
        request: { method: 'POST', url: 'https://api.spice.example/v1/apps/7/deployments' },
        schema: v.object({ id: v.number() }),
        retry: 'non-idempotent',
        deadline: deadlineIn(700, clock),
        ...more,
      })
      .catch((error: unknown) => error)
  return { call, told, sent: () => sent }
}

const listen = async (server: net.Server) => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function failed(code: string): Promise<never> {
  const cause = Object.assign(new Error('no connection'), { code })
  channel('undici:client:connectError').publish({ error: cause })
  return Promise.reject(new TypeError('fetch failed', { cause }))
}

test('a failure to get a token names the token request and its host', async () => {
  const { call, told } = open(async () => new Response('<html>Sign in</html>'))
  const auth: Auth = {
    forget() {},
    token: async (deadline) => {
      throw await call({ operation: 'exchangeToken', request: tokenRequest, deadline, retry: 'safe' })
    },
  }
  const error = await call({ operation: 'listApps', retry: 'safe', auth })
  const message = 'requesting a token from spice.example failed: HTTP 200 with an HTML page'
  expect(error).toMatchObject({ name: 'NoResponseError', message })
  expect(told).toEqual([message])
})

test('a failure to connect for a token names the token request and its host', async () => {
  const { call } = open(() => failed('ECONNREFUSED'))
  const auth: Auth = {
    forget() {},
    token: async (deadline) => {
      throw await call({ operation: 'exchangeToken', request: tokenRequest, deadline })
    },
  }
  expect(await call({ auth })).toMatchObject({
    operation: 'exchangeToken',
    message: expect.stringMatching(/^requesting a token from spice\.example failed: no connection/),
    mayHaveWorked: false,
  })
})

test('a failure to get a token says nothing about a write that got lost before', async () => {
  let times = 0
  const { call } = open(async () => new Response('', { status: 502 }))
  const auth: Auth = {
    forget() {},
    token: async () => {
      times++
      if (times === 1) return 'a-token'
      throw new RefusalError({ operation: 'exchangeToken', status: 401, message: 'No' })
    },
  }
  const error = await call({ operation: 'updateApp', retry: 'idempotent', auth })
  expect(error).toMatchObject({ name: 'NoResponseError', operation: 'updateApp', mayHaveWorked: true })
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate is not trusted/, /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate is not trusted/, /NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', /certificate is expired or not valid yet/, /Renew/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another host/, /Check the URL/],
])('an impossible connection has sent nothing and is not retried: %s', async (code, says, todo) => {
  const { call, sent, told } = open(() => failed(code))
  const error = await call({ retry: 'safe' })
  expect(error).toMatchObject({
    message: expect.stringMatching(says),
    todo: expect.stringMatching(todo),
    mayHaveWorked: false,
  })
  expect(sent()).toBe(1)
  expect(told).toEqual([])
})

test('an impossible connection is retried if the server has responded before', async () => {
  let times = 0
  const { call } = open(async () => {
    times++
    if (times === 2) return failed('CERT_HAS_EXPIRED')
    return Response.json({ id: 7 })
  })
  await call()
  const deadline = deadlineIn(5000, clock)
  expect(await call({ deadline })).toMatchObject({ value: { id: 7 } })
})

test('a server without TLS has received nothing, and the request is not retried', async () => {
  const url = await listen(http.createServer())
  const { call, sent } = open(globalThis.fetch)
  const todo = expect.stringMatching(/Check the URL/)
  const request = { method: 'GET', url } as const
  const deadline = deadlineIn(30_000, clock)
  expect(await call({ request, retry: 'safe', deadline })).toMatchObject({ mayHaveWorked: false, todo })
  expect(sent()).toBe(1)
})

test('a server that rejects the handshake has received nothing', async () => {
  const url = await listen(https.createServer({}))
  const { call } = open(globalThis.fetch)
  const deadline = deadlineIn(30_000, clock)
  expect(await call({ request: { method: 'POST', url }, deadline })).toMatchObject({
    mayHaveWorked: false,
    todo: expect.any(String),
  })
})

test('a connection that breaks during the handshake has sent nothing, and the request is retried', async () => {
  const url = await listen(net.createServer((socket) => socket.destroy()))
  const { call, sent } = open(globalThis.fetch)
  const error = await call({ request: { method: 'POST', url }, deadline: deadlineIn(5000, clock) })
  expect(error).toBeInstanceOf(NoResponseError)
  expect(error).toMatchObject({ mayHaveWorked: false, todo: undefined })
  expect(sent()).toBeGreaterThan(1)
})

test('a request may have been processed if its connection breaks after the handshake', async () => {
  const url = await listen(http.createServer((request) => request.socket.destroy()))
  const { call, sent } = open(globalThis.fetch)
  expect(await call({ request: { method: 'POST', url: url.replace('https:', 'http:') } })).toMatchObject({
    mayHaveWorked: true,
  })
  expect(sent()).toBe(1)
})
