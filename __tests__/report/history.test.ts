import { expect, test } from '@jest/globals'
import { drawHistory } from '../../src/report/charts.ts'
import { deployment } from '../deploy/deployment.ts'
import { isOwnPicture } from '../harness/pictures.ts'
import { runState, stateOf } from './run-state.ts'

/** A deployment that took this many seconds. */
const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const took = (id: number, seconds: number, status = 'succeeded') =>
  deployment({ id, status, created_at: at(0), finished_at: at(seconds) })

const numbersIn = (line: string | undefined) => (line?.match(/-?[\d.]+/g) ?? []).map(Number)

const draw = (history: ReturnType<typeof took>[], own = took(50, 40)) =>
  drawHistory(runState({ history, deployment: own }))
const lines = (picture: ReturnType<typeof draw>) => picture?.drawing.split('\n') ?? []
const bars = (picture: ReturnType<typeof draw>) =>
  lines(picture)
    .filter((line) => line.startsWith('  bar'))
    .map(numbersIn)

test('a history is not drawn if there is nothing to compare', () => {
  expect(drawHistory(stateOf({}))).toBeUndefined()
  expect(draw([])).toBeUndefined()
  expect(draw([took(50, 40)])).toBeUndefined()
  expect(draw([deployment({ id: 49, status: 'succeeded' })])).toBeUndefined()
})

test('a history has a series for each kind, in which the bars of other kinds end below the axis', () => {
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

test('a history shows a failure that took no time, and one without times, high enough to be seen', () => {
  const failed = deployment({ id: 48, status: 'failed' })
  expect(bars(draw([took(49, 0, 'failed'), failed, took(47, 100)]))[1]).toEqual([-100, 3, 3, -100])
})

test('a history has no bar for a deployment that has not ended', () => {
  const own = deployment({ id: 50, status: 'in_progress' })
  const picture = drawHistory(runState({ history: [took(49, 20)], deployment: own, elapsedMs: 61_000 }))
  expect(bars(picture)).toEqual([[20]])
  expect(picture?.drawing).toContain('x-axis ["49"]')
  expect(picture?.drawing).toContain('How long the last deployment took')
})

test('a history omits its own deployment, its rollback and deployments without a duration', () => {
  const superseded = deployment({ id: 48, status: 'created' })
  const [own, rollback] = [took(50, 40), took(51, 9)]
  const history = [rollback, own, took(49, -20), superseded, took(47, 20)]
  const recovery = { mode: 'rollback', isRestored: false, isRequested: true, deployment: rollback } as const
  const picture = drawHistory(runState({ history, deployment: own, recovery }))
  expect(picture?.drawing).toContain('x-axis ["47", "this run"]')
})

test('a history shows the latest seven of thousands, with short names', () => {
  const history = Array.from({ length: 5000 }, (_, index) => took(900_719_925_474_099 - index, 20))
  const axis = lines(draw(history)).find((line) => line.includes('x-axis')) ?? ''
  expect(axis.match(/"…\d{6}"/g)).toHaveLength(6)
  expect(axis).toContain('"…474099", "this run"]')
})

test('a history cuts a bar that would leave the others flat, and says so', () => {
  const picture = draw([took(49, 86_400), took(48, 20), took(47, 20)])
  expect(bars(picture)[0]).toEqual([20, 20, 120, -120])
  expect(picture?.legend).toContain('49 is cut off; it took 1d')
})

test.each([
  [40, 'seconds', 40],
  [1200, 'minutes', 20],
  [36_000, 'hours', 10],
])('a history of deployments of %d s is in %s', (seconds, unit, height) => {
  const picture = draw([took(49, seconds)], took(50, seconds))
  expect(picture?.drawing).toContain(`y-axis "${unit}" 0 -->`)
  expect(bars(picture)[0]?.[0]).toBe(height)
})

test('the axis of a history is a little higher than its bars', () => {
  for (const seconds of [0, 1, 7, 13.7, 28, 65, 119, 271]) {
    const axis = lines(draw([took(49, seconds)], took(50, seconds))).find((line) => line.includes('y-axis'))
    const [, top = 0] = numbersIn(axis)
    expect(top).toBeGreaterThanOrEqual(seconds)
    expect(top).toBeLessThan(Math.max(seconds * 1.3, 0.01))
  }
})
