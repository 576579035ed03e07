import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { inCheckout, linkCheckout } from '../harness/checkout.ts'

const maxReadmeBytes = 18_000

test('the README can be read in one sitting', () => {
  expect(statSync('README.md').size).toBeLessThanOrEqual(maxReadmeBytes)
})

test('the README names the version of this repository', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(readFileSync('README.md', 'utf8')).toContain(`**Status:** version ${version},`)
})

test('the gates of the page about plans fail without a plan, with each version of jq', () => {
  expect(readFileSync('docs/plan.md', 'utf8').match(/^ *jq (?!.*--null-input).*/gm)).toBeNull()
})

test('the sandbox names only inputs that the action has', () => {
  const { inputs } = parse(readFileSync('action.yml', 'utf8'))
  const named = readFileSync('sandbox/action.yml', 'utf8').matchAll(/\binput `([\w-]+)`/g)
  expect(Array.from(named, ([, name = '']) => name).filter((name) => !(name in inputs))).toEqual([])
})

test('the pages have every input and output once, as its action.yml describes it', () => {
  const tables = fileURLToPath(new URL('../../tools/tables.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, [tables, '--check'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('a page that lacks the comment before or after a table is named', () => {
  const folder = linkCheckout()
  const remove = (page: string, comment: string | RegExp) => {
    const text = readFileSync(join(folder, page), 'utf8')
    writeFileSync(join(folder, page), text.replace(comment, ''))
  }
  remove('README.md', '<!-- end -->')
  remove('docs/outputs.md', /<!-- outputs .*? -->/gs)
  remove('docs/upgrades.md', '<!-- upgrades -->')
  const options = { cwd: folder, encoding: 'utf8' } as const
  const { stderr } = spawnSync(process.execPath, [...inCheckout, 'tools/tables.ts', '--check'], options)
  for (const page of ['README.md', 'docs/outputs.md', 'docs/upgrades.md'])
    expect(stderr).toContain(`${page} must have <!-- `)
  rmSync(dirname(folder), { recursive: true })
})
