import { expect, test } from '@jest/globals'
import { describeActivity } from '../../src/report/heartbeat.ts'
import { deployment } from '../deploy/deployment.ts'
import { samples } from './events.ts'
import { historyOf, stateOf } from './run-state.ts'

const inProgressDeployment = deployment({ status: 'in_progress' })

const inProgress = (usualMs?: number) =>
  stateOf({
    activity: { ...samples['deployment.polled'], deployment: inProgressDeployment, atMs: 0 },
    deployment: inProgressDeployment,
    createdAtMs: 1000,
    history: historyOf(usualMs === undefined ? [] : [usualMs]),
  })

test.each([
  [0, 'in_progress ░░░░░░░░░░░░░░░░░░░░ of about 1m 40s'],
  [99_999, 'in_progress ███████████████████░ of about 1m 40s'],
  [100_001, 'in_progress ████████████████████ longer than the usual 1m 40s'],
])('a progress line of a deployment after %d ms has a progress bar', (elapsedMs, text) => {
  expect(describeActivity(inProgress(100_000), 1000 + elapsedMs)).toBe(text)
})

test('a progress line has no progress bar without earlier deployments', () => {
  expect(describeActivity(inProgress(), 51_000)).toBe('in_progress')
  expect(describeActivity(inProgress(0), 51_000)).toBe('in_progress')
})
