import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyCharacter } from '../harness/characters.ts'
import { cpuMs } from '../harness/cpu.ts'
import { loaded, passMissing, pollAll, read, secrets, warn } from './fixture.ts'

test.each<[what: string, lines: () => string[]]>([
  ['5 MB on one line', () => [warn('x'.repeat(5_000_000))]],
  ['5 MB of line ends', () => ['\n'.repeat(5_000_000)]],
  ['5 MB of escapes', () => ['\u001b['.repeat(2_500_000), '\u001b]'.repeat(100_000)]],
  ['5 MB of a secret', () => secrets(`  ✗ \${ secrets:X }  dataset '${"' (".repeat(1_600_000)}`)],
  ['100,000 lines', () => Array.from({ length: 100_000 }, (_, i) => warn(`Failed to load LLM: m${i}. x`))],
  ['100,000 further lines', () => [warn('x'), ...Array(100_000).fill(passMissing)]],
])('a huge log of %s is read in time that is linear, and leaves little behind', (_, make) => {
  const lines = make()
  let diagnosis: ReturnType<typeof pollAll> | undefined
  expect(cpuMs(() => (diagnosis = pollAll([{ logLines: lines }])))).toBeLessThan(5000)
  expect(JSON.stringify(diagnosis).length).toBeLessThan(300_000)
})

test('a huge log of any text raises no exception', () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom(passMissing, loaded(), ...secrets(passMissing)),
  )
  fc.assert(
    fc.property(fc.array(text), (lines) => void read(...lines)),
    { numRuns: 200 },
  )
})
