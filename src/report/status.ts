import type { Colour } from './log.ts'

const described = new Set<unknown>(['queued', 'in_progress', 'succeeded', 'failed', 'created'])

/** Whether a status is one that the API describes: such words mean what they say, whatever the value of some secret. */
export function isDescribedStatus(status: unknown): boolean {
  return described.has(status)
}

/** The colour of a status in the log. */
export function colourOf(status: string): Colour {
  if (status === 'succeeded') return 'green'
  return status === 'failed' ? 'red' : 'cyan'
}
