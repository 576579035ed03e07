import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { CHECKS, readStatements } from '../../contract/checks.ts'
import { DIFFERENCE_IDS } from '../../contract/differences.ts'
import { runContract } from '../../contract/run.ts'
import { createTarget } from '../../contract/sandbox.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'

const ids = Object.keys(CHECKS)

/** What a run finds about a sandbox that differs from these statements. */
async function find(differ: readonly string[], checked: readonly string[]) {
  return new VirtualTime().run(async () => {
    const { sandbox, target } = createTarget(differ)
    const run = await runContract(target, checked, () => {})
    expect(run.left).toEqual([])
    expect(sandbox.cloud.state.apps.map(({ name }) => name)).toEqual(['sandbox-app'])
    return run.results
  })
}

test('every statement holds about the sandbox', async () => {
  const results = await find([], ids)
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(results.length).toBeGreaterThanOrEqual(40)
})

test.each(ids)('a cloud that differs from %s is noticed', async (id) => {
  const [result] = await find([id], [id])
  expect(result).toMatchObject({ id, verdict: 'differs', seen: expect.stringMatching(/\w/) })
})

test('every statement has a check, a difference, and files that exist', () => {
  const statements = readStatements()
  expect(statements.map(({ id }) => id)).toEqual(ids)
  expect([...DIFFERENCE_IDS].sort()).toEqual([...ids].sort())
  const page = readFileSync('docs/contract.md', 'utf8')
  const files = [...page.matchAll(/`((?:src|sandbox|docs)\/[^`]+)`/g)].map(([, file = '']) => file)
  expect(files.filter((file) => !existsSync(file))).toEqual([])
  expect(files.length).toBeGreaterThanOrEqual(ids.length)
})
