import { detectStep } from './entry.ts'

// Before the rest is loaded: a signal or the end must not come too early to be reported.
let isCancelled = false
const cancelled = new Promise<void>((resolve) => {
  const cancel = () => {
    isCancelled = true
    resolve()
  }
  // Ignore further signals: the final report is being written.
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
})

const step = detectStep(process.env)
if (step !== 'done') {
  const [{ actionsRunner: runner }, { systemClock: clock }, execute] = await Promise.all([
    import('./platform/runner.ts'),
    import('./time.ts'),
    step === 'main'
      ? import('./run.ts').then(({ run }) => run)
      : import('./post.ts').then(({ post }) => post),
  ])
  const system = { runner, clock, fetch: globalThis.fetch, random: Math.random, cancelled }
  process.exitCode = await execute(process.env, system)
  // Requests that a cancelled step has left behind must not keep the process alive.
  if (isCancelled) process.exit()
}
