import { DEFAULT_APP } from '../../sandbox/state.ts'
import { type ActionRun, deploy, type RunOptions } from './run.ts'
import { pod } from './spicepods.ts'

/** The spicepod of the app, with two datasets and one in another file. */
export const spicepod = pod({
  datasets: [
    { from: 's3://sandbox/taxi_trips/', name: 'taxi_trips' },
    { from: 's3://sandbox/orders/', name: 'orders' },
    { ref: 'datasets/more' },
  ],
})

/** Deploys to an app with a runtime, and with the check of its datasets on. */
export function verify({ inputs, sandbox, ...setup }: RunOptions = {}): Promise<ActionRun> {
  const { runtime = {}, ...cloud } = sandbox ?? {}
  return deploy({
    ...setup,
    sandbox: { apps: [{ ...DEFAULT_APP, spicepod }], ...cloud, runtime },
    inputs: (started) => ({
      'dataset-ready-timeout-seconds': '10',
      'test-warmup-seconds': '10',
      'test-timeout-seconds': '5',
      ...(typeof inputs === 'function' ? inputs(started) : inputs),
    }),
  })
}

/** Requests to the runtime, by what they were. */
export function asked(run: ActionRun): string[] {
  return run.requests.flatMap(({ operation }) => (operation?.startsWith('runtime') ? [operation] : []))
}

export function testResults(
  run: ActionRun,
): { name: string; ok: boolean; error?: string; detail?: string }[] {
  return JSON.parse(run.outputs['test-results'] ?? '')
}

export function datasets(run: ActionRun): { name: string; status: string; error_message?: string }[] {
  return JSON.parse(run.outputs.datasets ?? '')
}
