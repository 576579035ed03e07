import { stripVTControlCharacters } from 'node:util'
import { expect, test } from '@jest/globals'
import { createLogView } from '../../sandbox/log-view.ts'
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

function show(...lines: string[]): string[] {
  const view = createLogView()
  return lines
    .map(view)
    .filter((line) => line !== undefined)
    .map(stripVTControlCharacters)
}

test('the log view indents only the lines of a group', () => {
  expect(show('before', '::group::Deploy', 'queued', '::endgroup::', 'after', '::group::Verify')).toEqual([
    ...['before', '▼ Deploy', '  queued', 'after', '▼ Verify'],
  ])
})

test('the log view replaces workflow commands with what the page of a run shows', () => {
  expect(
    show(
      '::error title=Failed::100%25 wrong%0AFix it',
      '::notice::Done',
      '::save-state name=a::1',
      '##[group]Old',
    ),
  ).toEqual(['Error: 100% wrong\n       Fix it', 'Notice: Done', '▼ Old'])
})

test('the log view hides masked values in text, groups and annotations', () => {
  const lines = ['::add-mask::hunter2', 'a hunter2', '::group::b hunter2', '::error::c hunter2']
  expect(show(...lines)).toEqual(['a ***', '▼ b ***', '  Error: c ***'])
})
