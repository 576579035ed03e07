import { Cloud, type CloudOptions } from './cloud.ts'
import { GITHUB_PREFIX, Github, type GithubBehaviour } from './github.ts'
import { listen } from './listen.ts'
import { datasetsIn, modelsIn } from './runtime/datasets.ts'
import type { RuntimeOptions } from './runtime/options.ts'
import { Runtime, type RuntimeSurroundings } from './runtime/runtime.ts'

/** The options of a sandbox: its cloud, where it listens, and its other services. */
export interface SandboxOptions extends CloudOptions {
  /** Default: any free port. */
  readonly port?: number
  readonly github?: GithubBehaviour
  /**
   * The runtime of the first app, at an origin of its own. Default: none. It is the app's endpoint, unless that
   * is set.
   */
  readonly runtime?: RuntimeOptions
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

/** Starts a cloud on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const parts = createParts(options)
  const listening = await listen(parts.cloud, options.port)
  const runtimeListening = parts.runtime && (await listen(parts.runtime))
  return assemble(options, parts, listening.url, runtimeListening?.url ?? '', async () => {
    await Promise.all([listening.close(), runtimeListening?.close()])
  })
}

/** A sandbox without sockets, for `fetchFrom`: its URLs work only there. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const parts = createParts(options)
  const runtimeUrl = parts.runtime ? MEMORY_RUNTIME_URL : ''
  return assemble(options, parts, MEMORY_URL, runtimeUrl, async () => {})
}

/** The URL of the cloud in a sandbox without sockets. */
export const MEMORY_URL = 'https://cloud.sandbox.example'
/** The URL of the runtime in a sandbox without sockets. */
export const MEMORY_RUNTIME_URL = 'https://runtime.sandbox.example'

function createParts(options: SandboxOptions) {
  const cloud = new Cloud(options)
  const github = new Github(options.github)
  cloud.serve(github)
  const runtime = options.runtime && createRuntime(cloud, options.runtime)
  return { cloud, github, runtime }
}

function assemble(
  options: SandboxOptions,
  { cloud, github, runtime }: ReturnType<typeof createParts>,
  url: string,
  runtimeUrl: string,
  close: () => Promise<void>,
): Sandbox {
  if (runtimeUrl !== '' && options.apps?.[0]?.endpoint === undefined) {
    for (const app of cloud.state.apps.slice(0, 1)) app.endpoint = runtimeUrl
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

/** The runtime of the first app of a cloud. */
export function createRuntime(cloud: Cloud, options: RuntimeOptions = {}): Runtime {
  return new Runtime({ ...suitingApp(cloud), ...options }, surroundings(cloud))
}

/** The cloud's record of the first app has to match its runtime. */
function suitingApp(cloud: Cloud): RuntimeOptions {
  const app = () => cloud.state.apps[0]
  const key = app()?.apiKeys.api_key
  return {
    ...(typeof key === 'string' && { key }),
    isSelfHosted: (app()?.kind ?? 'managed') !== 'managed',
    datasets: () => datasetsIn(app()?.spicepod),
    listedModels: () => modelsIn(app()?.spicepod),
  }
}

function surroundings(cloud: Cloud): RuntimeSurroundings {
  const { state } = cloud
  return {
    now: () => state.now(),
    faults: cloud.faults,
    record: (call) => cloud.record(call),
    recordMismatches: (mismatches) => cloud.recordMismatches(mismatches),
    instances: {
      list: () => state.apps.slice(0, 1).flatMap((app) => state.instancesOf(app)),
      isAnnotated: () => state.instances.annotations,
    },
  }
}
