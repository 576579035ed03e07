interface StatusMeaning {
  /** How the deployment has ended; undefined while it goes on. One is superseded only if there is a newer one. */
  end?: 'succeeded' | 'failed' | 'superseded'
  /** The phase of a run that watches it; undefined if it does not tell. */
  phase?: 'queued' | 'in_progress'
  /** Whether other deployments of the app may have to wait for it. */
  blocksOthers: boolean
  /** Whether it has begun to replace earlier deployments. */
  hasStarted: boolean
  /** In the log. */
  color: 'green' | 'red' | 'cyan'
}

/** The statuses that the API describes, and all that they mean here. `created` is "just made" or "superseded". */
export const statuses = {
  queued: { phase: 'queued', blocksOthers: true, hasStarted: false, color: 'cyan' },
  in_progress: { phase: 'in_progress', blocksOthers: true, hasStarted: true, color: 'cyan' },
  succeeded: { end: 'succeeded', blocksOthers: false, hasStarted: true, color: 'green' },
  failed: { end: 'failed', blocksOthers: false, hasStarted: true, color: 'red' },
  created: { end: 'superseded', blocksOthers: false, hasStarted: false, color: 'cyan' },
} as const satisfies Record<string, StatusMeaning>

/** A status that the API does not describe says only that the deployment goes on. */
const undescribed: StatusMeaning = { blocksOthers: false, hasStarted: true, color: 'cyan' }

export function meaningOf(status: string): StatusMeaning {
  return isKnownStatus(status) ? statuses[status] : undescribed
}

/** Whether the API describes a status: such a word means what it says, even if a secret has the same value. */
export function isKnownStatus(status: unknown): status is keyof typeof statuses {
  return typeof status === 'string' && Object.hasOwn(statuses, status)
}
