import { expect, test } from '@jest/globals'
import { quote } from '../../src/core/problem.ts'
import { plainText } from '../../src/features/doctor/log-events.ts'
import { keepingWhole } from '../../src/platform/excerpt.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { cut, endWithStop, firstLine, printable, printableLine, shorten } from '../../src/platform/text.ts'
import { Markup } from '../../src/report/markup.ts'
import { expectProportional } from '../harness/cpu.ts'
import fc from '../harness/property.ts'

function keep(...values: string[]) {
  const masks: string[] = []
  const secrets = new Redaction((value) => masks.push(value))
  for (const value of values) secrets.addCredential(value)
  return { secrets, masks }
}

test('a secret is masked once, when it is added', () => {
  expect(keep('one-secret', 'another', 'one-secret').masks).toEqual(['one-secret', 'another'])
})

test('nothing is masked if there is no secret', () => {
  const { secrets, masks } = keep('')
  expect(masks).toEqual([])
  expect(secrets.redact('text')).toBe('text')
})

test('characters with a special meaning in patterns are ordinary characters in a secret', () => {
  expect(keep('$&.*').secrets.redact('a $&.* b')).toBe('a *** b')
})

function keepValues(value: string, except?: string) {
  const masks: string[] = []
  const secrets = new Redaction((masked) => masks.push(masked))
  secrets.addValue(value, except)
  return { secrets, masks }
}

test('a multi-line value is masked line by line, except for short lines, which would hide too much', () => {
  const { secrets, masks } = keepValues('-----BEGIN\nabc\n  MIIB \n\n-----END')
  expect(masks).toEqual(['-----BEGIN', 'MIIB', '-----END'])
  expect(secrets.redact('x MIIB -----END abc')).toBe('x *** *** abc')
})

test('a value with long lines is also masked as a whole', () => {
  expect(keepValues('line one\nline two\n').masks).toEqual(['line one', 'line two', 'line one\nline two\n'])
})

test.each([
  ['abc', undefined, []],
  ['', undefined, []],
  ['4711', '4711', []],
  ['4711', '4712', ['4711']],
])('the value %j next to the app id %j is masked as %j', (value, except, masks) => {
  expect(keepValues(value, except).masks).toEqual(masks)
})

test.each(['ab\ncd\n', '  ab\r\ncd', 'ab\rcd'])(
  'a value of short lines is hidden as a whole: %j',
  (value) => {
    const { secrets, masks } = keepValues(value)
    // The runner would mask each line of it.
    expect(masks).toEqual([])
    expect(secrets.redact('x ab\ncd y, ab\r\ncd, {"a":"ab\\ncd"}')).toBe('x *** y, ***, {"a":"***"}')
    expect(secrets.redact('ab, cd')).toBe('ab, cd')
  },
)

test.each<[string, string[], string, string]>([
  ['with wide characters', ['日本語の秘密', '秘密です'], '<日本語の秘密です>', '<***>'],
  ['in a URL', ['a/b c=d'], '/x?q=a%2Fb%20c%3Dd', '/x?q=***'],
  ['in a URL with small digits', ['a/b é'], '?q=a%2fb%20%c3%a9', '?q=***'],
  ['in JSON', ['a"b\\c\n'], JSON.stringify(['a"b\\c']), '["***"]'],
  ['in JSON within JSON', ['a"b\\c'], JSON.stringify(JSON.stringify(['a"b\\c'])), String.raw`"[\"***\"]"`],
  [
    'in JSON of other languages',
    ['a/é<b>"'],
    String.raw`a\/é<b>\" a/\u00e9<b>\" a/é\u003cb\u003e\"`,
    '*** *** ***',
  ],
  ['in the query of a form', ["a b!('~*)"], '?q=a+b%21%28%27%7E*%29&r=x', '?q=***&r=x'],
  ['in a strict URL', ["a b!('*)"], 'a%20b%21%28%27%2A%29 a+b%21%28%27%2A%29', '*** ***'],
  ['in the path of a URL', ['a/b c=d'], '/x/a/b%20c%3Dd', '/x/***'],
  ['cut before a mark of their own', ['abcd…efgh'], '<abcd…>', '<***…>'],
  ['that begin alike', ['abcdef', 'abcdxy', 'abcdxyz'], 'abcdef abcdxyz abcdx… abcd', '*** *** ***… abcd'],
  ['between backticks', ['tick`tock\u0007'], '`tick tock `', '`***`'],
  ['with half of a character', ['abcd\ud800'], '<abcd\ud800>', '<***>'],
  ['with stars in them', ['abc***def', 'pw***'], '<abc***def> <pw***>', '<***> <***>'],
  ['with blanks around them', [' abcd\t'], 'abcd', '***'],
])('secrets %s leave no rest', (_, values, text, shown) => {
  const { secrets } = keep(...values)
  expect(secrets.redact(text)).toBe(shown)
  expect(secrets.redact(shown)).toBe(shown)
})

test('what stands in a text and in no secret is all that stays of it', () => {
  // A secret of hexadecimal digits would also be hidden as an abbreviated commit.
  const letters = fc.string({ unit: fc.constantFrom('x', 'y', 'z', '*', ' '), maxLength: 40 })
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 6 }), letters, (values, text) => {
      const shown = [...text]
      const forms = values.flatMap((value) => [value.trim(), value.trim().replace(/ +/g, ' ')])
      for (const value of forms.filter(({ length }) => length >= 4)) {
        for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
          // What is hidden starts anew only where no other secret goes on.
          if (shown[at] !== '') shown[at] = '***'
          shown.fill('', at + 1, at + value.length)
        }
      }
      expect(keep(...values).secrets.redact(text)).toBe(shown.join(''))
    }),
    { numRuns: 700 },
  )
})

