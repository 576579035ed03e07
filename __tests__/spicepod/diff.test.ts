import { expect, test } from '@jest/globals'
import { lineDiff } from 'diff'
import { stringify } from 'yaml'
import { Redaction } from '../../src/platform/redaction.ts'
import { asIs, printable } from '../../src/platform/text.ts'
import { Markup } from '../../src/report/markup.ts'
import { diffSpicepods } from '../../src/spicepod/diff.ts'
import fc from '../harness/property.ts'

/** The lines that a new spicepod adds. */
const show = (value: object) => diffSpicepods(undefined, value, asIs)?.flat().join('\n')
/** The lines in which two spicepods differ. */
const differences = (before: object, after: object, redact = asIs) =>
  diffSpicepods(before, after, redact)
    ?.flat()
    .filter((line) => /^[-+]/.test(line))

test.each([
  ['postgres://ada:hunter2@host:5432/db', 'postgres://(hidden):(hidden)@host:5432/db'],
  ['https://hunter2@host/x.git', 'https://(hidden)@host/x.git'],
  ['redis://:123456@host', 'redis://:(hidden)@host'],
  ['jdbc:postgres://ada:hunter2@host', 'jdbc:postgres://(hidden):(hidden)@host'],
  ['postgres://ada:hun/te@r2@host/db?x=1', 'postgres://(hidden):(hidden)@host/db?x=1'],
  ['https://good.example/x and http://ada@host', 'https://good.example/x and http://(hidden)@host'],
  [`postgres://ada:\${secrets:PG_PASS}@host/db`, `postgres://(hidden):\${secrets:PG_PASS}@host/db`],
  // What only looks like a user hides no host.
  ['https://evil.example/x@good.example', 'https://evil.example/x@good.example'],
  ['https://evil.example?x@good.example', 'https://evil.example?x@good.example'],
])('of the URL %s, the user part is hidden', (text, shown) => {
  for (const key of ['from', 'description']) expect(show({ [key]: text })).toBe(`+${key}: ${shown}`)
})

test.each([
  'params',
  'dataset_params',
  'env',
  'headers',
  'auth',
  'options',
  'x-common',
  'pg_pass',
  'api_key',
])('below %s, references are shown, and of any other value only that it is there', (key) => {
  const safe = [`\${secrets:A}`, `Bearer \${env:A}`, null]
  expect(show({ [key]: safe })).toBe(show({ y: safe })?.replace('y', key))
  for (const value of ['hunter2', 'parquet', '', true, 300, JSON.rawJSON('9007199254740993')]) {
    expect(show({ y: [{ [key]: { a: value } }] })).toBe(`+y:\n+  - ${key}:\n+      a: (hidden)`)
  }
})

test('below guarded keys it is shown whether a value has changed, and no other text is hidden because of it', () => {
  const spicepod = (host: string, user: string, from: string) => ({
    datasets: [
      { name: 'other', params: { host: 'a' } },
      { name: 'trips', from, params: { host, user } },
    ],
  })
  const before = spicepod('db.example', 'ada', 's3://bucket/x')
  // A decoy has the text of what it wants to hide.
  const after = spicepod('https://evil.example/x', 'ada', 'https://evil.example/x')
  expect(differences(before, after)).toEqual([
    '-  - from: s3://bucket/x',
    '+  - from: https://evil.example/x',
    '-      host: (hidden)',
    '+      host: (changed)',
  ])
  // The place of a component is no change of its values.
  const [other, trips] = before.datasets
  expect(differences({ datasets: [trips, other] }, before)?.join('\n')).not.toContain('(changed)')
})

test('another user of a URL is a change', () => {
  expect(differences({ from: 'ftp://ada@host' }, { from: 'ftp://bob@host' })).toEqual([
    '-from: ftp://(hidden)@host',
    '+from: ftp://(changed)@host',
  ])
})

test.each<[string, object]>([
  ['a URL with references', { from: `postgres://\${secrets:PG_USER}:\${secrets:PG_PASS}@host/db` }],
  [
    'keys of tables',
    { primary_key: 'id', sortkeys: 'x', partition_key: 'day', keywords: ['x'], keyword: 'x' },
  ],
  ['limits of models', { max_completion_tokens: 4000, prompt: 'max_tokens: 400' }],
  ['columns', { columns: { passenger_count: 'int' }, functions: [{ signature: '(x int) -> int' }] }],
  ['joins by their keys', { sql: 'SELECT * FROM a JOIN b ON o_orderkey = l_orderkey AND a.key = b.key' }],
  ['hosts with ports', { x: 'see http://host:80 or mail ada@example.com' }],
  ['the list of secret stores', { secrets: [{ from: 'env', name: 'env' }] }],
  ['other URLs', { from: ['abfs://files@account.dfs.core.windows.net/x', 's3://bucket/x', 'http://x:80/'] }],
])('a spicepod is shown with %s', (_, value) => {
  const text = stringify(value, { sortMapEntries: true, lineWidth: 0 })
  expect(show(value)).toBe(text.trimEnd().replace(/^/gm, '+'))
})

