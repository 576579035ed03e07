import { expect, test } from '@jest/globals'
import { isCommitId, isSameCommit } from '../src/commit.ts'

const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

test.each([sha, sha.slice(0, 7), sha.toUpperCase(), 'a'.repeat(64)])('%s is the id of a commit', (text) => {
  expect(isCommitId(text)).toBe(true)
})

test.each(['', 'HEAD', sha.slice(0, 6), 'a'.repeat(65), `${sha}\n`, `-${sha}`, 'refs/heads/main'])(
  '%j is none',
  (text) => {
    expect(isCommitId(text)).toBe(false)
  },
)

test.each([
  ['itself', sha, sha],
  ['its beginning', sha, sha.slice(0, 7)],
  ['itself in capitals', sha, sha.toUpperCase()],
  ['a text that is no id, and the same', 'HEAD', 'HEAD'],
])('a commit is the same as %s', (_, one, other) => {
  expect(isSameCommit(one, other)).toBe(true)
  expect(isSameCommit(other, one)).toBe(true)
})

test.each([
  ['another', sha, 'b'.repeat(40)],
  ['a beginning too short to tell', sha, sha.slice(0, 6)],
  ['nothing', sha, ''],
  ['another that begins alike', sha, `${sha.slice(0, 10)}${'0'.repeat(30)}`],
])('a commit is not the same as %s', (_, one, other) => {
  expect(isSameCommit(one, other)).toBe(false)
  expect(isSameCommit(other, one)).toBe(false)
})
