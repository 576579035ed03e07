import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { readDocument, readOperations } from '../../sandbox/operations.ts'
import type { Change } from '../../src/app/plan.ts'
import { InputError, type Operation, operations, type Refusal, RefusalError } from '../../src/core/errors.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Problem } from '../../src/core/problem.ts'
import { kinds as outcomes, passes } from '../../src/report/ending.ts'
import { describePartialChanges } from '../../src/report/left-behind.ts'
import { conclude } from '../../src/report/verdict.ts'
import type { Deployment } from '../../src/spice/schema.ts'
import { deployment } from '../deploy/deployment.ts'
import { anyRollout } from './events.ts'
import { type Known, runState, stateOf } from './run-state.ts'

const page = 'https://spice.ai/acme/taxi'
const describeIt = (outcome: Outcome, known: Known = {}) =>
  conclude(outcome, runState({ isRequested: true, ...known }))

const running = deployment({ status: 'in_progress' })
const succeeded = deployment({ status: 'succeeded' })
const failed = deployment({ status: 'failed', error_message: 'Out of cheese' })
const by = deployment({ id: 8 })

test('every outcome is in the pages, with whether its job passes', () => {
  const rows = readFileSync('README.md', 'utf8').matchAll(/^\| `([\w-]+)` \| (passes|fails)\b/gm)
  const jobs = new Map(Array.from(rows, ([, name = '', job]) => [name, job === 'passes']))
  // Deleting an app ends in ways of its own.
  const removal = /^\| `outcome` \| (.*)\. The job passes with the first three/m.exec(
    readFileSync('docs/outputs.md', 'utf8'),
  )?.[1]
  const names = removal?.match(/(?<=`)[\w-]+(?=`)/g) ?? []
  for (const [index, name] of names.entries()) jobs.set(name, index < 3)
  // The action that reads many apps shows it as `succeeded` or `failed`.
  const kinds = Object.keys(outcomes).filter((kind) => kind !== 'surveyed')
  const expected = kinds.map((kind) => [kind, passes({ kind } as Outcome, 'fail') === true])
  expect(Object.fromEntries(jobs)).toEqual(Object.fromEntries(expected))
})

// Whole runs have the others: `action/refusals`, `action/faults/turns`, `action/app/fork`.
test.each([
  [{ status: 400, fieldErrors: ['replicas: too many'] }, /inputs that the reason names/],
  [{ status: 403, code: 'insufficient_scope', message: 'Required: apps:read' }, /`apps:read`/],
  [{ status: 403, code: 'image_tag_requires_enterprise' }, /image-tag/],
  [{ status: 403, code: 'org_assertion_mismatch' }, /^Check `org`/],
  [{ status: 400, code: 'invalid_org_assertion' }, /^Check `org`/],
  [{ status: 403 }, /scope/],
  [{ status: 418 }, /Re-run this job/],
] as const)('the verdict on the rejection %j has advice', (overrides, advice) => {
  const error = new RefusalError({ operation: 'createDeployment', message: 'No', ...overrides } as Refusal)
  expect(describeIt({ kind: 'refused', error }).todo).toMatch(advice)
})

const byScope = readOperations(readDocument()).flatMap(({ object }) =>
  object.operationId in operations ? [[object.operationId as Operation, object['x-scope']] as const] : [],
)

test.each(byScope)(
  'the verdict on a rejection of %s without a reason names the scope %s',
  (operation, scope) => {
    const { todo } = describeIt({
      kind: 'refused',
      error: new RefusalError({ operation, status: 403, message: '' }),
    })
    expect(todo.match(/(?<=`)\w+:\w+(?=`)/g) ?? []).toEqual(scope === undefined ? [] : [scope])
    // Whoever may only read has no role that can deploy.
    expect(/role/.test(todo)).toBe(scope !== undefined && !scope.endsWith(':read'))
  },
)

const app: Change = { kind: 'app', id: 7, name: 'taxi' }
const spicepod: Change = { kind: 'spicepod', path: 'pods/taxi.yaml' }
const secret: Change = { kind: 'secret', name: 'A' }

