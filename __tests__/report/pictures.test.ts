import { beforeAll, describe, expect, test } from '@jest/globals'
import { runs } from '../../preview/runs.ts'
import { summaries } from '../../preview/summaries.ts'
import { drawHistory } from '../../src/report/pictures/history.ts'
import { formatSpan } from '../../src/report/pictures/span.ts'
import { drawTimeline } from '../../src/report/pictures/timeline.ts'
import type { StretchName } from '../../src/report/stretches.ts'
import { deployment } from '../deployment/deployment.ts'
import { isOwnPicture, sourcesOfPictures } from '../harness/pictures.ts'
import { facts } from './facts.ts'

/** A deployment that took so many seconds. */
const took = (id: number, seconds: number, status = 'succeeded') =>
  deployment({
    id,
    status,
    created_at: new Date(0).toISOString(),
    finished_at: new Date(seconds * 1000).toISOString(),
  })

const numbersIn = (line: string | undefined) => (line?.match(/-?[\d.]+/g) ?? []).map(Number)

describe('Mermaid itself', () => {
  interface Task {
    task: string
    startTime: Date
    endTime: Date
    crit?: boolean
  }
  interface Mermaid {
    parse(source: string): Promise<{ diagramType: string }>
    mermaidAPI: { getDiagramFromText(source: string): Promise<{ db: { getTasks(): Task[] } }> }
  }
  let mermaid: Mermaid

  beforeAll(async () => {
    // Mermaid wants a page to be there when it is loaded. jsdom comes without types.
    const { JSDOM } = (await import('jsdom' as string)) as {
      JSDOM: new () => { window: { document: object } }
    }
    const { window } = new JSDOM()
    Object.assign(globalThis, { window, document: window.document })
    mermaid = (await import('mermaid')).default as unknown as Mermaid
  })

  const sources = summaries().flatMap(({ title, markdown }) =>
    sourcesOfPictures(markdown).map((source): [string, string] => [title, source]),
  )

  test.each(sources)('reads every picture of %j', async (_, source) => {
    const { diagramType } = await mermaid.parse(source)
    expect(diagramType).toBe(source.includes('xychart') ? 'xychart' : 'gantt')
  })

  test('finds the times in a timeline that were put in', async () => {
    const stretches = [
      { name: 'queued', startMs: 0, endMs: 1500 },
      { name: 'in_progress', startMs: 1500, endMs: 91_234 },
      { name: 'rollback', startMs: 95_000, endMs: 95_000 },
    ] as const
    const picture = drawTimeline(facts({ stretches, outcome: { kind: 'failed', deployment: deployment() } }))
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(
      picture?.split('\n').slice(1, -1).join('\n') ?? '',
    )
    const midnight = new Date(2000, 0, 1).getTime()
    expect(
      db
        .getTasks()
        .map(({ task, startTime, endTime, crit }) => [
          task.trim(),
          startTime.getTime() - midnight,
          endTime.getTime() - midnight,
          crit === true,
        ]),
    ).toEqual([
      ['Queued (1.5s)', 0, 1500, false],
      ['Rolling out (1m 29s), failed', 1500, 91_234, true],
      // It took no time and shows nevertheless.
      ['Rollback (0ms)', 95_000, 95_475, false],
    ])
  })
})

