import { expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { type ActionRun, deploy, pod, type RunOptions, succeeded } from '../../harness/app.ts'
import { faultAt } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

// What a real run says it has changed.

const dataset = (name: string, more: object = {}) => ({ from: `s3://bucket/${name}/`, name, ...more })
const stored = pod({ datasets: [dataset('alerts'), dataset('weather')] })
const pushed = pod({ datasets: [dataset('weather', { from: 's3://other/' }), dataset('trips')] })
const files = { 'spicepod.yaml': stringify(pushed) }
const earlier = { appId: 4711, id: 901, plan: succeeded, createdMsAgo: 60_000 }
const lines = ['− dataset alerts (removed)', '~ dataset weather: from', '+ dataset trips']

const run = (options: RunOptions = {}): Promise<ActionRun> =>
  deploy({
    files,
    ...options,
    inputs: { 'dataset-ready-timeout-seconds': '0', ...options.inputs },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: stored }],
      deployments: [earlier],
      ...options.sandbox,
    },
  })

test('the components that a push changes stand below it in the log, and in one section of the summary', async () => {
  const { lines: log, summary } = await run()
  const at = log.indexOf('Pushed spicepod.yaml')
  expect(log.slice(at + 1, at + 4)).toEqual(lines)
  const text = readSummary(summary)
  expect(text).toContain('Pushed: what changed in the stored spicepod')
  // What is stored may not be what the last success has.
  expect(text.split('Since deployment 901')[1] ?? '').not.toContain('alerts')
  expect(text).toContain('⚠️ − dataset alerts (removed)')
  for (const line of lines) expect(text.split(line)).toHaveLength(2)
  expect(text).not.toContain('Applied changes')
})

test('a first deployment names what it has written, too', async () => {
  const { summary } = await run({ sandbox: { deployments: [] } })
  expect(readSummary(summary)).toContain('\nWritten by this run: pushed spicepod.yaml.')
})

test('many components that change alike are one line', async () => {
  const many = (mode: string) =>
    pod({
      datasets: Array.from({ length: 333 }, (_, index) => dataset(`d${index}`, { acceleration: { mode } })),
    })
  const { lines: log, summary } = await run({
    files: { 'spicepod.yaml': stringify(many('file')) },
    sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: many('memory') }] },
  })
  expect(log[log.indexOf('Pushed spicepod.yaml') + 1]).toBe('~ 333 datasets: acceleration.mode')
  expect(readSummary(summary)).toContain('~ 333 datasets: acceleration.mode')
})

test('nothing is said of components that were not pushed', async () => {
  const { summary } = await run({ sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: pushed }] } })
  expect(readSummary(summary)).not.toContain('dataset trips')
})

test('a push without a response is compared with what the app had before it', async () => {
  const { lines: log } = await run({
    faults: [
      faultAt('updateApp', { kind: 'status', status: 502, when: 'after' }),
      faultAt('updateApp', { kind: 'status', status: 409 }),
    ],
  })
  const at = log.indexOf('Pushed spicepod.yaml')
  expect(log.slice(at + 1, at + 4)).toEqual(lines)
})

test.each([
  ['restore', stored],
  ['rollback', stored],
  ['none', pushed],
])('a secret that is refused after the push is a refused create: `on-failure: %s`', async (mode, left) => {
  const {
    outputs,
    sandbox,
    lines: log,
  } = await run({
    inputs: { 'on-failure': mode, secrets: 'KEY: hush-hush' },
    hides: ['hush-hush'],
    faults: [faultAt('upsertSecret', { kind: 'status', status: 422 })],
  })
  expect(outputs.outcome).toBe('refused')
  expect(sandbox.cloud.state.apps[0]?.spicepod).toEqual(left)
  expect(log.some((line) => line.startsWith('Spice Cloud rejected a secret. Restoring'))).toBe(
    mode !== 'none',
  )
})
