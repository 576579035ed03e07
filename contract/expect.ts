import { type Answer, at, describe } from './client.ts'
import { Unseen } from './unseen.ts'

/** Refusals by which a plan or a credential hides what a check looks for. */
const HIDING = ['plan_limit', 'insufficient_scope', 'forbidden', 'ai_credits_exhausted', 'org_forbidden']

/** What an answer is instead of one with this status; undefined if it has it. */
export function expectStatus(answer: Answer, ...statuses: readonly number[]): string | undefined {
  if (statuses.includes(answer.status)) return undefined
  const isHidden = [401, 402].includes(answer.status) || HIDING.includes(String(at(answer.body, 'code')))
  if (isHidden) throw new Unseen(`the plan or the credentials do not allow it: ${describe(answer)}`)
  return describe(answer)
}

/** What an answer is instead of a refusal in the documented form, with this status and code. */
export function expectRefusal(answer: Answer, status: number, code?: string): string | undefined {
  const other = expectStatus(answer, status)
  if (other !== undefined) return other
  const isInForm = typeof at(answer.body, 'error') === 'string'
  return isInForm && (code === undefined || at(answer.body, 'code') === code) ? undefined : describe(answer)
}

/** What an answer is instead of a refusal of one member of the request. */
export function expectFieldError(answer: Answer, field: string): string | undefined {
  return (
    expectRefusal(answer, 400) ??
    expect(answer, at(answer.body, 'details', 'fieldErrors', field) !== undefined)
  )
}

/** What an answer is instead of a success about which something is true. */
export function expect(answer: Answer, isTrue: boolean, seen = describe(answer)): string | undefined {
  return isTrue ? undefined : seen
}

/** Like {@link expect}, for an answer whose status matters, too. */
export function expectOk(answer: Answer, isTrue: boolean, seen?: string): string | undefined {
  return expectStatus(answer, 200, 201, 202) ?? expect(answer, isTrue, seen)
}
