import { type CreateOptions, createOnce } from './deployment/create.ts'
import type { Created } from './deployment/reconcile.ts'
import { PreconditionError, RefusalError } from './errors.ts'
import { describeIgnoredByResume } from './inputs/request.ts'
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

/** Resumes an app, which deploys its spicepod, and names the inputs that cannot be sent with it. */
export function resumePaused(options: CreateOptions, { inputs, emit }: Run): Promise<Created> {
  const ignored = describeIgnoredByResume(inputs)
  if (ignored !== '') emit({ type: 'warning', text: ignored })
  return createOnce({ ...options, resumes: true })
}

/** Whether Spice Cloud did not create a deployment because the app is paused. */
export function isPausedRefusal(created: Created): boolean {
  return (
    created.kind === 'refused' &&
    created.error instanceof RefusalError &&
    created.error.refusal.code === 'spicepod_paused'
  )
}
