import type { App, AppSeed } from './apps.ts'
import type { CloudOptions } from './cloud.ts'
import { entriesOf } from './components.ts'
import type { DeploymentSeed } from './deployments.ts'
import type { Rollout } from './instance-life.ts'
import { withoutOperations } from './older-server.ts'
import { fails, neverEnds, type Plan, succeeds } from './plan.ts'
import { goesBad, loadsSlowly, stuckOnDataset, stuckOnModel, stuckOnSecrets } from './rollouts.ts'
import { lacksSecrets, referencesIn, unresolvedIn } from './secret-references.ts'
import { DEFAULT_APP } from './state.ts'

/** The endings that can be asked for by name. */
export const OUTCOMES = [
  'succeeded',
  'failed',
  'timeout',
  'conflict',
  'stuck-secret',
  'stuck-dataset',
  'stuck-model',
  'slow-load',
  'goes-bad',
] as const

export type Outcome = (typeof OUTCOMES)[number]

/** Whether a text names an outcome. */
export function isOutcome(text: string): text is Outcome {
  return (OUTCOMES as readonly string[]).includes(text)
}

/**
 * The options of a cloud in which a deployment has this outcome.
 *
 * - `succeeded`: unless the app lacks a secret that its spicepod refers to. Then it is in progress forever.
 * - `timeout`: in progress forever.
 * - `conflict`: somebody else's deployment is queued for the first half of `durationMs` and in progress for the
 *   second, so that a create request gets a 409 until that deployment has started. After that, a deployment succeeds.
 * - `stuck-secret`, `stuck-dataset`, `stuck-model`: in progress for ever, since the new instance lacks a secret or
 *   cannot load the first dataset or model of the spicepod. An older instance serves meanwhile.
 * - `slow-load`: the datasets get ready one after the other; the deployment succeeds after ten times `durationMs`.
 * - `goes-bad`: succeeds, and after three times `durationMs` the first dataset of the spicepod is in error. Later
 *   deployments stay well.
 *
 * @param durationMs - from the creation of a deployment to its end
 * @param apps - the apps of the cloud, unless there is only the default one
 */
export function optionsFor(outcome: Outcome, durationMs = 2000, apps?: readonly AppSeed[]): CloudOptions {
  const ids = (apps ?? [DEFAULT_APP]).map(({ id }) => id)
  const plan = PLANS[outcome]?.(durationMs)
  if (plan !== undefined) {
    const instances = { requiresSecrets: true }
    if (outcome !== 'conflict') return { plan, instances }
    return {
      plan,
      instances,
      conflicts: 'queued',
      deployments: ids.map((appId) => inTheWay(appId, durationMs)),
    }
  }
  const rollout = rolloutOf(outcome, durationMs)
  const secrets = outcome === 'stuck-secret' ? {} : { PG_PASSWORD: 'sandbox-password' }
  const dayMs = 86_400_000
  return {
    apps: apps ?? [{ ...DEFAULT_APP, secrets }],
    instances: { rolloutFor: outcome === 'goes-bad' ? once(rollout) : rollout },
    ...(outcome === 'goes-bad' && { plan: succeeds(durationMs) }),
    // The instances that have served since yesterday.
    deployments: ids.map((appId) => ({ appId, createdMsAgo: dayMs, plan: succeeds() })),
    // Where the lists can be read, a run refuses the spicepod before it deploys anything.
    ...(outcome === 'stuck-secret' && {
      faults: withoutOperations('listOrgSecrets', 'listLinkedOrgSecrets'),
    }),
  }
}

/** The plans of the outcomes that need no look at the spicepod. */
const PLANS: Partial<Record<Outcome, (durationMs: number) => Plan>> = {
  succeeded: succeeds,
  failed: (durationMs) => fails(durationMs),
  timeout: (durationMs) => neverEnds(durationMs / 4),
  conflict: succeeds,
}

/** How a deployment of an app goes that has this outcome. */
export function rolloutOf(outcome: Outcome, durationMs: number): (app: App) => Partial<Rollout> {
  return (app) => {
    switch (outcome) {
      case 'stuck-secret':
        return stuckOnFirstSecret(app, durationMs / 2)
      case 'stuck-dataset':
        return stuckOnDataset(firstName(app, 'datasets'), TLS_FAILED, durationMs / 2)
      case 'stuck-model':
        return stuckOnModel(firstName(app, 'models'), QUOTA_EXCEEDED, durationMs / 2)
      case 'goes-bad':
        return goesBad(firstName(app, 'datasets'), SOURCE_GONE, durationMs)
      case 'slow-load':
        return loadsSlowly(app.spicepod, durationMs * 10)
      case 'succeeded':
      case 'conflict':
        return lacksSecrets(app) ? stuckOnFirstSecret(app, durationMs / 2) : { plan: succeeds(durationMs) }
      default:
        return { plan: PLANS[outcome]?.(durationMs) ?? succeeds(durationMs) }
    }
  }
}

/** Only the first deployment of each app goes so. After a reset, apps are new objects. */
function once(rolloutFor: (app: App) => Partial<Rollout>): (app: App) => Partial<Rollout> | undefined {
  const begun = new WeakSet<App>()
  return (app) => {
    if (begun.has(app)) return undefined
    begun.add(app)
    return rolloutFor(app)
  }
}

const SOURCE_GONE = 'The specified bucket does not exist'
const TLS_FAILED = 'PostgreSQL connection failed. error performing TLS handshake: certificate verify failed'
const QUOTA_EXCEEDED =
  'insufficient_quota: You exceeded your current quota, check your plan and billing details.'

/** The spicepod, by its path in the repository, that suits an outcome: it has what the rollout can stumble over. */
export function spicepodFor(outcome: Outcome): string {
  const needsMore = outcome.startsWith('stuck-') || outcome === 'slow-load'
  return needsMore ? 'sandbox/spicepod-with-secret.yaml' : 'sandbox/spicepod.yaml'
}

/** The secrets that the app lacks, or one that its first dataset is said to need. */
function stuckOnFirstSecret(app: App, afterMs: number): Rollout {
  const unresolved = unresolvedIn(app)
  if (unresolved.length > 0) return stuckOnSecrets(unresolved, referencesIn(app.spicepod).length, afterMs)
  const component = firstName(app, 'datasets')
  const madeUp = { store: 'secrets', key: 'PG_PASSWORD', kind: 'dataset', component, parameter: 'pg_pass' }
  return stuckOnSecrets([madeUp], 1, afterMs)
}

function firstName({ spicepod }: App, kind: string): string {
  return entriesOf(spicepod, kind)[0]?.name ?? `sandbox_${kind.slice(0, -1)}`
}

/** Somebody else's deployment: queued for the first half, and in progress for the second. */
export function inTheWay(appId: number, durationMs: number): DeploymentSeed {
  return {
    appId,
    branch: 'main',
    commitSha: '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7',
    commitMessage: 'Somebody else was faster',
    plan: [
      { afterMs: 0, status: 'queued' },
      { afterMs: durationMs / 2, status: 'in_progress' },
      { afterMs: durationMs, status: 'succeeded' },
    ],
  }
}
