import type { Rule } from './fields.ts'

const VALUE = /^[A-Za-z0-9_@-]*$/

/** A map of tags, or null for none. */
export const aTagMap: Rule = (tags) => {
  if (tags === null) return undefined
  if (typeof tags !== 'object' || Array.isArray(tags)) return 'must be a map of strings'
  const bad = Object.entries(tags).find(([, value]) => typeof value !== 'string' || !VALUE.test(value))
  return bad && `the value of "${bad[0]}" may hold letters, digits, _, @ and - only`
}
