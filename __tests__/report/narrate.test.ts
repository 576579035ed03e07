import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import type { RunEvent } from '../../src/core/events.ts'
import { initialState, reduce } from '../../src/core/reduce.ts'
import { narrate } from '../../src/report/narrate.ts'
import { deployment } from '../deploy/deployment.ts'
import { samples } from './events.ts'
import { historyOf } from './run-state.ts'

/** What the log says, line by line. */
function tell(course: readonly RunEvent[]): string[] {
  let state = initialState(0)
  return course.flatMap((event, index) => {
    const timed = { ...event, atMs: index * 1000 }
    const before = state
    state = reduce(before, timed)
    return narrate(timed, state, before).flatMap((line) => ('text' in line ? [line.text] : [line.title]))
  })
}

const polled = (status: string, more = {}): RunEvent => ({
  type: 'deployment.polled',
  deployment: deployment({ id: 1001, status, ...more }),
  listed: [],
})
const blind: RunEvent = { type: 'create.waiting', blockers: [], serverTimeMs: undefined }
const rollingBack = (status: string): RunEvent => ({
  type: 'rollback.polled',
  deployment: deployment({ id: 1002, status }),
})

test('the log of a run in which everything happens says nothing twice', () => {
  const course: RunEvent[] = [
    ...[samples['inputs.read'], samples.note, samples.warning, samples['org.found']],
    ...[samples['app.identified'], samples['app.found']],
    ...[samples['source.found'], samples['history.read'], samples['change.sending']],
    ...[samples['change.applied'], samples['change.unneeded'], samples['spicepod.connected']],
    ...[samples['create.sending'], samples['create.waiting'], samples['create.sending'], blind],
    ...[samples['create.sending'], blind, samples['create.sending'], samples['outage.began']],
    ...[samples['create.lost'], samples['outage.ended'], samples['create.retrying']],
    ...[samples['create.sending'], samples['create.found'], polled('queued'), polled('queued')],
    ...[polled('in_progress'), polled('in_progress'), polled('in_progress', { error_message: 'no room' })],
    ...[polled('in_progress', { error_message: 'no room' }), polled('succeeded'), polled('succeeded')],
    ...[samples['verification.started'], samples['runtime.waiting'], samples['runtime.ready']],
    ...[samples['datasets.polled'], samples['probe.started'], samples['probe.ended']],
    ...[samples['verification.ended'], samples['outcome.decided'], samples['log.read']],
    ...[samples['recovery.started'], samples['spicepod.restored'], samples['rollback.sending']],
    ...[rollingBack('queued'), rollingBack('queued'), rollingBack('succeeded'), rollingBack('succeeded')],
    ...[samples['recovery.ended'], samples['run.ended']],
  ]
  const said = tell(course)
  expect(said.length).toBeGreaterThan(30)
  const sentences = said.flatMap((line) => line.split(/(?<=\.) (?=[A-Z])/))
  expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([])
})

test('every event is said, or changes what is known of the run', () => {
  const silent = Object.values<RunEvent>(samples).filter((event) => {
    const before = initialState(0)
    const timed = { ...event, atMs: 1000 }
    const state = reduce(before, timed)
    return narrate(timed, state, before).length === 0 && isDeepStrictEqual(state, before)
  })
  expect(silent.map(({ type }) => type)).toEqual([])
})

test.each([
  [[], 'No earlier deployments to estimate the duration from.'],
  [[130_000], 'The last successful deployment took 2m 10s.'],
  [[100_000, 130_000], 'The last 2 successful deployments took about 1m 55s.'],
  [[1000, 130_000, 120_000, 140_000, 900_000], 'The last 5 successful deployments took about 2m 10s.'],
  // Only the latest five are used.
  [[1000, 1000, 1000, 1000, 1000, 900_000], 'The last 5 successful deployments took about 1s.'],
])('earlier deployments of %j ms are the estimate for this one', (durationsMs, text) => {
  const read: RunEvent = { type: 'history.read', deployments: historyOf(durationsMs) }
  expect(tell([read, polled('queued')])).toContain(text)
})
