/** Fewer characters of an id could be those of many commits. */
const fewest = 7

/** Whether a text is the id of a commit, whole or its beginning. What is none may be a branch, an option or a path. */
export function isCommitId(text: string): boolean {
  return text.length >= fewest && /^[0-9a-f]{1,64}$/i.test(text)
}

/** Whether two ids are of one commit: either may be the beginning of the other, 7 characters of it at least. */
export function isSameCommit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return short.length < fewest ? short === long : long.toLowerCase().startsWith(short.toLowerCase())
}
