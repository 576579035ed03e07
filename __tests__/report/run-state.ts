import type { RunState } from '../../src/core/state.ts'
import { type Known, taxi } from '../../testing/samples/taxi.ts'
import { deployment } from '../deploy/deployment.ts'

export { type Known, sha, stateOf } from '../../testing/samples/taxi.ts'

/** A successful run of the app of the preview without earlier deployments, changed by what a test is about. */
export function runState({ settings, ...known }: Known = {}): RunState {
  return taxi({
    history: [],
    deployment: deployment({
      id: 1001,
      status: 'succeeded',
      image_tag: '2.4.0-rc.1',
      replicas: 2,
      created_at: '2026-11-24T12:00:00.000Z',
      updated_at: '2026-11-24T12:00:18.400Z',
    }),
    elapsedMs: 19_000,
    ...known,
    settings: { channel: 'preview', timeoutMs: 600_000, ...settings },
  })
}

/** Deployments that took so many milliseconds, newest first. */
export const historyOf = (durationsMs: readonly number[]) =>
  durationsMs.map((ms, index) => {
    const [created_at, finished_at] = [0, ms].map((at) => new Date(at).toISOString())
    return deployment({ id: 100 - index, status: 'succeeded', created_at, finished_at })
  })
