import { expect, test } from '@jest/globals'
import { succeeds } from '../../sandbox/plan.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { pod } from '../harness/app.ts'
import { type ActionRun, appId, deploy, faultAt } from '../harness/run.ts'
import { verify } from '../harness/runtime.ts'
import { readSummary } from '../harness/summary.ts'

// Words that people misunderstood, each from a whole run, and what stands there instead: those that no ending of
// `endings` has.

const seed = { appId, plan: succeeds(0), commitSha: 'c0ffee0'.padEnd(40, '0'), createdMsAgo: 7_200_000 }
const int = (name: string) => ({ name, type: 'Int64' })
const trips = {
  from: 'duckdb:t',
  name: 't',
  acceleration: { engine: 'duckdb', mode: 'file' },
}

type Row = [now: string, better: RegExp, run: () => Promise<ActionRun>, not?: RegExp]

const rows: Row[] = [
  [
    'Keep what queries need, without the way back',
    /To go back now, run the rollback action with `to: 901`, .* does that by itself\. .*`on-breaking-change: warn`/,
    () =>
      verify({
        inputs: { 'compare-with': 'previous', 'on-breaking-change': 'fail' },
        sandbox: {
          deployments: [{ id: 901, ...seed }],
          plan: succeeds(5000),
          apps: [
            {
              ...DEFAULT_APP,
              spicepod: pod({ datasets: [{ from: 's3://b/orders/', name: 'orders', acceleration: {} }] }),
            },
          ],
          tables: [
            { name: 'orders', from_deployment: 901, columns: [int('id'), int('fare')], rows: [[1, 2]] },
            { name: 'orders', from_deployment: 1001, columns: [int('id')], rows: [[1]] },
          ],
        },
      }),
  ],
  [
    'A real run would reach the deployment step',
    /A real run would deploy this\./,
    () => deploy({ inputs: { 'dry-run': 'true' } }),
    /reach the deployment/,
  ],
  [
    'preparing, in an outage',
    /^3\ds +waiting for Spice Cloud \(read ECONNRESET\), until 5m$/m,
    () =>
      deploy({
        inputs: { 'timeout-seconds': '300' },
        faults: [faultAt('token', { kind: 'reset' }, { times: 999 })],
      }),
    /preparing|It is not known what is live/,
  ],
  [
    'Plan for taxi: no changes, above a runtime upgrade with warnings',
    /^## Plan for taxi: runtime upgrade, \d warnings?$/m,
    () =>
      deploy({
        maxWarnings: 9,
        files: { 'spicepod.yaml': JSON.stringify(pod({ datasets: [trips] })) },
        inputs: { 'dry-run': 'true', 'image-tag': '2.3.2', 'spicepod-checks': 'warn' },
        sandbox: {
          apps: [{ id: appId, name: 'taxi', spicepod: pod({ datasets: [trips] }) }],
          deployments: [{ ...seed, imageTag: '1.5.0' }],
        },
      }),
    /✅/,
  ],
]

test.each(rows)('no run says again: %s', async (_, better, play, not = /$^/) => {
  const run = await play()
  const verdict = run.errors[0] ?? run.warnings.at(-1) ?? ''
  const [headline = ''] = run.summary.split('\n')
  expect([headline, verdict, run.log.replaceAll(/%0A/g, '\n')].join('\n')).toMatch(better)
  for (const text of [headline, verdict, readSummary(run.summary)]) expect(text).not.toMatch(not)
})
