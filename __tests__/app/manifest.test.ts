import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checkManifest } from '../../src/app/manifest.ts'

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const value = { version: 'v1', kind: 'Spicepod', name: 'taxi' }

describe('a manifest', () => {
  test.each<[string, string, object]>([
    ['nothing but its head', head, {}],
    [
      'parts that are empty',
      `${head}datasets:\nmodels: ~\nviews: []\n`,
      { datasets: null, models: null, views: [] },
    ],
    [
      'anchors and aliases',
      `${head}datasets: &d\n  - &x {name: a}\n  - *x\nviews: *d\n`,
      { datasets: [{ name: 'a' }, { name: 'a' }], views: [{ name: 'a' }, { name: 'a' }] },
    ],
    ['a head by alias', `x: &name taxi\nversion: v1\nkind: Spicepod\nname: *name\n`, { x: 'taxi' }],
    ['parts that nobody here knows', `${head}runtime: {a: 1}\nnext: 5\n`, { runtime: { a: 1 }, next: 5 }],
    ['a tag of somebody', `${head}x: !mine [1]\n`, { x: [1] }],
    ['what JSON cannot say', `${head}x: .inf\ny: 2026-11-24\n`, { x: null, y: '2026-11-24' }],
    ['a mark of byte order', `\ufeff${head}`, {}],
    ['quotes around its head', '"version": "v1"\n\'kind\': \'Spicepod\'\nname: "taxi"\n', {}],
  ])('may have %s', (_, text, more) => {
    expect(checkManifest(text)).toEqual({ kind: 'good', value: { ...value, ...more } })
  })

  test.each<[string, string, [line: number, column: number, text: RegExp][]]>([
    ['the first fault of its syntax', 'a: b: c\n', [[1, 4, /Nested mappings/]]],
    ['text without an end', 'a: "x', [[1, 6, /closing/]]],
    [
      'all that its head lacks',
      'a: 1\n',
      [
        [1, 1, /`version` is missing/],
        [1, 1, /`kind` is missing/],
        [1, 1, /`name` is missing/],
      ],
    ],
    [
      'values of its head',
      'version: 2\nkind: spicepod\nname: [a]\n',
      [
        [1, 10, /`version`/],
        [2, 7, /`kind` must be `Spicepod`/],
        [3, 7, /`name`/],
      ],
    ],
    ['names in other letters', 'Version: v1\nkind: Spicepod\nname: a\n', [[1, 1, /`version` is missing/]]],
    [
      'each list that is none',
      `${head}datasets: x\nmodels: {}\ntools: 5\n`,
      [
        [4, 11, /`datasets` must be a list/],
        [5, 9, /`models`/],
        [6, 8, /`tools`/],
      ],
    ],
    [
      'a thing that is no map in a list',
      `${head}views:\n  - {name: a}\n  -\n`,
      [[6, 4, /Each of `views` must be a map/]],
    ],
    ['an alias of nothing', `${head}datasets: []\nx:\n  - *trips\n`, [[6, 5, /alias/i]]],
    ['a root that is no map', '# x\n\n- a\n', [[3, 1, /must be a map/]]],
    ['nothing', '', [[1, 1, /must be a map/]]],
    ['several documents', `${head}---\n${head}`, [[4, 1, /one YAML document/]]],
  ])('is faulted for %s, there', (_, text, problems) => {
    expect(checkManifest(text)).toEqual({
      kind: 'bad',
      problems: problems.map(([line, column, says]) => ({ line, column, text: expect.stringMatching(says) })),
    })
  })

  test('is faulted for five things at most', () => {
    const text = `a: 1\n${['datasets', 'views', 'models', 'tools'].map((name) => `${name}: 1\n`).join('')}`
    const read = checkManifest(text)
    expect(read.kind === 'bad' && read.problems).toHaveLength(5)
  })

  test('that would grow without end is refused', () => {
    const grow = 'abcdefghij'
    const lines = [...grow].map(
      (name, index) =>
        `${name}: &${name} [${Array(10)
          .fill(index === 0 ? '1' : `*${grow[index - 1]}`)
          .join(', ')}]`,
    )
    expect(checkManifest(`${head}${lines.join('\n')}\n`)).toMatchObject({ kind: 'bad' })
  })

  test('in JSON is what JSON says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (more) => {
        const all = JSON.parse(JSON.stringify({ extra: more, ...value }))
        expect(checkManifest(JSON.stringify(all))).toEqual({ kind: 'good', value: all })
      }),
    )
  })

  test('of any text is good or has its faults within the text', () => {
    const pieces = [
      'version: v1\n',
      'kind: Spicepod\n',
      'name: a\n',
      'datasets:',
      ' ',
      '\n',
      '- ',
      '[',
      '{',
      '"',
      "'",
      '&a',
      '*a',
      '|',
      '\t',
      ': ',
      '#',
      '\r\n',
      '---\n',
      'é',
      '!',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (some) => {
        const text = some.join('')
        const lines = text.split('\n')
        const read = checkManifest(text)
        if (read.kind === 'good') return expect(read.value).toMatchObject({ kind: 'Spicepod' })
        expect(read.problems.length).toBeGreaterThan(0)
        for (const problem of read.problems) {
          expect(problem.line).toBeLessThanOrEqual(Math.max(lines.length, 1))
          // Some are just behind the end of their line.
          expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? '').length + 2)
          expect(problem.text).toMatch(/\.$/)
        }
      }),
      { numRuns: 500 },
    )
  })
})
