import { expect, test } from '@jest/globals'
import { cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

const LOGS = `${DEPLOYMENTS}/1001/logs`

const lines = [
  { message: 'without a time' },
  { timestamp: '2026-11-24T12:00:01Z', level: 'INFO', message: 'one' },
  { timestamp: '2026-11-24T12:00:02Z', level: 'WARN', message: 'two', source: 'runtime' },
  { timestamp: '2026-11-24T12:00:03Z', level: 'ERROR', message: 'three' },
]

test.each([
  ['', lines],
  ['?limit=2', lines.slice(2)],
  ['?since=2026-11-24T12:00:02Z', [lines[0], ...lines.slice(2)]],
  ['?since=1h&limit=3', lines.slice(1)],
])('the given log is limited as requested: %s', async (query, logs) => {
  const { call } = cloudAtNoon({ logs: lines })
  await call('POST', DEPLOYMENTS)
  expect((await call('GET', `${LOGS}${query}`)).body).toEqual({ logs })
})
