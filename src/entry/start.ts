import type { Action } from '../core/outcome.ts'
import { systemClock as clock } from '../platform/clock.ts'

// Signals are handled before the rest is loaded, so that even an early one is reported.
const cancelled = new Promise<void>((resolve) => {
  // Further signals are ignored: the final report is being written.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve())
})

/** Runs a step of an action in this process, and sets the exit status. */
export async function start(step: Action | 'post'): Promise<void> {
  const [{ actionsRunner: runner }, execute] = await Promise.all([
    import('../platform/runner.ts'),
    step === 'post'
      ? import('../actions/post/index.ts').then(({ post }) => post)
      : import('./run.ts').then(({ run }) => run),
  ])
  const system = { runner, clock, fetch: globalThis.fetch, random: Math.random, cancelled }
  process.exitCode = await execute(process.env, system, step === 'post' ? undefined : step)
  // Once the log is written, nothing that is left behind keeps the process alive: a request of a cancelled step, or a
  // connection that a server or a proxy never completes.
  process.stdout.write('', () => setTimeout(process.exit, 100).unref())
}
