import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readCall } from './call.ts'
import { Cloud, type CloudOptions } from './cloud.ts'
import { GITHUB_PREFIX, Github, type GithubBehaviour } from './github.ts'
import { carryOut } from './wire.ts'

/** What a sandbox is like: a cloud, where it listens and the GitHub beside it. */
export interface SandboxOptions extends CloudOptions {
  /** Default: any that is free. */
  readonly port?: number
  readonly github?: GithubBehaviour
}

/** A Spice Cloud that listens on this machine. */
export interface Sandbox {
  /** The Management API, without a slash at the end: the `api-url` input. */
  readonly url: string
  /** The `oauth-token-url` input. */
  readonly tokenUrl: string
  /** What GITHUB_API_URL has to be for the fake GitHub. */
  readonly githubApiUrl: string
  readonly cloud: Cloud
  readonly github: Github
  /** Every call so far: those of the API, of the token URL and of GitHub. */
  readonly requests: Cloud['requests']
  /** What was not as the API description says; see {@link Cloud.mismatches}. */
  readonly mismatches: Cloud['mismatches']
  readonly credentials: {
    readonly clientId: string
    readonly clientSecret: string
    readonly apiToken: string
  }
  /** Stops listening and cuts every connection, hanging ones too. */
  close(): Promise<void>
}

/** Starts a cloud on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cloud = new Cloud(options)
  const github = new Github(options.github)
  cloud.serve(github)
  const closing = new AbortController()
  const server = createServer((request, response) => {
    // A client that goes away in the middle of its request is no failure of the sandbox.
    serve(cloud, request, response, closing.signal).catch(() => response.destroy())
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(options.port ?? 0, '127.0.0.1', done)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { client, apiToken } = cloud.state
  return {
    url,
    tokenUrl: `${url}/api/oauth/token`,
    githubApiUrl: `${url}${GITHUB_PREFIX}`,
    cloud,
    github,
    requests: cloud.requests,
    mismatches: cloud.mismatches,
    credentials: { clientId: client.clientId, clientSecret: client.clientSecret, apiToken },
    close: () =>
      new Promise((done) => {
        closing.abort()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const call = readCall({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers,
    rawBody: Buffer.concat(chunks).toString('utf8'),
  })
  await carryOut(await cloud.handle(call), response, closing)
}
