import { stripVTControlCharacters } from 'node:util'
import { expect, test } from '@jest/globals'
import { createLogView } from '../../testing/log-view.ts'

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
