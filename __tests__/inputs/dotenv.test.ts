import { expect, test } from '@jest/globals'
import { parse } from 'dotenv'
import * as entries from '../../src/inputs/entries.ts'
import { anyCharacter } from '../harness/characters.ts'
import { expectProportional } from '../harness/cpu.ts'
import fc from '../harness/property.ts'
import { resultOf } from './given.ts'

const parseDotenv = (text: string) => resultOf(entries.parseDotenv(text))
const parseEntries = (text: string) => resultOf(entries.parseEntries(text))

const aName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
const someNames = fc.uniqueArray(aName, { minLength: 1, maxLength: 4 })

test.each<[string, string, Record<string, string>]>([
  ['a plain value', 'A=b=c==', { A: 'b=c==' }],
  ['blanks around names and values', '  A =  two words  ', { A: 'two words' }],
  ['`export` before a name', 'export A=b\n  export  B=c', { A: 'b', B: 'c' }],
  ['a colon for the sign of equality', 'A: b:c', { A: 'b:c' }],
  ['no value, in quotes', `A=""\nB=''`, { A: '', B: '' }],
  ['comments and blank lines', '# one\n\n  # two\nA=b # three\n#', { A: 'b' }],
  ['a hash in quotes', `A="b#c"\nB='#'\nC=\`#c #d\` # e`, { A: 'b#c', B: '#', C: '#c #d' }],
  [
    'several lines in quotes of each kind',
    `A="1\n2"\nB='3\n\n4'\nC=\`5\n6\`\nD=7`,
    { A: '1\n2', B: '3\n\n4', C: '5\n6', D: '7' },
  ],
  ['quoted lines like entries and comments', 'A="1\nB=2\n# 3"\nC=4', { A: '1\nB=2\n# 3', C: '4' }],
  [
    'breaks written out, in double quotes alone',
    `A="1\\n2\\r3"\nB='1\\n2'\nC=1\\n2`,
    { A: '1\n2\r3', B: '1\\n2', C: '1\\n2' },
  ],
  ['breaks of Windows and of old', 'A=b\r\nB="1\r\n2"\rC=d', { A: 'b', B: '1\n2', C: 'd' }],
  ['quotes in others', `A='{"b":"c"}'\nB="it's"\nC=it's "so"`, { A: '{"b":"c"}', B: "it's", C: `it's "so"` }],
  ['quotes behind backslashes', 'A="{\\"b\\": \\"c\\"\n}"\nB=d', { A: '{\\"b\\": \\"c\\"\n}', B: 'd' }],
  [
    'backslashes at the end of quotes, in lines before others',
    'A="C:\\"\nB=\'D:\\\'\nC="c"\nD=d\\"\nE=e',
    { A: 'C:\\', B: 'D:\\', C: 'c', D: 'd\\"', E: 'e' },
  ],
  [
    'quotes behind backslashes before several lines',
    'A="{\\"b\\": \\"c\\"\n,\n}" # d\\"\nB=d',
    { A: '{\\"b\\": \\"c\\"\n,\n}', B: 'd' },
  ],
  ['nothing but comments', '# one\n', {}],
])('dotenv text is read with %s', (_, text, values) => {
  expect(parseDotenv(text)).toEqual(Object.entries(values))
})

test('dotenv text may have a name twice', () => {
  expect(parseDotenv('A=1\nA=2')).toEqual([
    ['A', '1'],
    ['A', '2'],
  ])
})

