import type { App } from '../../sandbox/apps.ts'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import type { Step, StepResult } from '../../testing/step.ts'
import fc from '../harness/property.ts'
import { manifest, oldSpicepod, spicepod } from '../harness/spicepods.ts'
import type { Game } from './driver.ts'

// Runs that fork the same app at the same time, while responses get lost: they end with one app, which has all that it should
// have, and the app that they fork stays as it is.

const source = {
  id: 4711,
  name: 'taxi',
  spicepod: oldSpicepod,
  tags: { team: 'data', repository: 'acme_production' },
  secrets: { PG_PASS: 'Zq7vKx2mWp9dRt4b' },
}

const tags = { team: 'data', repository: 'acme_taxi' }
const expected = { name: 'taxi-pr-7', spicepod, tags, secrets: source.secrets }

/** Work that is done or not, soon or late, and no response to the request for it. */
const lost: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('reset', 'hang'),
  lateMs: fc.oneof(fc.constant(0), fc.nat(9000)),
  when: fc.constantFrom('before', 'after'),
})
const away: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constant('status'),
  status: fc.constantFrom(429, 502, 504),
})
const rule: fc.Arbitrary<FaultRule> = fc
  .record({
    path: fc.constantFrom('forkProject', 'forkProject', 'listApps', 'getApp', 'updateApp'),
    nth: fc.integer({ min: 1, max: 4 }),
    fault: fc.oneof(lost, away),
  })
  .map(({ fault, ...on }) => ({ on, fault }))

function stepOf({ url, credentials }: Sandbox, workspace: string): Step {
  return {
    inputs: {
      'api-url': url,
      'api-token': credentials.apiToken,
      'app-name': 'taxi-pr-7',
      'create-app-if-missing': 'true',
      'fork-from': 'taxi',
      'wait-for-completion': 'false',
      'request-timeout-seconds': '2',
      'timeout-seconds': '120',
    },
    event: { head_commit: { id: '1f2e3d4c5b6a79880716253443526170f1e2d3c4', message: 'Fix the meter' } },
    env: { GITHUB_WORKSPACE: workspace },
  }
}

const draws = fc.record({
  delaysMs: fc.array(fc.nat(4000), { minLength: 1, maxLength: 4 }),
  faults: fc.array(rule, { maxLength: 5 }),
})

type Draw = typeof draws extends fc.Arbitrary<infer Value> ? Value : never

/** Runs that fork one app. The lie makes the sandbox tell them something that is not true. */
export const forks: Game<Draw, (sandbox: Sandbox) => void> = {
  draws,
  files: { 'spicepod.yaml': manifest },
  async play({ delaysMs, faults }, { workspace, lie }) {
    const sandbox = createSandbox({ apps: [source], faults, plan: succeeds(0) })
    lie?.(sandbox)
    const results = await Promise.all(
      delaysMs.map(async (delayMs) => {
        await new Promise((resolve) => setTimeout(resolve, delayMs))
        return runStepInMemory(stepOf(sandbox, workspace), sandbox)
      }),
    )
    return {
      found: violations(sandbox, results),
      happened: results.map(({ outputs }) => outputs.outcome ?? 'none'),
      transcript: results.map(({ log }) => log).join('\n'),
    }
  },
}

function violations({ cloud, mismatches }: Sandbox, results: readonly StepResult[]): string[] {
  const outcomes = results.map(({ outputs }) => outputs.outcome)
  const ids = new Set(results.map(({ outputs }) => outputs['app-id']))
  const { apps } = cloud.state
  const [forked, fork] = apps
  return [
    ...outcomes
      .filter((outcome) => !/^(started|succeeded)$/.test(outcome ?? ''))
      .map((outcome) => `a run is ${outcome}`),
    ...(ids.size > 1 ? ['the runs deployed different apps'] : []),
    ...(apps.length === 2 ? [] : [`there are ${apps.length} apps`]),
    ...(isLike(forked, source) ? [] : ['the app that was forked has changed']),
    ...(isLike(fork, expected) ? [] : ['the fork is not as it should be']),
    ...(mismatches.length > 0 ? ['a request is not as the API has it'] : []),
  ]
}

/** Compares as JSON, because objects of tests have other prototypes than those of the sandbox. */
const isLike = (app: App | undefined, wanted: Partial<App>) =>
  Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(app?.[key as keyof App]) === JSON.stringify(value),
  )
