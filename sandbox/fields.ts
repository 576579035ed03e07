import { type Reply, refusal } from './answer.ts'

/** What is wrong with a value; undefined if it is valid. */
export type Rule = (value: unknown) => string | undefined

export const aString: Rule = (value) => (typeof value === 'string' ? undefined : 'must be a string')

export const aBoolean: Rule = (value) => (typeof value === 'boolean' ? undefined : 'must be a boolean')

export const aNumber: Rule = (value) => (typeof value === 'number' ? undefined : 'must be a number')

/** A whole number, from `least` to 10. */
export function aReplicaCount(least: number): Rule {
  return (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= 10
      ? undefined
      : `must be a whole number from ${least} to 10`
}

/** One of these strings. */
export function oneOf(allowed: readonly string[]): Rule {
  return (value) =>
    typeof value === 'string' && allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`
}

/** Null, or a value that follows the rule. */
export function orNull(rule: Rule): Rule {
  return (value) => (value === null ? undefined : rule(value))
}

/** The members of a body by name. */
export type Members = Readonly<Record<string, unknown>>

/**
 * The members of a body, or the response that says field by field what is wrong with it. Members without a rule are
 * ignored, as the API ignores unknown members.
 */
export function readMembers(
  body: unknown,
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[] = [],
): { readonly members: Members } | { readonly refused: Reply } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { refused: invalid('Invalid request body', {}, ['must be a JSON object']) }
  }
  const members = body as Members
  const fieldErrors: Record<string, string[]> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const value = members[name]
    const error = value !== undefined ? rule(value) : required.includes(name) ? 'Required' : undefined
    if (error !== undefined) fieldErrors[name] = [error]
  }
  return Object.keys(fieldErrors).length > 0
    ? { refused: invalid('Invalid request body', fieldErrors) }
    : { members }
}

/** A 400 response in its documented form. */
export function invalid(
  error: string,
  fieldErrors: Record<string, string[]>,
  formErrors: string[] = [],
): Reply {
  return refusal(400, error, { details: { fieldErrors, formErrors } })
}
