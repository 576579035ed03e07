import { expect, test } from '@jest/globals'
import { compareComment, createMarker, readMarker, renderMarker } from '../../src/report/marker.ts'
import { marker, type RunFacts } from '../github/fixture.ts'
import { anyCharacter } from '../harness/characters.ts'
import fc from '../harness/property.ts'

const deploymentIds = [1001, undefined, 1003]
const local = { apiUrl: 'http://[::1]:80', deploymentIds: [] }
const ofLocal = 'app:4711@%5B%3A%3A1%5D run:100.1 name:acme/taxi@%5B%3A%3A1%5D'

test.each<[string, RunFacts, string]>([
  ['its newest deployment', { deploymentIds }, 'app:4711 run:100.1 deployment:1003 name:acme/taxi'],
  ['an app by name', { appId: undefined, appName: 'Taxi', deploymentIds: [] }, 'app:acme/taxi run:100.1'],
  ['an app of this machine', local, ofLocal],
])('the marker of a run with %s is one line', (_, run, text) => {
  expect(renderMarker(marker(run))).toBe(`<!-- spice-cloud-deploy ${text} -->`)
})

test.each([{ appName: undefined }, { org: undefined }, { appName: 'x'.repeat(201) }])(
  'there is no marker if no app is known: %j',
  (facts) => {
    expect(() => marker({ appId: undefined, ...facts })).toThrow('no app')
  },
)

test('a run without numbers is older than any other run', () => {
  const facts = { kind: 'deploy', appId: 1, appName: undefined, org: undefined, apiUrl: '' } as const
  for (const id of [undefined, '', '-1', '1e3', '9'.repeat(16)]) {
    const made = createMarker({ ...facts, deploymentIds: [], env: { GITHUB_RUN_ID: id } })
    expect(made).toMatchObject({ runId: 0, runAttempt: 0 })
  }
})

test('a plan and a deployment of the same app have a comment each', () => {
  const plan = marker({ kind: 'plan', deploymentIds: [] })
  expect(renderMarker(plan)).toBe('<!-- spice-cloud-plan app:4711 run:100.1 -->')
  const [ofPlan, ofDeployment] = [renderMarker(plan), renderMarker(marker())]
  const compared = [ofPlan, ofDeployment].map((text) => [
    compareComment(text, plan),
    compareComment(text, marker()),
  ])
  expect(compared).toEqual([
    ['older', undefined],
    [undefined, 'older'],
  ])
})

test('a run that knows only the name of an app finds the comment with its id, but not that of another app', () => {
  const isSame = (run: RunFacts, other: RunFacts) =>
    compareComment(renderMarker(marker(other)), marker(run)) !== undefined
  const byName = { appId: undefined, appName: 'Taxi' }
  expect(isSame(byName, {})).toBe(true)
  expect(isSame({}, byName)).toBe(true)
  const others = [{ appName: 'bus' }, { org: 'other' }, { org: undefined }, { apiUrl: 'https://x.example' }]
  expect(others.map((other) => isSame(byName, other))).toEqual(others.map(() => false))
  // Another app that has the name now.
  expect(isSame({ appId: 4712 }, {})).toBe(false)
})

const texts = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.constantFrom('-->', '--!> x', ' run:9.9 ', '\n# x'),
)
const facts = fc.record({
  kind: fc.constantFrom('deploy' as const, 'plan' as const),
  appId: fc.option(fc.nat(), { nil: undefined }),
  appName: texts,
  org: texts,
  apiUrl: fc.oneof(texts, fc.webUrl()),
  deploymentIds: fc.array(fc.integer({ min: 1 })),
})

test('a marker with any content is one HTML comment, is read as it was written, and belongs to its app', () => {
  fc.assert(
    fc.property(facts, fc.nat(), fc.string(), (given, runId, rest) => {
      const made = createMarker({ ...given, env: { GITHUB_RUN_ID: String(runId), GITHUB_RUN_ATTEMPT: '2' } })
      if (made === undefined) return
      const text = renderMarker(made)
      expect(text).toMatch(/^<!-- [\x21-\x7e]+(?: [\x21-\x7e]+)* -->$/)
      expect(text.indexOf('>')).toBe(text.length - 1)
      const found = readMarker(`${text}\n${rest}`)
      const isNamed = made.kind === 'deploy' && made.nameKey !== made.key
      expect(found).toEqual({ ...made, nameKey: isNamed ? made.nameKey : undefined })
      expect(compareComment(text, made)).toBe('older')
    }),
  )
})

test.each([
  ...['', 'text', ' <!-- spice-cloud-deploy app:4711 run:1.1 -->'],
  ...['<!-- spice-cloud-deploy app: run:1.1 -->', '<!-- spice-cloud-deploy app:4711 -->'],
  ...['<!-- spice-cloud-deploy app:4711 run:x.1 -->', '<!-- other app:4711 run:1.1 -->'],
])('%j does not begin with a marker', (body) => {
  expect(readMarker(body)).toBeUndefined()
})

test('additions of later versions to the marker are ignored', () => {
  expect(readMarker('<!-- spice-cloud-deploy app:1 run:2.3 deployment:4 more:5 -->\n')).toEqual({
    kind: 'deploy',
    key: '1',
    nameKey: undefined,
    runId: 2,
    runAttempt: 3,
    deploymentId: 4,
  })
})
