import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import type { Answer } from './ask.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** The commands of this repository, by what npm calls them. */
const commands: [name: string, file: string][] = [
  ...Object.entries(scripts).flatMap(([name, command]): [string, string][] => {
    const [, file] = /^node ([\w/-]+\.ts)/.exec(command) ?? []
    return file === undefined ? [] : [[name, file]]
  }),
  ['sandbox', 'sandbox/main.ts'],
]

/** Starts Node. `npm test` passes its own options on in the environment. */
function start(args: string[], { env = {}, input = '' } = {}) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_'))
  const options = { encoding: 'utf8', env: { ...Object.fromEntries(own), ...env }, input } as const
  return spawnSync(process.execPath, args, options)
}

/** The answers to all questions, by the command line. Each command loads for a second, so one process gets them all. */
const lines = commands.flatMap(([, file]) => [`${file} --bla`, `${file} --help`])
const input = JSON.stringify(lines.map((line) => line.split(' ')))
const asked = start(['__tests__/tools/ask.ts'], { input })
expect(asked.stderr).toBe('')
const answers = new Map((JSON.parse(asked.stdout) as Answer[]).map((answer, index) => [lines[index], answer]))

test.each(commands)('%s refuses an unknown option in a sentence, and --help has all options', (_, file) => {
  const refused = answers.get(`${file} --bla`)
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused?.stderr).toMatch(/^--bla is not an option\. [^\n]+\n$/)
  const help = answers.get(`${file} --help`)
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const option of refused?.stderr.match(/--[\w-]+/g)?.slice(1) ?? []) {
    if (option !== '--help') expect(help?.stdout).toContain(option)
  }
  expect(help?.stdout.split('\n').filter((line) => line.length > 120)).toEqual([])
})

test('an option that npm has taken for itself is refused with the way to write it', () => {
  const env = { npm_config_outcome: 'true' }
  const { status, stderr } = start(['tools/start.ts', 'failed'], { env })
  expect(status).toBe(2)
  expect(stderr).toBe('npm took --outcome for itself. It passes on only what follows `--`.\n')
})

test('npm start says what to do where git has no commit', () => {
  const { status, stdout, stderr } = start(['tools/start.ts'], { env: { GIT_DIR: 'no-such-folder' } })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain('Clone this repository; an archive of it has no history.')
})
