import { expect, test } from '@jest/globals'
import { notesOf } from '../../tools/release/notes.ts'

const changelog = `# Changelog

## Unreleased

- Later

## [1.2.0] - 2026-11-25

### Added

- [Much](docs/app.md#tags)

## 1.2.0-rc.1

- [Little](https://example.com)

## 1.1.0
`

const notesFor = (version: string) => notesOf(changelog, version, 'https://host/blob/v1')

test('release notes are the section of the version in the changelog, and their links work everywhere', () => {
  expect(notesFor('1.2.0')).toBe('### Added\n\n- [Much](https://host/blob/v1/docs/app.md#tags)\n')
  expect(notesFor('1.2.0-rc.1')).toBe('- [Little](https://example.com)\n')
})

test('a version without notes cannot be released', () => {
  expect(() => notesFor('1.1.0')).toThrow('section for 1.1.0 in CHANGELOG.md is empty')
  expect(() => notesFor('1.2')).toThrow('no section for 1.2.')
})
