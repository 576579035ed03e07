import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { findPatterns } from '../../tools/patterns/find.ts'

const sourcesIn = (text: string) =>
  findPatterns('a.ts', text).map(({ regex }) => regex && `${regex.source} ${regex.flags}`)

test('regular expressions are found as literals, and as made of the texts of their file', () => {
  // In the place of characters that mean something in a template.
  const text = String.raw`
    const digit = '[0-9]', sign = /[-+]/, parts = ['a', digit]
    const raw = String.raw´\d´
    const list = [/a\/b/gi, new RegExp(digit), new RegExp(´^§{digit}+§{raw}$´, 'u')]
    const joined = [RegExp(sign.source + 'x'), new RegExp([...parts, raw].join('|'), 'g'), new RegExp(sign.source)]
    const build = (name: string) => new RegExp(name)`
    .replaceAll('´', '`')
    .replaceAll('§', '$')
  expect(sourcesIn(text)).toEqual([
    '[-+] ',
    'a\\/b gi',
    '[0-9] ',
    '^[0-9]+\\d$ u',
    undefined,
    'a|[0-9]|\\d g',
    '[-+] ',
    undefined,
  ])
})

test('a name that stands for two texts is of no known text', () => {
  expect(sourcesIn("{ const a = 'x'; new RegExp(a) } { const a = '0+$'; new RegExp(a) }")).toEqual([
    undefined,
    undefined,
  ])
})

test('what takes more than linear time is a finding, and so is what nobody can know', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patterns-'))
  try {
    const file = join(folder, 'a.ts')
    writeFileSync(
      file,
      'const list = [/^0+|0+$/g, /^a+$/, /(a+)+b/]\nconst build = (a: string) => new RegExp(a)\n',
    )
    const { status, stderr, stdout } = spawnSync(process.execPath, ['tools/check-patterns.ts', file], {
      encoding: 'utf8',
    })
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/a\.ts:1: \/\^0\+\|0\+\$\/g takes more than linear time: 2nd degree polynomial/),
      expect.stringMatching(/a\.ts:1: \/\(a\+\)\+b\/ takes more than linear time: exponential/),
      `${file}:2: new RegExp(a) is made of values that only a run knows`,
    ])
    expect(stdout).toContain('3 findings in 4 regular expressions of 1 files')
    expect(status).toBe(1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('each exception has a reason', () => {
  const exceptions: { file: string; reason: string }[] = JSON.parse(
    readFileSync('tools/patterns/exceptions.json', 'utf8'),
  )
  expect(exceptions.filter(({ reason }) => !/^[A-Z].{20,}\.$/.test(reason))).toEqual([])
})
