import { expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/core/events.ts'
import { initialState, reduce } from '../../src/core/reduce.ts'
import type { RunState } from '../../src/core/state.ts'
import { renderComment } from '../../src/report/comment.ts'
import { describeActivity } from '../../src/report/heartbeat.ts'
import { narrate } from '../../src/report/narrate.ts'
import { renderOutputs } from '../../src/report/outputs.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { conclude } from '../../src/report/verdict.ts'
import { marker } from '../github/fixture.ts'
import fc from '../harness/property.ts'
import { expectHarmlessSummary } from '../harness/summary.ts'
import { expectHarmlessComment } from './comment-html.ts'
import { samples } from './events.ts'

const events = Object.values<RunEvent>(samples)
const redact = (text: string) => text

/** A value in which nothing can be changed. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

const play = (course: readonly RunEvent[], state: RunState) =>
  course.reduce((known, event, index) => reduce(known, { ...event, atMs: 1000 + index * 500 }), state)

const full = play(events, initialState(1000))

test.each(events)('the state after $type depends only on the state before and the event', (event) => {
  for (const state of [initialState(0), full]) {
    const timed = { ...event, atMs: 90_000 }
    const next = reduce(frozen(state), frozen(timed))
    expect(next).toEqual(reduce(state, timed))
    expect(Object.keys(next)).toEqual(expect.arrayContaining(Object.keys(state)))
  }
})

test('any course of events can be logged, and shown at the end', () => {
  const course = fc.array(fc.constantFrom(...events), { maxLength: 40 })
  fc.assert(
    fc.property(course, (happened) => {
      let state = initialState(0)
      // The app is known before anything is sent to it.
      for (const [index, event] of [samples['app.identified'], ...happened].entries()) {
        const timed = { ...event, atMs: index * 700 }
        const next = reduce(state, timed)
        const said = [describeActivity(next, timed.atMs), narrate(timed, next, state)]
        expect(JSON.stringify(said)).not.toMatch(/undefined|NaN|\[object/)
        state = next
      }
      const outcome = samples['run.ended'].outcome
      const ended = reduce(state, { type: 'run.ended', outcome, atMs: 60_000 })
      const verdict = conclude(outcome, ended)
      const summary = renderSummary(ended, verdict, { repositoryUrl: undefined, redact })
      const place = { repositoryUrl: undefined, runUrl: undefined, at: new Date(0) }
      const comment = renderComment(ended, verdict, { ...place, marker: marker(), redact })
      expectHarmlessSummary(summary)
      expectHarmlessComment(comment)
      const outputs = Object.values(renderOutputs(ended, verdict, redact).outputs)
      expect([...outputs, summary, comment].join()).not.toMatch(/undefined|NaN|\[object/)
    }),
    { numRuns: 100 },
  )
})
