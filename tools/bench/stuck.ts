import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Rollout } from '../../sandbox/instance-life.ts'
import { neverEnds } from '../../sandbox/plan.ts'
import { stuckOnDataset, stuckOnModel, stuckOnSecrets } from '../../sandbox/rollouts.ts'
import { createSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import { createRng } from '../../testing/random.ts'
import { inputsFor } from '../../testing/step.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import type { Limit } from './limits.ts'

const manifest = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:public.fares
    name: fares
    params: {pg_pass: "\${secrets:PG_PASS}"}
models:
  - from: openai:gpt-4.1
    name: gpt
embeddings:
  - from: openai:text-embedding-3-small
    name: e5
`
const secret = {
  store: 'secrets',
  key: 'PG_PASS',
  kind: 'dataset',
  component: 'fares',
  parameter: 'pg_pass',
}

/** The default of `stuck-after-seconds`. */
const patienceMs = 120_000
/** The instance is examined after it has been in progress for this long. */
const delayMs = 10_000

/** Causes by name, each visible from `afterMs` on, or from the start; those that are only probable have to last. */
const causes: Record<
  string,
  { rollout: (afterMs: number) => Rollout; lastsMs: number; isThereAtStart?: boolean }
> = {
  'unresolved secret': { rollout: (afterMs) => stuckOnSecrets([secret], 1, afterMs), lastsMs: 0 },
  model: { rollout: (afterMs) => stuckOnModel('gpt', 'insufficient_quota', afterMs), lastsMs: 0 },
  embedding: { rollout: (afterMs) => stuckOnModel('e5', 'no such model', afterMs, 'embedding'), lastsMs: 0 },
  'dropped dataset': {
    rollout: (afterMs) =>
      saying("Both a 'refresh_cron' and 'refresh_check_interval' were specified.", afterMs),
    lastsMs: 0,
  },
  'unreadable spicepod': {
    rollout: (afterMs) => saying('Failed to parse spicepod.yaml: unknown field `datset`', afterMs),
    lastsMs: 0,
  },
  'dataset in error': {
    rollout: (afterMs) => stuckOnDataset('fares', 'password authentication failed', afterMs),
    lastsMs: patienceMs,
  },
  'federated dataset, initializing': {
    rollout: () => saying('Still trying', 500),
    lastsMs: 3 * patienceMs,
    isThereAtStart: true,
  },
}

/**
 * Lets the whole action deploy rollouts that cannot finish, in virtual time, and measures how soon it says so. A cause
 * shows at a random moment of the first minute.
 *
 * @param runs per cause
 */
export async function measureStuck(runs: number): Promise<Limit[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spice-bench-'))
  writeFileSync(join(folder, 'spicepod.yaml'), manifest)
  try {
    const limits: Limit[] = []
    for (const [cause, { rollout, lastsMs, isThereAtStart = false }] of Object.entries(causes)) {
      const random = createRng(runs)
      const ends: { lateMs: number; isStuck: boolean }[] = []
      for (let index = 0; index < runs; index++) {
        const afterMs = isThereAtStart ? 500 : Math.round(500 + 59_500 * random())
        const { endMs, isStuck } = await deployInto(rollout(afterMs), folder, random)
        ends.push({ lateMs: endMs - Math.max(afterMs, delayMs) - lastsMs, isStuck })
      }
      const maxMs = Math.max(...ends.map(({ lateMs }) => lateMs))
      const missed = ends.filter(({ isStuck }) => !isStuck).length / runs
      // From the moment at which the cause can be seen, or has lasted long enough: waiting cannot help from then on.
      limits.push(
        { what: `stuck, ${cause}: longest wait for the end`, value: maxMs, max: 20_000, unit: 'ms' },
        { what: `stuck, ${cause}: not recognized`, value: missed, max: 0, unit: 'share' },
      )
    }
    return limits
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns when the run ended after the creation of its deployment, in milliseconds */
function deployInto(rollout: Rollout, folder: string, random: () => number) {
  return new VirtualTime(random).run(async () => {
    const sandbox = createSandbox({
      apps: [{ ...DEFAULT_APP, spicepod: parse(manifest) }],
      deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }],
      runtime: {},
      instances: { rolloutFor: () => rollout },
    })
    const { outputs } = await runStepInMemory(
      {
        event: {},
        env: { GITHUB_WORKSPACE: folder },
        inputs: {
          ...inputsFor(sandbox),
          'app-id': String(DEFAULT_APP.id),
          'spicepod-checks': 'off',
        },
      },
      sandbox,
    )
    const [created] = sandbox.cloud.state.records.slice(-1)
    return { endMs: Date.now() - (created?.createdAt ?? Number.NaN), isStuck: outputs.outcome === 'stuck' }
  })
}

function saying(text: string, afterMs: number): Rollout {
  const states = [
    { afterMs: 200, status: 'deploying' },
    { afterMs: 400, status: 'loading' },
  ] as const
  return { plan: neverEnds(200), instances: [{ states, log: [{ afterMs, level: 'ERROR', text }] }] }
}
