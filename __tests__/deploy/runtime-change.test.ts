import { describe, expect, test } from '@jest/globals'
import type { FaultRule } from '../../sandbox/faults.ts'
import { failed, succeeded } from '../harness/app.ts'
import { type ActionRun, appId, deploy, faultAt, type RunOptions, type SomeInputs } from '../harness/run.ts'

type App = NonNullable<NonNullable<RunOptions['sandbox']>['apps']>[number]

interface Setup {
  /** The image of the last deployment that succeeded. */
  before?: string | null
  /** How many have failed since. */
  failures?: number
  app?: Partial<App>
  inputs?: SomeInputs
  faults?: readonly FaultRule[]
}

/** What the plan says of the runtime, and how often the images were listed for it. */
async function plan(setup: Setup) {
  const run = await deployAfter(setup)
  expect(run.outputs.outcome).toBe('planned')
  const [, words] = /, runtime (.*)/.exec(run.log) ?? []
  return [words, run.requests.filter(({ operation }) => operation === 'listContainerImages').length]
}

function deployAfter({ before = '2.2.0-enterprise-models', failures = 1, app, inputs, faults }: Setup) {
  const failure = { appId, imageTag: '2.1.0', plan: failed, createdMsAgo: 5000 }
  return deploy({
    sandbox: {
      apps: [{ id: appId, name: 'taxi', ...app }],
      deployments: [
        { appId, imageTag: before, plan: succeeded, createdMsAgo: 9000 },
        ...Array(failures).fill(failure),
      ],
    },
    ...(faults && { faults }),
    inputs: { 'dry-run': 'true', ...inputs },
  })
}

const hiding = faultAt('listDeployments', { kind: 'status', status: 403 }, { nth: 2 })
const on = { path: 'listContainerImages' } as const
const broken = (fault: FaultRule['fault']): Setup => ({ faults: [{ on, fault }] })

describe('the runtime in a plan', () => {
  test.each<[string, Setup, string | undefined, requests: number]>([
    ['is likely on channel stable', {}, '2.2.0 → probably 2.3.2 (channel stable)', 1],
    [
      'is likely if the run sets channel stable',
      { app: { updateChannel: 'preview' }, inputs: { channel: 'stable' } },
      '2.2.0 → probably 2.3.2 (channel stable)',
      1,
    ],
    [
      'is certain with `image-tag`',
      { inputs: { 'image-tag': '2.4.0-rc.1' }, app: { imageTag: '2.3.1' } },
      '2.2.0 → 2.4.0-rc.1 (image tag)',
      0,
    ],
    ['is certain for a pinned app', { app: { imageTag: '2.3.1' } }, '2.2.0 → 2.3.1 (pinned by the app)', 0],
    [
      'is certain for a pinned app that is resumed',
      { app: { imageTag: '2.3.1', paused: true }, inputs: { 'on-paused': 'resume' } },
      '2.2.0 → 2.3.1 (pinned by the app)',
      0,
    ],
    ['is left out if it is the same but for a suffix', { before: '2.3.2-models' }, undefined, 1],
    ['is left out if the pinned one is the same', { app: { imageTag: '2.2.0' } }, undefined, 0],
    ['is left out on another channel', { app: { updateChannel: 'nightly' } }, undefined, 0],
    ['is left out if the run sets another channel', { inputs: { channel: 'preview' } }, undefined, 0],
    ['is left out with a version range', { app: { config: { version: '2.x' } } as never }, undefined, 0],
    ['is left out for a tag without a version', { inputs: { 'image-tag': 'latest' } }, undefined, 0],
    ['is left out without an earlier image', { before: null }, undefined, 0],
    ['is left out without the scope', broken({ kind: 'status', status: 403 }), undefined, 1],
    ['is left out without the route', broken({ kind: 'status', status: 404 }), undefined, 1],
    ['is left out without an answer', broken({ kind: 'hang' }), undefined, 1],
    [
      'is left out if the answer has no default',
      broken({ kind: 'misshapen', body: { default: null } }),
      undefined,
      1,
    ],
  ])('%s', async (_, setup, words, requests) => {
    expect(await plan(setup)).toEqual([words, requests])
  })

  const lists = (run: ActionRun) =>
    run.requests
      .filter(({ operation }) => operation === 'listDeployments')
      .map(({ query }) => [query.limit, query.status])
  const newest = ['20', undefined]
  const successes = ['5', 'succeeded']

  test.each<[string, Setup, string | null, lists: unknown[]]>([
    ['a success among the newest twenty', { failures: 19 }, '2.2.0', [newest]],
    ['a success that twenty failures hide', { failures: 20 }, '2.2.0', [newest, successes]],
    ['nothing if the app has no success', { before: null, failures: 20 }, null, [newest, successes]],
    [
      'nothing if no runtime is known',
      { failures: 20, inputs: { channel: 'preview' } },
      null,
      [newest, successes],
    ],
    ['nothing without that list', { failures: 20, faults: [hiding] }, null, [newest, successes]],
  ])('is compared with %s', async (_, setup, before, requests) => {
    const run = await deployAfter(setup)
    expect(JSON.parse(run.outputs.plan ?? '').runtime?.before ?? null).toBe(before)
    expect(lists(run)).toEqual(requests)
  })

  test('is compared with a hidden success in a real run only if it is certain', async () => {
    const real = { failures: 20, inputs: { 'dry-run': 'false' } }
    expect(lists(await deployAfter(real))).not.toContainEqual(successes)
    const run = await deployAfter({ ...real, inputs: { ...real.inputs, 'image-tag': '2.3.1' } })
    expect(JSON.parse(run.outputs.plan ?? '').runtime).toEqual({
      before: '2.2.0',
      after: '2.3.1',
      certain: true,
    })
    expect(lists(run).filter(([, status]) => status !== undefined)).toEqual([successes])
  })

  test('is compared with a hidden success that is listed on a second try, which is no outage of the run', async () => {
    const inputs = { 'dry-run': 'false', 'image-tag': '2.3.1' }
    const run = await deployAfter({
      failures: 20,
      inputs,
      faults: [faultAt('listDeployments', { kind: 'status', status: 503 }, { nth: 2 })],
    })
    expect(JSON.parse(run.outputs.plan ?? '').runtime?.before).toBe('2.2.0')
    expect([run.outputs.outcome, run.warnings]).toEqual(['succeeded', []])
  })

  test('has no part in the digest', async () => {
    const digestOf = async (imageTag: string) => {
      const deployments = [{ appId, imageTag, plan: succeeded }]
      const run = await deploy({ sandbox: { deployments }, inputs: { 'dry-run': 'true' } })
      return run.outputs['plan-digest']
    }
    expect(await digestOf('2.2.0')).toBe(await digestOf('2.3.2'))
  })
})
