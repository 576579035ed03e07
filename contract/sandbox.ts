import { fetchFrom } from '../sandbox/memory.ts'
import { succeeds } from '../sandbox/plan.ts'
import { createSandbox, MEMORY_RUNTIME_URL, type Sandbox, type SandboxOptions } from '../sandbox/server.ts'
import type { Pace, Target } from './client.ts'
import { applyDifferences, differing } from './differences.ts'

/** How long a rollout of this sandbox takes. */
const ROLLOUT_MS = 800

/** For a cloud on this machine. */
export const QUICK: Pace = {
  requestMs: 5000,
  pollMs: 100,
  rolloutMs: 20_000,
  // As long as a rollout of this sandbox.
  stillMs: 800,
  totalMs: 2_700_000,
  removalMs: 10_000,
}

/** The options of a sandbox about which all statements hold. */
export const CONTRACT_SANDBOX = {
  plan: succeeds(ROLLOUT_MS),
  instances: { requiresSecrets: true },
  runtime: {},
} satisfies SandboxOptions

/** A sandbox without sockets, about which all statements hold except these. */
export function createTarget(differ: readonly string[] = [], options: SandboxOptions = {}) {
  const sandbox = createSandbox({ ...CONTRACT_SANDBOX, ...options })
  applyDifferences(sandbox.cloud.state, differ)
  return { sandbox, target: targetOf(sandbox, differ) }
}

function targetOf(sandbox: Sandbox, differ: readonly string[]): Target {
  const { cloud, runtime = cloud, url, tokenUrl, credentials } = sandbox
  const ofCloud = fetchFrom(differing(cloud, cloud.state, differ))
  const ofRuntime = fetchFrom(differing(runtime, cloud.state, differ))
  return {
    apiUrl: url,
    tokenUrl,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    fetch: (input, init) =>
      String(input).startsWith(MEMORY_RUNTIME_URL) ? ofRuntime(input, init) : ofCloud(input, init),
    pace: QUICK,
  }
}
