import { appendFileSync } from 'node:fs'
import type { Environment } from './github/event.ts'

// Before the rest is loaded, so that even an early signal or exit is reported.
const cancellation = new AbortController()
const cancelled = new Promise<void>((resolve) => {
  cancellation.signal.addEventListener('abort', () => resolve())
})
// Further signals are ignored: the final report is being written.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => cancellation.abort())

const step = detectStep(process.env)
if (step !== 'done') {
  const [{ actionsRunner: runner }, { systemClock: clock }, execute] = await Promise.all([
    import('./platform/runner.ts'),
    import('./platform/clock.ts'),
    step === 'post'
      ? import('./post.ts').then(({ post }) => post)
      : import('./run.ts').then(({ run }) => run),
  ])
  const system = { runner, clock, fetch: globalThis.fetch, random: Math.random, cancelled }
  process.exitCode = await execute(process.env, system, step === 'remove' ? 'remove' : 'deploy')
  // Requests that a cancelled step has left behind must not keep the process alive.
  if (cancellation.signal.aborted) process.exit()
}

/**
 * Detects which step this process is; `done` if nothing is left to report. The post step gets the state of the step
 * through a file of the runner. A process started by `post-step.ts` is always the post step, because one that mistook
 * itself for the main step would deploy again.
 */
function detectStep(env: Environment): 'main' | 'post' | 'remove' | 'done' {
  // Set by `remove-step.ts`. That action has no post step.
  if (process.argv[2] === 'remove') return 'remove'
  if (env.STATE_ended !== undefined) return 'done'
  if (env.STATE_started !== undefined) return 'post'
  if (env.GITHUB_STATE) {
    try {
      appendFileSync(env.GITHUB_STATE, 'started=true\n')
    } catch {
      // The post step then has less to report.
    }
  }
  return 'main'
}
