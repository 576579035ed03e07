import { expect, test } from '@jest/globals'
import { fitOutputs } from '../../src/report/output-size.ts'
import { anyCharacter } from '../harness/characters.ts'
import fc from '../harness/property.ts'

const entries = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `d${index}`, message: 'é'.repeat(length) }))
const outputsOf = (lists: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, JSON.stringify(list)]))
const bytesOf = (outputs: Readonly<Record<string, string>>) =>
  Buffer.byteLength(Object.values(outputs).join(''))

test('outputs that fit stay as they are, and others than lists are never changed', () => {
  const outputs = { ...outputsOf({ problems: entries(100, 1000) }), plan: 'x'.repeat(1_000_000) }
  expect(fitOutputs(outputs)).toEqual({ outputs })
})

test('the longest texts are cut first, all at the same length, and no entry is left out for them', () => {
  const lists = {
    problems: entries(200, 2000),
    datasets: entries(200, 50),
    'test-results': entries(200, 1000),
  }
  const { outputs, note } = fitOutputs(outputsOf(lists))
  const [problems, datasets, results] = ['problems', 'datasets', 'test-results'].map((name) =>
    JSON.parse(outputs[name] ?? ''),
  )
  expect([problems.length, datasets, results.length]).toEqual([200, lists.datasets, 200])
  const { length } = problems[0].message
  expect(new Set([...problems, ...results].map(({ message }) => message.length))).toEqual(new Set([length]))
  expect(note).toBe(
    `The outputs \`problems\`, \`datasets\`, \`test-results\` together have at most 450 kB, so their texts are cut after ${length} characters.`,
  )
  expect(bytesOf(outputs)).toBeGreaterThan(440_000)
  expect(bytesOf(outputs)).toBeLessThanOrEqual(450_000)
})

test('then the last entries of the longest list are left out, and a sentence says how many', () => {
  const lists = { datasets: entries(5000, 2000), models: entries(10, 2000) }
  const { outputs, note } = fitOutputs(outputsOf(lists))
  const [datasets, models] = ['datasets', 'models'].map((name) => JSON.parse(outputs[name] ?? ''))
  expect(models).toHaveLength(10)
  expect(datasets.at(-1).name).toBe(`d${datasets.length - 1}`)
  expect(note).toContain(
    `texts are cut after 100 characters. Left out: the last ${5000 - datasets.length} of \`datasets\`.`,
  )
  expect(bytesOf(outputs)).toBeLessThanOrEqual(450_000)
})

test('lists of any texts fit in the end, and numbers keep their digits', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 20 }).map((text) => text.repeat(12))
  const entry = fc.record({ name: text, detail: text })
  const list = fc
    .tuple(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.nat(400))
    .map(([some, times]) => Array(times).fill(some).flat())
  const property = fc.property(fc.record({ problems: list, 'data-changes': list, models: list }), (lists) => {
    const { outputs, note } = fitOutputs(outputsOf(lists))
    expect(bytesOf(outputs)).toBeLessThanOrEqual(450_000)
    expect(note === undefined).toBe(bytesOf(outputsOf(lists)) <= 450_000)
    for (const [name, all] of Object.entries(lists)) {
      const { length } = JSON.parse(outputs[name] ?? '')
      if (length < all.length) expect(note).toContain(`the last ${all.length - length} of \`${name}\``)
    }
  })
  fc.assert(property, { numRuns: 20, seed: 46 })
  const digits = '12345678901234567890'
  const { outputs } = fitOutputs({ models: `[{"n":${digits},"text":"${'x'.repeat(500_000)}"}]` })
  expect(outputs.models).toContain(`{"n":${digits},"text":"xx`)
})
