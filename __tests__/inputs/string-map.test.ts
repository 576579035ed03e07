import { expect, test } from '@jest/globals'
import { parseStringMap } from '../../src/inputs/entries.ts'
import { anyCharacter } from '../harness/characters.ts'
import { expectProportional } from '../harness/cpu.ts'
import fc from '../harness/property.ts'
import { resultOf } from './given.ts'

const secrets = (text: string) => resultOf(parseStringMap(text, true))
const tags = (text: string) => resultOf(parseStringMap(text, false))

test.each<[string, string, Record<string, string>]>([
  [
    'values as they are written',
    'a: 0123\nb: 1e3\nc: yes\nd: null\ne: ~\nf: 1.50\ng: 2026-11-24\nh: 0x1F',
    { a: '0123', b: '1e3', c: 'yes', d: 'null', e: '~', f: '1.50', g: '2026-11-24', h: '0x1F' },
  ],
  ['no value, in quotes', `a: ''\nb: ""`, { a: '', b: '' }],
  ['quotes as YAML has them', `a: "1\\n2 # x"\nb: 'it''s'`, { a: '1\n2 # x', b: "it's" }],
  ['what looks like a comment in quotes', 'a: ""\nb: "1: # 2"', { a: '', b: '1: # 2' }],
  ['blocks of lines', 'a: |\n  1\n  2\nb: |-\n  3\nc: >-\n  4\n  5', { a: '1\n2\n', b: '3', c: '4 5' }],
  ['comments of their own lines', '# x\na: 1\n\n  # y\n# z\nb: 2\n# end', { a: '1', b: '2' }],
  ['a comment after quotes', 'a: "1" # x', { a: '1' }],
  ['a start of document', '---\na: 1\n...\n', { a: '1' }],
  ['breaks of Windows', 'a: 1\r\nb: 2\r\n', { a: '1', b: '2' }],
  ['JSON', ' {"a": "1", "b": "x: y # z", "c": ""} ', { a: '1', b: 'x: y # z', c: '' }],
  ['comments alone', '# a: 1\n\n# b: 2\n', {}],
  ['a line that the first has lost its indentation to', 'a: 1\n  b: 2\n  c: 3', { a: '1', b: '2', c: '3' }],
])('a map of strings is read with %s', (_, text, values) => {
  expect(secrets(text)).toEqual(Object.entries(values))
})

test.each([
  ...['@x', '*x', '&x y', '!x', '!!str 5', '%x', '`x', '{x', '{x: y}', '[x]', '[x'],
  ...['"x', "'x", '- x', '? x', '|x', 'a: b', 'a:', '"x" y', ',x', '}'],
])('a map of strings keeps %s as written, whatever it means in YAML', (value) => {
  expect(secrets(`a: 1\nb: ${value}\nc: "2"`)).toEqual(Object.entries({ a: '1', b: value, c: '2' }))
})

test('a map of strings with very many names is read in one pass', () => {
  const read = (length: number) => {
    const lines = Array.from({ length }, (_, index) => `name_${index}: x`)
    expect(secrets(lines.join('\n'))).toHaveLength(length)
  }
  expectProportional(read, 5000)
})

test('quotes are read as in YAML, next to values that YAML cannot read', () => {
  expect(secrets(`a: @x\nb: 'it''s'\nc: "1\\n2"`)).toEqual(Object.entries({ a: '@x', b: "it's", c: '1\n2' }))
})

test('lines that YAML cannot read have names and values of any length, also empty ones', () => {
  expect(tags(`  first name  :  @x \nempty:\nquoted: 'it's'\nhash: "1 # 2"\nother: @x#y|\n`)).toEqual(
    Object.entries({ 'first name': '@x', empty: '', quoted: "it's", hash: '1 # 2', other: '@x#y|' }),
  )
})

