import { expect, test } from '@jest/globals'
import { CHECKS } from '../../contract/checks.ts'
import type { Target } from '../../contract/client.ts'
import { runContract } from '../../contract/run.ts'
import { createTarget } from '../../contract/sandbox.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import { schedules } from '../chaos/draw.ts'
import fc from '../harness/property.ts'

const ids = Object.keys(CHECKS)
const seed = 20261127

/** The target as a network shows it that does something before each request. */
function through(target: Target, before: () => Promise<void>): Target {
  return {
    ...target,
    fetch: async (input, init) => {
      await before()
      return target.fetch(input, init)
    },
  }
}

function namesIn({ cloud }: ReturnType<typeof createTarget>['sandbox']): string[] {
  return cloud.state.apps.map(({ name }) => name).filter((name) => name !== 'sandbox-app')
}

/** The faults of chaos, which strike a few operations, and then each of them once at any operation. */
const networks = fc
  .sample(schedules, { numRuns: 8, seed })
  .flatMap(({ faults, cloud: { wayMs }, rngSeed }, index) => {
    const elsewhere: FaultRule[] = faults.map(({ fault }, at) => ({
      on: { nth: 1 + ((rngSeed + 97 * at) % 250) },
      fault,
    }))
    const both = { a: faults, b: elsewhere }
    return Object.entries(both).map(([name, rules]) => [`${index}${name}`, rules, wayMs] as const)
  })

test('through a slow and failing network nothing seems to differ, and most is still seen', async () => {
  const counts = { holds: 0, differs: 0, 'could not be seen': 0 }
  for (const [name, faults, wayMs] of networks) {
    const differing = await new VirtualTime().run(async () => {
      const { sandbox, target } = createTarget([], { faults })
      const slow = through(target, () => systemClock.sleep(Math.random() * wayMs))
      const { results } = await runContract(slow, ids, () => {})
      for (const { verdict } of results) counts[verdict] += 1
      // What a lost network has left is deleted at the next start.
      sandbox.cloud.faults.clear()
      await runContract(target, [], () => {})
      expect(namesIn(sandbox)).toEqual([])
      return results.filter(({ verdict }) => verdict === 'differs')
    })
    expect({ name, differing }).toEqual({ name, differing: [] })
  }
  expect(counts['could not be seen']).toBeGreaterThan(8)
  expect(counts.holds).toBeGreaterThan(10 * counts['could not be seen'])
})

const moments = fc.sample(fc.integer({ min: 2, max: 140 }), { numRuns: 6, seed })

test.each(moments)('interrupted at request %i, no app is left', async (moment) => {
  await new VirtualTime().run(async () => {
    const { sandbox, target } = createTarget()
    const stop = new AbortController()
    let count = 0
    const counted = through(target, async () => {
      count += 1
      if (count === moment) stop.abort()
    })
    const { results, left } = await runContract(counted, ids, () => {}, stop.signal)
    expect(left).toEqual([])
    expect(namesIn(sandbox)).toEqual([])
    expect(results.at(-1)).toMatchObject({ verdict: 'could not be seen', seen: 'the run ended before' })
  })
})

test.each(moments)('killed at request %i, no app is left after the next start', async (moment) => {
  await new VirtualTime().run(async () => {
    const { sandbox, target } = createTarget()
    let count = 0
    await new Promise<void>((killed) => {
      const until = through(target, async () => {
        count += 1
        if (count < moment) return
        killed()
        await new Promise(() => {})
      })
      void runContract(until, ids, () => {})
    })
    if (moment > 40) expect(namesIn(sandbox)).not.toEqual([])
    await runContract(target, ['apps-list'], () => {})
    expect(namesIn(sandbox)).toEqual([])
  })
})
