import { type App, keysOf } from './apps.ts'
import { Cloud, type CloudOptions } from './cloud.ts'
import { Control } from './control.ts'
import { type Branch, putBranch } from './github/branch.ts'
import type { CommitSeed } from './github/history.ts'
import type { IssueSeed } from './github/issue-store.ts'
import type { PullRequest } from './github/pulls.ts'
import { GITHUB_PREFIX } from './github/reply.ts'
import { Github } from './github.ts'
import { type Address, listen } from './listen.ts'
import type { RuntimeOptions } from './runtime/options.ts'
import { Runtime } from './runtime/runtime.ts'
import { applySettings, type Settings } from './settings.ts'

/** The options of a sandbox: its cloud, where it listens, and its other services. */
export interface SandboxOptions extends CloudOptions {
  /** Where the API, the token URL and the fake GitHub listen. */
  readonly address?: Address
  /** The port of the runtime, at the same host. Default: any free port. */
  readonly runtimePort?: number
  /** How long a deployment takes whose outcome is set under `/_sandbox`. Default 2000. */
  readonly durationMs?: number
  /** The pull requests of the fake GitHub. Default: none. */
  readonly pulls?: readonly PullRequest[]
  /** Its branches besides those of the pull requests. Default: none. */
  readonly branches?: readonly Branch[]
  /** Its commits with their files. Default: none; but any commit has a message. */
  readonly commits?: readonly CommitSeed[]
  /** The message of every commit that has none of its own. */
  readonly commitMessage?: string
  /** Its issues. Default: none. */
  readonly issues?: readonly IssueSeed[]
  /**
   * The runtime of the first app, at an origin of its own, which is shared with the runtimes of new apps. Default: none.
   * It is the endpoint of these apps, unless that is set.
   */
  readonly runtime?: RuntimeOptions
  /** What it is like. It can be changed later. */
  readonly settings?: Settings
}

/** A Spice Cloud that listens on this machine. */
export interface Sandbox {
  /** Whether it has sockets. */
  readonly isListening: boolean
  /** The Management API, without a slash at the end: the `api-url` input. */
  readonly url: string
  /** The `oauth-token-url` input. */
  readonly tokenUrl: string
  /** What GITHUB_API_URL has to be for the fake GitHub. */
  readonly githubApiUrl: string
  /** The `runtime-url` input; empty if there is no runtime. */
  readonly runtimeUrl: string
  readonly cloud: Cloud
  readonly github: Github
  readonly runtime: Runtime | undefined
  /** Every call so far: those of the API, of the token URL, of GitHub and of the runtime. */
  readonly requests: Cloud['requests']
  /** Violations of the API description; see {@link Cloud.mismatches}. */
  readonly mismatches: Cloud['mismatches']
  readonly credentials: {
    readonly clientId: string
    readonly clientSecret: string
    readonly apiToken: string
  }
  /** Stops listening and closes every connection, including hanging ones. */
  close(): Promise<void>
}

/** Starts a cloud that listens on this machine, and can be scripted under `/_sandbox`. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { address = {}, runtimePort = 0 } = options
  const runtimeListening =
    options.runtime &&
    (await listen(
      { handle: (call) => (sandbox.runtime ?? sandbox.cloud).handle(call) },
      { ...address, port: runtimePort },
    ))
  const close = async () => {
    await Promise.all([listening?.close(), runtimeListening?.close()])
  }
  const listening = await listen(
    { handle: (call) => (control.owns(call) ? control : sandbox.cloud).handle(call) },
    address,
  ).catch(async (error) => {
    await runtimeListening?.close()
    throw error
  })
  const place = { url: listening.url, runtimeUrl: runtimeListening?.url ?? '', close }
  const sandbox = createSandbox(options, place)
  // Whoever holds the sandbox keeps it: a reset gives it new parts.
  const reset = () => Object.assign(sandbox, createSandbox(options, place))
  const control = new Control(sandbox, options.durationMs ?? 2000, { reset, stop: close })
  return sandbox
}

/** Where a sandbox can be reached, and how that ends. */
type Place = Pick<Sandbox, 'url' | 'runtimeUrl' | 'close'>

/** A sandbox without sockets, for `fetchFrom`: its URLs work only there. */
export function createSandbox(options: SandboxOptions = {}, place?: Place): Sandbox {
  const { url, runtimeUrl, close } = place ?? {
    url: MEMORY_URL,
    runtimeUrl: options.runtime ? MEMORY_RUNTIME_URL : '',
    close: async () => {},
  }
  const cloud = new Cloud(options)
  const github = new Github()
  github.message = options.commitMessage ?? github.message
  github.pulls.push(...(options.pulls ?? []))
  for (const branch of options.branches ?? []) putBranch(github.branches, branch)
  for (const commit of options.commits ?? []) github.history.put(commit)
  for (const issue of options.issues ?? []) github.issues.put(issue, github.pulls)
  cloud.serve(github)
  applySettings({ cloud, github }, options.settings ?? {})
  const runtime = options.runtime && createRuntime(cloud, options.runtime)
  if (runtimeUrl !== '') {
    for (const app of cloud.state.apps) {
      const seed = options.apps?.find(({ id }) => id === app.id)
      if (seed?.endpoint === undefined) app.endpoint = runtimeUrl
    }
    cloud.state.newAppEndpoint = runtimeUrl
  }
  const { client, apiToken } = cloud.state
  return {
    isListening: url !== MEMORY_URL,
    url,
    tokenUrl: `${url}/api/oauth/token`,
    githubApiUrl: `${url}${GITHUB_PREFIX}`,
    runtimeUrl,
    cloud,
    github,
    runtime,
    requests: cloud.requests,
    mismatches: cloud.mismatches,
    credentials: { clientId: client.clientId, clientSecret: client.clientSecret, apiToken },
    close,
  }
}

/** The URL of the cloud in a sandbox without sockets. */
export const MEMORY_URL = 'https://cloud.sandbox.example'
/** The URL of the runtime in a sandbox without sockets. */
export const MEMORY_RUNTIME_URL = 'https://cloud.sandbox.example:8443'

/**
 * The runtime of the first app of a cloud. It shares its host with the runtimes of all other apps: the key of a call
 * decides which one responds.
 */
export function createRuntime(cloud: Cloud, options: RuntimeOptions = {}): Runtime {
  const [first] = cloud.state.apps
  const others = new Map<App, Runtime>()
  return new Runtime(cloud, first, options, (key) => {
    const app = cloud.state.apps.find((each) => keysOf(each).includes(key))
    if (app === undefined || app === first) return undefined
    const runtime = others.get(app) ?? new Runtime(cloud, app, options)
    others.set(app, runtime)
    return runtime
  })
}
