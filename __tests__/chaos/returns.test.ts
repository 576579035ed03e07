import { expect, test } from '@jest/globals'
import { expectNoViolationsIn } from './driver.ts'
import { returns } from './returns.ts'

// The same histories each time, and only a sample: CI runs more of them with `npm run chaos`.
const seed = 20_261_129

test('a rollback leads to a success, never to what runs or what was just left, and is deployed at most once', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(returns, { runs: 40, seed: 3, tally })
  console.log(Object.fromEntries(tally))
  expect(tally.get('succeeded')).toBeGreaterThan(5)
  expect(tally.get('refused')).toBeGreaterThan(5)
})

// The test above is only as good as the bugs that it catches.
test('chaos catches a rollback that does not know what was left', async () => {
  const playing = expectNoViolationsIn(returns, { runs: 150, seed, lie: true })
  await expect(playing).rejects.toThrow(/and not to|there is nothing to go back to/)
})
