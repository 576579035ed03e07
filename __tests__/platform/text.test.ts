import { expect, test } from '@jest/globals'
import { asIs, printable, printableLine } from '../../src/platform/text.ts'
import { parseCommands } from '../../testing/step.ts'

const shown = (text: string) => printable(text, asIs)
const shownLine = (text: string) => printableLine(text, asIs)

const lineBreaks = ['\n', '\r\n', '\r', '\n\r', '\u2028', '\u2029', '\u0085', '\v', '\f', '\n\n']
const commands = [
  ...['::error::x', ' \t::set-env name=A::b', '::stop-commands::x', '##[group]x', 'a ##[b]', '####[error]'],
]

test.each(commands.flatMap((command) => lineBreaks.map((lineBreak) => [command, lineBreak])))(
  'printable text has no command for the runner: %j after %j',
  (command, lineBreak) => {
    expect(parseCommands(command)).not.toEqual([])
    for (const text of [command, `a${lineBreak}${command}`, `${command}${lineBreak}${command}`]) {
      expect(parseCommands(shown(text))).toEqual([])
      expect(parseCommands(shownLine(text))).toEqual([])
    }
  },
)

test('printable text does not become a command because characters are removed', () => {
  for (const between of ['\u0000', '\u001b', '\u202e', '\u200f', '\u0007']) {
    const text = [`:${between}:error::x`, `#${between}#[error]x`, `##${between}[error]x`].join('\n')
    expect(parseCommands(shown(text))).toEqual([])
    expect(parseCommands(shownLine(text))).toEqual([])
  }
})

test('in printable text, control characters and marks that reverse it are visible', () => {
  const text = '\u001b[31mred\u001b[0m\u0000\u0008\u007f\u009b \u202eback\u202c\u2066\u200e'
  expect(shown(text)).toBe(
    String.raw`\u{1b}[31mred\u{1b}[0m\u{0}\u{8}\u{7f}\u{9b} \u{202e}back\u{202c}\u{2066}\u{200e}`,
  )
})

test('printable text looks the same', () => {
  const text = 'Fix: the ✅ "meter" of <b>taxi</b>\n\n\t- one :: two\n# three [four]'
  expect(shown(text)).toBe(text)
  expect(shown('::error::x').replaceAll('\u200b', '')).toBe('::error::x')
})

test('a printable line has a sign for each line break', () => {
  expect(shownLine(' one\n\n  two\r\nthree \n')).toBe('one ⏎ two ⏎ three')
})

test.each(['\n', '\r\n', '\u2028'])('a secret of two short lines is hidden at %j', (lineBreak) => {
  const redact = (text: string) => text.replaceAll('ab\ncd', '***')
  expect(printableLine(`ab${lineBreak}cd`, redact)).toBe('***')
})