describe('a timeline', () => {
  const draw = (names: readonly StretchName[], more: Parameters<typeof facts>[0] = {}) =>
    drawTimeline(
      facts({
        stretches: names.map((name, index) => ({ name, startMs: index * 1000, endMs: index * 1000 + 1000 })),
        ...more,
      }),
    )
  const rows = (picture: string | undefined) =>
    picture?.split('\n').flatMap((line) => /^ {2}(.*) \(.*?\)(.*) :/.exec(line)?.slice(1).join('') ?? []) ??
    []

  test('is not there where there is nothing to see', () => {
    expect(drawTimeline({})).toBeUndefined()
    expect(draw([])).toBeUndefined()
  })

  test('has what came before the first of them', () => {
    const stretches = [{ name: 'queued', startMs: 700, endMs: 1000 }] as const
    expect(rows(drawTimeline(facts({ stretches })))).toEqual(['Preparing', 'Queued'])
  })

  test.each([
    [1, '%-S.%Ls', '100millisecond'],
    [3000, '%-S.%Ls', '500millisecond'],
    [60_000, '%-M:%S', '10second'],
    [900_000, '%-M:%S', '2minute'],
    [7_200_000, '%-Hh %M', '15minute'],
    [172_800_000, 'day %-d, %-Hh', '6hour'],
    [864_000_000, 'day %-d, %-Hh', undefined],
  ])('of %d ms has ticks that can be read', (endMs, format, interval) => {
    const picture = drawTimeline(facts({ stretches: [{ name: 'queued', startMs: 0, endMs }] })) ?? ''
    expect(isOwnPicture(picture)).toBe(true)
    expect(picture).toContain(`axisFormat ${format}\n`)
    expect(/tickInterval (\w+)/.exec(picture)?.[1]).toBe(interval)
  })

  test('stays readable, however often a server changes its mind', () => {
    const names = Array.from(
      { length: 1000 },
      (_, index) => (index % 2 ? 'queued' : 'in_progress') as StretchName,
    )
    expect(rows(draw(names))).toHaveLength(20)
  })

  const one = deployment()
  const restored = { kind: 'restored' } as const
  const problem = (part: 'runtime' | 'datasets' | 'probes') => ({ part, text: '', isTolerable: false })
  const unverified = { kind: 'unverified', deployment: one, problems: [], isTolerated: false } as const
  const verification = { tests: [], datasets: [] }
  const deploying = ['queued', 'in_progress'] as const
  const all = ['turn', 'queued', 'in_progress', 'ready', 'datasets', 'probes', 'rollback'] as const

  test.each<[string, readonly StretchName[], Parameters<typeof facts>[0], string[]]>([
    ['a failure', deploying, { outcome: { kind: 'failed', deployment: one } }, ['Rolling out, failed']],
    [
      'a superseded one',
      deploying,
      { outcome: { kind: 'superseded', deployment: one, by: one } },
      ['Rolling out, superseded'],
    ],
    [
      'no time',
      ['turn'],
      { outcome: { kind: 'timed-out', reason: '' } },
      ['Waiting for its turn, out of time'],
    ],
    ['an unknown end', ['queued'], { outcome: { kind: 'unknown', reason: '' } }, ['Queued, end unknown']],
    [
      'a cut',
      ['queued', 'in_progress', 'ready'],
      { outcome: { kind: 'cancelled' } },
      ['Runtime getting ready, cut off'],
    ],
    [
      'a bad runtime',
      all,
      { outcome: unverified, verification: { ...verification, problems: [problem('runtime')] } },
      ['Runtime getting ready, failed'],
    ],
    [
      'bad checks',
      all,
      {
        outcome: unverified,
        verification: { ...verification, problems: [problem('datasets'), problem('probes')] },
      },
      ['Datasets loading, failed', 'Probes, failed'],
    ],
    ['a good restore', ['rollback'], { recovering: 'restore', recovery: restored }, []],
    [
      'a bad restore',
      ['rollback'],
      { recovering: 'restore', recovery: { kind: 'not restored', reason: '' } },
      ['Spicepod put back, failed'],
    ],
    [
      'others in the way',
      ['rollback'],
      { recovering: 'rollback', recovery: { kind: 'left alone', reason: '' } },
      ['Rollback, left alone'],
    ],
    ['a rollback cut off', ['rollback'], { recovering: 'rollback' }, ['Rollback, cut off']],
    ['a success', all, { outcome: { kind: 'succeeded', deployment: one } }, []],
  ])('marks what went wrong: %s', (_, names, more, expected) => {
    expect(rows(draw(names, more)).filter((row) => row.includes(','))).toEqual(expected)
  })
})

