import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './context.ts'

/**
 * The runner starts one file for the step and, when the job is over, for what is left to say. One that is `unmarked`
 * could not be told from the other.
 */
export type Phase = 'main' | 'unmarked' | 'post' | 'over'

/**
 * Tells which part of the action this process is, and makes sure that the next one can tell: a post step that took
 * itself for the main one would deploy again. State reaches the post step through a file of the runner; where that
 * cannot be written, a mark beside it stands in.
 */
export function enterPhase(env: Environment): Phase {
  if (env.STATE_ended !== undefined) return 'over'
  const mark = markOf(env)
  if (env.STATE_started !== undefined || (mark !== undefined && existsSync(mark))) return 'post'
  if (env.GITHUB_STATE) {
    const hasMark =
      tryTo(() => appendFileSync(env.GITHUB_STATE ?? '', 'started=true\n')) ||
      // Where nothing names the step, no runner has started it, and none will start it again.
      mark === undefined ||
      tryTo(() => writeFileSync(mark, ''))
    if (!hasMark) return 'unmarked'
  }
  return 'main'
}

function tryTo(write: () => void): boolean {
  try {
    write()
    return true
  } catch {
    return false
  }
}

/** A file that only this step of this run can have left. */
function markOf({ RUNNER_TEMP, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB, GITHUB_ACTION }: Environment) {
  if (!GITHUB_RUN_ID || !GITHUB_ACTION) return undefined
  const parts = ['spice-cloud-deploy', GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB, GITHUB_ACTION]
  return join(RUNNER_TEMP || tmpdir(), parts.join('-').replace(/[^\w-]/g, '_'))
}
