import type { DeploymentRecord } from './deployments.ts'

/** A deployment whose app is paused or deleted: it has no instance from then on, and if it was unfinished it stays so for ever. */
export function stopAt(record: DeploymentRecord, now: number): DeploymentRecord {
  const steps = record.plan.filter(({ afterMs }) => record.createdAt + afterMs <= now)
  const status = steps.at(-1)?.status
  const ended = status === 'succeeded' || status === 'failed'
  const stop = { afterMs: now - record.createdAt, status: 'created' } as const
  return { ...record, plan: ended ? steps : [...steps, stop], stoppedAt: record.stoppedAt ?? now }
}