describe('a history', () => {
  const draw = (history: ReturnType<typeof took>[], own = took(50, 40)) =>
    drawHistory(facts({ history, deployment: own }))
  const lines = (picture: ReturnType<typeof draw>) => picture?.drawing.split('\n') ?? []
  const bars = (picture: ReturnType<typeof draw>) =>
    lines(picture)
      .filter((line) => line.startsWith('  bar'))
      .map(numbersIn)

  test('is not there where there is nothing to compare', () => {
    expect(drawHistory({})).toBeUndefined()
    expect(draw([])).toBeUndefined()
    expect(draw([took(50, 40)])).toBeUndefined()
    expect(draw([deployment({ id: 49, status: 'succeeded' })])).toBeUndefined()
  })

  test('has a series for each kind, in which the others end below the axis', () => {
    const picture = draw([took(49, 20), took(48, 30, 'failed'), took(47, 20)])
    expect(isOwnPicture(picture?.drawing ?? '')).toBe(true)
    expect(picture?.drawing).toContain('x-axis ["47", "48", "49", "this run"]')
    expect(picture?.drawing).toContain('"plotColorPalette":"#2da44e, #cf222e, #1f6feb, #8c959f"')
    expect(bars(picture)).toEqual([
      [20, -40, 20, -40],
      [-40, 30, -40, -40],
      [-40, -40, -40, 40],
    ])
    expect(picture?.drawing).toContain('line [20, 20, 20, 20]')
    expect(picture?.legend).toEqual(['🟩 succeeded', '🟥 failed', '🟦 this run', '➖ usual: 20s'])
  })

  test('shows this run among the failed ones where it failed', () => {
    const picture = draw([took(49, 20)], took(50, 10, 'failed'))
    expect(bars(picture)).toEqual([
      [20, -20],
      [-20, 10],
    ])
    expect(picture?.legend).toContain('this run is the last one')
  })

  test('shows a failure at once, and one without times, well enough to be seen', () => {
    const failed = deployment({ id: 48, status: 'failed' })
    expect(bars(draw([took(49, 0, 'failed'), failed, took(47, 100)]))[1]).toEqual([-100, 3, 3, -100])
  })

  test('tells that a run which goes on has taken so long so far', () => {
    const own = deployment({ id: 50, status: 'in_progress' })
    const picture = drawHistory(facts({ history: [took(49, 20)], deployment: own, elapsedMs: 61_000 }))
    expect(bars(picture)[1]).toEqual([-61, 61])
    expect(picture?.legend).toContain('this run had not ended by then')
  })

  test('leaves out what is its own, what it rolled back to and what has no duration', () => {
    const history = [
      took(51, 9),
      took(50, 40),
      took(49, -20),
      deployment({ id: 48, status: 'created' }),
      took(47, 20),
    ]
    const picture = drawHistory(facts({ history, deployment: took(50, 40), rollback: took(51, 9) }))
    expect(picture?.drawing).toContain('x-axis ["47", "this run"]')
  })

  test('has the latest twelve of thousands, with names that have room', () => {
    const history = Array.from({ length: 5000 }, (_, index) => took(900_719_925_474_099 - index, 20))
    const axis = lines(draw(history)).find((line) => line.includes('x-axis')) ?? ''
    expect(axis.match(/"…\d{6}"/g)).toHaveLength(11)
    expect(axis).toContain('"…474099", "this run"]')
  })

  test('cuts off what would leave the others flat, and says so', () => {
    const picture = draw([took(49, 86_400), took(48, 20), took(47, 20)])
    expect(bars(picture)[0]).toEqual([20, 20, 160, -160])
    expect(picture?.legend).toContain('49 is cut off: it took 1d')
  })

  test.each([
    [40, 'seconds', 40],
    [1200, 'minutes', 20],
    [36_000, 'hours', 10],
  ])('of %d s is in %s', (seconds, unit, height) => {
    const picture = draw([took(49, seconds)], took(50, seconds))
    expect(picture?.drawing).toContain(`y-axis "${unit}" 0 -->`)
    expect(bars(picture)[0]?.[0]).toBe(height)
  })

  test.each([0, 1, 7, 13.7, 28, 65, 119, 271])(
    'of %d s has few ticks, and the highest bar fits',
    (seconds) => {
      const axis = lines(draw([took(49, seconds)], took(50, seconds))).find((line) => line.includes('y-axis'))
      const [, top = 0] = numbersIn(axis)
      expect(top).toBeGreaterThanOrEqual(seconds)
      expect(top).toBeLessThan(Math.max(seconds * 1.3, 0.01))
    },
  )
})

test('no picture counts as one of our own that has anything else in it', () => {
  const pictures = summaries().flatMap(
    ({ markdown }) => markdown.match(/^```mermaid\n%%\{init: \{"[gt][\s\S]*?\n```$/gm) ?? [],
  )
  expect(pictures.length).toBeGreaterThan(20)
  for (const picture of pictures) {
    expect(isOwnPicture(picture)).toBe(true)
    const lines = picture.split('\n')
    for (const index of lines.keys()) {
      for (const foreign of ['x', ' click a href "https://evil.example"', '%%{init: {}}%%', '<b>']) {
        const inserted = lines.toSpliced(index, 0, foreign).join('\n')
        const appended = lines.with(index, `${lines[index]}${foreign}`).join('\n')
        expect([inserted, appended].filter(isOwnPicture)).toEqual([])
      }
    }
  }
})

test.each([
  [-5, '0ms'],
  [0.4, '0ms'],
  [999.4, '999ms'],
  [1000, '1s'],
  [5230, '5.2s'],
  [100_400, '1m 40s'],
  [90_061_000, '1d 1h 1m 1s'],
])('%d ms is %s', (ms, expected) => {
  expect(formatSpan(ms)).toBe(expected)
})

test('the preview has a run of every outcome', () => {
  const kinds = new Set(Object.values(runs).map(({ outcome }) => outcome?.kind))
  expect([...kinds].sort()).toEqual([
    ...['cancelled', 'failed', 'planned', 'refused', 'started', 'succeeded'],
    ...['superseded', 'timed-out', 'unknown', 'unverified'],
  ])
})
