import { afterEach, expect } from '@jest/globals'
import { bytesOf } from '../answer.ts'
import { readCall } from '../call.ts'
import { Cloud, type CloudOptions } from '../cloud.ts'
import { fetchFrom } from '../memory.ts'
import { succeeds } from '../plan.ts'
import { createSandbox, type SandboxOptions } from '../server.ts'

/** 24 November 2026, noon: any time is fine, except the real one. */
export const NOON = Date.UTC(2026, 10, 24, 12)

export const APP = '/v1/apps/4711'
export const DEPLOYMENTS = `${APP}/deployments`

interface Sent {
  token?: string | null
  headers?: Record<string, string>
  body?: unknown
}

const clouds = new Set<Cloud>()
afterEach(() => {
  const mismatches = [...clouds].flatMap((cloud) => cloud.mismatches)
  clouds.clear()
  expect(mismatches).toEqual([])
})

/**
 * A cloud whose clock a test moves by hand, and a short way to call it. No request and no response may differ from the
 * description, unless the test asks for the mismatches.
 */
export function cloudAtNoon(options: CloudOptions = {}) {
  let time = NOON
  const cloud = new Cloud({ now: () => time, ...options })
  clouds.add(cloud)

  return {
    cloud,
    /** From then on, they are the test's to compare. */
    mismatches: () => {
      clouds.delete(cloud)
      return cloud.mismatches
    },
    pass: (ms: number) => {
      time += ms
    },
    call: async (method: string, url: string, { token = cloud.state.apiToken, headers, body }: Sent = {}) => {
      const rawBody = body === undefined ? '' : JSON.stringify(body)
      const sent = {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(rawBody !== '' && { 'content-type': 'application/json' }),
        ...headers,
      }
      const got = await cloud.handle(readCall({ method, url, headers: sent, rawBody }))
      if (!('reply' in got)) throw new Error(`no reply but a ${got.kind}`)
      const { status, headers: shown } = got.reply
      const text = Buffer.from(bytesOf(got.reply)).toString('utf8')
      return { status, headers: shown, body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}

/** The fake GitHub of a sandbox whose clock a test moves by hand, and short ways to call it about acme/taxi. */
export function githubAtNoon(options: SandboxOptions = {}) {
  let time = NOON
  const { github, cloud, githubApiUrl } = createSandbox({ now: () => time, ...options })
  const call = async (method: string, path: string, body?: object | string, headers = {}) => {
    const response = await fetchFrom(cloud)(`${githubApiUrl}/repos/acme/taxi${path}`, {
      method,
      headers: { authorization: 'Bearer token', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type')
    return {
      status: response.status,
      type,
      link: response.headers.get('link'),
      text,
      body: type?.startsWith('application/json') ? JSON.parse(text) : undefined,
    }
  }
  return {
    github,
    cloud,
    call,
    get: (path: string, accept = 'application/json') => call('GET', path, undefined, { accept }),
    pass: (ms: number) => {
      time += ms
    },
  }
}

/** The runtime of an app that serves since yesterday, in a sandbox whose clock a test moves by hand. */
export function runtimeAtNoon(spicepod: Record<string, unknown>, options: SandboxOptions = {}) {
  let time = NOON
  const sandbox = createSandbox({
    now: () => time,
    apps: [{ id: 4711, name: 'taxi', spicepod }],
    deployments: [{ appId: 4711, createdMsAgo: 86_400_000, plan: succeeds() }],
    runtime: {},
    ...options,
  })
  const { cloud, runtime, runtimeUrl } = sandbox
  const [app] = cloud.state.apps
  if (app === undefined || runtime === undefined) throw new Error('no app')
  const send = fetchFrom(runtime)
  return {
    sandbox,
    app,
    state: cloud.state,
    pass: (ms: number) => {
      time += ms
    },
    /** Sends a body, or reads if there is none. Without a token, the key of the app is sent. */
    ask: async (path: string, body?: string, headers: Record<string, string> = {}, signal?: AbortSignal) => {
      const response = await send(`${runtimeUrl}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: headers.authorization === undefined ? { 'x-api-key': runtime.key, ...headers } : headers,
        ...(body !== undefined && { body }),
        ...(signal && { signal }),
      })
      const [type, text] = [response.headers.get('content-type'), await response.text()]
      return {
        status: response.status,
        type,
        text,
        body: type?.startsWith('application/json') ? JSON.parse(text) : text,
      }
    },
  }
}
