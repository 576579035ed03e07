import { expect, test } from '@jest/globals'
import { deploy } from '../../src/core/story.ts'
import type { DeploymentList } from '../../src/spice/api.ts'
import { expectNoViolationsIn } from './driver.ts'
import { scheduled } from './schedules.ts'
import type { Act } from './simulation.ts'

// The same jobs each time, and only a sample: CI runs more of them with `npm run chaos`.
const seed = 20_261_130

test('no success is undone and nothing is deployed twice but after a stuck rollout, whenever deployments end', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(scheduled({ recoveries: true }), { runs: 50, seed, tally })
  console.log(`seed ${seed}`, Object.fromEntries(tally))
  for (const kind of ['succeeded', 'failed', 'stuck']) expect(tally.get(kind)).toBeGreaterThan(5)
  for (const what of ['stuck', 'replacing', 'ended after all', 'recovery']) {
    expect(tally.get(`event: ${what}`)).toBeGreaterThan(1)
  }
})

// The test above is only as good as the bugs that it catches. The seed is one with early catches.
test.each([
  ['undoes a success of which it has read', readsNothingNew, /it had read that it succeeded|stuck, but/],
  ['deploys beside a deployment in progress', forgetsItsDeployment, /which was not stuck/],
] as [string, Act, RegExp][])('chaos catches a job that %s', async (_, act, message) => {
  const playing = expectNoViolationsIn(scheduled({ recoveries: true }), { runs: 400, seed, lie: act })
  await expect(playing).rejects.toThrow(message)
})

type Api = Parameters<Act>[1]['api']

/** Runs with lists that are changed on their way. */
function withLists(
  [request, context]: Parameters<Act>,
  change: (page: DeploymentList, limit: number) => DeploymentList,
) {
  const listDeployments: Api['listDeployments'] = async (...args) =>
    change(await context.api.listDeployments(...args), args[1])
  return deploy(request, { ...context, api: { ...context.api, listDeployments } })
}

/** Takes every deployment to be in progress that the recovery lists. */
function readsNothingNew(...given: Parameters<Act>): ReturnType<Act> {
  return withLists(given, (page, limit) => {
    const [newest, ...others] = page.deployments
    if (limit < 100 || newest === undefined) return page
    return { ...page, deployments: [{ ...newest, status: 'in_progress' }, ...others] }
  })
}

/** Does not see in the list before the create what an earlier attempt has created. */
function forgetsItsDeployment(...given: Parameters<Act>): ReturnType<Act> {
  return withLists(given, (page, limit) => (limit === 20 ? { ...page, deployments: [] } : page))
}