test('no value below params shows, however it is written', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.constantFrom('params', 'env', 'headers'), (text, key) => {
      expect(show({ datasets: [{ [key]: [{ a: text }] }] })).toBe(
        `+datasets:\n+  - ${key}:\n+      - a: (hidden)`,
      )
    }),
    { numRuns: 1000 },
  )
})

test.each([
  '\u0000',
  '\u001b',
  '\u00ad',
  '\u200b',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\ufe01',
  '\u{e0041}',
  '\ue000',
])('the invisible character %j is visible in a difference', (character) => {
  expect(show({ prompt: `Be${character} kind.` })).toMatch(
    /^\+prompt: "?Be(\\u\{[\da-f]+\}|\\[\dx]\w*|\\0|\\e) kind\."?$/,
  )
})

const rows = (name: string, count: number) => ({
  x: Array.from({ length: count }, (_, index) => name + index),
})

test('a known secret is hidden whole, even if a part of it looks like a credential or is written with escapes', () => {
  const secrets = new Redaction(() => {})
  const url = 'Server=db.example;Password=hunter2;App="it\'s"'
  for (const value of [url, 'ab\ncd\nef']) secrets.addValue(value)
  const spicepod = { from: `odbc:${url}`, sql: 'SELECT 1\nab\ncd\nef\n' }
  expect(diffSpicepods(undefined, spicepod, secrets.redact)?.flat()).toEqual([
    '+from: odbc:***',
    '+sql: |',
    '+  SELECT 1',
    '+  ***',
  ])
})

test('spicepods that are too different are not compared to the end', () => {
  let comparisons = 0
  const { equals } = lineDiff
  lineDiff.equals = (...lines) => {
    comparisons++
    return equals.apply(lineDiff, lines)
  }
  try {
    expect(diffSpicepods(rows('a', 8000), rows('b', 8000), asIs)).toBeUndefined()
    // Without a limit there are a hundred times as many.
    expect(comparisons).toBeLessThan(1_000_000)
    // Lines that are alike are compared again for each difference.
    const repeated = { x: Array.from({ length: 40_000 }, (_, index) => (index % 100 === 0 ? index : 'a')) }
    expect(diffSpicepods({ x: Array(40_000).fill('a') }, repeated, asIs)).toBeUndefined()
    expect(comparisons).toBeLessThan(45_000_000)
  } finally {
    lineDiff.equals = equals
  }
})

test('members are sorted, and lines are not folded', () => {
  const long = `${'x '.repeat(60)}x`
  expect(diffSpicepods(undefined, { b: long, a: 1 }, asIs)?.flat()).toEqual(['+a: 1', `+b: ${long}`])
})

test('a large spicepod is compared if little differs, and shown whole if it is new', () => {
  const large = rows('a', 20_000)
  const changed = { x: large.x.with(9999, 'b') }
  expect(
    diffSpicepods(large, changed, asIs)
      ?.flat()
      .filter((line) => /^[-+]/.test(line)),
  ).toEqual(['-  - a9999', '+  - b'])
  expect(diffSpicepods(undefined, large, asIs)?.flat()).toHaveLength(20_001)
  expect(diffSpicepods(rows('a', 400), rows('b', 400), asIs)?.flat()).toHaveLength(801)
})

test.each(['\u2028', '\u2029', '\u0085', '\v', '\f', '\r'])(
  'what ends a line for readers only is visible, and has no sign of its own: %j',
  (separator) => {
    const after = {
      sql: `SELECT 1${separator}-from: evil`,
      text: `a\nb${separator}+from: good\n`,
      from: 'good',
    }
    const lines = diffSpicepods({ from: 'good' }, after, asIs)?.flat() ?? []
    const { html } = new Markup(asIs).diff([lines], 10_000)
    const log = printable(lines.join('\n'), asIs)
    for (const shown of [log, html.replace(/<[^>]*>/g, '')]) {
      const signs = shown.split('\n').map((line) => line.charAt(0))
      expect(signs.join('')).toBe(' +++++'.slice(0, lines.length))
      expect(shown).toMatch(/\\u?[{}0-9a-fvrLPN]+-from: evil/)
    }
  },
)
