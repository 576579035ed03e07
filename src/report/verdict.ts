import type { Location } from '../errors.ts'

/** What a run came to, in words. Text of others is in it as it came: make it harmless where it is printed. */
export interface Verdict {
  isGood: boolean
  /** A few words. */
  headline: string
  /** What happened, whole. */
  what: string
  /** What the user can do now; empty where there is nothing to do. */
  todo: string
  /** The output `error-message`: the API's own, or why the action gave up. */
  errorMessage: string | undefined
  /** Where in the repository the fault is. */
  location?: Location | undefined
}

/** One that lets the job pass; there is nothing to do. */
export function good(headline: string, what: string): Verdict {
  return { isGood: true, headline, what, todo: '', errorMessage: undefined }
}

/** @param errorMessage where it is another than what happened */
export function bad(headline: string, what: string, todo: string, errorMessage = what): Verdict {
  return { isGood: false, headline, what, todo, errorMessage }
}
