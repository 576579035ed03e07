import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { inCheckout, linkCheckout } from '../harness/checkout.ts'

const maxReadmeBytes = 16_384

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
  const options = { cwd: folder, encoding: 'utf8' } as const
  const { stderr } = spawnSync(process.execPath, [...inCheckout, 'tools/tables.ts', '--check'], options)
  for (const page of ['README.md', 'docs/outputs.md']) expect(stderr).toContain(`${page} must have <!-- `)
  rmSync(dirname(folder), { recursive: true })
})

/** Each promise of "What you can rely on", with the tests that hold it. */
const promises: Record<string, readonly [file: string, title: string][]> = {
  'Checked first.': [
    ['action/bad-inputs', 'a bad probe or file is reported before any request, to GitHub as well'],
    ['features/checks/run', 'a secret that nobody has refuses the run before anything is written'],
  ],
  'Created once.': [
    [
      'chaos/chaos',
      'a run with any faults creates at most one deployment and reports the truth about it in time',
    ],
  ],
  'Outages are waited out': [
    ['action/faults/waiting', 'each outage is in the log once, and the first one is a warning'],
    ['action/served', 'a run that waited for another deployment'],
  ],
  'On time.': [
    ['action/faults/deadline', 'no request starts after the deadline but one last read, whatever fails'],
    ['examples/setup', 'the jobs of %s last longer than their steps may'],
  ],
  'Always reports': [
    ['process/signals', 'a cancelled run reports before %s (%s)'],
    ['process/signals', 'the post step reports once what the deployment has come to'],
  ],
  'Undoes only its own changes.': [
    ['features/recovery/rollback', 'a newer deployment prevents a rollback, with a warning'],
    ['action/app/tags', 'tags that somebody else sets at the same time are kept'],
    ['action/replaced-edit', 'an edit is named in one warning'],
  ],
  'Side tasks fail nothing': [
    ['action/comment', 'a run gives a GitHub that hangs 3 s for the message and 10 s for the comment'],
    ['action/branch-tip', 'a run reads no branch without `require-branch-tip`'],
    ['process/runner-files', 'the file for %j does not fail the deployment if it %s'],
  ],
}

test('each promise of the README is held by tests that are there', () => {
  const [, section = ''] =
    /## What you can rely on\n([\s\S]*?)\n## /.exec(readFileSync('README.md', 'utf8')) ?? []
  const made = Array.from(section.matchAll(/^- \*\*(.*?)\*\*/gm), ([, words = '']) => words)
  expect(made).toEqual(Object.keys(promises))
  for (const [file, title] of Object.values(promises).flat()) {
    expect(readFileSync(`__tests__/${file}.test.ts`, 'utf8')).toContain(title)
  }
})

test('the first workflow of the README is the one among the examples', () => {
  const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  const example = readFileSync('examples/deploy.yml', 'utf8')
  expect(example.slice(example.indexOf('\nname: ') + 1)).toBe(shown)
  expect(parse(shown).on.push.paths).toEqual(['spicepod.yaml', '.github/workflows/deploy.yml'])
})
