import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { neverEnds, succeeds } from '../../sandbox/plan.ts'
import { stuckOnSecrets } from '../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { bake } from '../features/bake/fixture.ts'
import { failing, manifest, oldSpicepod, repositoryWith } from '../harness/app.ts'
import { rollBack } from '../harness/rollback.ts'
import { type ActionRun, appId, deploy, faultAt, type RunOptions } from '../harness/run.ts'
import { spicepod, verify } from '../harness/runtime.ts'
import { readSummary } from '../harness/summary.ts'

// Words that people misunderstood, each from a whole run, and what stands there instead.

const good = 'c0ffee0000000000000000000000000000000000'
const seed = { appId, plan: succeeds(0), commitSha: good, branch: 'main', createdMsAgo: 7_200_000 }
const deployments = [{ id: 901, ...seed }]
const files = { 'spicepod.yaml': manifest }
const broken = { datasets: [{ name: 'orders', status: 'Error', error_message: 'No such bucket' }] }
const int = (name: string) => ({ name, type: 'Int64' })
const accelerated = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  datasets: [{ from: 's3://sandbox/orders/', name: 'orders', acceleration: { enabled: true } }],
}
const wayBack =
  'To go back now, run the rollback action with `to: 901`, the last deployment that succeeded before. `on-failure: rollback` does that by itself.'

/** A run that is rolled back. */
const rollBackOver = (runtime: object): RunOptions => ({
  files,
  inputs: { 'on-failure': 'rollback' },
  sandbox: {
    apps: [{ ...DEFAULT_APP, spicepod: oldSpicepod }],
    deployments,
    ...repositoryWith(good),
    planFor: failing(good),
    runtime,
  },
})
const unresolved = { store: 'secrets', key: 'KEY', kind: 'dataset', component: 'trips', parameter: 's3_key' }
const pod = (text: string) => ({ 'spicepod.yaml': `version: v1\nkind: Spicepod\nname: taxi\n${text}` })

type Row = [now: string, better: string | RegExp, run: () => Promise<ActionRun>, not?: RegExp]

