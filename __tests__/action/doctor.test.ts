import { describe, expect, test } from '@jest/globals'
import type { InstanceLife, Rollout } from '../../sandbox/instance-life.ts'
import { neverEnds } from '../../sandbox/plan.ts'
import { stuckOnModel, stuckOnSecrets } from '../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { type ActionRun, deploy, type RunOptions } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

const manifest = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:public.fares
    name: fares
    params:
      pg_pass: \${secrets:PG_PASS}
  - from: s3://bucket/zones/
    name: zones
    acceleration:
      enabled: true
models:
  - from: openai:gpt-4.1
    name: gpt
embeddings:
  - from: openai:text-embedding-3-small
    name: e5
`

const missing = {
  store: 'secrets',
  key: 'PG_PASS',
  kind: 'dataset',
  component: 'fares',
  parameter: 'pg_pass',
}

/** A run that pushes the spicepod beside an instance that serves since yesterday. */
function roll(rollout: Partial<Rollout>, { sandbox, inputs, ...more }: RunOptions = {}): Promise<ActionRun> {
  return deploy({
    files: { 'spicepod.yaml': manifest },
    ...more,
    inputs: {
      'poll-interval-seconds': undefined,
      'timeout-seconds': '900',
      ...(typeof inputs === 'object' ? inputs : {}),
    },
    sandbox: {
      apps: [DEFAULT_APP],
      deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }],
      runtime: {},
      ...sandbox,
      instances: { rolloutFor: () => rollout, ...sandbox?.instances },
    },
  })
}

/** Stuck for ever, with what the instance shows. */
function stuck(life: InstanceLife): Partial<Rollout> {
  const states = [
    { afterMs: 200, status: 'deploying' },
    { afterMs: 400, status: 'loading' },
  ] as const
  return { plan: neverEnds(200), instances: [{ states, ...life }] }
}

const line = (level: 'INFO' | 'WARN' | 'ERROR', text: string, afterMs = 500) => ({ afterMs, level, text })
const problemsOf = ({ outputs }: ActionRun) => JSON.parse(outputs.problems ?? '')
const secondsOf = (run: ActionRun) => run.durationMs / 1000

describe('a rollout that cannot finish', () => {
  test.each<[cause: string, rollout: Partial<Rollout>, says: RegExp, at: number | undefined, advice: RegExp]>(
    [
      [
        'an unresolved secret',
        stuckOnSecrets([missing], 1),
        /Secret `PG_PASS` of dataset `fares`/,
        6,
        /`secrets` input/,
      ],
      [
        'a model that does not load',
        stuckOnModel('gpt', 'insufficient_quota: You exceeded it.'),
        /Model `gpt` failed/,
        15,
        /quota/i,
      ],
      [
        'an embedding that does not load',
        stuckOnModel('e5', 'no such model', 200, 'embedding'),
        /Embedding `e5` failed/,
        18,
        /deploy again/,
      ],
      [
        'a dropped dataset',
        stuck({
          log: [
            line('ERROR', "Both a 'refresh_cron' and 'refresh_check_interval' were specified. dataset=zones"),
          ],
        }),
        /refresh_cron/,
        undefined,
        /Keep one/,
      ],
      [
        'a spicepod that cannot be parsed',
        stuck({ log: [line('ERROR', 'Failed to parse spicepod.yaml: unknown field `datset`')] }),
        /could not load the spicepod/,
        undefined,
        /Fix the spicepod/,
      ],
    ],
  )('because of %s ends soon, at the line of the component', async (_, rollout, says, at, advice) => {
    const run = await roll(rollout)
    expect(run.outputs).toMatchObject({ outcome: 'stuck', 'deployment-status': 'in_progress' })
    expect(run.exitCode).toBe(1)
    expect(secondsOf(run)).toBeLessThan(20)
    expect(run.errors[0]).toMatch(says)
    expect(run.errors[0]).toMatch(advice)
    const { properties } = run.commands.find(({ command }) => command === 'error') ?? {}
    if (at !== undefined) expect(properties).toMatchObject({ file: 'spicepod.yaml', line: String(at) })
    expect(problemsOf(run)[0]).toMatchObject({ certain: true, message: expect.stringMatching(says) })
    expect(run.outputs.instance).toMatch(/^spicepod-/)
    const page = readSummary(run.summary)
    expect(page).toContain('Why it is stuck')
    const plain = (words: RegExp) => new RegExp(words.source.replaceAll('`', ''), words.flags)
    expect(page).toMatch(plain(says))
    expect(page).toMatch(plain(advice))
  })
})
