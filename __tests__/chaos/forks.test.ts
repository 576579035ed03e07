import { expect, test } from '@jest/globals'
import { bytesOf, json } from '../../sandbox/answer.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { expectNoViolationsIn } from './driver.ts'
import { forks } from './forks.ts'

// The same runs each time, and only a sample: CI runs more of them with `npm run chaos`.
const seed = 20_261_130

test('runs that fork at the same time end with one app that has all that it should have', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(forks, { runs: 100, seed, tally })
  console.log(`seed ${seed}`, Object.fromEntries(tally))
  expect(tally.get('succeeded')).toBeGreaterThan(100)
})

// The test above is only as good as the bugs that it catches.
test('chaos catches runs that do not see the forks of others', async () => {
  const playing = expectNoViolationsIn(forks, { runs: 100, seed, lie: hideForks })
  await expect(playing).rejects.toThrow(/there are \d apps|a run is/)
})

/** Lists only the app that is forked. */
function hideForks({ cloud }: Sandbox): void {
  const handle = cloud.handle.bind(cloud)
  cloud.handle = async (call) => {
    const answer = await handle(call)
    if (call.method !== 'GET' || !call.path.endsWith('/v1/apps') || answer.kind !== 'respond') return answer
    const { apps } = JSON.parse(Buffer.from(bytesOf(answer.reply)).toString())
    return { kind: 'respond', reply: json(200, { apps: apps.slice(0, 1) }) }
  }
}
