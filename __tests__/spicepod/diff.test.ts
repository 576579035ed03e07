import { expect, test } from '@jest/globals'
import { lineDiff } from 'diff'
import fc from 'fast-check'
import { Redaction } from '../../src/platform/redaction.ts'
import { asIs, printable } from '../../src/platform/text.ts'
import { Markup } from '../../src/report/markup.ts'
import { credentialHider, diffSpicepods } from '../../src/spicepod/diff.ts'
import { growth } from '../harness/cpu.ts'

const show = (value: unknown) => credentialHider(asIs)(value)

const pem = (kind: string) =>
  `-----BEGIN ${kind}PRIVATE KEY-----\nMII\nabc=\n-----END ${kind}PRIVATE KEY-----`

test.each([
  ['postgres://ada:hunter2@host:5432/db', 'postgres://ada:(hidden-1)@host:5432/db'],
  ['postgres://ada:hun/te@r2@host/db', 'postgres://ada:(hidden-1)@host/db'],
  ['https://hunter2@host/x.git', 'https://(hidden-1)@host/x.git'],
  ['http://hunter2@host', 'http://(hidden-1)@host'],
  ['Bearer  hunter2hunter2', 'Bearer  (hidden-1)'],
  ['Authorization: Bearer hunter2hunter2', 'Authorization: Bearer (hidden-1)'],
  ['Server=x;Password=hunter2;Encrypt=true', 'Server=x;Password=(hidden-1);Encrypt=true'],
  ['https://x/?sig=hunter2&a=b', 'https://x/?sig=(hidden-1)&a=b'],
  ['serve --api-token hunter2 -v', 'serve --api-token (hidden-1) -v'],
  ['{"api_key": "hunter2"}', '{"api_key":"(hidden-1)"}'],
  ['{"secrets":"hunter2"}', '{"secrets":"(hidden-1)"}'],
  [`password="\${env:A} x"`, 'password="(hidden-1)"'],
  [`password="x \${env:A}"`, 'password="(hidden-1)"'],
  ['{"x":1,"keys":[{"a":"b c"}]}', '{"x":1,"keys":[{"a":"(hidden-1)"}]}'],
  ['{\\"password\\":\\"a b\\",\\"user\\":\\"x\\"}', '{\\"password\\":\\"(hidden-1)\\",\\"user\\":\\"x\\"}'],
  ['Server=x;Pwd={first second};Encrypt=yes', 'Server=x;Pwd={(hidden-1)};Encrypt=yes'],
  ['Pwd={fir}}st; second};Server=x', 'Pwd={(hidden-1)};Server=x'],
  ['Server=x;Password=first second;User=ada', 'Server=x;Password=(hidden-1);User=ada'],
  ["Server=x;Pwd=it's, a & b;User=ada", 'Server=x;Pwd=(hidden-1);User=ada'],
  ["host=db password = 'a b' user=ada", "host=db password = '(hidden-1)' user=ada"],
  ['host=db password=a\\ b user=ada', 'host=db password=(hidden-1) user=ada'],
  ["password='it''s' user=ada", "password='(hidden-1)' user=ada"],
  ['password="a;b" user=ada', 'password="(hidden-1)" user=ada'],
  ['password="a\\" b', 'password="(hidden-1)'],
  ['password=a b user=ada', 'password=(hidden-1) user=ada'],
  ['postgres://ada:first second@host/db', 'postgres://ada:(hidden-1)@host/db'],
  ['redis://:hunter2@host', 'redis://:(hidden-1)@host'],
  ['{password: a b, user: ada}', '{password: (hidden-1), user: ada}'],
  ['  password: a b\n  user: ada', '  password: (hidden-1)\n  user: ada'],
  ['password: |\n  a\n\n  b\nuser: ada', 'password: (hidden-1)\nuser: ada'],
  ['export DB_PASSWORD=a b\nexport X=1', 'export DB_PASSWORD=(hidden-1)\nexport X=1'],
  ["serve --password 'a b' --host x", "serve --password '(hidden-1)' --host x"],
  ['serve --password=a --host x', 'serve --password=(hidden-1) --host x'],
  ['curl -H "X-Api-Key: a b" https://x', 'curl -H "X-Api-Key: (hidden-1)" https://x'],
  ['Authorization: Custom a b', 'Authorization: (hidden-1)'],
  ['Cookie: a=b; session=c', 'Cookie: (hidden-1)'],
  ['"Cookie" :  a=b', '"Cookie" :  (hidden-1)'],
  [
    'AccountName=x;AccountKey=ab+/==;EndpointSuffix=core',
    'AccountName=x;AccountKey=(hidden-1);EndpointSuffix=core',
  ],
  [`see ghp_${'x1'.repeat(18)} there`, 'see (hidden-1) there'],
  [`eyJ${'x'.repeat(20)}.eyJ${'y'.repeat(20)}.z-z`, '(hidden-1)'],
  [`eyJ${'x'.repeat(20)}.eyJ${'y'.repeat(20)}`, '(hidden-1)'],
  [`a\n${pem('RSA ')}\nb`, 'a\n(hidden-1)\nb'],
  [pem('').slice(0, -20), '(hidden-1)'],
  [pem('ENCRYPTED ').replaceAll('\n', '\\n'), '(hidden-1)'],
])('the credential in %j is hidden under any key', (text, shown) => {
  expect(show({ from: text })).toEqual({ from: shown })
})

