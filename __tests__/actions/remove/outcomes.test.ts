import { describe, expect, test } from '@jest/globals'
import { operationsOf, previewApp, remove } from '../../harness/remove.ts'
import { appId, cancelledAfter, faultAt, type RunOptions, type SomeInputs } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

/** Names an app by its name only. */
const named = (name: string): SomeInputs => ({ 'app-id': '', 'app-name': name })
const tagged = (repository: string) => ({ ...previewApp, tags: { repository } })
const withId = (id: string) => ({ ...previewApp, tags: { ...previewApp.tags, repository_id: id } })
const large = '12345678901234567890'
const misshapen = (tags: unknown) => faultAt('getApp', { kind: 'misshapen', body: { ...previewApp, tags } })
const other = { id: 4712, name: 'another-app', tags: { repository: 'acme_taxi' } }

test('the app is deleted by its ID', async () => {
  const run = await remove()
  expect([run.exitCode, run.outputs]).toEqual([
    0,
    { 'app-id': '4711', 'app-name': 'sandbox-app', outcome: 'removed' },
  ])
  expect(operationsOf(run)).toEqual(['getApp', 'deleteApp'])
  expect(run.deletedApps).toEqual([appId])
  expect(run.lines).toEqual([
    'Deleting app sandbox-app (4711)',
    'App sandbox-app (4711) was deleted. https://github.com/acme/taxi/actions/runs/1234567890',
  ])
  expect([run.notices, run.annotations]).toEqual([['App sandbox-app (4711) was deleted.'], []])
  expect(run.summary).toMatch(/^## 🗑️ (?:app \d+: |[\w-]+: )?App deleted/)
  expect(readSummary(run.summary)).toContain('App sandbox-app (4711) was deleted.')
})

test('the app is deleted by its name in any case, and no other app', async () => {
  const run = await remove({
    inputs: named('SANDBOX-App'),
    sandbox: { apps: [other, previewApp, { ...other, id: 4713, name: 'sandbox-app-2' }] },
  })
  expect(run.outputs).toMatchObject({ outcome: 'removed', 'app-id': '4711', 'app-name': 'sandbox-app' })
  expect(operationsOf(run)).toEqual(['listApps', 'getApp', 'deleteApp'])
  expect(run.deletedApps).toEqual([appId])
})

test('the app is deleted by its ID and its name', async () => {
  const run = await remove({ inputs: { 'app-name': 'Sandbox-App' } })
  expect([run.outputs.outcome, operationsOf(run)]).toEqual(['removed', ['getApp', 'deleteApp']])
})

test('the app is deleted with no other scope than `apps:delete`', async () => {
  const run = await remove({ sandbox: { client: { scopes: ['apps:delete'] } } })
  expect(run.outputs.outcome).toBe('removed')
})

test.each<[string, SomeInputs, string, string[]]>([
  ['by its ID', { 'app-id': '99' }, 'no app has the ID 99', ['getApp', 'getApp']],
  ['by its name', named('taxi-pr-7'), 'no app is named `taxi-pr-7`', ['listApps']],
  [
    'by its ID and its name',
    { 'app-id': '99', 'app-name': 'taxi-pr-7' },
    'no app has the ID 99',
    ['getApp', 'getApp', 'listApps'],
  ],
])('an app that does not exist is a success %s', async (_, inputs, reason, operations) => {
  const run = await remove({ inputs })
  expect([run.exitCode, run.outputs.outcome, run.annotations]).toEqual([0, 'absent', []])
  expect(operationsOf(run)).toEqual(operations)
  const notice = `Nothing to delete: ${reason}, or these credentials cannot see it.`
  expect(run.notices).toEqual([notice])
  expect(run.summary).toMatch(/^## ✅ (?:app \d+: |[\w-]+: )?Nothing to delete/)
  expect(run.lines.at(-1)).toContain(notice)
})

test('a dry run says what it would delete, and writes nothing', async () => {
  const run = await remove({ inputs: { 'dry-run': 'true', 'comment-on-pr': 'true' } })
  expect([run.exitCode, run.outputs]).toEqual([
    0,
    { 'app-id': '4711', 'app-name': 'sandbox-app', outcome: 'planned' },
  ])
  expect([operationsOf(run), run.githubCalls]).toEqual([['getApp'], []])
  expect(run.lines).toContain('- Delete app sandbox-app (4711), with its runtime, API keys and secrets')
  expect(readSummary(run.summary)).toContain('Delete app sandbox-app (4711)')
  expect(run.lines.at(-1)).toContain(
    'Dry run complete; nothing was changed. A real run would delete app sandbox-app (4711).',
  )
})

test('a dry run does not plan what a real run would refuse', async () => {
  const run = await remove({ inputs: { 'dry-run': 'true' }, sandbox: { apps: [tagged('acme_other')] } })
  expect(run.outputs.outcome).toBe('refused')
})

test('a dry run of an app that does not exist is the same success', async () => {
  const run = await remove({ inputs: { ...named('taxi-pr-7'), 'dry-run': 'true' } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'absent'])
})

/** Runs that end before anything is written: what they say, and what there is to do. */
const refused: [string, RunOptions, string[]][] = [
  [
    'the app of another repository',
    { sandbox: { apps: [tagged('acme_other')] } },
    [
      'App sandbox-app (4711) has the `repository` tag `acme_other`, and this repository is `acme_taxi`.',
      'Check `app-id` and `app-name`.',
      '`require-repository-tag: false`',
    ],
  ],
  [
    'an app without tags',
    { sandbox: { apps: [{ ...previewApp, tags: null }] } },
    ['App sandbox-app (4711) has no `repository` tag', '`require-repository-tag: false`', 'plan'],
  ],
  [
    'any app if the repository is not known',
    { env: { GITHUB_REPOSITORY: undefined }, sandbox: { apps: [{ ...previewApp, tags: {} }] } },
    ['the repository of this run is not known'],
  ],
  [
    'the app of a repository with the same tag and another ID',
    { env: { GITHUB_REPOSITORY_ID: '5081' }, sandbox: { apps: [withId('5082')] } },
    [
      'App sandbox-app (4711) has the `repository_id` tag `5082`, and this repository has the ID `5081`.',
      '`require-repository-tag: false`',
    ],
  ],
  [
    'an app whose tag is a number that a double would round',
    { env: { GITHUB_REPOSITORY_ID: '5081' }, faults: [misshapen({ repository_id: JSON.rawJSON(large) })] },
    [`has the \`repository_id\` tag \`${large}\`, and this repository has the ID \`5081\`.`],
  ],
  ...[['repository'], 'repository=acme_taxi'].map((tags): [string, RunOptions, string[]] => [
    `an app with tags that cannot be read (${JSON.stringify(tags)})`,
    { faults: [misshapen(tags)] },
    ['App sandbox-app (4711) has tags that could not be read', '`require-repository-tag: false`'],
  ]),
  [
    'several apps that have the name',
    { inputs: named('sandbox-app'), sandbox: { apps: [previewApp, { ...other, name: 'Sandbox-App' }] } },
    ['matches several apps: app sandbox-app (4711), app Sandbox-App (4712).', 'Set `app-id`'],
  ],
  [
    'an app with another name than `app-name`',
    { inputs: { 'app-name': 'another-app' }, sandbox: { apps: [previewApp, other] } },
    ['App 4711 is named `sandbox-app`, and `app-name` is `another-app`.', 'Set only one of'],
  ],
  [
    'an app with the name, if there is none with the ID',
    { inputs: { 'app-id': '99', 'app-name': 'another-app' }, sandbox: { apps: [previewApp, other] } },
    ['There is no app 99, and `another-app` is app 4712.', 'Set only one of'],
  ],
  [
    'an app with another ID in the response',
    { faults: [{ on: { path: 'getApp' }, fault: { kind: 'misshapen', body: { ...previewApp, id: 4712 } } }] },
    ['Spice Cloud returned app 4712 for the ID 4711.'],
  ],
]

describe('what is not certain to be the right app is refused before anything is written:', () => {
  test.each(refused)('%s', async (_, options, says) => {
    const run = await remove(options)
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
    expect(operationsOf(run)).not.toContain('deleteApp')
    for (const words of says) expect(run.errors[0]).toContain(words)
    expect(run.summary).toMatch(/^## ❌ (?:app \d+: |[\w-]+: )?Nothing was deleted/)
    expect(run.outputs['error-message']).toContain(says[0])
  })

  test.each<[string, RunOptions]>([
    ['another repository', { sandbox: { apps: [tagged('acme_other')] } }],
    ['no repository', { sandbox: { apps: [{ ...previewApp, tags: null }] } }],
  ])('but not with `require-repository-tag: false`, for an app of %s', async (_, options) => {
    const run = await remove({ ...options, inputs: { 'require-repository-tag': 'false' } })
    expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'removed', [appId]])
  })

  test.each<[string, RunOptions]>([
    [
      'a repository that has been renamed still owns its app',
      {
        env: { GITHUB_REPOSITORY: 'acme/renamed', GITHUB_REPOSITORY_ID: '5081' },
        sandbox: { apps: [withId('5081')] },
      },
    ],
    [
      'without the ID of the run, the name decides',
      { env: { GITHUB_REPOSITORY_ID: undefined }, sandbox: { apps: [withId('5082')] } },
    ],
    ['without the ID of the app, the name decides', { env: { GITHUB_REPOSITORY_ID: '5081' } }],
    [
      'tags that cannot be read do not count with `require-repository-tag: false`',
      {
        inputs: { 'require-repository-tag': 'false' },
        faults: [faultAt('getApp', { kind: 'misshapen', body: { ...previewApp, tags: ['x'] } })],
      },
    ],
  ])('%s', async (_, options) => {
    const run = await remove(options)
    expect([run.outputs.outcome, run.deletedApps]).toEqual(['removed', [appId]])
  })
})

test.each<[string, RunOptions, string[]]>([
  [
    'without the scope',
    { sandbox: { client: { scopes: ['apps:write'] } } },
    ['Insufficient scope. Required: apps:delete', 'the scope `apps:delete`'],
  ],
  [
    'without a scope to read',
    { sandbox: { client: { scopes: ['deployments:write'] } } },
    ['Insufficient scope. Required: apps:read', 'the scope `apps:read`'],
  ],
  [
    'of a role',
    { credentials: 'token', sandbox: { orgs: [{ name: 'acme', role: 'viewer' }] } },
    ['read-only', 'member role'],
  ],
  [
    'that no source describes',
    { faults: [{ on: { path: 'deleteApp', times: 9 }, fault: { kind: 'status', status: 423 } }] },
    ['HTTP 423', 'Re-run this job.'],
  ],
])('%s is told with what to do, and not repeated', async (_, options, says) => {
  const run = await remove(options)
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([1, 'refused', []])
  expect(operationsOf(run).filter((each) => each === 'deleteApp').length).toBeLessThan(2)
  for (const words of says) expect(run.errors[0]).toContain(words)
  expect(run.errors[0]).not.toContain('deploy')
})

/** Cancels a run within the first call of an operation. */
async function cancelAt(operation: string, inputs: SomeInputs = {}) {
  const faults = [faultAt(operation, { kind: 'hang', when: 'after' })]
  const run = await remove({ inputs, faults, ...cancelledAfter(operation) })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  return run
}

test.each(['token', 'getApp'])('a run cancelled at its first %s deletes nothing', async (operation) => {
  const run = await cancelAt(operation)
  expect(run.errors[0]).toContain('Cancelled before the app was deleted. Nothing was changed.')
  expect([operationsOf(run).includes('deleteApp'), run.deletedApps]).toEqual([false, []])
})

test('a run that is cancelled while it deletes the app says that it may have been deleted', async () => {
  const run = await cancelAt('deleteApp', { org: 'acme' })
  expect(run.errors[0]).toContain('Or check https://spice.ai/acme/sandbox-app.')
  expect(run.errors[0]).toContain(
    'Cancelled while deleting app sandbox-app (4711); it may have been deleted.',
  )
  expect(run.errors[0]).toContain('Re-run this job')
  expect(operationsOf(run)).toEqual(['getApp', 'deleteApp'])
})