const rows: Row[] = [
  [
    'Deployed, not verified',
    /^## ❌ sandbox-app: Live, but its checks failed$/m,
    () => verify({ sandbox: { runtime: broken } }),
    /Deployed, not/,
  ],
  [
    'Fix the cause above, without the way back',
    `${wayBack} Fix the cause `,
    () => verify({ sandbox: { runtime: broken, deployments } }),
  ],
  [
    'Keep what queries need, without the way back',
    new RegExp(`${wayBack} .*\`on-breaking-change: warn\``),
    () =>
      verify({
        inputs: { 'compare-with': 'previous', 'on-breaking-change': 'fail' },
        sandbox: {
          deployments,
          plan: succeeds(5000),
          apps: [{ ...DEFAULT_APP, spicepod: accelerated }],
          tables: [
            { name: 'orders', from_deployment: 901, columns: [int('id'), int('fare')], rows: [[1, 2]] },
            { name: 'orders', from_deployment: 1001, columns: [int('id')], rows: [[1]] },
          ],
        },
      }),
  ],
  [
    'a bake that goes bad, without the way back',
    `${wayBack} Fix the cause `,
    () =>
      bake({
        sandbox: {
          deployments,
          incidents: [{ afterSuccessMs: 100_000, kind: 'error', component: 'trips', message: 'Gone' }],
        },
      }),
  ],
  [
    'Redeploy, after a stuck rollout',
    'then re-run this job: secrets are read only at the start.',
    () =>
      deploy({
        files: { 'spicepod.yaml': `${manifest}    params: { s3_key: '\${ secrets:KEY }' }\n` },
        inputs: { 'timeout-seconds': '300', 'stuck-after-seconds': '10', 'spicepod-checks': 'off' },
        sandbox: { runtime: {}, instances: { rolloutFor: () => stuckOnSecrets([unresolved], 1, 1000) } },
      }),
    /redeploy/,
  ],
  [
    'It keeps running in Spice Cloud and may still succeed',
    'Re-run this job to go on waiting for it. To replace it, start a new run.',
    () => deploy({ inputs: { 'timeout-seconds': '6' }, sandbox: { plan: neverEnds() } }),
  ],
  [
    'A real run would reach the deployment step',
    'A real run would deploy this.',
    () => deploy({ inputs: { 'dry-run': 'true' } }),
    /reach the deployment/,
  ],
  [
    'The run was to go back from … to what … had',
    'Deployment 902 was to be restored.',
    () => rollBack({ sandbox: { planFor: failing('no commit') } }),
    /was to go back/,
  ],
  [
    'Nothing to restore: … Redeployed as 1043 …',
    /Rolled back: deployment \d+ \(commit `c0ffee0`, same as 901\) is live and ready\./,
    () => verify({ ...rollBackOver({ datasets: [{ name: 'trips' }] }) }),
    /Nothing to restore|Redeployed as/,
  ],
  [
    'Deployment failed, rolled back, if that is broken, too',
    /^## ❌ sandbox-app: Deployment failed, rolled back to a version with an error$/m,
    () => verify(rollBackOver(broken)),
  ],
  [
    'has been in Error for 1m, since 2m after the deployment succeeded',
    'went into Error 2m after the deployment succeeded, and was still in Error 1m later: Gone.',
    () =>
      bake({
        sandbox: {
          incidents: [{ afterSuccessMs: 100_000, kind: 'error', component: 'trips', message: 'Gone' }],
        },
      }),
    /has been in Error/,
  ],
  [
    'It is not known what is live: requesting a token … 401, beside that reason',
    'Spice Cloud rejected the client credentials (HTTP 401)',
    () => deploy({ inputs: { 'client-secret': 'not-the-right-one' } }),
    /It is not known what is live/,
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
        files: pod(
          'datasets:\n  - from: duckdb:t\n    name: t\n    acceleration: { engine: duckdb, mode: file }\n',
        ),
        inputs: { 'dry-run': 'true', 'image-tag': '2.3.2', 'spicepod-checks': 'warn' },
        sandbox: {
          apps: [
            {
              id: appId,
              name: 'taxi',
              spicepod: {
                version: 'v1',
                kind: 'Spicepod',
                name: 'taxi',
                datasets: [{ from: 'duckdb:t', name: 't', acceleration: { engine: 'duckdb', mode: 'file' } }],
              },
            },
          ],
          deployments: [{ ...seed, imageTag: '1.5.0' }],
        },
      }),
    /✅/,
  ],
  [
    "the pull request's secrets, on pull_request_target",
    /`client-id`/,
    () =>
      deploy({
        credentials: 'none',
        eventName: 'pull_request_target',
        event: { pull_request: { number: 7, head: { sha: good, repo: { full_name: 'mallory/taxi' } } } },
        inputs: { 'client-id': '', 'client-secret': '' },
      }),
    /passes no secrets/,
  ],
  [
    'The app was deleted, if the token endpoint answers 404',
    /requesting a token .* failed: HTTP 404/,
    () =>
      deploy({
        inputs: { 'dataset-ready-timeout-seconds': '10' },
        sandbox: { apps: [{ ...DEFAULT_APP, spicepod }], runtime: {} },
        onLine: (line, { cloud }) => {
          if (!line.endsWith('succeeded')) return
          cloud.faults.add(faultAt('getApp', { kind: 'status', status: 401 }))
          cloud.faults.add(faultAt('token', { kind: 'status', status: 404 }, { times: 999 }))
        },
      }),
    /was deleted/,
  ],
]

test.each(rows)('no run says again: %s', async (_, better, play, not = /$^/) => {
  const run = await play()
  const verdict = run.errors[0] ?? run.warnings.at(-1) ?? ''
  const [headline = ''] = run.summary.split('\n')
  const texts = [headline, verdict, run.log.replaceAll(/%0A/g, '\n')]
  expect(texts.join('\n')).toMatch(typeof better === 'string' ? literally(better) : better)
  for (const text of [headline, verdict, readSummary(run.summary)]) expect(text).not.toMatch(not)
})

const literally = (text: string) => new RegExp(text.replace(/[()[\].*+?$^|\\/]/g, '\\$&'))

test('the page on bakes says what becomes of a poll that has learned nothing', () => {
  const page = readFileSync('docs/bake.md', 'utf8').replace(/\s+/g, ' ')
  expect(page).toContain('A poll that learned nothing is ignored.')
})
