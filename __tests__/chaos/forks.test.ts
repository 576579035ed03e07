import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import type { Step } from '../../sandbox/runner.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { manifest, oldSpicepod, spicepod, succeeded } from '../harness/app.ts'
import { runStepInMemory } from '../harness/memory.ts'
import { inVirtualTime } from '../harness/run.ts'

const workspace = mkdtempSync(join(tmpdir(), 'spice-workspace-'))
writeFileSync(join(workspace, 'spicepod.yaml'), manifest)
afterAll(() => rmSync(workspace, { recursive: true, force: true }))

const source = {
  id: 4711,
  name: 'taxi',
  spicepod: oldSpicepod,
  tags: { team: 'data', repository: 'acme_production' },
  secrets: { PG_PASS: 'Zq7vKx2mWp9dRt4b' },
}

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

function stepOf({ url, credentials }: Sandbox): Step {
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

test('runs that fork at the same time through any faults end with one app that has all that it should have', async () => {
  const starts = fc.array(fc.nat(4000), { minLength: 1, maxLength: 4 })
  const property = fc.asyncProperty(starts, fc.array(rule, { maxLength: 5 }), async (delays, faults) => {
    const sandbox = createSandbox({ apps: [source], faults, plan: succeeded })
    const results = await Promise.all(
      delays.map(async (delayMs) => {
        await new Promise((resolve) => setTimeout(resolve, delayMs))
        return runStepInMemory(stepOf(sandbox), sandbox)
      }),
    )
    const log = results.map((result) => result.log).join('\n')
    const outcomes = results.map(({ outputs }) => outputs.outcome)
    expect({ log, outcomes }).toEqual({
      log,
      outcomes: delays.map(() => expect.stringMatching(/started|succeeded/)),
    })
    expect(new Set(results.map(({ outputs }) => outputs['app-id'])).size).toBe(1)
    const { apps } = sandbox.cloud.state
    expect(apps.map(({ name }) => name)).toEqual(['taxi', 'taxi-pr-7'])
    expect(apps[0]).toMatchObject({ spicepod: source.spicepod, tags: source.tags })
    expect(apps[1]).toMatchObject({
      tags: { team: 'data', repository: 'acme_taxi' },
      spicepod,
      secrets: source.secrets,
    })
    expect(sandbox.mismatches).toEqual([])
  })
  await inVirtualTime(() => fc.assert(property, { numRuns: 100 }))
})
