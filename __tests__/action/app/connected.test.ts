import { describe, expect, test } from '@jest/globals'
import {
  deploy,
  headSha,
  manifest,
  namesOfWrites,
  oldSpicepod,
  type RunOptions,
  succeeded,
} from '../../harness/app.ts'
import { otherSha } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

// What is planned for an app that takes its spicepod from a repository of its own.

const files = { 'spicepod.yaml': manifest }
const note =
  '`on-removal: refuse` has nothing to refuse: the app takes its spicepod from the GitHub repository that it is connected to.'

function run(inputs: RunOptions['inputs'], commitSha: string | undefined, options: RunOptions = {}) {
  return deploy({
    files,
    ...options,
    inputs: { 'dataset-ready-timeout-seconds': '0', ...inputs },
    sandbox: {
      apps: [
        { id: 4711, name: 'taxi', spicepod: oldSpicepod, github: { branch: 'main', commitSha: headSha } },
      ],
      deployments:
        commitSha === undefined
          ? []
          : [{ appId: 4711, id: 901, plan: succeeded, commitSha, createdMsAgo: 60_000 }],
      ...options.sandbox,
    },
  })
}

describe('a plan', () => {
  test('leaves the spicepod out, in its words and in its outputs', async () => {
    const { outputs, log, summary } = await run({ 'dry-run': 'true' }, otherSha)
    expect(JSON.parse(outputs.plan ?? '').changes).toEqual([])
    for (const text of [log, readSummary(summary)]) {
      expect(text).not.toMatch(/Push|Components of the spicepod|dataset trips/)
    }
    expect(log).toMatch(
      /- Create a deployment: branch main,.*, with the spicepod of the app's GitHub repository\n/,
    )
  })

  test('has the same digest whatever spicepod the checkout has, and pushes none if it is approved', async () => {
    const apps = [{ id: 4711, name: 'taxi', spicepod: oldSpicepod, productionBranch: 'main' }]
    const plan = await run({ 'dry-run': 'true' }, otherSha, { sandbox: { apps } })
    const other = await run({ 'dry-run': 'true', spicepod: '' }, otherSha, { files: {}, sandbox: { apps } })
    const digest = plan.outputs['plan-digest']
    expect(other.outputs['plan-digest']).toBe(digest)
    // It would accept a push.
    const real = await run({ 'expect-plan': digest }, otherSha, { sandbox: { apps } })
    expect([real.outputs.outcome, namesOfWrites(real)]).toEqual(['succeeded', ['createDeployment']])
  })

  test.each([
    [headSha, 'false'],
    [headSha.slice(0, 7), 'false'],
    [otherSha, 'true'],
    [undefined, 'true'],
  ])(
    'has changes unless the newest success has the commit of the run (%s)',
    async (commitSha, hasChanges) => {
      for (const inputs of [{ 'dry-run': 'true' }, {}, { spicepod: '' }]) {
        expect((await run(inputs, commitSha)).outputs['has-changes']).toBe(hasChanges)
      }
    },
  )

  test('has changes if the deployments cannot be listed, or the tags differ', async () => {
    const faults = [
      { on: { path: 'listDeployments', nth: 1, times: 1 }, fault: { kind: 'status', status: 403 } },
    ] as const
    expect((await run({}, headSha, { faults })).outputs['has-changes']).toBe('true')
    expect((await run({ tags: 'team: data' }, headSha)).outputs['has-changes']).toBe('true')
  })
})

describe('`on-removal: refuse`', () => {
  const refusing = { 'on-removal': 'refuse' }

  test('has nothing to refuse, and says so once', async () => {
    const real = await run(refusing, otherSha)
    expect([real.outputs.outcome, namesOfWrites(real)]).toEqual(['succeeded', ['createDeployment']])
    const dry = await run({ ...refusing, 'dry-run': 'true' }, otherSha)
    for (const { lines } of [real, dry]) expect(lines.filter((line) => line === note)).toHaveLength(1)
    expect(dry.warnings).toEqual([])
  })

  test('pushes nothing to an app that would accept it, because nobody has checked what that removes', async () => {
    const apps = [{ id: 4711, name: 'taxi', spicepod: oldSpicepod, productionBranch: 'main' }]
    const real = await run(refusing, otherSha, { sandbox: { apps } })
    expect(real.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
    expect(namesOfWrites(real)).toEqual(['createDeployment'])
  })
})