const failure = (more: Record<string, unknown>) => {
  const outcome: Outcome = { kind: 'failed', deployment: deployment({ status: 'failed', ...more }) }
  return describeIt(outcome, { outcome, settings: { onFailure: 'restore' } })
}

test('a deployment that failed for lack of capacity is to be run again later', () => {
  const { todo } = failure({ error_code: 'insufficient_memory' })
  expect(todo).toMatch(/Re-run later, or request fewer replicas/)
  expect(failure({ error_code: 'spicepod_insufficient_rights' }).todo).toMatch(/^Fix the cause/)
})

test('a deployment that failed without a reason says so, and how far the recovery has come', () => {
  const { what, errorMessage } = failure({})
  expect(what.split('\n')).toEqual([
    'Deployment 7 failed: Spice Cloud gave no reason.',
    'The run was interrupted before anything could be restored.',
  ])
  expect(errorMessage).toBe('Spice Cloud gave no reason.')
})

const invalid = { code: 'dataset-invalid', kind: 'dataset', name: 'trips', certain: true } as const
const place = { file: 'spicepod.yaml', line: 6, column: 5 }
const problem: Problem = { ...invalid, message: 'No bucket.', advice: 'Check `from`.', ...place }
const rollout = { ...anyRollout, waiting: [], problemLines: [], problems: [problem] }

const timeout = (known: Known = {}, more: Record<string, unknown> = {}) => {
  const deployed = deployment({ status: 'in_progress', ...more })
  const outcome: Outcome = { kind: 'timed-out', deployment: deployed }
  return describeIt(outcome, { outcome, ...known })
}

test('a timeout gives the usual causes, unless Spice Cloud reports a reason', () => {
  expect(timeout({}, { error_message: 'No nodes' }).todo).not.toMatch(/usually/)
  expect(timeout().todo).toMatch(/usually has a missing secret/)
})

test('a timeout of a rollout that may still succeed gives no advice that could be wrong', () => {
  const { todo, location } = timeout({ rollout: { ...rollout, isStuck: false } })
  expect(todo).toMatch(/^Re-run this job to go on waiting for it\. .* Check the result at/)
  expect(location).toBeUndefined()
})

test('a run that was refused names at most twenty problems, and how many more there are', () => {
  const problems = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1} is wrong.`)
  const refuse = (count: number) =>
    describeIt({ kind: 'refused', error: new InputError(problems(count)) }, {}).what.split('\n')
  expect(refuse(20)).toEqual(problems(20))
  const more = expect.stringMatching(/^… and 1 more problem/)
  expect(refuse(21)).toEqual([...problems(20), more])
})

const cancel = (known: Known, deployed?: Deployment) =>
  describeIt({ kind: 'cancelled', deployment: deployed }, { applied: [secret], ...known })
const changes = 'Changes already made: stored secret A.'

test.each<[what: string, todo: RegExp, Deployment]>([
  ['during verification. Deployment 7 succeeded.', /`deployment-id: 7`/, succeeded],
  ['while deployment 7 was in_progress. It keeps running in Spice Cloud.', /^Check.*7`\.$/, running],
])('a run that was cancelled says when, and what became of the deployment: %j', (what, todo, of) => {
  const verdict = cancel({}, of)
  expect(verdict).toMatchObject({ headline: 'Cancelled', what: `Cancelled ${what}` })
  expect(verdict.todo).toMatch(todo)
})

const listed = [by, deployment({ status: 'created' })]
test.each<[string, Known, RegExp]>([
  ['failed', {}, /^Cancelled\. Deployment 7 failed: No bucket/],
  ['created', { listed }, /^Cancelled\. Deployment 7 was superseded by deployment 8/],
])('a run that was cancelled after its deployment was %s does not say otherwise', (status, known, says) => {
  const { what, todo } = cancel(known, deployment({ status, error_message: 'No bucket' }))
  expect(what).toMatch(says)
  expect(`${what} ${todo}`).not.toMatch(/keeps running|Check the result/)
})

