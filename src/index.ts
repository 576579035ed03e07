import { enterPhase } from './phase.ts'

// Before the rest is loaded: neither a signal nor an end may come too early to be told.
const cancelled = new Promise<void>((resolve) => {
  // More of them must not end what is being said.
  process.on('SIGINT', () => resolve())
  process.on('SIGTERM', () => resolve())
})

switch (enterPhase(process.env)) {
  case 'main': {
    const { run } = await import('./run.ts')
    await run(process.env, cancelled)
    break
  }
  case 'post': {
    cancelled.then(() => process.exit())
    const { post } = await import('./post.ts')
    await post(process.env)
  }
}
