import { describe, expect, test } from '@jest/globals'
import type { Change } from '../../src/app/plan.ts'
import { InputError, type Refusal, RefusalError } from '../../src/errors.ts'
import type { Outcome } from '../../src/outcome.ts'
import { conclude, describePartialChanges } from '../../src/report/verdict.ts'
import { deployment } from '../deployment/deployment.ts'
import { type Known, runState, stateOf } from './run-state.ts'

const page = 'https://spice.ai/acme/taxi'
const describeIt = (outcome: Outcome, known: Known = {}) =>
  conclude(outcome, runState({ isRequested: true, ...known }), (text) => text)

const refusal = (status: number, message = 'No', more = {}) =>
  new RefusalError({ operation: 'createDeployment', status, message, ...more })

const running = deployment({ status: 'in_progress' })
const outcomes: { outcome: Outcome; passes: boolean; headline: string; what: RegExp; todo: RegExp }[] = [
  {
    outcome: { kind: 'succeeded', deployment: deployment({ status: 'succeeded' }) },
    passes: true,
    headline: 'Deployed',
    what: /Deployment 7 succeeded/,
    todo: /^$/,
  },
  {
    outcome: { kind: 'started', deployment: running },
    passes: true,
    headline: 'Deployment started',
    what: /Deployment 7 started\. Not waiting for it to finish/,
    todo: /^$/,
  },
  {
    outcome: { kind: 'failed', deployment: deployment({ status: 'failed', error_message: 'Out of cheese' }) },
    passes: false,
    headline: 'Deployment failed',
    what: /Deployment 7 failed: Out of cheese/,
    todo: /deploy again.*https:\/\/spice\.ai\/acme\/taxi/,
  },
  {
    outcome: { kind: 'superseded', deployment: running, by: deployment({ id: 8 }) },
    passes: false,
    headline: 'Deployment superseded',
    what: /7 was superseded by deployment 8/,
    todo: /concurrency/,
  },
  {
    outcome: { kind: 'timed-out', deployment: running },
    passes: false,
    headline: 'Timed out',
    what: /still in_progress after 10m.*keeps running in Spice Cloud/,
    todo: /timeout-seconds/,
  },
  {
    outcome: { kind: 'timed-out', reason: 'no answer' },
    passes: false,
    headline: 'Timed out',
    what: /No deployment could be created within 10m: no answer/,
    todo: /Nothing was deployed/,
  },
  {
    outcome: { kind: 'refused', error: new InputError(['one is wrong.', 'two is wrong.']) },
    passes: false,
    headline: 'Nothing was deployed',
    what: /one is wrong\.\ntwo is wrong\./,
    todo: /inputs/,
  },
  {
    outcome: { kind: 'refused', error: refusal(404, 'App not found') },
    passes: false,
    headline: 'Nothing was deployed',
    what: /HTTP 404\): App not found/,
    todo: /`app-id` \(4711\)/,
  },
  {
    outcome: { kind: 'unknown', reason: 'no answer' },
    passes: false,
    headline: 'Outcome unknown',
    what: /whether a deployment was created.*no answer/,
    todo: /before you re-run this job/,
  },
  {
    outcome: { kind: 'unknown', deployment: running, reason: 'no answer' },
    passes: false,
    headline: 'Outcome unknown',
    what: /result of deployment 7.*last status: in_progress.*no answer/,
    todo: /check the result at https/i,
  },
]

describe('the verdict', () => {
  test.each(outcomes)(
    'the verdict on $outcome.kind says what happened and what to do',
    ({ outcome, ...expected }) => {
      const { passes, headline, what, todo, errorMessage } = describeIt(outcome)
      expect({ passes, headline }).toEqual({ passes: expected.passes, headline: expected.headline })
      expect(what).toMatch(expected.what)
      expect(todo).toMatch(expected.todo)
      expect(errorMessage === undefined).toBe(passes)
    },
  )

  test.each(outcomes)(
    'the verdict on $outcome.kind points to the portal if the page of the app is not known',
    ({ outcome }) => {
      const { what, todo } = describeIt(outcome, { org: undefined })
      expect(`${what} ${todo}`).not.toMatch(/undefined|null|NaN/)
      expect(todo).not.toContain(page)
    },
  )

  test('the verdict on a failure with only a code gives the code as the reason', () => {
    const { what, errorMessage } = describeIt({
      kind: 'failed',
      deployment: deployment({ status: 'failed', error_code: 'spicepod_invalid' }),
    })
    expect(what).toContain('Deployment 7 failed: spicepod_invalid')
    expect(errorMessage).toBe('spicepod_invalid')
  })

  test('the verdict has a readable length, and `error-message` its own', () => {
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
    [{ status: 400, fieldErrors: ['replicas: too many'] }, /inputs that the reason names/],
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
    [{ status: 418 }, /Re-run this job/],
  ] as const)('the verdict on the rejection %j has advice', (overrides, advice) => {
    const error = new RefusalError({ operation: 'createDeployment', message: 'No', ...overrides } as Refusal)
    expect(describeIt({ kind: 'refused', error }).todo).toMatch(advice)
  })
})

test('the verdict on an error during a rollback says how far that had come', () => {
  const recovery = { mode: 'rollback', isRestored: true, isRequested: false } as const
  const { what } = describeIt({ kind: 'unknown', deployment: running, reason: 'a bug' }, { recovery })
  expect(what).toContain(
    "Restored the app's previous spicepod. The run was interrupted before the app was redeployed.",
  )
})

const app: Change = { kind: 'app', id: 7, name: 'taxi' }
const spicepod: Change = { kind: 'spicepod', path: 'pods/taxi.yaml' }
const secret: Change = { kind: 'secret', name: 'A' }

test.each<[Change[], Change | undefined, string]>([
  [[], undefined, ''],
  [[spicepod], undefined, 'Changes already made: pushed pods/taxi.yaml.'],
  [[], spicepod, 'Unconfirmed: pushed pods/taxi.yaml.'],
  [[app], secret, 'Changes already made: created app taxi (7). Unconfirmed: stored secret A.'],
])('a run that stops after the changes %j, with %j on its way, says so', (applied, unconfirmed, text) => {
  expect(describePartialChanges(stateOf({ applied, unconfirmed }))).toBe(text)
})

test('a run that stops after it pushed a spicepod says that on-failure does not act on that', () => {
  const state = stateOf({ applied: [spicepod], settings: { onFailure: 'restore' } })
  expect(describePartialChanges(state)).toMatch(/`on-failure` only acts after a failed deployment/)
})
