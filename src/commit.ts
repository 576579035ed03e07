import { cut, type Redact } from './text.ts'

/** Fewer characters of an id could be those of many commits; people know commits by so many. */
const shortLength = 7

/** Whether a text is the id of a commit, whole or its beginning. What is none may be a branch, an option or a path. */
export function isCommitId(text: string): boolean {
  return text.length >= shortLength && /^[0-9a-f]{1,64}$/i.test(text)
}

/** Whether two names are of one branch: servers may record the whole ref, `refs/heads/main`. */
export function isSameBranch(one: string, other: string): boolean {
  return withoutHeads(one) === withoutHeads(other)
}

function withoutHeads(branch: string): string {
  return branch.replace(/^refs\/heads\//, '')
}

/** Whether two ids are of one commit: either may be the beginning of the other, 7 characters of it at least. */
export function isSameCommit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.length < shortLength ? short === long : long.toLowerCase().startsWith(short.toLowerCase())
}

/** A commit as people read it: the beginning of an id, and what is none as it is. */
export function shortCommit(sha: string, redact: Redact): string {
  const isShown = redact(sha) === sha && isCommitId(sha)
  return isShown ? sha.slice(0, shortLength) : cut(sha, 64, redact)
}