test.each<[string, string, RegExp]>([
  ['a line without a name', 'A=b\nrest of a value', /line 2: expected `NAME=value`.*in quotes/],
  ['a line with nothing before its sign', '=b', /line 1/],
  ['quotes that do not end', 'A="hunter2\nB=c', /line 1: .*value of `A`.*not closed/],
  ['quotes that do not end before a name of digits', 'A="hunter2\n2=c', /line 1: .*value of `A`.*not closed/],
  ['blanks before a colon, which dotenv does not know', 'A=b\nC : hunter2', /line 2/],
  [
    'something after quotes',
    'X=1\nA="b"hunter2',
    /line 2: text follows the quotes around the value of `A`\./,
  ],
  [
    'something after quotes that end in another line',
    'A="hunter2\nb" hunter2',
    /line 1: the quotes around the value of `A` are not closed, or text follows them in line 2\.$/,
  ],
  [
    'quotes that only those of another line end',
    'A="hunter2\nB="c"',
    /line 1: the quotes around the value of `A` are not closed, or text follows them in line 2\.$/,
  ],
  ['a hash that would cut a value', 'A=b#hunter2', /line 1: .*`#`.*the value of `A`.*in quotes/],
  ['a hash that would cut a value with quotes in it', "A=it's#hunter2", /`#`.*the value of `A`/],
  [
    'a hash in a value with a name that is too long to be shown',
    `${'A'.repeat(61)}=b#hunter2`,
    /off a value\./,
  ],
  ['a name of other letters', 'A=b\nhunter2é=x', /line 2: expected `NAME=value`/],
  ['a name that begins with a digit', 'A=b\n2hunter2=x', /line 2: expected `NAME=value`/],
  ['blanks in a name', 'hunter2 hunter2=x', /line 1: expected `NAME=value`/],
  ['no value', 'A=b\nhunter2=', /line 2: .*not be empty, as that of a GitHub secret that does not exist/],
  ['nothing but blanks for a value', 'hunter2: ', /line 1: .*must not be empty/],
  ['the end of a value in Base64', 'A=b\n\nhunter2==', /line 3: .*must not be empty.*in quotes\.$/],
  ['a value that begins with a hash', 'A=#hunter2', /`#`.*the value of `A`/],
])('dotenv text with %s is rejected with the line and without a value', (_, text, says) => {
  const read = parseDotenv(text)
  expect(read).toEqual(expect.stringMatching(says))
  expect(read).not.toContain('hunter2')
})

test.each<[string, Record<string, string>]>([
  ['A={"b":1}', { A: '{"b":1}' }],
  ['A=[b]', { A: '[b]' }],
  ['A=b---', { A: 'b---' }],
])('%j is dotenv text, although it has signs of another notation', (text, values) => {
  expect(parseEntries(text)).toEqual(Object.entries(values))
})

test('a line that begins like YAML is dotenv text if it has a sign of equality', () => {
  expect(parseEntries('---=b')).toMatch(/^, line 1: expected `NAME=value`/)
})

test('words without a sign are incomplete dotenv text, and a colon makes a map of which no comment is cut', () => {
  expect(parseEntries('hunter2')).toMatch(/^, line 1: expected `NAME=value`/)
  expect(parseEntries('A: hunter2 # x')).toMatch(/^ has ` #` after the value of `A`/)
})

// Each would take minutes if every line were read once for every other one.
test.each([
  ['a long value', 1, 100_000],
  ['many values', 20_000, 5],
])('dotenv text with %s of several lines is read line by line', (_, values, lines) => {
  expectProportional(
    (size) => {
      const [count, length] = values < lines ? [values, size] : [size, lines]
      const value = Array.from({ length }, (_, index) => `line \\" ${index}`).join('\n')
      const text = Array.from({ length: count }, (_, index) => `A${index}="${value}"`).join('\n')
      const read = parseDotenv(text)
      expect(read).toHaveLength(count)
      expect(read.at(-1)).toEqual([`A${count - 1}`, value])
    },
    Math.max(values, lines),
  )
})

test.each(['"', "'", '`'])('dotenv text with any values in %s is read as the library reads it', (quote) => {
  const aPiece = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 20 }),
    fc.constantFrom('\\n', '# x', 'A=b', '\n\n', '\\'),
  )
  // A backslash before the last of the quotes is another matter.
  const aValue = fc
    .array(aPiece, { maxLength: 5 })
    .map((some) => some.join('').replaceAll(quote, '').replace(/\\+$/, ''))
  fc.assert(
    fc.property(someNames, fc.array(aValue, { minLength: 4, maxLength: 4 }), (names, values) => {
      const text = names.map((name, index) => `${name}=${quote}${values[index]}${quote}`).join('\n')
      const read = parseDotenv(text)
      if (typeof read === 'string') throw new Error(read)
      expect(Object.fromEntries(read)).toEqual({ ...parse(text) })
    }),
  )
})

test('any dotenv text is rejected, or read as the library reads it', () => {
  const pieces = [
    ...['A', 'B=', '=', ' ', '\n', '"', "'", '`', '#'],
    ...[' #', 'c', '\\', '\\n', 'export ', ': ', ':', '\r\n'],
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (some) => {
      const text = some.join('')
      const read = parseDotenv(text)
      // Blanks before a colon are the test's above.
      if (typeof read === 'string' || /\s:/.test(text)) return
      const usable = read.every(([name]) => /^[\w.-]+$/.test(name))
      if (usable) expect(Object.fromEntries(read)).toEqual({ ...parse(text) })
    }),
    { numRuns: 2000 },
  )
})