test('a run of which the result is not known says whether it requested a deployment', () => {
  const unknown = (known: Known, error?: Error) =>
    describeIt({ kind: 'unknown', reason: 'a bug', error }, { applied: [secret], ...known })
  const requested = unknown({ isRequested: true })
  expect(requested.what).toBe(`Could not determine whether a deployment was created: a bug\n${changes}`)
  expect(requested.todo).toMatch(/^Check .* for a new deployment before you re-run/)
  const expired = new RefusalError({ operation: 'listDeployments', status: 410, message: '' })
  expect(unknown({ isRequested: true }, expired).todo).toMatch(
    /^The token is invalid or has expired.* Check /,
  )
  const revoked = new RefusalError({ operation: 'exchangeToken', status: 400, message: '' })
  expect(unknown({ isRequested: true }, revoked).todo).toMatch(/^Check `client-id` and `client-secret`/)
  const unrequested = unknown({ isRequested: false })
  expect(unrequested.what).toBe(`The run ended in an unknown state: a bug\n${changes}`)
  expect(unrequested.todo).toContain('did not request a deployment')
})

const unknown = (deployed: Deployment, known: Known = {}) => {
  const outcome: Outcome = { kind: 'unknown', deployment: deployed, reason: 'no answer' }
  return describeIt(outcome, { outcome, ...known })
}

test.each([
  ['that timed out', timeout({ rollout }), /^Check `from`\. Check the result at/],
  ['that was cancelled', cancel({ rollout }, running), /^Check `from`\. Check the result at/],
  ['that ended as unknown', unknown(running, { rollout }), /^Check `from`\. The deployment may still/],
])('a run %s, and whose rollout was stuck, says why, what to do about it, and where', (_, verdict, todo) => {
  expect(verdict.what.split('\n')).toContain('No bucket.')
  expect(verdict.todo).toMatch(todo)
  expect(verdict.todo).not.toMatch(/usually/)
  expect(verdict.location).toEqual(place)
})

test('an unknown result lists the components that are not ready', () => {
  const { what } = unknown(running, { rollout: { ...anyRollout, problems: [] } })
  expect(what).toContain('Dataset trips: Error for 2m.')
})

test('an unknown result of a deployment that had ended does not say that it may still be running', () => {
  expect(unknown(deployment({ status: 'succeeded' })).todo).toBe(`Check the result at ${page}.`)
})

test('a run that stops says nothing about on-failure if it pushed no spicepod, or on-failure does something itself', () => {
  const settings = { onFailure: 'restore' } as const
  const describeFor = (known: Known) =>
    describePartialChanges(stateOf({ applied: [spicepod], settings, ...known }))
  const recovery = { mode: 'restore', isRestored: false, isRequested: false } as const
  expect(describeFor({ recovery })).not.toContain('on-failure')
  expect(describeFor({ applied: [app] })).not.toContain('on-failure')
  expect(describeFor({ applied: [app], unconfirmed: spicepod })).toContain('on-failure')
})

test('a headline says that the app was rolled back as long as it runs the deployment of the rollback', () => {
  const again = deployment({ id: 9, status: 'succeeded' })
  const theirs = deployment({ id: 10, status: 'succeeded' })
  const rollback = { kind: 'deployed', outcome: { kind: 'succeeded', deployment: again }, to: by } as const
  const result = { kind: 'restored', rollback } as const
  const rolledBack = { mode: 'rollback', isRestored: true, isRequested: true } as const
  const recovery = { ...rolledBack, deployment: again, result }
  const headlineWith = (...deployments: Deployment[]) => {
    const last = { deployments, isWhole: true, serverTimeMs: undefined, tookMs: 1 }
    const list = { last, atMs: 0 }
    return describeIt({ kind: 'failed', deployment: failed }, { recovery, list }).headline
  }
  expect(headlineWith(again, failed)).toBe('Deployment failed, rolled back')
  expect(headlineWith(theirs, again, failed)).toBe('Deployment failed')
})
