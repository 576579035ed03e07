import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'install-'))
for (const file of ['.npmrc', 'package.json', 'package-lock.json']) cpSync(file, join(folder, file))
afterAll(() => rmSync(folder, { recursive: true }))

/** Asks npm what it would install. `npm test` passes its own settings on in the environment. */
function install(node: string) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  return spawnSync('npm', ['ci', '--dry-run', '--offline', '--no-audit'], {
    cwd: folder,
    env: { ...env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
    encoding: 'utf8',
  })
}

/** A Node that is too old for the action, but not for npm. */
const olderNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((path) => join(path, 'node'))
  .find((node) => /^v2[0-3]\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? ''))

const withOlderNode = olderNode === undefined ? test.skip : test
withOlderNode('npm ci on an older Node installs Node 24 without a word about the older one', () => {
  const { status, stdout, stderr } = install(olderNode ?? '')
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^add node 24\./m)
})

test('npm ci still says why it fails', () => {
  rmSync(join(folder, 'package-lock.json'))
  const { status, stderr } = install(process.execPath)
  expect(status).not.toBe(0)
  expect(stderr).toContain('can only install with an existing package-lock.json')
})
