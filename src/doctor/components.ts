import { toSentence } from './log-events.ts'

export interface ComponentPoll {
  readonly name: string
  readonly status?: string | null | undefined
  readonly message?: string | null | undefined
  readonly accelerated?: boolean | undefined
}

/** What a runtime lists, by its own names. */
export type Components = ReadonlyMap<string, ComponentState>

interface ComponentState {
  readonly status: string
  /** First and last poll of an unbroken row in which it had this status. */
  readonly sinceMs: number
  readonly lastMs: number
  readonly message: string
  readonly accelerated: boolean | undefined
}

/** Polls further apart do not show that nothing changed between them. */
const maxGapMs = 60_000
const maxComponents = 5000

export function observeComponents(
  before: Components | undefined,
  polled: readonly ComponentPoll[],
  atMs: number,
): Components {
  return new Map(
    polled.slice(0, maxComponents).map(({ name, status, message, accelerated }) => {
      const known = before?.get(name)
      // The runtime leaves the status out for what is fine.
      const word = toSentence(status ?? 'Ready', 40)
      const isUnbroken = known?.status.toLowerCase() === word.toLowerCase() && atMs - known.lastMs <= maxGapMs
      return [
        name,
        {
          status: word,
          sinceMs: isUnbroken ? known.sinceMs : atMs,
          lastMs: atMs,
          message: toSentence(message ?? ''),
          accelerated,
        },
      ]
    }),
  )
}

const fine = new Set(['ready', 'refreshing', 'disabled'])

export function isFine({ status }: ComponentState): boolean {
  return fine.has(status.toLowerCase())
}
