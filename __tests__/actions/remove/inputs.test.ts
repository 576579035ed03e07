import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { rollbackTable } from '../../../src/actions/rollback/inputs.ts'
import { removalTable } from '../../../src/inputs/inputs.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { remove } from '../../harness/remove.ts'
import type { ActionRun } from '../../harness/run.ts'

function expectNoStart(run: ActionRun, says: readonly (string | RegExp)[]) {
  expect([run.exitCode, run.outputs.outcome, run.requests]).toEqual([1, 'refused', []])
  for (const words of says) {
    if (typeof words === 'string') expect(run.errors[0]).toContain(words)
    else expect(run.errors[0]).toMatch(words)
  }
  expect(run.errors[0]).toContain('Nothing was sent to Spice Cloud.')
  expect(run.summary).toMatch(/^## ❌ (?:app \d+: |[\w-]+: )?Nothing was deleted/)
}

test.each<[string, string, RegExp]>([
  ['app-id', 'taxi', /the numeric ID of an app/],
  ['app-name', 'tax', /must have at least 4 characters/],
  ['require-repository-tag', 'no', /`true` or `false`/],
  ['timeout-seconds', '0', /above 0, at most 86400/],
  ['api-url', 'http://example.com', /`https:\/\/`/],
])('a bad input is named before anything is sent: `%s: %s`', async (name, given, allowed) => {
  expectNoStart(await remove({ inputs: { [name]: given } }), [`\`${name}\``, `\`${given}\``, allowed])
})

test('a bad input is named before anything is sent: several at once, and neither app nor credentials', async () => {
  const bad = { 'app-id': 'x', 'app-name': 'y', 'timeout-seconds': 'soon' }
  const named = Object.entries(bad).flatMap(([name, given]) => [`\`${name}\``, `\`${given}\``])
  expectNoStart(await remove({ inputs: bad }), named)
  const inputs = { 'app-id': '', 'client-id': '', 'client-secret': '' }
  expectNoStart(await remove({ inputs }), [
    '`app-id` and `app-name` are empty',
    '`client-id`, `client-secret` and',
  ])
})

test('secrets that GitHub leaves empty on a pull request from a fork', async () => {
  const run = await remove({ credentials: 'none', ...onPullRequest({ repository: 'eve/taxi' }) })
  expectNoStart(run, ['`client-id`, `client-secret` and `api-token` are empty', 'pull requests from forks'])
})

test('two minutes are allowed by default', async () => {
  const run = await remove({
    inputs: { 'timeout-seconds': undefined, 'request-timeout-seconds': undefined },
    faults: [{ on: { path: 'getApp', times: 999 }, fault: { kind: 'hang' } }],
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toContain('could not be deleted within 2m: ')
})

const read = (file: string) =>
  (parse(readFileSync(file, 'utf8')) as { inputs: Record<string, { default?: string }> }).inputs

test.each([
  ['remove', removalTable, ['require-repository-tag'], ['timeout-seconds']],
  ['rollback', rollbackTable, ['to', 'image', 'reason'], []],
])(
  'an input that the deploying action has, too, has the same default: %s',
  (name, table, alone, differing) => {
    const [deploy, own] = [read('action.yml'), read(`${name}/action.yml`)]
    const names = Object.values(table).map((input) => input.name)
    expect(Object.keys(own).sort()).toEqual(names.sort())
    const shared = Object.keys(own).filter((input) => input in deploy)
    expect(Object.keys(own).filter((input) => !shared.includes(input))).toEqual(alone)
    expect(shared.filter((input) => own[input]?.default !== deploy[input]?.default)).toEqual(differing)
  },
)

const hostile =
  '##[error]x\n::set-output name=outcome::succeeded\n<img src=x onerror=1> @octocat #1 `a` \u202e'

test('hostile text in the name and the tag of an app does nothing', async () => {
  const app = { id: 4711, name: hostile, tags: { repository: hostile } }
  const body = { ...app, config: null }
  const faults = [{ on: { path: 'getApp', times: 9 }, fault: { kind: 'misshapen', body } as const }]
  // Log, annotations and summary of every run are searched for it.
  expect((await remove({ faults })).outputs.outcome).toBe('refused')
  const removed = await remove({ faults, inputs: { 'require-repository-tag': 'false' } })
  expect(removed.outputs.outcome).toBe('removed')
  const planned = await remove({ faults, inputs: { 'require-repository-tag': 'false', 'dry-run': 'true' } })
  expect(planned.outputs.outcome).toBe('planned')
})
