import { cut, type Redact } from '../platform/text.ts'

/** A shorter prefix of an id may be ambiguous. Git and GitHub show this many characters. */
const shortLength = 7

/** Whether a text is the id of a commit, in full or abbreviated. Other texts may be branches, options or paths. */
export function isCommitId(text: string): boolean {
  return text.length >= shortLength && /^[0-9a-f]{1,64}$/i.test(text)
}

/** Whether two names are the same branch. Servers may record the full ref, `refs/heads/main`. */
export function isSameBranch(one: string, other: string): boolean {
  return withoutHeads(one) === withoutHeads(other)
}

function withoutHeads(branch: string): string {
  return branch.replace(/^refs\/heads\//, '')
}

/** Whether two ids are the same commit. Either may be abbreviated, to at least 7 characters. */
export function isSameCommit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.length < shortLength ? short === long : long.toLowerCase().startsWith(short.toLowerCase())
}

/** Abbreviates the id of a commit for display. Any other text is shown as it is. */
export function shortCommit(sha: string, redact: Redact): string {
  const isShown = redact(sha) === sha && isCommitId(sha)
  return isShown ? sha.slice(0, shortLength) : cut(sha, 64, redact)
}
