import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

// The package as somebody else installs it: packed, and in the `node_modules` of a project of their own.

const home = fileURLToPath(new URL('..', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
const example = /```js\n(.*?)```/s.exec(readFileSync(join(home, 'README.md'), 'utf8'))?.[1] ?? ''

let project: string
let files: string[]

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'consumer-'))
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  // It is packed elsewhere, since other tests read this folder meanwhile.
  const copy = join(project, 'copy')
  const isPart = (path: string) => !/[\\/](__tests__|build|node_modules)$/.test(path)
  cpSync(home, join(copy, 'sandbox'), { recursive: true, filter: isPart })
  cpSync(join(home, '../tsconfig.json'), join(copy, 'tsconfig.json'))
  symlinkSync(join(home, '../node_modules'), join(copy, 'node_modules'), 'junction')
  const pack = ['pack', '--json', '--pack-destination', project]
  const options = {
    cwd: join(copy, 'sandbox'),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  } as const
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, options))
  execFileSync('tar', ['-xzf', filename, '-C', 'node_modules'], { cwd: project })
  const installed = join(modules, 'package')
  files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
  // What it depends on is linked, so that nothing is downloaded; Node looks for it beside the real file.
  for (const name of Object.keys(dependencies)) {
    const link = join(installed, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(home, '../node_modules', name), link, 'junction')
  }
  symlinkSync(installed, join(modules, 'spice-cloud-sandbox'), 'junction')
  writeFileSync(join(project, 'package.json'), '{"type": "module"}')
})
afterAll(() => rmSync(project, { recursive: true }))

test('an installed package has what it needs, and nothing of the action and the tests', () => {
  const names = ['build/index.js', 'build/index.d.ts', 'build/main.js', 'build/control.openapi.yaml']
  expect(files).toEqual(expect.arrayContaining([...names, 'README.md', 'CHANGELOG.md', 'LICENSE']))
  expect(files.filter((file) => /action|__tests__|(?<!\.d)\.ts$/.test(file))).toEqual([])
})

test('the test of the README has ten lines, and passes in a project that has installed the package', () => {
  writeFileSync(join(project, 'deploy.test.js'), example)
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(10)
  const output = execFileSync(process.execPath, ['--test', 'deploy.test.js'], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  expect(output).toMatch(/pass 1\b/)
})

test('the installed command starts', () => {
  const main = join(project, 'node_modules/spice-cloud-sandbox/build/main.js')
  expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toMatch(
    /^Unofficial sandbox/,
  )
})

test('the types of an installed package fit its use', () => {
  const use =
    'const sandbox = await startSandbox({ plan: succeeds(500) })\nconst url: string = sandbox.url\nawait fetch(url)\n'
  writeFileSync(
    join(project, 'use.ts'),
    `import { startSandbox, succeeds } from 'spice-cloud-sandbox'\n${use}`,
  )
  const compiler = join(home, '../node_modules/typescript/bin/tsc')
  const roots = ['--types', 'node', '--typeRoots', join(home, '../node_modules/@types')]
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', ...roots]
  expect(
    execFileSync(process.execPath, [compiler, ...options, 'use.ts'], { cwd: project, encoding: 'utf8' }),
  ).toBe('')
})