test.each<[string, unknown]>([
  ['references to secrets', { pg_pass: [`\${secrets:PG_PASS}`, ` \${ env : A } \${secrets:B}`] }],
  ['what is hidden already', { password: '(hidden-12)' }],
  ['a header with a reference', { authorization: `Bearer  \${secrets:TOKEN}` }],
  ['JSON as it is written', { x: '{"a": 1}' }],
  ['a URL with a reference', { from: `postgres://ada:\${secrets:PG_PASS}@host/db` }],
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

test('the value of a header or variable is hidden by the name beside it', () => {
  const headers = (value: string) => ({
    headers: [
      { name: 'X-Api-Key', value },
      { value, name: 'Accept' },
    ],
  })
  expect(show(headers('a b'))).toMatchObject({ headers: [{ value: '(hidden-1)' }, { value: 'a b' }] })
})

test('a credential of either spicepod is hidden wherever it is a value, unless it is a short word', () => {
  const before = { 'x-common': 'hunter2hunter2', user: 'admin', url: 'postgres://a:other-one@host' }
  const after = { 'x-common': 'other-one', user: 'admin', pg_pass: 'hunter2hunter2', my_pass: 'admin' }
  expect(diffSpicepods(before, after, asIs)?.flat().join('\n')).toBe(
    [
      '-url: postgres://a:(hidden-1)@host',
      '+my_pass: (hidden-3)',
      '+pg_pass: (hidden-2)',
      ' user: admin',
      '-x-common: (hidden-2)',
      '+x-common: (hidden-1)',
    ].join('\n'),
  )
})

test('no part of a credential shows, however it is written, and what is beside it does', () => {
  const letters = fc.stringMatching(/^[a-z0-9]{4,8}$/)
  const separators = [
    ...[' ', ';', ',', '&', '@', '/', ':', '=', "'", '"', '{', '(', ')', '#', '?', '$', '\\', '|'],
  ]
  const aCredential = fc
    .tuple(
      fc.array(fc.tuple(letters, fc.constantFrom(...separators)), { minLength: 1, maxLength: 3 }),
      letters,
    )
    .map(([parts, last]) => ({
      parts: [...parts.map(([part]) => part), last],
      text: parts.flat().join('') + last,
    }))
  // Each writes a value as its format does, between two other settings.
  const formats: ((value: string) => string)[] = [
    (value) => `Host=visible;Pwd={${value.replaceAll('}', '}}')}};User=shown`,
    (value) => `Host=visible;Password="${value.replaceAll('"', '""')}";User=shown`,
    (value) => `host=visible password='${value.replace(/['\\]/g, '\\$&')}' user=shown`,
    (value) => `host=visible api_key = "${value.replace(/["\\]/g, '\\$&')}" user=shown`,
    (value) => `Host=visible;Password=${value.replace(/[;{}'"]|^ /g, '_')};User=shown`,
    (value) => `postgres://visible:${encodeURIComponent(value)}@shown/db`,
    (value) => `https://visible/?token=${encodeURIComponent(value)}&user=shown`,
    (value) => JSON.stringify({ host: 'visible', nested: { client_secret: [value] }, user: 'shown' }),
    (value) => `host: visible\npassword: ${JSON.stringify(value)}\nuser: shown`,
    (value) => `{host: visible, password: ${JSON.stringify(value)}, user: shown}`,
    (value) => `host: visible\npassword: |\n  ${value}\nuser: shown`,
    (value) => `serve --host visible --password '${value.replaceAll("'", '_')}' --user shown`,
    (value) => `visible\n-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----\nshown`,
  ]
  fc.assert(
    fc.property(aCredential, fc.constantFrom(...formats), ({ parts, text }, format) => {
      fc.pre(parts.every((part) => !'visible shown hidden-1'.includes(part)))
      const shown = JSON.stringify(show({ x: format(text) }))
      for (const part of parts) expect(shown).not.toContain(part)
      expect(shown).toMatch(/visible.*hidden-1.*shown/)
    }),
    { numRuns: 1000 },
  )
})

test('hiding credentials takes time in proportion to any text', () => {
  const work = (length: number) => {
    const parts = [
      ...['x://a:', 'https://', 'bearer ', 'key=', 'key="', 'key={', "a='", '--token ', ' ', '@', 'a'],
      ...[
        '-----BEGIN PRIVATE KEY-----',
        'key:|\n ',
        'eyJa.',
        ';key=a ',
        `\${a:b} `,
        '"key":"',
        ',key=',
        '\\',
      ],
    ]
    for (const part of parts) show({ x: part.repeat(length), key: part.repeat(length) })
  }
  // An expression that backtracks takes the square of the time, at least.
  expect(growth(work, 20_000)).toBeLessThan(64)
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

test.each(['compass: north', 'bypass=all'])(
  'a word that only ends like a credential is shown in a text: %s',
  (text) => {
    expect(show({ x: text })).toEqual({ x: text })
  },
)

test('an authorization code in a text is hidden', () => {
  expect(show({ x: 'auth_code=hunter2' })).toEqual({ x: 'auth_code=(hidden-1)' })
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
