/** The two things that logic needs of time, so that tests can bring a time of their own. */
export interface Clock {
  /** Milliseconds on a clock that only moves forward. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** A point in time by which something must have ended. */
export interface Deadline {
  /** Milliseconds left; 0 once it has passed, never less. */
  remainingMs(): number
  /** For the last looks, all of them together: ends the grace after this one. */
  lastLook(): Deadline
}

export function deadlineIn(ms: number, clock: Clock, graceMs = 0): Deadline {
  const end = clock.now() + ms
  return {
    remainingMs: () => Math.max(0, end - clock.now()),
    lastLook: () => deadlineIn(Math.max(0, end + graceMs - clock.now()), clock),
  }
}

/** Whichever of the two comes first. */
export function earlier(one: Deadline, other: Deadline): Deadline {
  return {
    remainingMs: () => Math.min(one.remainingMs(), other.remainingMs()),
    lastLook: () => earlier(one.lastLook(), other.lastLook()),
  }
}
