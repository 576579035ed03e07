import { appendFileSync } from 'node:fs'
import type { Environment } from './context.ts'

/** The runner starts the action for the step and, when the job is over, for what is left to say. */
export type Phase = 'main' | 'post' | 'over'

/**
 * Tells which part of the action this process is. State of the step reaches the post step through a file of the
 * runner; what is started by `post-step.ts` is that in any case: one that took itself for the step would deploy again.
 */
export function enterPhase(env: Environment): Phase {
  if (env.STATE_ended !== undefined) return 'over'
  if (env.STATE_started !== undefined) return 'post'
  if (env.GITHUB_STATE) {
    try {
      appendFileSync(env.GITHUB_STATE, 'started=true\n')
    } catch {
      // The post step has less to tell.
    }
  }
  return 'main'
}
