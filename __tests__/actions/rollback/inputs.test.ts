import { expect, test } from '@jest/globals'
import { neverEnds } from '../../../sandbox/plan.ts'
import { manifestOf, rollBack, second, third, writesOf } from '../../harness/rollback.ts'
import { cancelledOn } from '../../harness/run.ts'

test('an empty value means the default, as that of an expression without a value', async () => {
  const inputs = { to: '', image: '', spicepod: '', 'working-directory': '', reason: '', 'dry-run': '' }
  const run = await rollBack({ inputs })
  expect([run.outputs.outcome, run.outputs['to-commit-sha']]).toEqual(['succeeded', second])
})

test('inputs that only the deploying action has are ignored', async () => {
  const run = await rollBack({
    env: {
      'INPUT_ON-FAILURE': 'rollback',
      INPUT_TAGS: 'a: b',
      'INPUT_DEPLOYMENT-ID': '901',
      INPUT_REPLICAS: '3',
    },
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(writesOf(run)).toEqual([
    ['updateApp', { spicepod: manifestOf('2') }],
    [
      'createDeployment',
      { branch: 'main', commit_sha: second, commit_message: 'Roll back to deployment 902: Second' },
    ],
  ])
})

test('the app may be named instead', async () => {
  const run = await rollBack({ inputs: { 'app-id': undefined, 'app-name': 'TAXI' } })
  expect([run.outputs.outcome, run.outputs['app-id']]).toEqual(['succeeded', '4711'])
})

test('a rollback that is cancelled says so, and its post step how the deployment stands', async () => {
  const run = await rollBack({
    sandbox: { plan: neverEnds() },
    ...cancelledOn('in_progress'),
  })
  expect([run.exitCode, run.outputs.outcome, run.outputs['from-commit-sha']]).toEqual([1, 'cancelled', third])
  expect(run.errors[0]).toContain('watch it with `deployment-id: 1001` of the deploying action.')
  expect(run.state).toMatchObject({ 'app-id': '4711', 'deployment-id': '1001' })
  const post = await rollBack({ in: run.sandbox, state: run.state })
  expect(post.warnings[0]).toMatch(
    /Deployment 1001 is (queued|in_progress) and keeps running in Spice Cloud\./,
  )
  const { errors } = await rollBack({
    inputs: ({ runtimeUrl }) => ({ 'runtime-url': runtimeUrl, 'dataset-ready-timeout-seconds': '60' }),
    sandbox: { runtime: { readyAfterLooks: 999 } },
    ...cancelledOn('not ready yet'),
  })
  expect(errors[0]).toContain('Deployment 1001 succeeded.\nThe app went back from deployment 903')
})
