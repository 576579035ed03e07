import { expect, test } from '@jest/globals'
import { lineDiff } from 'diff'
import { Redaction } from '../../src/platform/redaction.ts'
import { asIs, printable } from '../../src/platform/text.ts'
import { Markup } from '../../src/report/markup.ts'
import { credentialHider, diffSpicepods } from '../../src/spicepod/diff.ts'
import fc from '../harness/property.ts'

const show = (value: unknown) => credentialHider(asIs)(value)

test.each([
  ['postgres://ada:hunter2@host:5432/db', 'postgres://(hidden-1):(hidden-2)@host:5432/db'],
  ['https://hunter2@host/x.git', 'https://(hidden-1)@host/x.git'],
  ['redis://:123456@host', 'redis://:(hidden-1)@host'],
  [`postgres://ada:\${secrets:PG_PASS}@host/db`, `postgres://(hidden-1):\${secrets:PG_PASS}@host/db`],
])('user and password of the URL %s are hidden under any key, also if it is committed', (text, shown) => {
  for (const key of ['from', 'description']) {
    expect(credentialHider(asIs, { [key]: text })({ [key]: text })).toEqual({ [key]: shown })
  }
})

test.each([
  'postgres://ada:first second@host/db',
  'postgres://ada:hun/te@r2@host/db?x=1',
  'odbc:Server=x;Pwd={first second};Encrypt=yes',
  'https://x/?sig=hunter2&a=b',
  '{"api_key": "hunter2"}',
  'Bearer hunter2hunter2',
])('a source with settings of its own is hidden as a whole: %s', (from) => {
  expect(show({ from })).toEqual({ from: expect.stringMatching(/^\(hidden-\d\)$/) })
})

test.each(['params', 'dataset_params', 'env', 'headers', 'auth', 'options', 'x-common'])(
  'below %s only what cannot be a credential is shown',
  (key) => {
    const safe = [
      `\${secrets:A}`,
      `Bearer \${env:A}`,
      true,
      null,
      300,
      0.5,
      '123456',
      'parquet',
      'verify-full',
      '',
    ]
    expect(show({ [key]: { a: safe } })).toEqual({ [key]: { a: safe } })
    const value = { b: ['hunter2', 1234567, 'db.example'], c: { d: 'hunter2' } }
    expect(show({ datasets: [{ [key]: value }] })).toEqual({
      datasets: [{ [key]: { b: ['(hidden-1)', '(hidden-2)', '(hidden-3)'], c: { d: '(hidden-1)' } } }],
    })
  },
)

test('what the committed file has is shown, unless its name says that it is a credential', () => {
  const file = { params: { pg_host: 'db.example', pg_port: 1234567, pg_pass: 'hunter2' } }
  const hide = credentialHider(asIs, file)
  expect(hide(file)).toEqual({ params: { pg_host: 'db.example', pg_port: 1234567, pg_pass: '(hidden-1)' } })
  expect(hide({ params: { pg_host: 'db.example', endpoint: 'other.example', pg_user: 'hunter3' } })).toEqual({
    params: { pg_host: 'db.example', endpoint: '(hidden-2)', pg_user: '(hidden-3)' },
  })
})

test.each(['password', 'pg_pass', 'api_key', 's3_secret', 'github_token', 'Authorization', 'my_credentials'])(
  'the value of %s is hidden wherever it stands',
  (name) => {
    expect(show({ x: [{ [name]: { deep: ['hunter2', 123456] } }] })).toEqual({
      x: [{ [name]: { deep: ['(hidden-1)', '(hidden-2)'] } }],
    })
  },
)

test.each<[string, unknown]>([
  ['references to secrets', { pg_pass: [`\${secrets:PG_PASS}`, ` \${ env : A } \${secrets:B}`] }],
  ['what is hidden already', { password: '(hidden-12)' }],
  ['a header with a reference', { authorization: `Bearer  \${secrets:TOKEN}` }],
  ['JSON as it is written', { x: '{"a": 1}' }],
  ['a URL with a reference', { from: `postgres://\${secrets:PG_USER}:\${secrets:PG_PASS}@host/db` }],
  ['empty values and booleans', { password: ['', ' ', null], use_token: true }],
  [
    'keys of tables',
    { primary_key: 'id', sortkeys: 'x', partition_key: 'day', keywords: ['x'], keyword: 'x' },
  ],
  ['limits of models', { max_completion_tokens: 4000, prompt: 'max_tokens: 400' }],
  ['columns', { columns: { passenger_count: 'int' }, functions: [{ signature: '(x int) -> int' }] }],
  ['joins by their keys', { sql: 'SELECT * FROM a JOIN b ON o_orderkey = l_orderkey AND a.key = b.key' }],
  ['options and references in connection strings', { x: `Server=db;Pwd=\${ secrets:A };Encrypt=yes` }],
  ['certificates', { x: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----' }],
  ['hosts with ports', { x: 'see http://host:80 or mail ada@example.com' }],
  ['the list of secret stores', { secrets: [{ from: 'env', name: 'env' }] }],
  ['other URLs', { from: ['abfs://files@account.dfs.core.windows.net/x', 's3://bucket/x', 'http://x:80/'] }],
  ['numbers', { x: [1, 1.5, JSON.rawJSON('9007199254740993')] }],
])('a spicepod is shown with %s', (_, value) => {
  const expected = JSON.stringify(value)
  const shown = JSON.stringify(show(value), (_key, each) =>
    typeof each === 'bigint' ? JSON.rawJSON(String(each)) : each,
  )
  expect(shown).toBe(expected)
})

test('a credential of either spicepod is hidden wherever it is a value, unless it is a short word', () => {
  const before = { 'x-common': 'hunter2hunter2', user: 'admin', url: 'postgres://a:other-one@host' }
  const after = { 'x-common': 'other-one', user: 'admin', pg_pass: 'hunter2hunter2', my_pass: 'admin' }
  expect(diffSpicepods(before, after, asIs)?.flat().join('\n')).toBe(
    [
      '-url: postgres://(hidden-2):(hidden-3)@host',
      '+my_pass: (hidden-4)',
      '+pg_pass: (hidden-1)',
      ' user: admin',
      '-x-common: (hidden-1)',
      '+x-common: (hidden-3)',
    ].join('\n'),
  )
})

test('no value below params shows, however it is written', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 7 }), fc.constantFrom('params', 'env', 'headers'), (text, key) => {
      fc.pre(/[^\d.\s-]/.test(text) && !/^\s*(verify-full|disable[d]?)\s*$/i.test(text))
      expect(show({ datasets: [{ [key]: [{ name: text }] }] })).toEqual({
        datasets: [{ [key]: [{ name: '(hidden-1)' }] }],
      })
    }),
    { numRuns: 1000 },
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
      expect(shown).toMatch(/\\u?[0-9a-fvrLPN]+-from: evil/)
    }
  },
)