type Change = (text: string, most: number) => string

/** How a text may have come, and what happens to it before it is written, in any order. */
const toJson: Change = (text) => JSON.stringify(text).slice(1, -1)
const origins: Change[] = [
  (text) => text,
  toJson,
  (text, most) => toJson(toJson(text, most), most),
  plainText,
]
const changes: Change[] = [cut, shorten, firstLine, quote, (text) => `${endWithStop(text)} More.`]

/** All ways of a text out of the program. */
const waysOut = ({ redact }: Redaction): ((text: string) => string | undefined)[] => {
  const markup = new Markup(redact)
  return [
    redact,
    (text) => printable(text, redact),
    (text) => printableLine(text, redact),
    (text) => markup.inlineCode(text),
    (text) => markup.sentence(text, { max: Infinity }),
    (text) => markup.foldedLines('Log', [text]),
    (text) => markup.diff([[text]], 10_000).html,
    (text) => markup.sentence(text),
  ]
}

/** The characters of a text by which people recognize a secret in it. */
const lettersOf = (text: string) =>
  text.replace(/<\/?[a-z][^>]*>|&\w+;/g, '').replace(/[^abcABC123é🔑…]/gu, '')

test('no secret shows, and no start of one where a text was cut, whatever has happened to the text', () => {
  const special = [...' \t\n\f\u2028\u0007\u202e`"\\<&:#[', '\r\n']
  const unit = fc.constantFrom(...'abcABC123abcABC123é🔑', ...special)
  const secret = fc.string({ unit, minLength: 6, maxLength: 40 })
  const around = fc.string({ unit: fc.constantFrom(...'xyz. \n#[:`*'), maxLength: 30 })
  const step = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: 5, max: 60 }))
  const steps = fc.tuple(fc.constantFrom(...origins), fc.array(step, { maxLength: 4 }))
  let cuts = 0
  fc.assert(
    fc.property(secret, around, around, steps, (value, before, after, [comeAs, course]) => {
      const { secrets } = keep(value)
      const text = keepingWhole(secrets, () =>
        course.reduce(
          (known, [change, most]) => change(known, most),
          comeAs(`${before}x${value}x${after}`, 0),
        ),
      )
      const letters = lettersOf(value.trim())
      const isHidden = value.trim().length >= 4 && letters.length >= 4
      const starts = Array.from(letters, (_, index) => `${letters.slice(0, index)}…`).slice(1)
      const leaks = isHidden ? [letters, ...starts] : []
      const shown = waysOut(secrets).map((show) => lettersOf(show(text) ?? ''))
      expect(leaks.filter((leak) => shown.some((each) => each.includes(leak)))).toEqual([])
      if (isHidden && text.includes('…')) cuts++
    }),
    { numRuns: 1500 },
  )
  expect(cuts).toBeGreaterThan(150)
})

const word = (index: number) =>
  Buffer.from(`${index * 7919}-${index}`)
    .toString('base64')
    .repeat(3)
const beginning = 'eyJhbGciOiJIUzI1NiJ9.'
const wordsAndLines = (size: number) => ({
  values: Array.from({ length: size }, (_, index) => word(index)),
  text: Array.from({ length: 6 * size }, (_, index) => `line ${index} ${word(index + 7000)}\n`).join(''),
})
const alike = (size: number) => ({
  values: Array.from({ length: size }, (_, index) => `${beginning}${index}-end`),
  text: `${beginning}another `.repeat(20 * size),
})

test.each([
  ['', wordsAndLines, 1000],
  [' with the same beginning, in a text that is full of it', alike, 1000],
])('a text is redacted in one pass however many secrets%s there are', (_, make, most) => {
  const samples = new Map(
    [most, Math.ceil(most / 16)].map((size) => {
      const { values, text } = make(size)
      const { secrets } = keep(...values)
      return [size, () => secrets.redact(text)] as const
    }),
  )
  expectProportional((size) => void samples.get(size)?.(), most)
})

test('a secret of the app that overlaps a credential is hidden with it, so that no rest of it is left', () => {
  const { secrets } = keepValues('postgres://ada:token-1@host')
  secrets.addCredential('token-1')
  secrets.addValue('main')
  const sent = secrets.redactCredentials('Use postgres://ada:token-1@host on main')
  expect(sent).toBe('Use *** on main')
})

test('a secret of the app is not hidden in values that the program uses', () => {
  const { secrets } = keepValues('main')
  secrets.addCredential('token')
  expect(secrets.redactCredentials('main token')).toBe('main ***')
  expect(secrets.redact('main token')).toBe('*** ***')
})

test('nothing of a secret is left that would be too short to be found once its blanks are joined', () => {
  const { secrets } = keep('a   b', '`\n`c')
  keepingWhole(secrets, () => {
    expect(shorten('x a   b', 60)).toBe('x ***')
    expect(quote('x `\n`c')).toBe('`x ***`')
    expect(shorten('as it is', 60)).toBe('as it is')
  })
})
