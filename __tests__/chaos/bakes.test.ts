import { expect, test } from '@jest/globals'
import { text } from '../../sandbox/answer.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { bakes } from './bakes.ts'
import { expectNoViolationsIn } from './driver.ts'

// The same apps each time, and only a sample: CI runs more of them with `npm run chaos`.
const seed = 20_261_130

test('an app that is well is never undone, and one that goes bad always is found, once', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(bakes, { runs: 32, seed: 1, tally })
  console.log(Object.fromEntries(tally))
  const ends = ['succeeded', 'unverified', 'cancelled', 'rolled back']
  for (const what of [...ends, 'bad dataset', 'bad deployment']) expect(tally.get(what)).toBeGreaterThan(2)
})

// The test above is only as good as the bugs that it catches. The seed is one with early catches.
test.each<[string, (sandbox: Sandbox) => void, RegExp]>([
  ['undoes what others have deployed', hideOthers, /it undid an app that runs a newer deployment/],
  ['takes a good app to be bad', neverReady, /an app that is well has gone bad/],
  ['sees nothing', alwaysWell, /it was bad until the end, and not found/],
])('chaos catches a bake that %s', async (_, deceive, message) => {
  await expect(expectNoViolationsIn(bakes, { runs: 400, seed, lie: deceive })).rejects.toThrow(message)
})

/** Lists only what came through the API. */
function hideOthers({ cloud }: Sandbox): void {
  const { state } = cloud
  const deploymentsOf = state.deploymentsOf.bind(state)
  state.deploymentsOf = (appId) =>
    deploymentsOf(appId).filter(({ id, creation_source }) => id < 1002 || creation_source === 'api')
}

/** From a while after the start. */
function neverReady({ runtime }: Sandbox): void {
  const startedAt = performance.now()
  const handle = runtime?.handle.bind(runtime)
  if (runtime === undefined || handle === undefined) return
  runtime.handle = async (call) =>
    call.path.endsWith('/ready') && performance.now() - startedAt > 1000
      ? { kind: 'respond', reply: text(503, 'not ready') }
      : handle(call)
}

/** The record of the sandbox has nothing of what goes bad. */
function alwaysWell({ cloud }: Sandbox): void {
  cloud.state.incidents.end()
}
