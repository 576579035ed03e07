import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

interface Package {
  dev?: boolean
  license?: string
  integrity?: string
  hasInstallScript?: boolean
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Package>
}
const { '': _ours, ...theirs } = packages
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
/** What may be bundled; the bundle contains only the parts that it needs. */
const shipped = Object.entries(theirs).filter(([, { dev }]) => !dev)

// They only require attribution, which dist/licenses.txt provides.
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

test('every dependency that may be bundled has a license that permits it', () => {
  expect(shipped.length).toBeGreaterThan(12)
  expect(shipped.filter(([, { license = 'none' }]) => !allowed.includes(license))).toEqual([])
})

test('no dependency runs a script when it is installed', () => {
  expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
})

test('the lockfile has the checksum of every dependency', () => {
  expect(Object.entries(theirs).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
})

test('the license texts of everything that is bundled are next to the bundle', () => {
  // The bundler starts each with the name of the package and that of its license, on lines of their own.
  const entries = readFileSync('dist/licenses.txt', 'utf8').split(
    /^(?=(?:@[\w.-]+\/)?[\w.-]+\n(?:[\w.-]+)\n)/m,
  )
  const byName = new Map(entries.map((entry) => [entry.split('\n', 1)[0], entry]))
  const names = shipped.map(([path]) => nameOf(path))
  expect([...byName.keys()].filter((name) => !names.includes(name ?? ''))).toEqual([])
  expect([...byName.keys()]).toEqual(expect.arrayContaining(['@actions/core', '@actions/github', 'ky']))
  const bare = [...byName].filter(
    ([, entry]) => !/copyright|permission|license/i.test(entry.split('\n').slice(2).join('\n')),
  )
  expect(bare.map(([name]) => name)).toEqual([])
})
