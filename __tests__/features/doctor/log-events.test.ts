import { expect, test } from '@jest/globals'
import { plainLines, plainText, readEvents } from '../../../src/features/doctor/log-events.ts'
import { maxListBytes } from '../../../src/platform/http.ts'
import { Redaction } from '../../../src/platform/redaction.ts'
import fc from '../../harness/property.ts'

const noon = Date.UTC(2026, 10, 24, 12)
const at = '2026-11-24T12:00:00.123456Z'
const other = '2026-11-24T12:00:01Z  INFO runtime: Later'

const all = Number.POSITIVE_INFINITY
const read = (...lines: string[]) => readEvents(plainLines(lines.join('\n'), all))

test('an event has a level, a time, a module, and a message that may have several lines', () => {
  const module = 'runtime::init::dataset'
  expect(read(`${at}  WARN ${module}: It failed: no`, '  because', other).events).toEqual([
    { level: 'WARN', timeMs: noon + 123, module, text: 'It failed: no', more: ['  because'] },
    { level: 'INFO', timeMs: noon + 1000, module: 'runtime', text: 'Later', more: [] },
  ])
})

test.each([
  ['2026-11-24T14:00:00+02:00 ERROR x', noon],
  // A time that no calendar has.
  ['2026-99-99T99:99:99Z ERROR x', undefined],
])('the time of %j is read with its zone', (line, timeMs) => {
  expect(read(line).events).toMatchObject([{ level: 'ERROR', timeMs, module: '', text: 'x' }])
})

test.each(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'])('%s is a level', (level) => {
  expect(read(`${at} ${level} runtime: x`).events).toMatchObject([{ level, module: 'runtime' }])
})

test.each([
  [`${at} INFO Runtime: x`, '', 'Runtime: x'],
  [`${at} INFO runtime:x`, '', 'runtime:x'],
  [`${at} INFO _a1::b_2: x`, '_a1::b_2', 'x'],
  [`  ${at}   INFO   runtime: x`, 'runtime', 'x'],
  // For Unicode, the text has two lines.
  [`${at} INFO runtime: x\u2028y`, 'runtime', 'xy'],
])('the module of %j is %j', (line, module, text) => {
  expect(read(line).events).toMatchObject([{ module, text }])
})

test('a line without a time starts an event only in a log without times, and only with a module', () => {
  expect(read('WARN runtime: x', 'ERROR y').events).toMatchObject([{ text: 'x', more: ['ERROR y'] }])
  expect(read('WARN runtime: x').events[0]?.timeMs).toBeUndefined()
  const { events, orphans } = read('WARN runtime: x', other, 'ERROR runtime: y')
  expect(events).toMatchObject([{ text: 'Later', more: ['ERROR runtime: y'] }])
  expect(orphans).toEqual(['WARN runtime: x'])
})

test('a log has times even if its lines are coloured or indented', () => {
  const [event] = read(`\u001b[2m ${at}\u001b[0m it starts`, 'WARN runtime: x').events
  expect(event?.level).not.toBe('WARN')
})

test('a line with a time and without a level ends the event before it', () => {
  const { events } = read(other, `${at} somebody else`, 'its second line')
  expect(events).toMatchObject([
    { text: 'Later', more: [] },
    { level: 'TRACE', timeMs: undefined, module: '', text: `${at} somebody else`, more: ['its second line'] },
  ])
})

test.each(['say WARN runtime: y', 'xWARN runtime: y'])('a level in %j starts no event', (line) => {
  expect(read('WARN runtime: x', line).events).toMatchObject([{ text: 'x', more: [line] }])
})

test.each(['it broke', 'WARN runtime: y'])('a time after other text and before %j is no event', (text) => {
  const line = `since ${at} ${text}`
  expect(read(other, line).events).toMatchObject([{ text: 'Later', more: [line] }])
})

test('several lines in one are read one by one, without empty ones', () => {
  expect(read(`${other}\n\n second \n`, '').events).toMatchObject([{ text: 'Later', more: [' second'] }])
})

test('the lines of an event are limited in number and length', () => {
  const long = `${other} ${'x'.repeat(3000)}`
  const [event] = read(long, ...Array<string>(600).fill('y'.repeat(2001))).events
  expect(event?.text).toHaveLength(2000 - '2026-11-24T12:00:01Z  INFO runtime: '.length)
  expect(event?.more).toHaveLength(500)
  expect(event?.more[0]).toHaveLength(2000)
})

test('colours and other escapes are no part of an event', () => {
  const titles = ['\u001b]8;;https://x\u0007', '\u001b]0;title\u001b\\']
  for (const each of ['\u001b[31m', '\u009b1;2m', '\u001bM', ...titles]) {
    expect(read(`${at} ${each}WARN runtime: a${each}b`).events).toMatchObject([{ level: 'WARN', text: 'ab' }])
  }
})

test('no start of a secret shows where a text was cut', () => {
  const secret = 'correct-horse'
  const secrets = new Redaction(() => {})
  secrets.addValue(secret)
  const around = fc.string({ unit: fc.constantFrom('c', 'o', 'r', ' ', '*', '\u001b[1m'), maxLength: 40 })
  fc.assert(
    fc.property(around, fc.integer({ min: 1950, max: 2010 }), around, (before, at, after) => {
      const plain = plainText(`${before.padEnd(at, 'x')}${secret}${after.repeat(5)}`)
      expect(plain.length).toBeLessThanOrEqual(2000)
      expect(secrets.redact(plain)).not.toContain('corre')
    }),
  )
})

test('no start of a secret that is longer than any text is shown', () => {
  const secret = 'k7'.repeat(9000)
  const secrets = new Redaction(() => {})
  secrets.addValue(secret)
  expect(secrets.redact(plainText(`key ${secret} and more`))).toBe('key ***…')
  expect(secrets.redact(plainText(`${secret.slice(0, 9)}\u001b[1m${secret.slice(9)}`))).toBe('***…')
})

test('a text of little but escapes is shown as far as it was read', () => {
  expect(plainText(`${'\u001b[1m'.repeat(1999)}abcdef`)).toBe('abc…')
  expect(plainText(`${'\u001b[1m'.repeat(1999)}abcd`)).toBe('abcd')
  expect(plainText(`${'\u001b[1m'.repeat(2000)}${'x'.repeat(3000)}`)).toBe('…')
})

test('text that a terminal would obey is removed, and lines stay', () => {
  expect(plainText('a\u202eb\u0000c\td\n\u001b[1me')).toBe('abc\td\ne')
  expect(plainText('a\u001b]0;a title without an end')).not.toContain('\u001b')
})

test('the longest log may be one line', () => {
  expect(plainLines(`${'é'.repeat(maxListBytes / 2)}\nlast`, all)).toEqual([expect.any(String), 'last'])
})

test.each([
  ['a\nb\nc', ['b', 'c']],
  ['a\nb\nc\n', ['b', 'c']],
  ['a\nb\n\n', ['b']],
  ['a', ['a']],
  ['', []],
])('of a log with more lines than were asked for, only the last ones are read: %j', (text, lines) => {
  expect(plainLines(text, 2)).toEqual(lines)
})
