interface StatusMeaning {
  /** How the deployment has ended; undefined while it goes on. One is superseded only if there is a newer one. */
  end?: 'succeeded' | 'failed' | 'superseded'
  /** How far it is, while other deployments of the app may have to wait for it. */
  phase?: 'queued' | 'in_progress'
  /** Whether it has begun to replace earlier deployments. */
  hasStarted: boolean
  /** In the log. */
  color: 'green' | 'red' | 'cyan'
}

/** The statuses that the API describes, and all that they mean here. `created` is "just made" or "superseded". */
export const statuses = {
  queued: { phase: 'queued', hasStarted: false, color: 'cyan' },
  in_progress: { phase: 'in_progress', hasStarted: true, color: 'cyan' },
  succeeded: { end: 'succeeded', hasStarted: true, color: 'green' },
  failed: { end: 'failed', hasStarted: true, color: 'red' },
  created: { end: 'superseded', hasStarted: false, color: 'cyan' },
} as const satisfies Record<string, StatusMeaning>

/** A status that the API does not describe says only that the deployment goes on. */
const undescribed: StatusMeaning = { hasStarted: true, color: 'cyan' }

export function meaningOf(status: string): StatusMeaning {
  return isKnownStatus(status) ? statuses[status] : undescribed
}

/** Whether the API describes a status: such a word means what it says, even if a secret has the same value. */
export function isKnownStatus(status: unknown): status is keyof typeof statuses {
  return typeof status === 'string' && Object.hasOwn(statuses, status)
}
