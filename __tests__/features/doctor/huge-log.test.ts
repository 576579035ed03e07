import { expect, test } from '@jest/globals'
import { InstanceLog } from '../../../src/features/doctor/instance-log.ts'
import { anyCharacter } from '../../harness/characters.ts'
import { countVisits, expectProportional } from '../../harness/cpu.ts'
import fc from '../../harness/property.ts'
import { info, loaded, passMissing, pollAll, read, secrets, warn } from './fixture.ts'

const failures = (names: (index: number) => string, count: number) =>
  Array.from({ length: count }, (_, index) => warn(`Failed to load LLM: ${names(index)}. x`))

test.each<[what: string, size: number, lines: (size: number) => string[]]>([
  ['on one line', 5_000_000, (size) => [warn('x'.repeat(size))]],
  ['of line ends', 1_000_000, (size) => ['\n'.repeat(size)]],
  ['of escapes', 1_000_000, (size) => ['\u001b['.repeat(size / 2), '\u001b]'.repeat(size / 50)]],
  ['of a secret', 5_000_000, (size) => secrets(`  ✗ \${ secrets:X }  dataset '${"' (".repeat(size / 3)}`)],
  ['of many lines', 300_000, (size) => failures((index) => `m${index}`, size / 50)],
  [
    'of many further lines',
    1_000_000,
    (size) => [warn('x'), ...Array(Math.round(size / 50)).fill(passMissing)],
  ],
])('a huge log %s is read in one pass, and leaves little behind', (_, size, make) => {
  expectProportional((size) => {
    const diagnosis = pollAll([{ logLines: make(size) }])
    expect(JSON.stringify(diagnosis).length).toBeLessThan(300_000)
  }, size)
})

const recoveries = (count: number) =>
  Array.from({ length: count }, (_, index) => info(`Model [m${index}] deployed, ready for inferencing.`))

test.each<[what: string, more: (size: number) => string[]]>([
  ['other causes', (count) => failures((index) => `m${index}`, count)],
  ['recoveries', recoveries],
])('a line takes no longer with a thousand causes before it: %s', (_, make) => {
  const log = new InstanceLog({ isKnown: true, isComplete: false, components: [] }, 0)
  const read = (lines: string[]) => countVisits(() => log.read(lines, 0))
  read(failures((index) => `other-${index}`, 1000))
  const visits = read(make(5000))
  expect(log.findings.size).toBeGreaterThan(0)
  // Each line may go through what it is about, and the end of the reading through what it has gathered.
  expect(visits).toBeLessThan(5 * 5000)
  expect(visits).toBeGreaterThan(0)
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
