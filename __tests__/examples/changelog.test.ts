import { expect, test } from '@jest/globals'
import { notesOf } from '../../tools/workflows/changelog.ts'

const changelog = `# Changelog

## Unreleased

- Later

## [1.2.0] - 2026-11-25

### Added

- Much

## 1.2.0-rc.1

- Little

## 1.1.0
`

test('release notes are the section of the version in the changelog', () => {
  expect(notesOf(changelog, '1.2.0')).toBe('### Added\n\n- Much\n')
  expect(notesOf(changelog, '1.2.0-rc.1')).toBe('- Little\n')
})

test('a version without notes cannot be released', () => {
  expect(() => notesOf(changelog, '1.1.0')).toThrow('section for 1.1.0 in CHANGELOG.md is empty')
  expect(() => notesOf(changelog, '1.2')).toThrow('no section for 1.2.')
  expect(() => notesOf(changelog, '9.9.9')).toThrow('no section for 9.9.9')
})
