import * as v from 'valibot'
import type { PlannedChange } from '../../src/app/plan.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Phase, PhaseName } from '../../src/core/phases.ts'
import { initialState } from '../../src/core/reduce.ts'
import type { RunState, Settings } from '../../src/core/state.ts'
import { hasSucceeded } from '../../src/deploy/deployment.ts'
import { App, Deployment } from '../../src/spice/schema.ts'

// The sample app whose runs the preview shows.

export const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
export const shaBefore = '9a8b7c6d5e4f30211203948576a5b4c3d2e1f009'

export const noon = Date.UTC(2026, 10, 24, 12)

/** A deployment as the API returns it. */
export function answered(fields: Record<string, unknown>): Deployment {
  return v.parse(Deployment, fields)
}

export function app(fields: Record<string, unknown> = {}): App {
  return v.parse(App, { id: 4711, name: 'taxi', ...fields })
}

/** The plan to change a tag. */
export function tagChange(key: string, before: string, after: string): PlannedChange {
  const desired = { [key]: after }
  return {
    kind: 'tags',
    keys: [key],
    desired,
    differences: [{ key, before, after }],
    update: { tags: desired },
  }
}

/** The plan to push a manifest. */
export function spicepodChange(
  path: string,
  value: Record<string, unknown> = { name: 'taxi' },
  current: object | null = null,
): PlannedChange {
  const locate = () => ({ file: path, line: 1, column: 1 })
  const desired = { path, text: 'name: taxi', value, locate }
  const update = { spicepod: desired.text }
  return { kind: 'spicepod', path, desired, current, update, mayBeConnected: false }
}

/** A deployment of the sample app. */
export function deployment(id: number, status: string, seconds: number, more = {}): Deployment {
  const createdAt = noon + (id - 1042) * 3_600_000
  return answered({
    id,
    status,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(createdAt + seconds * 1000).toISOString(),
    image_tag: '2.5.0',
    replicas: 2,
    branch: 'main',
    commit_sha: shaBefore,
    commit_message: 'Count the night fare',
    created_by: 'robin@acme.example',
    creation_source: 'api',
    ...more,
  })
}

/** The earlier deployments of the app, newest first. */
export const history: readonly Deployment[] = [
  deployment(1041, 'succeeded', 74),
  deployment(1040, 'failed', 131),
  deployment(1039, 'succeeded', 81),
  deployment(1038, 'created', 0),
  deployment(1037, 'succeeded', 66),
  deployment(1036, 'succeeded', 69),
  deployment(1035, 'failed', 3),
  deployment(1034, 'succeeded', 78),
  deployment(1033, 'succeeded', 90),
  deployment(1032, 'succeeded', 62),
  deployment(1031, 'succeeded', 71),
  deployment(1030, 'succeeded', 68),
]

export const ours = { commit_sha: sha, commit_message: 'Fix the meter' }

/** What is known of a run; settings are added to the defaults. */
export type Known = Partial<Omit<RunState, 'settings'>> & { settings?: Partial<Settings> }

/** The state of a run that began at 0, with nothing in it but what is given. */
export function stateOf({ settings, ...known }: Known): RunState {
  const initial = initialState(0)
  return { ...initial, ...known, settings: { ...initial.settings, ...settings } }
}

/** A run of the sample app. */
export function taxi({ settings, ...known }: Known): RunState {
  const { history: deployments = history } = known
  return stateOf({
    list: {
      last: { deployments: [...deployments], isWhole: true, serverTimeMs: noon + 120_000, tookMs: 80 },
      success: deployments.find(hasSucceeded),
      atMs: 0,
    },
    appId: 4711,
    app: app(),
    org: 'acme',
    source: { branch: 'main', commitSha: sha, commitMessage: 'Fix the meter' },
    isRequested: true,
    history,
    ...known,
    ...(known.phases && { phases: endPhases(known.phases, known.outcome) }),
    settings: { timeoutMs: 900_000, ...settings },
  })
}

/** Without a result the last phase has not ended. */
function endPhases(phases: readonly Phase[], outcome: Outcome | undefined): readonly Phase[] {
  const isOpen = ['stuck', 'timed-out', 'superseded', 'cancelled', 'unknown'].includes(outcome?.kind ?? '')
  return phases.map((phase, index) =>
    isOpen && index === phases.length - 1 ? { ...phase, isUnfinished: true } : phase,
  )
}

/** Consecutive phases with their durations in seconds. */
export function spent(...parts: [name: PhaseName, seconds: number][]): Phase[] {
  let endMs = 1400
  return parts.map(([name, seconds]) => {
    const startMs = endMs
    endMs += seconds * 1000
    return { name, startMs, endMs }
  })
}
