import { appendFileSync } from 'node:fs'
import type { Environment } from './context.ts'

/**
 * Tells which step this process is: the runner starts the action for the step itself and, when the job is over, for
 * its post step. State of the step reaches the post step through a file of the runner; whatever `post-step.ts` starts
 * is the post step in any case, since one that took itself for the main step would deploy again.
 *
 * @returns `done` if the main step has reported everything and the post step has nothing to do
 */
export function detectStep(env: Environment): 'main' | 'post' | 'done' {
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
