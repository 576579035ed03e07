import { describe, expect, test } from '@jest/globals'
import type { Outcome } from '../../src/deployment/outcome.ts'
import { InputError, type Refusal, RefusalError } from '../../src/errors.ts'
import { describeOutcome, type VerdictContext } from '../../src/report/describe-outcome.ts'
import { deployment } from '../deployment/deployment.ts'

const page = 'https://spice.ai/acme/taxi'
const describeIt = (outcome: Outcome, context: Partial<VerdictContext> = {}) =>
  describeOutcome(outcome, {
    appId: 4711,
    timeoutMs: 600_000,
    onSuperseded: 'fail',
    isRequested: true,
    appUrl: page,
    leftBehind: '',
    recovery: '',
    redact: (text) => text,
    ...context,
  })

const refusal = (status: number, message = 'No', more = {}) =>
  new RefusalError({ operation: 'createDeployment', status, message, ...more })

const running = deployment({ status: 'in_progress' })
const outcomes: { outcome: Outcome; isGood: boolean; headline: string; what: RegExp; todo: RegExp }[] = [
  {
    outcome: { kind: 'succeeded', deployment: deployment({ status: 'succeeded' }) },
    isGood: true,
    headline: 'Deployed',
    what: /Deployment 7 succeeded/,
    todo: /^$/,
  },
  {
    outcome: { kind: 'started', deployment: running },
    isGood: true,
    headline: 'Deployment started',
    what: /Deployment 7 was started and goes on/,
    todo: /^$/,
  },
  {
    outcome: { kind: 'failed', deployment: deployment({ status: 'failed', error_message: 'Out of cheese' }) },
    isGood: false,
    headline: 'Deployment failed',
    what: /Deployment 7 failed: Out of cheese/,
    todo: /deploy again.*https:\/\/spice\.ai\/acme\/taxi/,
  },
  {
    outcome: { kind: 'superseded', deployment: running, by: deployment({ id: 8 }) },
    isGood: false,
    headline: 'Deployment superseded',
    what: /7 was superseded by the newer deployment 8/,
    todo: /concurrency/,
  },
  {
    outcome: { kind: 'timed-out', deployment: running },
    isGood: false,
    headline: 'Timed out',
    what: /still in_progress after 10m.*goes on in Spice Cloud/,
    todo: /timeout-seconds/,
  },
  {
    outcome: { kind: 'timed-out', reason: 'no answer' },
    isGood: false,
    headline: 'Timed out',
    what: /No deployment could be created within 10m: no answer/,
    todo: /Nothing was deployed/,
  },
  {
    outcome: { kind: 'refused', error: new InputError(['one is wrong.', 'two is wrong.']) },
    isGood: false,
    headline: 'Nothing was deployed',
    what: /one is wrong\.\ntwo is wrong\./,
    todo: /inputs/,
  },
  {
    outcome: { kind: 'refused', error: refusal(404, 'App not found') },
    isGood: false,
    headline: 'Nothing was deployed',
    what: /HTTP 404\): App not found/,
    todo: /`app-id` \(4711\)/,
  },
  {
    outcome: { kind: 'unknown', reason: 'no answer' },
    isGood: false,
    headline: 'Outcome unknown',
    what: /Whether a deployment was created.*no answer/,
    todo: /before you run this job again/,
  },
  {
    outcome: { kind: 'unknown', deployment: running, reason: 'no answer' },
    isGood: false,
    headline: 'Outcome unknown',
    what: /How deployment 7 ended.*last seen in_progress.*no answer/,
    todo: /look at https/,
  },
]

describe('a verdict', () => {
  test.each(outcomes)('on $outcome.kind says what happened and what to do', ({ outcome, ...expected }) => {
    const { isGood, headline, what, todo, errorMessage } = describeIt(outcome)
    expect({ isGood, headline }).toEqual({ isGood: expected.isGood, headline: expected.headline })
    expect(what).toMatch(expected.what)
    expect(todo).toMatch(expected.todo)
    expect(errorMessage === undefined).toBe(isGood)
  })

  test.each(outcomes)(
    'on $outcome.kind points to the portal when the page of the app is not known',
    ({ outcome }) => {
      const { what, todo } = describeIt(outcome, { appUrl: undefined })
      expect(`${what} ${todo}`).not.toMatch(/undefined|null|NaN/)
      expect(todo).not.toContain(page)
    },
  )

  test('on a failure with a code alone has the code for its reason', () => {
    const { what, errorMessage } = describeIt({
      kind: 'failed',
      deployment: deployment({ status: 'failed', error_code: 'spicepod_invalid' }),
    })
    expect(what).toContain('Deployment 7 failed: spicepod_invalid')
    expect(errorMessage).toBe('spicepod_invalid')
  })

  test('has a readable length, and the error message its own', () => {
    const error_message = 'x'.repeat(20_000)
    const { what, errorMessage } = describeIt({
      kind: 'failed',
      deployment: deployment({ status: 'failed', error_message }),
    })
    expect(what.length).toBeLessThanOrEqual(2000)
    expect(what).toMatch(/…$/)
    expect(errorMessage).toBe(error_message)
  })

  test.each([
    [{ operation: 'exchangeToken', status: 401 }, /client-secret/],
    [{ operation: 'exchangeToken', status: 404 }, /oauth-token-url/],
    [{ status: 400, message: 'App has no spicepod configuration' }, /spicepod/],
    [{ status: 400, fieldErrors: ['replicas: too many'] }, /inputs that are named/],
    [{ status: 401 }, /api-token/],
    [
      { status: 403, code: 'insufficient_scope', message: 'Insufficient scope. Required: apps:read' },
      /`apps:read`/,
    ],
    [{ status: 403, code: 'insufficient_scope', message: '' }, /`deployments:write`/],
    [{ status: 403, code: 'image_tag_requires_enterprise' }, /image-tag/],
    [{ status: 403 }, /scope/],
    [{ status: 404 }, /app-id/],
    [{ status: 409 }, /concurrency/],
    [{ status: 422 }, /organization/],
    [{ status: 418 }, /again/],
  ] as const)('on the refusal %j advises what helps', (overrides, advice) => {
    const error = new RefusalError({ operation: 'createDeployment', message: 'No', ...overrides } as Refusal)
    expect(describeIt({ kind: 'refused', error }).todo).toMatch(advice)
  })
})
