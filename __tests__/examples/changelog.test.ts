import { expect, test } from '@jest/globals'
import { notesOf } from '../../scripts/workflows/changelog.ts'

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

test('takes the section of the version, and of no other', () => {
  expect(notesOf(changelog, '1.2.0')).toBe('### Added\n\n- Much\n')
  expect(notesOf(changelog, '1.2.0-rc.1')).toBe('- Little\n')
})

test('refuses a version without notes', () => {
  expect(() => notesOf(changelog, '1.1.0')).toThrow('nothing below 1.1.0')
  expect(() => notesOf(changelog, '1.2')).toThrow('nothing about 1.2.')
  expect(() => notesOf(changelog, '9.9.9')).toThrow('nothing about 9.9.9')
})
