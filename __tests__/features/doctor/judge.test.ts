import { expect, test } from '@jest/globals'
import type { InstancePoll } from '../../../src/features/doctor/components.ts'
import { createJudge } from '../../../src/features/doctor/judge.ts'
import {
  component,
  dataset,
  info,
  loaded,
  passMissing,
  secrets,
  settings,
  warn,
  withDeployment,
} from './fixture.ts'

const spicepod = {
  components: [dataset('fares'), component('model', 'gpt')],
  isKnown: true,
  isComplete: true,
}
const list = (name: string, status = 'Ready') => [{ name, status }]
const serving = { name: 'a', status: 'ready', datasets: list('fares'), models: list('gpt') }
const times = { atMs: 0, sinceLastMs: 0 }

/** What polls with these instances show in the end; undefined is a poll that failed. */
function judgeAll(polls: (InstancePoll[] | undefined)[], { areAll = true, given = spicepod } = {}) {
  const judge = createJudge({ ...settings, spicepod: given }, undefined)
  return polls.map((instances) =>
    judge(instances && { instances: instances.map(withDeployment), areAll }, times),
  )
}
const isServing = (...given: Parameters<typeof judgeAll>) => judgeAll(...given).at(-1)?.rollout.isServing

test.each<[what: string, instances: InstancePoll[]]>([
  ['one of them is loading', [serving, { name: 'b', status: 'loading' }]],
  ['their datasets are not read', [{ ...serving, datasets: undefined }]],
  ['their models are not read', [{ ...serving, models: undefined }]],
  ['a dataset is not ready', [{ ...serving, datasets: list('fares', 'Error') }]],
  ['a model is missing', [{ ...serving, models: [] }]],
  ['none is listed', []],
])('instances do not serve while %s', (_, instances) => {
  expect(isServing([[serving], instances, instances, instances])).toBe(false)
})

test('instances serve without a list of models if the spicepod has none, unless it is not known in full', () => {
  const polls = Array(3).fill([{ ...serving, models: undefined }])
  const components = [dataset('fares'), component('embedding', 'e5')]
  expect(isServing(polls, { given: { components, isKnown: true, isComplete: true } })).toBe(true)
  expect(isServing(polls, { given: { components, isKnown: true, isComplete: false } })).toBe(false)
})

test('a cause is news once, and makes the rollout stuck as long as it is more than a report', () => {
  const starts = [info('Starting runtime v2.3.2', 'spiced'), info('Starting runtime v2.3.2', 'spiced')]
  const poll = (...logLines: string[]) => [
    { name: 'a', status: 'loading', models: list('gpt', 'Odd'), logLines },
  ]
  const failed = warn('Failed to load LLM: gpt. x')
  const deployed = info('Model [gpt] deployed, ready for inferencing', 'runtime::init::model')
  const seen = judgeAll([poll(...starts), poll(failed), poll(), poll(deployed)]).map((judgement) => ({
    news: judgement?.news.map(({ problem, isBlocker }) => [problem.code, isBlocker]),
    blockers: judgement?.blockers.map(({ code }) => code),
    isStuck: judgement?.rollout.isStuck,
    problems: judgement?.rollout.problems.length,
  }))
  expect(seen).toEqual([
    { news: [['instance-restarted', false]], blockers: [], isStuck: false, problems: 1 },
    { news: [['model-failed', true]], blockers: ['model-failed'], isStuck: true, problems: 2 },
    { news: [], blockers: ['model-failed'], isStuck: true, problems: 2 },
    { news: [], blockers: [], isStuck: false, problems: 1 },
  ])
})

test('the models and the status of a rollout are those of its newest instance in the last poll', () => {
  const other = { name: 'b', status: 'loading', models: list('x', 'Error') }
  const [first, second] = judgeAll([[serving, other], [other]])
  expect(first?.rollout).toMatchObject({ status: 'ready', models: list('gpt') })
  expect(second?.rollout).toMatchObject({ status: 'loading', models: list('x', 'Error') })
  expect(judgeAll([[]])[0]?.rollout).toMatchObject({ status: undefined, models: [] })
})

test('an instance that names no deployment is only told of, and proves nothing about one that does', () => {
  const unnamed = { name: 'a', status: 'loading', deploymentId: undefined, logLines: secrets(passMissing) }
  const [told] = judgeAll([[unnamed]])
  expect(told).toMatchObject({ news: [{ isBlocker: false, problem: { certain: false } }], blockers: [] })
  const named = { ...unnamed, name: 'b', deploymentId: '7' }
  const other = { ...unnamed, status: 'ready', logLines: [loaded()] }
  expect(judgeAll([[other], [named]]).at(-1)?.blockers).toMatchObject([
    { code: 'secret-unresolved', certain: true },
  ])
  // The data plane, which says whose an instance is, may not answer every time.
  expect(judgeAll([[named], [{ ...unnamed, name: 'b' }]]).at(-1)?.rollout.isStuck).toBe(true)
})
