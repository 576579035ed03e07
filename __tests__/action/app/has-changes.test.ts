import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../../sandbox/faults.ts'
import { withoutOperations } from '../../../sandbox/older-server.ts'
import { succeeds } from '../../../sandbox/plan.ts'
import { creating, namesOfWrites } from '../../harness/app.ts'
import { type ActionRun, deploy, headSha, type RunOptions } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'

const files = { 'spicepod.yaml': manifest }
const secret = 'wren-4711-lark'
const app = { id: 4711, name: 'taxi', spicepod, tags: { repository: 'acme_taxi', team: 'data' } }

type Setup = RunOptions & { inputs?: Record<string, string | undefined> }

/** What the app runs; nothing more is known of it. */
const ran = { appId: 4711, plan: succeeds(0), createdMsAgo: 86_400_000 }

const storing = { inputs: { secrets: `KEY=${secret}` }, hides: [secret] }

function run({ inputs, ...setup }: Setup, isDry: boolean): Promise<ActionRun> {
  return deploy({
    files,
    ...setup,
    sandbox: { apps: [app], deployments: [ran], ...setup.sandbox },
    inputs: { ...inputs, ...(isDry && { 'dry-run': 'true' }) },
  })
}

/** An app that was forked from another one, and has not got the tag of this repository. */
const untagged = {
  inputs: { ...creating, region: undefined, 'fork-from': 'bus' },
  apps: [
    { id: 4712, name: 'bus' },
    { ...app, name: creating['app-name'], tags: {}, forkedFrom: { id: 4712, name: 'bus' } },
  ],
}

const lists = ({ requests }: ActionRun) =>
  requests.flatMap(({ operation = '' }) => (/Secrets$/.test(operation) ? [operation] : []))

/** Inputs and app, and whether they differ. */
const cases: [string, Setup, 'true' | 'false'][] = [
  ['the app has all of it', { inputs: { tags: 'team: data' } }, 'false'],
  ['nothing is given', { files: {} }, 'false'],
  ['the spicepod differs', { sandbox: { apps: [{ ...app, spicepod: oldSpicepod }] } }, 'true'],
  ['the spicepod differs in comments only', { files: { 'spicepod.yaml': `# x\n${manifest}` } }, 'false'],
  ['a tag differs', { inputs: { tags: 'team: maps' } }, 'true'],
  ['a tag is new', { inputs: { tags: 'owner: ada' } }, 'true'],
  ['the app is missing', { inputs: creating }, 'true'],
  ['a secret is new', storing, 'true'],
  ['a secret is new, and nothing else is given', { ...storing, files: {} }, 'true'],
  ['the app has it', { ...storing, sandbox: { apps: [{ ...app, secrets: { KEY: 'x' } }] } }, 'false'],
  [
    'only the organization has a secret of that name',
    {
      ...storing,
      sandbox: { orgs: [{ name: 'sandbox-org', secrets: ['KEY'] }], apps: [{ ...app, orgSecrets: ['KEY'] }] },
    },
    'true',
  ],
  [
    'a fork lacks tags of the inputs',
    { inputs: { ...untagged.inputs, tags: 'team: data' }, sandbox: { apps: untagged.apps } },
    'true',
  ],
  ['only commit, image and replicas differ', { inputs: { replicas: '3', 'image-tag': '2.0.0' } }, 'false'],
]

test.each(cases)('has-changes of a dry run and of a real one is the same: %s', async (_, setup, expected) => {
  const dry = await run(setup, true)
  expect([dry.outputs.outcome, dry.outputs['has-changes']]).toEqual(['planned', expected])
  expect(namesOfWrites(dry)).toEqual([])
  const real = await run(setup, false)
  expect([real.outputs.outcome, real.outputs['has-changes']]).toEqual(['succeeded', expected])
})

test.each<[string, FaultRule[]]>([
  ['the scope', [{ on: { path: 'listSecrets' }, fault: { kind: 'status', status: 403 } }]],
  ['the route', withoutOperations('listSecrets')],
  ['a response', [{ on: { path: 'listSecrets' }, fault: { kind: 'hang' } }]],
])('has-changes counts no unreadable names of secrets, and says so quietly: %s', async (_, faults) => {
  for (const isDry of [true, false]) {
    const ended = await run({ ...storing, faults, env: { RUNNER_DEBUG: '1' }, mayUse: ['debug'] }, isDry)
    expect([ended.exitCode, ended.outputs['has-changes']]).toEqual([0, 'false'])
    expect(ended.annotations).toEqual([])
    expect(ended.log.match(/^::debug::Names of secrets not compared: .*\.$/gm)).toHaveLength(1)
  }
})

test('has-changes costs no more time if something else differs: the list is read beside the app, and not waited for', async () => {
  const slow = { on: { path: 'listSecrets' }, fault: { kind: 'hang' } as const }
  const setup = { ...storing, sandbox: { apps: [{ ...app, spicepod: oldSpicepod }] } }
  const quick = await run(setup, false)
  const hanging = await run({ ...setup, faults: [slow] }, false)
  expect(hanging.outputs['has-changes']).toBe('true')
  expect(hanging.durationMs).toBe(quick.durationMs)
  expect(lists(quick)).toEqual(['listSecrets'])
})

test('has-changes reads no list without secrets', async () => {
  expect(lists(await run({}, false))).toEqual([])
})

test('has-changes is known before the first write, and stays as it was then', async () => {
  const setup: Setup = {
    inputs: { tags: 'team: maps' },
    faults: [{ on: { path: 'updateApp', times: 9 }, fault: { kind: 'status', status: 400 } }],
  }
  const failed = await run(setup, false)
  expect([failed.outputs.outcome, failed.outputs['has-changes']]).toEqual(['refused', 'true'])
  expect((await run({ inputs: { tags: 'team: maps' } }, false)).outputs['has-changes']).toBe('true')
})

test('has-changes is there if the checks refuse the spicepod, or the app is paused', async () => {
  const bad = { 'spicepod.yaml': manifest.replace('version: v1', 'version: v1beta1') }
  for (const isDry of [true, false]) {
    const refused = await run({ files: bad }, isDry)
    expect([refused.outputs.outcome, refused.outputs['has-changes']]).toEqual(['refused', 'true'])
    const paused = await run({ sandbox: { apps: [{ ...app, paused: true }] } }, isDry)
    expect([paused.outputs.outcome, paused.outputs['has-changes']]).toEqual(['refused', 'false'])
  }
})

test('has-changes is not there for a run that brings nothing', async () => {
  const deployments = [{ id: 1001, appId: 4711, commitSha: headSha }]
  const watching = await run(
    { inputs: { 'deployment-id': '1001' }, sandbox: { apps: [app], deployments } },
    false,
  )
  expect(watching.outputs.outcome).toBe('succeeded')
  expect(watching.outputs).not.toHaveProperty('has-changes')
  const again = await run(
    {
      env: { GITHUB_RUN_ATTEMPT: '2' },
      sandbox: {
        apps: [app],
        deployments: [{ id: 1001, appId: 4711, commitSha: headSha, branch: 'main', plan: succeeds(500) }],
      },
      creates: 0,
    },
    false,
  )
  expect(again.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect(again.outputs).not.toHaveProperty('has-changes')
})

test('has-changes is not there if the app could not be read', async () => {
  const refused = await run({ inputs: { 'app-id': '4712' } }, true)
  expect(refused.outputs.outcome).toBe('refused')
  expect(refused.outputs).not.toHaveProperty('has-changes')
})
