import { expect, test } from '@jest/globals'
import { isCommitId, isSameBranch, isSameCommit, shortCommit } from '../../src/github/event.ts'

const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

test('the id of a commit has 7 to 64 hexadecimal digits, and nothing else', () => {
  const ids = [sha, sha.slice(0, 7), sha.toUpperCase(), 'a'.repeat(64)]
  const others = ['', 'HEAD', sha.slice(0, 6), 'a'.repeat(65), `${sha}\n`, `-${sha}`, 'refs/heads/main']
  expect([...ids, ...others].filter(isCommitId)).toEqual(ids)
})

test.each([
  ['the same as itself', sha, sha, true],
  ['the same as its abbreviation', sha, sha.slice(0, 7), true],
  ['the same as itself in capitals', sha, sha.toUpperCase(), true],
  ['the same as an equal text, even if that is not an id', 'HEAD', 'HEAD', true],
  ['not the same as another', sha, 'b'.repeat(40), false],
  ['not the same as an abbreviation that is too short', sha, sha.slice(0, 6), false],
  ['not the same as an empty text', sha, '', false],
  ['not the same as another that starts so', sha, `${sha.slice(0, 10)}${'0'.repeat(30)}`, false],
])('a commit is %s', (_, left, right, isSame) => {
  expect([isSameCommit(left, right), isSameCommit(right, left)]).toEqual([isSame, isSame])
})

test('a commit is shown with seven characters, and any other text as it is', () => {
  const show = (text: string) => shortCommit(text)
  expect(show(sha)).toBe('1f2e3d4')
  expect(show('release-candidate')).toBe('release-candidate')
  expect(show('x'.repeat(65))).toHaveLength(64)
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