test.each<[string, string, RegExp]>([
  ['a list', '- hunter2', /^ must be a YAML or JSON map of names to strings\.$/],
  ['lists nested 100,000 deep', '['.repeat(100_000), /^ must be .* \(line 1, column 65\)\.$/],
  ['a map in a map', 'a:\n  b: hunter2', /^ must be/],
  ['a list for a name', '? [a]\n: hunter2', /^ must be/],
  ['a map in JSON', '{"a": {"b": "hunter2"}}', /^ must be/],
  ['JSON that does not end', '{"a": "hunter2"', /^ must be .* \(line 1, column 16\)\.$/],
  ['a line without a name', 'a: |x\nhunter2', /^ must be/],
  ['two documents', 'a: 1\n---\nb: hunter2', /^ must be/],
  ['a name twice', 'a: hunter2\na: hunter2', /line 2: .*twice/],
  ['a name that appears twice, next to text that YAML cannot read', 'a: @x\nb: 1\na: hunter2', /twice/],
  ['a comment that may be a value', 'a: 1\nb: hunter2 # x', /` #` after the value of `b`.*in quotes/],
  ['a comment after what YAML cannot read', 'a: 1\nb: @hunter2 # x', /` #` after the value of `b`/],
  [
    'a comment after a name that is too long to be shown',
    `${'a'.repeat(61)}: hunter2 # x`,
    /^ has ` #` after a value, which/,
  ],
  ['blanks before a value that may be a comment', 'a \t: \t #hunter2', /` #` after the value of `a`/],
  ['a quoted name before what may be a comment', '"a": #hunter2', /` #` after the value of `a`/],
  ['an odd name', 'a: 1\n\nhunter2/b: x', /^, line 3: expected `NAME=value`/],
  ['an odd name in JSON', '{"a": "1",\n"hunter2/b": "x"}', /^, line 2: expected `NAME=value`/],
  ['an odd name next to text that YAML cannot read', 'a: @x\n# b\nhunter2/b: x', /^, line 3: expected/],
  ['no value', 'a: 1\nhunter2:', /^, line 2: .*must not be empty/],
  ['no value next to text that YAML cannot read', 'a: @x\nhunter2:\nb: 1', /^, line 2: .*must not be empty/],
  ['signs of equality for a value', 'a: 1\nhunter2: ==', /^, line 2: .*must not be empty/],
  ['a block next to text that YAML cannot read', 'a: @x\nb: |\n  c: hunter2', /^ must be/],
  ['a blank that is none for YAML', '\u00a0', /^ must be/],
  ['a name twice next to text that YAML cannot read', 'a: @x\na: hunter2', /^ sets `a` twice\.$/],
  [
    'a name twice that is too long to be shown, next to text that is no YAML',
    `${'a'.repeat(61)}: @x\n${'a'.repeat(61)}: hunter2`,
    /^ sets a name twice\.$/,
  ],
  ['a value that may be a comment', 'a: #hunter2', /` #` after the value of `a`/],
])('a map of strings with %s is rejected without showing a value', (_, text, says) => {
  const read = secrets(text)
  expect(read).toEqual(expect.stringMatching(says))
  expect(read).not.toContain('hunter2')
})

test('a map of strings may have comments if its values are not secrets', () => {
  expect(tags('a: 1 # x\nb: # y\nc: 2#z')).toEqual(Object.entries({ a: '1', b: '', c: '2#z' }))
  expect(tags('a: @x # y')).toEqual(Object.entries({ a: '@x # y' }))
})

test('a map of strings in JSON has the values that JSON.parse returns, for any strings', () => {
  const aText = fc.string({ unit: anyCharacter, maxLength: 20 })
  fc.assert(
    fc.property(fc.dictionary(aText, aText), (map) => {
      for (const text of [JSON.stringify(map), JSON.stringify(map, undefined, 2)]) {
        const read = tags(text)
        if (typeof read === 'string') throw new Error(read)
        expect(new Map(read)).toEqual(new Map(Object.entries(map)))
      }
    }),
  )
})

test('any single-line value is kept whole or rejected', () => {
  const aValue = fc
    .oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom(...`ab:#'"|>-?&*!%@\`{}[], `)).map((some) => some.join('')),
    )
    .map((value) => value.trim())
    // Quotes and blocks are what they are in YAML.
    .filter((value) => !/^(['"].*['"]|[|>])/.test(value))
  fc.assert(
    fc.property(aValue, (value) => {
      const read = secrets(`A: ${value}\nB: x`)
      if (typeof read !== 'string') expect(read).toEqual(Object.entries({ A: value, B: 'x' }))
    }),
    { numRuns: 700 },
  )
})
