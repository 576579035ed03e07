import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { InputError } from '../../src/core/errors.ts'
import { readSpicepod } from '../../src/inputs/files.ts'
import { table } from '../../src/inputs/inputs.ts'
import { readRequest, type SecretsInput } from '../../src/inputs/request.ts'
import { type Given, readGiven } from './given.ts'

const workspace = mkdtempSync(join(tmpdir(), 'spice-request-'))
afterAll(() => rmSync(workspace, { recursive: true, force: true }))

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const trips = `${head}datasets:\n  - {from: "s3://bucket/x", name: trips}\n`
const write = (file: string, text: string | Buffer) => {
  mkdirSync(join(workspace, file, '..'), { recursive: true })
  writeFileSync(join(workspace, file), text)
}

const noSecrets: SecretsInput = { secrets: [], problems: [] }
const someSecrets: SecretsInput = { secrets: [{ name: 'KEY', value: 'x' }], problems: [] }

const read = (given: Given = {}, secrets = noSecrets) =>
  readRequest(readGiven({ spicepod: '', ...given }), secrets, { GITHUB_WORKSPACE: workspace })

async function problemsOf(...given: Parameters<typeof read>) {
  const error = await read(...given).catch((reason: unknown) => reason)
  return error instanceof InputError ? error.problems : []
}

test('a request names the problems of all that the inputs name at once', async () => {
  write('taxi.yaml', trips)
  write('bad.yaml', 'a: b: c')
  const given = { tags: 'just words', spicepod: 'bad.yaml', 'test-file': 'nowhere.yaml' }
  const secrets = { secrets: [], problems: ['`secrets` is odd.'] }
  expect(await problemsOf(given, secrets)).toEqual([
    expect.stringMatching(/^`tags`/),
    '`secrets` is odd.',
    expect.stringMatching(/^bad\.yaml, line 1, column 4: /),
    expect.stringMatching(/^`test-file`/),
  ])
  const unknown = { spicepod: 'taxi.yaml', 'test-tables': 'trips, rides' }
  expect(await problemsOf(unknown)).toEqual([expect.stringMatching(/^`test-tables` names `rides`/)])
})

const watch = { 'deployment-id': '7' }

test('a request to watch a deployment changes nothing, and reads nothing for that', async () => {
  const broken = { ...watch, tags: 'just words', spicepod: 'nowhere.yaml' }
  const { desired } = await read(broken, { ...someSecrets, problems: ['`secrets` is odd.'] })
  expect(desired).toEqual({ tags: undefined, spicepod: undefined, secrets: [] })
})

test('the page about watching a deployment lists the inputs that are ignored', async () => {
  const page = readFileSync('docs/github.md', 'utf8')
  const [, list = ''] = /something are ignored:\n([^.]*)\./.exec(page) ?? []
  const named = [...list.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)
  const changing = Object.values(table).filter(({ part }) => /change|new app|deployment/.test(part))
  expect(named).toEqual([...changing.map(({ name }) => name), 'spicepod', 'secrets'])
})

describe('a spicepod', () => {
  const readFile = (path: string, folder = '.', checks: 'strict' | 'warn' | 'off' = 'strict') =>
    readSpicepod(path, { workingDirectory: folder, spicepodChecks: checks }, { GITHUB_WORKSPACE: workspace })

  test('a workspace that is not there has no spicepod, like an empty one', async () => {
    const env = { GITHUB_WORKSPACE: join(workspace, 'nowhere') }
    const { absence, problems } = await readSpicepod(
      'spicepod.yaml',
      { workingDirectory: '.', spicepodChecks: 'strict' },
      env,
    )
    expect([absence, problems]).toEqual([{ isWorkspaceEmpty: true, hint: '' }, []])
  })

  test('a link to nowhere is not a spicepod, even under the default name', async () => {
    mkdirSync(join(workspace, 'linked'))
    symlinkSync('nowhere.yaml', join(workspace, 'linked/spicepod.yaml'))
    expect((await readFile('spicepod.yaml', 'linked')).problems).toEqual([
      expect.stringMatching(/the target of the link `spicepod\.yaml` does not exist/),
    ])
  })

  test('a spicepod is a file of text', async () => {
    mkdirSync(join(workspace, 'folder'))
    write('binary.yaml', Buffer.from([0x61, 0xff, 0xfe]))
    const problemOf = async (path: string) => (await readFile(path)).problems
    symlinkSync('circle.yaml', join(workspace, 'circle.yaml'))
    expect(await problemOf('circle.yaml')).toEqual(['`spicepod`: `circle.yaml` cannot be read (ELOOP).'])
    expect(await problemOf('folder')).toEqual([expect.stringContaining('`folder` is a directory.')])
    expect(await problemOf('binary.yaml')).toEqual([expect.stringContaining('is not UTF-8 text')])
  })

  test('the problems of a spicepod are in the order of their places, without doubts about lists that cannot be read', async () => {
    write('mixed.yaml', 'version: v1\nruntme: {}\nkind: Pod\nname: taxi\ndatasets: none\n')
    expect((await readFile('mixed.yaml')).problems).toMatchObject([
      { file: 'mixed.yaml', line: 3, column: 7, certain: true },
      { line: 5, column: 11, certain: true, message: expect.stringMatching(/^`datasets` must be a list\./) },
    ])
    expect((await readFile('mixed.yaml', '.', 'warn')).problems).toMatchObject([{ line: 5 }])
    write('mixed.yaml', 'views: 1\nversion: v1beta1\ntools: 1\nkind: Pod\nname: 7\nmodels: 1\n')
    const lines = [1, 2, 3, 4, 5, 6].map((line) => ({ line }))
    expect((await readFile('mixed.yaml')).problems).toMatchObject(lines)
  })
})
