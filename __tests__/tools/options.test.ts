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

/** Command lines with what is wrong about them. */
const wrong: [file: string, args: string, sentence: string][] = [
  ['tools/start.ts', '--outcome', '--outcome needs a value.'],
  ['tools/start.ts', '--outcome --raw', '--outcome needs a value.'],
  ['tools/start.ts', '--outcome timout', '--outcome is "timout"; it must be one of timeout, failed, '],
  ['tools/start.ts', '--event pull-request', '--event is "pull-request"; it must be one of pull_request, '],
  ['tools/start.ts', '--input chanel=beta', 'is not an input of the action. Did you mean channel?'],
  ['tools/start.ts', '--input constructor=1', '"constructor" is not an input of the action.'],
  ['tools/start.ts', '--input channel', '--input must be NAME=VALUE, but is "channel".'],
  ['tools/start.ts', '--app-id 7', '--app-id needs --real'],
  ['tools/start.ts', 'failed', '"failed" belongs to no option; see --help.'],
  ['tools/chaos.ts', '--runs many', '--runs is "many"; it must be a whole number.'],
  ['tools/chaos.ts', '--path x', '--path is "x"; it must be numbers'],
  ['tools/mutants.ts', '--mutate src/app/plam.ts', 'Did you mean src/app/plan.ts?'],
  ['tools/test-workflow.ts', '--event pusch', '--event is "pusch"; it must be one of push, '],
  ['tools/check-workflows.ts', 'no-such.yml', 'no-such.yml is not a file.'],
  ['tools/release/main.ts', '', 'Tag "" does not match version'],
]

/** Starts Node. `npm test` passes its own options on in the environment. */
function start(args: string[], { env = {}, input = '' } = {}) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_'))
  const options = { encoding: 'utf8', env: { ...Object.fromEntries(own), ...env }, input } as const
  return spawnSync(process.execPath, args, options)
}

/** The answers to all questions, by the command line. Each command loads for a second, so one process gets them all. */
const lines = [
  ...commands.flatMap(([, file]) => [`${file} --bla`, `${file} --help`]),
  ...wrong.map(([file, args]) => `${file} ${args}`.trim()),
]
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

test.each(wrong)('%s %s is refused in a sentence', (file, args, sentence) => {
  const answer = answers.get(`${file} ${args}`.trim())
  expect(answer).toMatchObject({ status: 2, stdout: '' })
  expect(answer?.stderr).toMatch(/^[^\n]+\n$/)
  expect(answer?.stderr).toContain(sentence)
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
