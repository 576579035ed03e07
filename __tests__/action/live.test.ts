import { expect, test } from '@jest/globals'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import { neverEnds } from '../../sandbox/plan.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import {
  type ActionRun,
  deploy,
  failed,
  failing,
  headSha,
  manifest,
  oldSpicepod,
  type RunOptions,
  succeeded,
} from '../harness/app.ts'
import { faultAt } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

const good = 'c0ffee0000000000000000000000000000000000'
const hourMs = 3_600_000
const seed = (more: Partial<DeploymentSeed>): DeploymentSeed => ({
  ...{ id: 901, appId: 4711, plan: succeeded, branch: 'main' },
  ...{ commitSha: good, createdMsAgo: 2 * hourMs },
  ...more,
})
const history = [seed({}), seed({ id: 902, plan: failed, createdMsAgo: hourMs })]
const apps = [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }]

type Row = [
  ends: string,
  setup: RunOptions & { sandbox?: SandboxOptions },
  says: string,
  id: string | undefined,
]

const old = 'Deployment 901 (commit `c0ffee0`, 2h old) is still live.'
const nothing = 'Nothing is live: no deployment of this app has succeeded.'
const unknown = 'It is not known what is live:'
const failure = { planFor: failing(good), deployments: history }
const files = { 'spicepod.yaml': manifest }
const manyFailures = Array.from({ length: 100 }, (_, index) =>
  seed({ id: 800 + index, plan: failed, createdMsAgo: hourMs - index }),
)

const rows: Row[] = [
  ['a success', {}, 'Deployment 1001 (commit `1f2e3d4`) is live.', '1001'],
  ['a failure', { sandbox: failure }, old, '901'],
  ['a timeout', { sandbox: { deployments: history, plan: neverEnds() } }, old, '901'],
  [
    'a create that is refused',
    {
      sandbox: { deployments: history },
      faults: [faultAt('createDeployment', { kind: 'status', status: 400, body: { error: 'No' } })],
    },
    old,
    '901',
  ],
  ['a first deployment that fails', { sandbox: { plan: failed } }, nothing, undefined],
  [
    'a dry run',
    { inputs: { 'dry-run': 'true' }, sandbox: { deployments: history } },
    'Deployment 901 (commit `c0ffee0`, 2h old) is live.',
    '901',
  ],
  [
    'a paused app',
    { sandbox: { deployments: history, apps: [{ ...apps[0], id: 4711, name: 'taxi', paused: true }] } },
    'Nothing is live: the app is paused.',
    undefined,
  ],
  [
    'a run that cannot list the deployments any more',
    {
      sandbox: { deployments: history, plan: neverEnds() },
      faults: [
        {
          on: { path: 'listDeployments', nth: 2, times: 999 },
          fault: { kind: 'status', status: 403, body: { error: 'No' } },
        },
      ],
    },
    unknown,
    undefined,
  ],
  [
    'a full list without a success',
    { sandbox: { deployments: manyFailures, plan: failed } },
    `${unknown} none of the 100 newest deployments has succeeded.`,
    undefined,
  ],
  [
    'a rollback',
    { files, inputs: { 'on-failure': 'rollback' }, sandbox: { ...failure, apps } },
    'Rolled back: deployment 1002 (commit `c0ffee0`) is live.',
    '1002',
  ],
  [
    'a rollback that failed',
    { files, inputs: { 'on-failure': 'rollback' }, sandbox: { deployments: history, apps, plan: failed } },
    old,
    '901',
  ],
]

const commits: Readonly<Record<string, string>> = { 901: good, 1001: headSha, 1002: good }

const everywhere = ({ log, summary }: ActionRun) => [log, readSummary(summary)]

test.each(rows)('%s says what the app runs', async (_, setup, says, id) => {
  const run = await deploy({ credentials: 'token', ...setup })
  for (const text of everywhere(run)) expect(text.replaceAll('`', '')).toContain(says.replaceAll('`', ''))
  expect(run.outputs['live-deployment-id']).toBe(id)
  expect(run.outputs['live-commit-sha']).toBe(id === undefined ? undefined : commits[id])
})
