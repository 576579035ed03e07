import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { removalTable } from '../../../src/inputs/inputs.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { previewApp, remove } from '../../harness/remove.ts'
import type { ActionRun, SomeInputs } from '../../harness/run.ts'

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

test.each<[string, SomeInputs, string]>([
  ['no app', { 'app-id': '' }, '`app-id` and `app-name` are empty'],
  [
    'no credentials',
    { 'client-id': '', 'client-secret': '' },
    '`client-id`, `client-secret` and `api-token` are empty',
  ],
])('a bad input is named before anything is sent: %s', async (_, inputs, says) => {
  expectNoStart(await remove({ inputs }), [says])
})

test('a bad input is named before anything is sent: several at once', async () => {
  const inputs = { 'app-id': 'x', 'app-name': 'y', 'timeout-seconds': 'soon' }
  const run = await remove({ inputs })
  expectNoStart(
    run,
    Object.entries(inputs).flatMap(([name, given]) => [`\`${name}\``, `\`${given}\``]),
  )
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

test('an input that both actions have is described with the same default, except for the timeout', () => {
  const read = (file: string) =>
    (parse(readFileSync(file, 'utf8')) as { inputs: Record<string, { default?: string }> }).inputs
  const [deploy, own] = [read('action.yml'), read('remove/action.yml')]
  expect(Object.keys(own).sort()).toEqual(
    Object.values(removalTable)
      .map(({ name }) => name)
      .sort(),
  )
  const shared = Object.keys(own).filter((name) => name in deploy)
  expect(Object.keys(own).filter((name) => !shared.includes(name))).toEqual(['require-repository-tag'])
  expect(shared.filter((name) => own[name]?.default !== deploy[name]?.default)).toEqual(['timeout-seconds'])
})

test('secrets in the name of an app stay hidden', async () => {
  const name = 'sandbox-client-secret'
  const run = await remove({ sandbox: { apps: [{ ...previewApp, name }] } })
  expect([run.outputs.outcome, run.outputs['app-name']]).toEqual(['removed', '***'])
  const planned = await remove({
    inputs: { 'dry-run': 'true' },
    sandbox: { apps: [{ ...previewApp, name }] },
  })
  expect([planned.outputs.outcome, planned.summary]).toEqual(['planned', expect.stringContaining('***')])
})

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
