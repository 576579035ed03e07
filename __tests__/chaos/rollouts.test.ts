import { expect, test } from '@jest/globals'
import { deploy } from '../../src/core/story.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import { expectNoViolationsIn } from './driver.ts'
import { scheduled } from './schedules.ts'
import type { Act } from './simulation.ts'

// The same rollouts each time, and only a sample: CI runs more of them with `npm run chaos`.
const seed = 20_261_129

test('no rollout that will succeed is called stuck, however its instances lag, flap and look like others', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(scheduled({ rollouts: true }), { runs: 32, seed, tally })
  console.log(`seed ${seed}`, Object.fromEntries(tally))
  for (const kind of ['succeeded', 'stuck']) expect(tally.get(kind)).toBeGreaterThan(2)
  // Each of these was also played with a doctor that can read nothing.
  expect(tally.get('also without the doctor')).toBeGreaterThan(5)
  // And these without secrets whose values are ordinary words.
  expect(tally.get('also without secrets that are words')).toBeGreaterThan(7)
})

// The test above is only as good as the bugs that it catches. This seed is one with early catches.
test.each([
  ['polls later because of what the doctor reads', pollsLater, /seen at \d+ ms, but without the doctor/],
  ['gives up because of what the doctor reads', givesUp, /unknown, but without the doctor succeeded/],
  ['judges logs in which secrets are hidden', judgesHidden, /but without secrets of these values/],
] as [string, Act, RegExp][])('chaos catches a run that %s', async (_, act, message) => {
  const game = scheduled({ twins: true, rollouts: true })
  const playing = expectNoViolationsIn(game, { runs: 60, seed: 20_261_124, lie: act })
  await expect(playing).rejects.toThrow(message)
})

type Api = Parameters<Act>[1]['api']

/** Whether the doctor of this run can read anything. */
function canSee([{ inputs }, { api, clock }]: Parameters<Act>): Promise<boolean> {
  const reading = api.getApiKeys(inputs.appId ?? 0, deadlineIn(1000, clock))
  return reading.then(Boolean, () => false)
}

async function pollsLater(...given: Parameters<Act>): ReturnType<Act> {
  const [request, context] = given
  const delayMs = (await canSee(given)) ? 900 : 0
  const listDeployments: Api['listDeployments'] = async (...args) => {
    await context.clock.sleep(delayMs)
    return context.api.listDeployments(...args)
  }
  return deploy(request, { ...context, api: { ...context.api, listDeployments } })
}

async function givesUp(...given: Parameters<Act>): ReturnType<Act> {
  return (await canSee(given)) ? { kind: 'unknown', reason: 'it has no idea' } : deploy(...given)
}

function judgesHidden(...[request, context]: Parameters<Act>): ReturnType<Act> {
  const getInstanceLogs: Api['getInstanceLogs'] = async (...args) =>
    (await context.api.getInstanceLogs(...args)).map(context.redact)
  return deploy(request, { ...context, api: { ...context.api, getInstanceLogs } })
}
