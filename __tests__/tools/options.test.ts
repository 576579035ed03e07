import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** The commands of this repository, by what npm calls them. */
const commands: [name: string, file: string][] = [
  ...Object.entries(scripts).flatMap(([name, command]): [string, string][] => {
    const [, file] = /^node ([\w/-]+\.ts)/.exec(command) ?? []
    return file === undefined ? [] : [[name, file]]
  }),
  ['sandbox', 'sandbox/main.ts'],
]

function run(file: string, args: string[], env = {}) {
  // `npm test` passes its own options on in the environment.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_'))
  return spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { ...Object.fromEntries(own), ...env },
  })
}

test.each(commands)('%s refuses an unknown option in a sentence, and --help has all options', (_, file) => {
  const refused = run(file, ['--bla'])
  expect([refused.status, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toMatch(/^--bla is not an option\. [^\n]+\n$/)
  const help = run(file, ['--help'])
  expect([help.status, help.stderr]).toEqual([0, ''])
  for (const option of refused.stderr.match(/--[\w-]+/g)?.slice(1) ?? []) {
    if (option !== '--help') expect(help.stdout).toContain(option)
  }
  expect(help.stdout.split('\n').filter((line) => line.length > 120)).toEqual([])
})

test.each([
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
  ['tools/release-notes.ts', '', 'Tag "" does not match version'],
])('%s %s is refused in a sentence', (file, args, sentence) => {
  const { status, stdout, stderr } = run(file, args.split(' ').filter(Boolean))
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^[^\n]+\n$/)
  expect(stderr).toContain(sentence)
})

test('an option that npm has taken for itself is refused with the way to write it', () => {
  const { status, stderr } = run('tools/start.ts', ['failed'], { npm_config_outcome: 'true' })
  expect(status).toBe(2)
  expect(stderr).toBe('npm took --outcome for itself. It passes on only what follows `--`.\n')
})

test('npm start says what to do where git has no commit', () => {
  const { status, stdout, stderr } = run('tools/start.ts', [], { GIT_DIR: 'no-such-folder' })
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toContain('Clone this repository; an archive of it has no history.')
})
