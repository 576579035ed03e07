import { expect, test } from '@jest/globals'
import { SpicepodDocument } from '../../src/spicepod/document.ts'
import { patchSpicepod } from '../../src/spicepod/patch.ts'
import { applyPatch } from '../harness/patch.ts'

const file = 'apps/taxi/spicepod.yaml'
const text = `# The taxis of the city
version: v1
kind: Spicepod
name: taxi

datasets:
- name: trips   # one row a trip
  from: 's3://acme/trips/'
  params: {file_format: parquet}

# Not for production
- name: rain
  from: s3://acme/rain/
- name: fares
  from: postgres:fares
  params:
    pg_pass: \${secrets:PG_PASSWORD}
`
const anchored = `${text}x-a: &a { b: 1 }\nx-b: *a\n`

const patchFor = (stored: object, written = text) =>
  patchSpicepod(
    {
      path: file,
      text: written,
      value: new SpicepodDocument(written).value as Record<string, unknown>,
      locate: () => ({ file, line: 1, column: 1 }),
    },
    stored,
    (all) => all,
  )

const edited = {
  name: 'taxi',
  kind: 'Spicepod',
  version: 'v1',
  datasets: [
    { name: 'trips', from: 's3://acme/other/', params: { file_format: 'parquet', limit: 3 } },
    { name: 'fares', from: 'postgres:fares', params: { pg_pass: 'do-not-show-me' } },
    { name: 'zones', from: 's3://acme/zones/' },
  ],
  runtime: { task_history: { enabled: false } },
}

test.each([
  ['as people write it', text],
  ['without a newline at its end', text.trimEnd()],
])('git applies the patch to a file %s, and its comments and order stay', (_, written) => {
  const patch = patchFor(edited, written) ?? ''
  const applied = applyPatch(patch, file, written)
  const [trips, fares, zones] = edited.datasets
  expect(new SpicepodDocument(applied).value).toEqual({
    ...edited,
    datasets: [trips, { ...fares, params: { pg_pass: '(hidden-1)' } }, zones],
  })
  expect(applied).toMatch(
    /^# The taxis of the city\nversion: v1\nkind: Spicepod\nname: taxi\n\ndatasets:\n- name: trips/,
  )
  expect(applied).toContain('# one row a trip\n')
  expect(patch).not.toContain('do-not-show-me')
})

test.each<[string, string, object?]>([
  ['the file has a credential', text.replace(/\$.*PG_PASSWORD./, 'hunter2')],
  ['a comment of the file has the password of a URL', `${text}# postgres://ada:hunter2@host\n`],
  ['the file has an anchor that the change would follow to other places', anchored],
  ['the file has line ends of Windows', text.replaceAll('\n', '\r\n')],
  ['the change removes an anchor that is used', anchored, { 'x-a': 1, 'x-b': { b: 1 } }],
  ['the change brings text that the runner would act on', text, { name: 'see ##[group]' }],
  ['the change brings a character that is shown as a line end', text, { name: 'a\u2028b' }],
])('there is no such patch if %s', (_, written, change = { 'x-a': { b: 2 }, name: 'other' }) => {
  const value = new SpicepodDocument(written).value as Record<string, unknown>
  expect(patchFor({ ...value, ...change }, written)).toBeUndefined()
})
