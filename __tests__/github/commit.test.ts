import { expect, test } from '@jest/globals'
import { isCommitId, isSameBranch, isSameCommit, shortCommit } from '../../src/github/event.ts'
import { Redaction } from '../../src/platform/redaction.ts'

const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

test.each([sha, sha.slice(0, 7), sha.toUpperCase(), 'a'.repeat(64)])('%s is the id of a commit', (text) => {
  expect(isCommitId(text)).toBe(true)
})

test.each(['', 'HEAD', sha.slice(0, 6), 'a'.repeat(65), `${sha}\n`, `-${sha}`, 'refs/heads/main'])(
  '%j is not the id of a commit',
  (text) => {
    expect(isCommitId(text)).toBe(false)
  },
)

test.each([
  ['itself', sha, sha],
  ['its abbreviation', sha, sha.slice(0, 7)],
  ['itself in capitals', sha, sha.toUpperCase()],
  ['its abbreviation in capitals', sha, sha.slice(0, 7).toUpperCase()],
  ['its abbreviation, itself in capitals', sha.toUpperCase(), sha.slice(0, 7)],
  ['an equal text that is not an id', 'HEAD', 'HEAD'],
])('a commit is the same as %s', (_, left, right) => {
  expect(isSameCommit(left, right)).toBe(true)
  expect(isSameCommit(right, left)).toBe(true)
})

test.each([
  ['another', sha, 'b'.repeat(40)],
  ['an abbreviation that is too short', sha, sha.slice(0, 6)],
  ['an empty text', sha, ''],
  ['another that starts with the same characters', sha, `${sha.slice(0, 10)}${'0'.repeat(30)}`],
])('a commit is not the same as %s', (_, left, right) => {
  expect(isSameCommit(left, right)).toBe(false)
  expect(isSameCommit(right, left)).toBe(false)
})

test('a commit is shown with seven characters, and any other text as it is', () => {
  const show = (text: string) => shortCommit(text)
  expect(show(sha)).toBe('1f2e3d4')
  expect(show('release-candidate')).toBe('release-candidate')
  expect(show('x'.repeat(65))).toHaveLength(64)
})

test.each([8, 12, 40])('no part of a secret of %d digits is shown as a commit', (length) => {
  const secrets = new Redaction(() => {})
  secrets.addValue(sha.slice(0, length))
  expect(secrets.redact(shortCommit(sha))).toBe('***')
})

test.each([
  ['main', 'main', true],
  ['refs/heads/main', 'main', true],
  ['main', 'refs/heads/main', true],
  ['refs/tags/main', 'main', false],
  ['side', 'main', false],
  ['feature/refs/heads/main', 'feature/main', false],
])('whether the branches %s and %s are the same: %s', (left, right, same) => {
  expect(isSameBranch(left, right)).toBe(same)
})
