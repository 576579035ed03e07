import { expect, test } from '@jest/globals'
import { neverEnds } from '../../sandbox/plan.ts'
import { appId, deploy, faultAt } from '../harness/run.ts'
import { verify } from '../harness/runtime.ts'

const slowly = { 'poll-interval-seconds': '3', 'timeout-seconds': '160', 'request-timeout-seconds': '60' }
const step = (seconds: number, status: 'queued' | 'in_progress' | 'succeeded', error_message?: string) => ({
  afterMs: seconds * 1000,
  status,
  ...(error_message !== undefined && { error_message, error_code: error_message.replace(/\d.*/, '') }),
})

test('the log tells each step of a run once, and in a long one every half a minute what it waits for', async () => {
  const waiting = [...Array<string>(90).fill('Initializing').fill('Loading', 80, 85), 'Ready']
  const run = await verify({
    inputs: {
      ...slowly,
      'test-warmup-seconds': '100',
      'dataset-ready-timeout-seconds': '200',
      'test-sql': 'SELECT 1',
      'test-timeout-seconds': '60',
    },
    sandbox: {
      plan: [step(0, 'queued'), step(4, 'in_progress'), step(75, 'succeeded')],
      deployments: [
        { appId, createdMsAgo: 7_200_000, plan: [step(0, 'in_progress'), step(130, 'succeeded')] },
      ],
      runtime: {
        readyAfterLooks: 45,
        datasets: [{ name: 'taxi_trips', status: waiting }, { name: 'orders' }],
      },
    },
    faults: [faultAt('runtimeSql', { kind: 'slow', delayMs: 40_000 })],
  })
  expect(run.lines).toMatchInlineSnapshot(`
[
  "Deploying app 4711 · branch main · commit 1f2e3d4 · "Fix the meter"",
  "Created deployment 1002",
  "0s  queued",
  "The last successful deployment took 2m 10s.",
  "6s  in_progress",
  "16s  instance deploying",
  "31s  instance loading · datasets 0/2 ready (taxi_trips: Initializing, orders: Initializing)",
  "1m 5s  in_progress ██████████░░░░░░░░░░ of about 2m 10s · instance loading · datasets 0/2 ready (taxi_trips: Initializing, orders: Initializing)",
  "1m 15s  succeeded",
  "1m 15s  The runtime is not ready yet: HTTP 503: not ready",
  "1m 20s  Datasets: 1/2 ready, waiting for taxi_trips",
  "1m 55s  datasets: 1/2 ready, waiting for taxi_trips",
  "2m 15s  Runtime ready after 1m",
  "2m 50s  waiting for the datasets",
  "3m 11s  Datasets: 1/2 ready, waiting for taxi_trips",
  "3m 31s  Datasets: 2/2 ready",
  "4m 5s  running the sql probe",
  "✓ sql (40s): 1 row",
  "Deployment 1002 (commit \`1f2e3d4\`) is live and verified: 2 of 2 datasets, 1 of 1 probe. https://spice.ai/sandbox-org/sandbox-app https://github.com/acme/taxi/actions/runs/1234567890",
]
`)
})

test('an error message that changes with every poll is one warning for each cause', async () => {
  const messages = ['tried 1 time', 'tried 2 times', 'tried 2 times', 'tried 3 times', 'no room']
  const run = await deploy({
    inputs: slowly,
    sandbox: {
      plan: [
        ...messages.map((message, index) => step(4 * index, 'in_progress', message)),
        step(30, 'succeeded'),
      ],
    },
    maxWarnings: 2,
  })
  expect(run.log.split('\n').filter((line) => line.includes('reports'))).toEqual([
    '::warning::Deployment 1001 is in_progress and reports: tried 1 time',
    'Deployment 1001 is in_progress and reports: tried 2 times',
    'Deployment 1001 is in_progress and reports: tried 3 times',
    '::warning::Deployment 1001 is in_progress and reports: no room',
  ])
})

test('a run that waits for another deployment shows a progress line every 30 seconds', async () => {
  const run = await deploy({
    inputs: { ...slowly, 'timeout-seconds': '65' },
    sandbox: { conflicts: 'unfinished', deployments: [{ appId, plan: neverEnds(0) }] },
    creates: 0,
  })
  const expected = ['30s', '1m'].map((time) => `${time}  waiting for another deployment to finish`)
  expect(run.lines.filter((line) => /finish$/.test(line))).toEqual(expected)
})
