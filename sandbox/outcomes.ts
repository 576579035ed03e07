import type { CloudOptions } from './cloud.ts'
import { fails, neverEnds, succeeds } from './plan.ts'
import { DEFAULT_APP } from './state.ts'

/** The outcomes that can be requested by name. */
export const OUTCOMES = ['succeeded', 'failed', 'timeout', 'conflict'] as const

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
  }
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
