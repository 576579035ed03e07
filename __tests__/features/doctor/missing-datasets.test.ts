import { expect, test } from '@jest/globals'
import { describeFinding } from '../../../src/features/doctor/finding.ts'
import { findReasons } from '../../../src/features/doctor/missing-datasets.ts'
import { component } from './fixture.ts'

const components = ['fares', 'zones'].map((name) => component('dataset', name))
const spicepod = { components, isKnown: true, isComplete: true }
const error = (text: string) => `2026-10-01T00:00:00Z ERROR runtime::init::dataset: ${text}`
const warn = (text: string) => error(text).replace('ERROR', 'WARN')
const unparsed = error('Failed to parse spicepod.yaml: unknown field `x`')
const dropped = error('Invalid time format. dataset=zones')
const met = warn('Error initializing dataset zones. Connection refused')
const metThat = /^dataset: Dataset `zones` could not be initialized: Connection refused/
const bothKeys = "Both a 'refresh_cron' and 'refresh_check_interval' were specified."
const loaded = '2026-10-01T00:00:01Z INFO runtime: All components are loaded. Spice runtime is ready!'

/** The reasons of the datasets that are missing, by name. */
const reasons = (lines: string[], missing: string[]) =>
  Object.fromEntries(
    [...findReasons(lines, missing, spicepod)].map(([name, finding]) => [
      name,
      `${finding.kind}: ${describeFinding(finding).message}`,
    ]),
  )

test.each<[what: string, lines: string[], missing: string[], expected: object]>([
  ['what befell each', [error(`${bothKeys} dataset=fares`), loaded], ['fares', 'zones'], { fares: /both/ }],
  ['a line without a name, if it is the only one', [error(bothKeys), loaded], ['zones'], { zones: /both/ }],
  ['a line without a name about none of several', [error(bothKeys)], ['fares', 'zones'], {}],
  ['the spicepod', [unparsed, loaded], ['zones'], { zones: /^spicepod: .*unknown field/ }],
  ['the spicepod, for all', [unparsed], ['fares', 'zones'], { fares: /^spicepod: /, zones: /^spicepod: / }],
  ['what a dataset met, if there is nothing better', [met, loaded], ['zones'], { zones: metThat }],
  ['what happened rather than what it met', [dropped, met], ['zones'], { zones: /was dropped: Invalid/ }],
  ['nothing of a quiet log', [loaded], ['zones'], {}],
])('a dataset is missing because of %s', (_, lines, missing, expected) => {
  const found = reasons(lines, missing)
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [name, says] of Object.entries(expected)) expect(found[name]).toMatch(says)
})
