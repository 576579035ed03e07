import { beforeAll, describe, expect, test } from '@jest/globals'
import type { RecoveryState } from '../../src/core/outcome.ts'
import type { PhaseName } from '../../src/core/phases.ts'
import { drawTimeline, renderTimeline } from '../../src/report/charts.ts'
import { runs, summaries } from '../../testing/samples/summaries.ts'
import { deployment } from '../deploy/deployment.ts'
import { isOwnPicture, sourcesOfPictures } from '../harness/pictures.ts'
import { type Known, runState, stateOf } from './run-state.ts'

describe('Mermaid', () => {
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
    // Mermaid needs a page when it is loaded. jsdom comes without types.
    const { JSDOM } = await import('jsdom' as string)
    const { window } = new JSDOM()
    Object.assign(globalThis, { window, document: window.document })
    mermaid = (await import('mermaid')).default as unknown as Mermaid
  })

  const sources = summaries().flatMap(({ title, markdown }) =>
    sourcesOfPictures(markdown).map((source): [string, string] => [title, source]),
  )

  test.each(sources)('Mermaid parses every picture of %j', async (_, source) => {
    expect((await mermaid.parse(source)).diagramType).toBe(source.includes('xychart') ? 'xychart' : 'gantt')
  })

  test('Mermaid finds the times of the phases in a timeline', async () => {
    const phases = [
      { name: 'queued', startMs: 0, endMs: 1500 },
      { name: 'in_progress', startMs: 1500, endMs: 91_234 },
      { name: 'recovery', startMs: 95_000, endMs: 95_000 },
    ] as const
    const picture = drawTimeline(runState({ phases, outcome: { kind: 'failed', deployment: deployment() } }))
    const source = picture?.split('\n').slice(1, -1).join('\n') ?? ''
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(source)
    const sinceMidnightMs = (time: Date) => time.getTime() - new Date(2000, 0, 1).getTime()
    const tasks = db.getTasks().map(({ task, startTime, endTime, crit }) => {
      return [task.trim(), sinceMidnightMs(startTime), sinceMidnightMs(endTime), crit === true]
    })
    expect(tasks).toEqual([
      ['Queued (1s)', 0, 1500, false],
      ['Rolling out (1m 29s), failed', 1500, 91_234, true],
      // A phase that took no time shows nevertheless.
      ['Rollback (0ms)', 95_000, 95_475, false],
    ])
  })
})

