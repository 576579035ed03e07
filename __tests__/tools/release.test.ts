import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'release-'))
const origin = join(folder, 'origin')
const tag = 'v1.2.3'
afterAll(() => rmSync(folder, { recursive: true }))

const git = (...args: string[]) => execFileSync('git', args, { stdio: ['ignore', 'pipe', 'inherit'] })

/** A clone in which nothing is installed. */
function clone(name: string): string {
  git('clone', '--quiet', origin, join(folder, name))
  return join(folder, name)
}

function make(repository: string, version = tag) {
  const args = [join(repository, 'tools/release/main.ts'), version, join(repository, 'release')]
  const env = { PATH: process.env.PATH, GITHUB_REPOSITORY: 'acme/action' }
  return spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
}

function digests(repository: string): Record<string, string> {
  const files = readdirSync(join(repository, 'release')).sort()
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(repository, 'release', file)))
      .digest('hex')
  return Object.fromEntries(files.map((file) => [file, digest(file)]))
}

beforeAll(() => {
  git('clone', '--quiet', '--depth', '1', `file://${process.cwd()}`, origin)
  // What is not committed yet is tested as well.
  cpSync('tools/release', join(origin, 'tools/release'), { recursive: true })
  const packageFile = join(origin, 'package.json')
  writeFileSync(
    packageFile,
    readFileSync(packageFile, 'utf8').replace(/"version": "[^"]+"/, '"version": "1.2.3"'),
  )
  appendFileSync(join(origin, 'CHANGELOG.md'), '\n## 1.2.3\n\n- [Much](docs/app.md)\n')
  git('-C', origin, 'add', '.')
  git(
    '-C',
    origin,
    '-c',
    'user.name=octocat',
    '-c',
    'user.email=octocat@example.com',
    'commit',
    '-qm',
    'Release',
  )
})

test('a release is made where nothing is installed, and twice the same, byte for byte', () => {
  const [one, two] = [clone('one'), clone('two')]
  expect(make(one)).toMatchObject({ status: 0, stderr: '' })
  // A dependency that runs can add such lines, and git still shows a clean status.
  for (const line of ['tar.tar.gz.command=rev', 'tar.umask=0']) git('-C', two, 'config', ...line.split('='))
  expect(make(two)).toMatchObject({ status: 0, stderr: '' })
  expect(Object.keys(digests(one))).toEqual([
    'notes.md',
    'sbom.cdx.json',
    'spice-cloud-deploy-action-v1.2.3.tar.gz',
  ])
  expect(digests(two)).toEqual(digests(one))
  expect(readFileSync(join(one, 'release/notes.md'), 'utf8')).toBe(
    '- [Much](https://github.com/acme/action/blob/v1.2.3/docs/app.md)\n',
  )
  const archived = execFileSync('tar', ['-tzf', join(one, `release/spice-cloud-deploy-action-${tag}.tar.gz`)])
  expect(String(archived)).toContain('dist/index.js\n')
})

test('the bill of materials lists what is in the bundle, each once, and nothing else', () => {
  const repository = clone('bill')
  expect(make(repository)).toMatchObject({ status: 0 })
  const bill = JSON.parse(readFileSync(join(repository, 'release/sbom.cdx.json'), 'utf8'))
  const listed = (bill.components as { name: string; version: string }[]).map(({ name }) => name)
  expect(new Set(listed).size).toBe(listed.length)
  expect(listed).toEqual(expect.arrayContaining(['@actions/core', 'ky', 'yaml', 'ajv']))
  // Dependencies of dependencies that only have types, or that the bundler leaves out.
  for (const name of ['@octokit/openapi-types', 'undici', 'tunnel', 'typescript', 'jest']) {
    expect(listed).not.toContain(name)
  }
  const ky = bill.components.find(({ name }: { name: string }) => name === 'ky')
  const { version, integrity } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages[
    'node_modules/ky'
  ]
  expect(ky).toMatchObject({ version, purl: `pkg:npm/ky@${version}` })
  expect(Buffer.from(ky.hashes[0].content, 'hex').toString('base64')).toBe(integrity.slice('sha512-'.length))
  // What the action that signs it asks for.
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
  expect(bill.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  )
})

test('a tag that is not the version is refused before anything is written', () => {
  const repository = clone('other')
  const { status, stderr } = make(repository, 'v9.9.9')
  expect([status, stderr]).toEqual([2, 'Tag "v9.9.9" does not match version 1.2.3 in package.json.\n'])
  expect(readdirSync(repository)).not.toContain('release')
})
