import { expect, test } from '@jest/globals'
import type { Fault } from '../../../sandbox/faults.ts'
import { type ActionRun, faultAt } from '../../harness/run.ts'
import { asked, datasets, verify } from '../../harness/runtime.ts'
import { pod } from '../../harness/spicepods.ts'

const spicepod = pod({
  datasets: [{ from: 's3://sandbox/trips/', name: 'trips' }],
  models: [{ from: 'openai:gpt-4o-mini', name: 'assistant' }],
  embeddings: [{ from: 'openai:text-embedding-3-small', name: 'embed' }],
})
const apps = [{ id: 4711, name: 'taxi', spicepod }]
const models = (run: ActionRun) => JSON.parse(run.outputs.models ?? '')

test.each(['data', 'array'] as const)('models and embeddings have to be ready, as %s', async (modelsAs) => {
  const statuses = ['Initializing', 'Initializing', 'Ready']
  const run = await verify({
    sandbox: {
      apps,
      runtime: {
        modelsAs,
        listedModels: () => [
          { name: 'assistant', status: statuses.shift() ?? 'Ready' },
          { name: 'embed', status: null },
        ],
      },
    },
  })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(models(run)).toEqual([
    { name: 'assistant', status: 'Ready' },
    { name: 'embed', status: 'Ready' },
  ])
  expect(run.log).toContain('Models: 1/2 ready, waiting for assistant')
  expect(run.summary).toContain('assistant')
})

test('the ID of a model is its name in the spicepod, whatever else is called a name', async () => {
  const answer = ['assistant', 'embed'].map((id) => ({ id, name: `openai:${id}`, status: 'Ready' }))
  const faults = [faultAt('runtimeModels', { kind: 'misshapen', body: { data: answer } }, { times: 9 })]
  const run = await verify({ sandbox: { apps }, faults })
  expect([run.outputs.outcome, models(run)]).toMatchObject(['succeeded', [{ name: 'assistant' }, {}]])
})

test('a model that stays in error is unverified, with its message', async () => {
  const listedModels = [
    { name: 'assistant', status: 'Error', error_message: 'insufficient_quota' },
    { name: 'embed' },
  ]
  const run = await verify({
    inputs: { 'dataset-ready-timeout-seconds': '60' },
    sandbox: { apps, runtime: { listedModels } },
  })
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.errors[0]).toContain('Model assistant is in error: insufficient_quota.')
  expect(models(run)[0]).toEqual({ name: 'assistant', status: 'Error', error_message: 'insufficient_quota' })
})

test('a model that is not listed is unverified, and an embedding is not', async () => {
  const without = (name: string) => ['assistant', 'embed'].filter((each) => each !== name)
  const [model, embedding] = await Promise.all(
    ['assistant', 'embed'].map((name) =>
      verify({ sandbox: { apps, runtime: { listedModels: without(name).map((each) => ({ name: each })) } } }),
    ),
  )
  expect(model?.outputs.outcome).toBe('unverified')
  expect(model?.errors[0]).toContain('waiting for assistant (missing)')
  expect(embedding?.outputs.outcome).toBe('succeeded')
})

test.each<Fault>([
  { kind: 'status', status: 404, body: 'No' },
  { kind: 'status', status: 501, body: 'No' },
  { kind: 'misshapen', body: { status: 'ok' } },
])('a runtime that does not list models fails nothing: %j', async (fault) => {
  const faults = [{ on: { path: 'runtimeModels', times: 999 }, fault }]
  const run = await verify({ sandbox: { apps }, faults })
  expect([run.outputs.outcome, run.annotations, models(run)]).toEqual(['succeeded', [], []])
})

test('models and embeddings are not asked for if the spicepod has none', async () => {
  const run = await verify()
  expect(asked(run)).not.toContain('runtimeModels')
  expect(models(run)).toEqual([])
})

const from = (source: string) => ({
  ...spicepod,
  datasets: [{ from: source, name: 'trips' }],
  models: [],
  embeddings: [],
})
const push = (runtime: { datasets: () => { name: string; from: string }[] }) =>
  verify({
    files: { 'spicepod.yaml': JSON.stringify(from('s3://sandbox/new/')) },
    sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: from('s3://sandbox/old/') }], runtime },
    env: { RUNNER_DEBUG: '1' },
    mayUse: ['debug'],
  })
const spelled = '::debug::Dataset trips has another `from` in the runtime than in the spicepod.'

test('the source of a dataset that the previous spicepod had is the old version, which the run waits out', async () => {
  const sources = ['s3://sandbox/old', 's3://sandbox/old']
  const run = await push({ datasets: () => [{ name: 'trips', from: sources.shift() ?? 's3://sandbox/new' }] })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.log).toContain('Datasets: 0/1 ready, waiting for trips (previous version)')
  expect(run.log).not.toContain(spelled)
  expect(datasets(run)).toMatchObject([{ from: 's3://sandbox/new' }])
})

test('the old source of a dataset may be that of another one whose name ends alike', async () => {
  const archive = { name: 'archive.trips', from: 's3://sandbox/old' }
  const run = await push({ datasets: () => [{ name: 'trips', from: 's3://sandbox/new' }, archive] })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})

test('the source of a dataset that stays the previous one is unverified', async () => {
  const run = await push({ datasets: () => [{ name: 'trips', from: 's3://sandbox/old/' }] })
  expect(run.outputs.outcome).toBe('unverified')
  expect(run.errors[0]).toContain('The old version is still responding: it has the previous `from` of trips.')
})

test('the source of a dataset in another spelling is only a line for debugging', async () => {
  const run = await push({ datasets: () => [{ name: 'trips', from: 'S3 sandbox/new' }] })
  expect(run.log).toContain(spelled)
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})
