import type { RunState } from '../../src/core/state.ts'
import { deployment, ours, spent, taxi } from './taxi.ts'

const succeeded = deployment(1042, 'succeeded', 68.4, ours)
const again = deployment(1043, 'succeeded', 44, {
  created_at: '2026-11-24T12:07:07.000Z',
  updated_at: '2026-11-24T12:07:51.000Z',
})
const datasets = ['trips', 'zones', 'fares'].map((name) => ({ name, status: 'Ready' }))
const tests = [{ name: 'sql', ok: true, durationMs: 182, detail: '1 row' }] as const
const reason = 'The specified bucket does not exist'
const message = `Dataset trips went into Error 4m 30s after the deployment succeeded, and was still in Error 1m later: ${reason}.`
const problem = { code: 'bake-failed', kind: 'dataset', name: 'trips', certain: true, message } as const

/** Runs that watch the app after its verification, by title. */
export const bakes: Record<string, RunState> = {
  'Watched for ten minutes': taxi({
    deployment: succeeded,
    verification: { datasets, tests, problems: [] },
    bake: { toldAtMs: 0, hasEnded: true, badPolls: 0 },
    watch: {},
    phases: spent(['in_progress', 68.4], ['datasets', 9], ['probes', 2.5], ['bake', 600]),
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'Went bad while it was watched, rolled back': taxi({
    deployment: succeeded,
    settings: { onFailure: 'rollback' },
    verification: {
      datasets: [{ name: 'trips', status: 'Error', error_message: reason }, ...datasets.slice(1)],
      tests,
      problems: [],
    },
    bake: { toldAtMs: 0, hasEnded: true, badPolls: 3 },
    watch: { problem },
    phases: spent(['in_progress', 68.4], ['datasets', 9], ['probes', 2.5], ['bake', 330], ['recovery', 46]),
    recovery: {
      mode: 'rollback',
      isRestored: false,
      isRequested: true,
      deployment: again,
      result: {
        kind: 'unchanged',
        rollback: {
          kind: 'deployed',
          outcome: { kind: 'succeeded', deployment: again },
          to: deployment(1041, 'succeeded', 74),
          health: { words: ' and ready', isBroken: false },
        },
      },
    },
    outcome: { kind: 'unverified', deployment: succeeded, problems: [message], isTolerated: false },
  }),
}
