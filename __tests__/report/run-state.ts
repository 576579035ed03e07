import * as v from 'valibot'
import { type Known, stateOf } from '../../preview/runs/taxi.ts'
import type { RunState } from '../../src/report/state.ts'
import { App } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'

export type { Known } from '../../preview/runs/taxi.ts'
export { stateOf } from '../../preview/runs/taxi.ts'

export const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

/** The state of a successful run, changed by what a test is about. */
export function runState({ settings, ...known }: Known = {}): RunState {
  return stateOf({
    appId: 4711,
    app: v.parse(App, { id: 4711, name: 'taxi' }),
    org: 'acme',
    source: { branch: 'main', commitSha: sha, commitMessage: 'Fix the meter' },
    deployment: deployment({
      id: 1001,
      status: 'succeeded',
      created_at: '2026-11-24T12:00:00.000Z',
      updated_at: '2026-11-24T12:00:18.400Z',
      image_tag: '2.4.0-rc.1',
      replicas: 2,
    }),
    elapsedMs: 19_000,
    ...known,
    settings: { channel: 'preview', timeoutMs: 600_000, ...settings },
  })
}
