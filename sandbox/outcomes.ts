import type { App } from './apps.ts'
import type { CloudOptions } from './cloud.ts'
import { entriesOf } from './components.ts'
import type { Rollout } from './instance-life.ts'
import { withoutOperations } from './older-server.ts'
import { fails, neverEnds, succeeds } from './plan.ts'
import { loadsSlowly, stuckOnDataset, stuckOnModel, stuckOnSecrets } from './rollouts.ts'
import { referencesIn, unresolvedIn } from './secret-references.ts'
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
] as const

export type Outcome = (typeof OUTCOMES)[number]

/** Whether a text names an outcome. */
export function isOutcome(text: string): text is Outcome {
  return (OUTCOMES as readonly string[]).includes(text)
}

/**
 * The options of a cloud in which a deployment has this outcome.
 *
 * - `timeout`: in progress forever.
 * - `conflict`: somebody else's deployment is queued for the first half of `durationMs` and in progress for the
 *   second, so that a create request gets a 409 until that deployment has started. After that, a deployment succeeds.
 * - `stuck-secret`, `stuck-dataset`, `stuck-model`: in progress for ever, since the new instance lacks a secret or
 *   cannot load the first dataset or model of the spicepod. An older instance serves meanwhile.
 * - `slow-load`: the datasets get ready one after the other; the deployment succeeds after ten times `durationMs`.
 *
 * @param durationMs - from the creation of a deployment to its end
 */
export function optionsFor(outcome: Outcome, durationMs = 2000): CloudOptions {
  switch (outcome) {
    case 'succeeded':
      return { plan: succeeds(durationMs) }
    case 'failed':
      return { plan: fails(durationMs) }
    case 'timeout':
      return { plan: neverEnds(durationMs / 4) }
    case 'conflict':
      return { plan: succeeds(durationMs), conflicts: 'queued', deployments: [inTheWay(durationMs)] }
    case 'stuck-secret':
      return {
        ...beside((app) => stuckOnFirstSecret(app, durationMs / 2), {}),
        // Where the lists can be read, a run refuses the spicepod before it deploys anything.
        faults: withoutOperations('listOrgSecrets', 'listLinkedOrgSecrets'),
      }
    case 'stuck-dataset':
      return beside((app) => stuckOnDataset(firstName(app, 'datasets'), TLS_FAILED, durationMs / 2))
    case 'stuck-model':
      return beside((app) => stuckOnModel(firstName(app, 'models'), QUOTA_EXCEEDED, durationMs / 2))
    case 'slow-load':
      return beside((app) => loadsSlowly(app.spicepod, durationMs * 10))
  }
}

const TLS_FAILED = 'PostgreSQL connection failed. error performing TLS handshake: certificate verify failed'
const QUOTA_EXCEEDED =
  'insufficient_quota: You exceeded your current quota, check your plan and billing details.'

/** The spicepod, by its path in the repository, that suits an outcome: it has what the rollout can stumble over. */
export function spicepodFor(outcome: Outcome): string {
  const needsMore = outcome.startsWith('stuck-') || outcome === 'slow-load'
  return needsMore ? 'sandbox/spicepod-with-secret.yaml' : 'sandbox/spicepod.yaml'
}

/** A rollout of an app that has these secrets, beside an instance that serves since yesterday. */
function beside(
  rolloutFor: (app: App) => Rollout,
  secrets: Readonly<Record<string, string>> = { PG_PASSWORD: 'sandbox-password' },
): CloudOptions {
  const dayMs = 86_400_000
  return {
    apps: [{ ...DEFAULT_APP, secrets }],
    instances: { rolloutFor },
    deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: dayMs, plan: succeeds() }],
  }
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

function inTheWay(durationMs: number) {
  return {
    appId: DEFAULT_APP.id,
    branch: 'main',
    commitSha: '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7',
    commitMessage: 'Somebody else was faster',
    plan: [
      { afterMs: 0, status: 'queued' },
      { afterMs: durationMs / 2, status: 'in_progress' },
      { afterMs: durationMs, status: 'succeeded' },
    ],
  } as const
}