function draw(names: readonly PhaseName[], more: Known = {}) {
  const phases = names.map((name, index) => ({ name, startMs: index * 1000, endMs: index * 1000 + 1000 }))
  return drawTimeline(runState({ phases, ...more }))
}
const rows = (picture: string | undefined) =>
  picture
    ?.split('\n')
    .flatMap((line) => /^ {2}([^(,]*?)(?: \(.*?\))?(, .*)? :/.exec(line)?.slice(1).join('') ?? []) ?? []

test('a timeline is not drawn if there is nothing to see', () => {
  expect(drawTimeline(stateOf({}))).toBeUndefined()
  expect(draw([])).toBeUndefined()
})

test('a timeline shows the time before the first phase', () => {
  const phases = [{ name: 'queued', startMs: 700, endMs: 1000 }] as const
  const state = runState({ phases })
  expect(rows(drawTimeline(state))).toEqual(['Preparing', 'Queued'])
  // The table beside it has the same rows.
  expect(renderTimeline(state)).toMatch(/>Preparing<\/td><td>700ms<.*\n.*>Queued<\/td><td>300ms</)
})

test.each([
  [1, '%-S.%Ls', '100millisecond'],
  [3000, '%-S.%Ls', '500millisecond'],
  [60_000, '%-M:%S', '10second'],
  [900_000, '%-M:%S', '5minute'],
  [7_200_000, '%-Hh %M', '30minute'],
  [172_800_000, 'day %-d, %-Hh', '12hour'],
  [864_000_000, 'day %-d, %-Hh', undefined],
])('a timeline of %d ms has readable ticks', (endMs, format, interval) => {
  const picture = drawTimeline(runState({ phases: [{ name: 'queued', startMs: 0, endMs }] })) ?? ''
  expect(isOwnPicture(picture)).toBe(true)
  expect(picture).toContain(`axisFormat ${format}\n`)
  expect(/tickInterval (\w+)/.exec(picture)?.[1]).toBe(interval)
})

test('a timeline shows 20 phases at most', () => {
  const names = Array<PhaseName[]>(500).fill(['in_progress', 'queued']).flat()
  expect(rows(draw(names))).toHaveLength(20)
})

const one = deployment()
const restored = { kind: 'restored' } as const
const restoring: RecoveryState = { mode: 'restore', isRestored: false, isRequested: false }
const rollingBack: RecoveryState = { ...restoring, mode: 'rollback' }
const problem = (part: 'runtime' | 'datasets' | 'probes') =>
  ({ code: 'not-ready', part, text: '', isTolerable: false }) as const
const unverified = { kind: 'unverified', deployment: one, problems: [], isTolerated: false } as const
const verification = { tests: [], datasets: [] }
const deploying = ['queued', 'in_progress'] as const
const all = ['conflict', 'queued', 'in_progress', 'ready', 'datasets', 'probes', 'recovery'] as const

const superseded = { kind: 'superseded', deployment: one, by: one } as const
const timedOut = { kind: 'timed-out', reason: '' } as const
const unknown = { kind: 'unknown', reason: '' } as const
const getting = ['queued', 'in_progress', 'ready'] as const
const failing = (...parts: Parameters<typeof problem>[0][]): Known => ({
  outcome: unverified,
  verification: { ...verification, problems: parts.map(problem) },
})
const failed = { kind: 'not restored', reason: '' } as const
const alone = { kind: 'left alone', reason: '' } as const

test.each<[string, readonly PhaseName[], Known, string[]]>([
  ['a failure', deploying, { outcome: { kind: 'failed', deployment: one } }, ['Rolling out, failed']],
  ['a superseded deployment', deploying, { outcome: superseded }, ['Rolling out, superseded']],
  ['a timeout', ['conflict'], { outcome: timedOut }, ['Waiting for another deployment, timed out']],
  ['an unknown result', ['queued'], { outcome: unknown }, ['Queued, result unknown']],
  ['checks without result', getting, { outcome: unknown }, ['Runtime getting ready, result unknown']],
  ['a cancelled run', getting, { outcome: { kind: 'cancelled' } }, ['Runtime getting ready, interrupted']],
  ['a runtime that fails', all, failing('runtime'), ['Runtime getting ready, failed']],
  ['checks that fail', all, failing('datasets', 'probes'), ['Datasets loading, failed', 'Probes, failed']],
  ['a restore', ['recovery'], { recovery: { ...restoring, result: restored } }, []],
  ['a bad restore', ['recovery'], { recovery: { ...restoring, result: failed } }, ['Restore, failed']],
  ['a newer one', ['recovery'], { recovery: { ...rollingBack, result: alone } }, ['Rollback, left alone']],
  ['an interrupted rollback', ['recovery'], { recovery: rollingBack }, ['Rollback, interrupted']],
  ['a success', all, { outcome: { kind: 'succeeded', deployment: one } }, []],
])('a timeline marks the phase of %s', (_, names, more, expected) => {
  expect(rows(draw(names, more)).filter((row) => row.includes(','))).toEqual(expected)
})

test('a picture with anything else in it is not taken for one of the action', () => {
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

test('the preview has a run of every outcome', () => {
  const kinds = new Set(Object.values(runs).map(({ outcome }) => outcome?.kind))
  expect([...kinds].sort()).toEqual([
    ...['absent', 'cancelled', 'failed', 'planned', 'refused', 'removed', 'started', 'stuck'],
    ...['succeeded', 'superseded', 'timed-out', 'unknown', 'unverified'],
  ])
})
