import { enterPhase } from './phase.ts'

// Before the rest is loaded: neither a signal nor an end may come too early to be told.
const cancelled = new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve())
  process.once('SIGTERM', () => resolve())
})

const phase = enterPhase(process.env)
switch (phase) {
  case 'main':
  case 'unmarked': {
    const { run } = await import('./run.ts')
    await run(process.env, cancelled, phase)
    break
  }
  case 'post': {
    cancelled.then(() => process.exit())
    const { post } = await import('./post.ts')
    await post(process.env)
  }
}
