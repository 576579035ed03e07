import { expect, test } from '@jest/globals'
import {
  describeDeployment,
  describeEarlier,
  formatDuration,
  formatElapsed,
} from '../../src/report/wording.ts'
import { deployment } from '../deploy/deployment.ts'

test.each([
  [-5, '0ms', '0s'],
  [0.4, '0ms', '0s'],
  [999.4, '999ms', '0s'],
  [999.6, '1s', '0s'],
  [1000, '1s', '1s'],
  [100_400, '1m 40s', '1m 40s'],
  [90_061_000, '1d 1h 1m 1s', '1d 1h 1m 1s'],
])('a duration of %d ms is %s, and so much elapsed time %s', (ms, duration, elapsed) => {
  expect([formatDuration(ms), formatElapsed(ms)]).toEqual([duration, elapsed])
})

const at = (time: string) => `2026-11-24T${time}Z`

test.each([
  [{}, 'deployment 7, queued'],
  [{ commit_sha: '1f2e3d4c5b6a', branch: 'main' }, 'deployment 7 (commit 1f2e3d4, branch main), queued'],
  [{ created_at: at('12:00:00.000'), created_by: 'robin' }, 'deployment 7, queued for 12s, started by robin'],
  // The server's clock is cut to whole seconds, so it may be behind.
  [{ created_at: at('12:00:12.900'), creation_source: 'api' }, 'deployment 7, queued for 1s, started by api'],
])('another deployment with %j is described as %j', (fields, text) => {
  const nowMs = Date.parse(at('12:00:12.000'))
  expect(describeDeployment(deployment(fields), nowMs)).toBe(text)
})

test('an earlier deployment is described with its age, if it has a date', () => {
  const nowMs = Date.parse(at('12:00:00.000'))
  const describe = (created_at?: string) => describeEarlier(deployment({ created_at }), nowMs)
  expect(describe('2026-11-24T09:59:59+00:00')).toBe('deployment 7, 2h old')
  expect([describe(), describe('soon')]).toEqual(['deployment 7', 'deployment 7'])
})
