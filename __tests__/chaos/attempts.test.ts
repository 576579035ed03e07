import { expect, test } from '@jest/globals'
import { runStepInMemory } from '../../testing/memory.ts'
import { attempts, type StepAct } from './attempts.ts'
import { expectNoViolationsIn } from './driver.ts'

// The same jobs each time, and only a sample: CI runs more of them with `npm run chaos`. The seeds are some with which few
// show much.
const seed = 20_261_129

test('no attempt of a job deploys twice or without approval, or passes what it cannot compare', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(attempts, { runs: 26, seed: 3, tally })
  console.log(Object.fromEntries(tally))
  for (const what of ['first succeeded', 'again succeeded', 'again unverified', 'again refused']) {
    expect(tally.get(what)).toBeGreaterThan(2)
  }
  for (const what of ['watched an earlier attempt', 'no base to compare with', 'another tip']) {
    expect(tally.get(what)).toBeGreaterThan(1)
  }
})

const without =
  (name: string): StepAct =>
  ({ inputs = {}, ...step }, sandbox) => {
    const { [name]: _, ...rest } = inputs
    return runStepInMemory({ ...step, inputs: rest }, sandbox)
  }

/** Reads the app once, and takes it to be the same from then on. */
const readsOnce: StepAct = async (step, sandbox) => {
  const { cloud } = sandbox
  const handle = cloud.handle.bind(cloud)
  let first: ReturnType<typeof handle> | undefined
  cloud.handle = (call) => {
    const isApp = call.method === 'GET' && /\/v1\/apps\/\d+$/.test(call.path)
    if (!isApp) return handle(call)
    first ??= handle(call)
    return first
  }
  return runStepInMemory(step, sandbox).finally(() => {
    cloud.handle = handle
  })
}

// The test above is only as good as the bugs that it catches. Each seed is one with an early catch.
test.each([
  [
    'does not know that it is run again',
    (step, sandbox) => runStepInMemory({ ...step, env: { ...step.env, GITHUB_RUN_ATTEMPT: '1' } }, sandbox),
    /deployed beside|passed without a comparison/,
    seed,
  ],
  ['compares no plan', without('expect-plan'), /after another (channel|spicepod|tag)/, seed],
  ['compares the plan only once', readsOnce, /after another (channel|spicepod|tag)/, 1],
  ['reads no branch', without('require-branch-tip'), /after another tip/, 20_261_130],
] as [string, StepAct, RegExp, number][])('chaos catches a job that %s', async (_, act, violation, seed) => {
  await expect(expectNoViolationsIn(attempts, { runs: 400, seed, lie: act })).rejects.toThrow(violation)
})
