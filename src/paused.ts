import { PreconditionError } from './errors.ts'
import { formatTime, parseTime } from './platform/clock.ts'
import type { Run } from './run-context.ts'
import type { App } from './spice/schema.ts'

/** @throws PreconditionError for a paused app, as far as it is known to be, unless the run may resume it */
export function refusePaused(app: App | undefined, { inputs }: Run): void {
  const since = app?.paused_at
  if (!since || inputs.onPaused === 'resume') return
  const ms = parseTime(since)
  throw new PreconditionError(
    `The app is paused${ms === undefined ? '' : ` since ${formatTime(ms)}`}, and a paused app cannot be deployed.`,
    'Resume the app on spice.ai and re-run this job, or set `on-paused: resume`, which resumes it with the spicepod of this run.',
  )
}
