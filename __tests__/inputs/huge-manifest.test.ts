import { expect, test } from '@jest/globals'
import { checkManifest as check } from '../../src/inputs/spicepod.ts'
import { readYaml } from '../../src/inputs/yaml-value.ts'
import { cpuMs } from '../harness/cpu.ts'

const checkManifest = (text: string) => check(readYaml(text, (each) => each))

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'

test('a manifest may use an anchor any number of times, and takes time in proportion', () => {
  const dataset = { from: 's3://bucket/trips/', name: 'trips' }
  const read = (uses: number) =>
    checkManifest(
      `${head}x: &trips {from: "s3://bucket/trips/", name: trips}\ndatasets:\n${'  - *trips\n'.repeat(uses)}`,
    )
  expect(read(20_000)).toMatchObject({ kind: 'good', value: { datasets: Array(20_000).fill(dataset) } })
  // Looking for the anchor once per alias takes sixteen times as long.
  expect(cpuMs(() => read(20_000)) / cpuMs(() => read(5000))).toBeLessThan(10)
})

test('a manifest may have any number of keys, and takes time in proportion', () => {
  const read = (keys: number) =>
    checkManifest(head + Array.from({ length: keys }, (_, index) => `k${index}: 1`).join('\n'))
  expect(read(40_000).kind).toBe('good')
  // Comparing each key with each other takes sixteen times as long.
  expect(cpuMs(() => read(40_000)) / cpuMs(() => read(10_000))).toBeLessThan(10)
})
