import { expect, test } from '@jest/globals'
import { expectNoViolationsIn } from './driver.ts'
import { leaks } from './leaks.ts'

// The same runs each time, and only a sample: `npm run chaos -- --leaks` has more of them.
const seed = 20_261_202

test('no character of a secret is shown, whoever repeats it, and however the text is quoted, cut and joined', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(leaks, { runs: 300, seed, tally })
  expect(tally.get('cut')).toBeGreaterThan(60)
  const scenes = [...tally.keys()].filter((scene) => !/^(hidden:|cut)/.test(scene))
  expect(scenes.length).toBeGreaterThan(35)
  // Nothing at all is shown of an answer.
  expect(scenes.filter((scene) => !tally.has(`hidden: ${scene}`))).toEqual(['an answer of a model'])
})

test('the test above notices what it looks for', async () => {
  const untold = expectNoViolationsIn(leaks, { runs: 20, seed, lie: 'untold' })
  await expect(untold).rejects.toThrow('shown of a secret')
})
