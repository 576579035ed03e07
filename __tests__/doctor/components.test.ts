import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { describeProgress, findWaiting, type InstanceState, toPolls } from '../../src/doctor/components.ts'
import { emptyLog } from '../../src/doctor/instance-log.ts'
import { addList, type ComponentPoll } from '../../src/runtime/history.ts'
import { type ComponentKind, datasetKind, modelKind } from '../../src/runtime/lists.ts'
import { settings } from './fixture.ts'

const { spicepod, redact } = settings
const read = ({ schema }: ComponentKind, body: unknown) => toPolls(v.parse(schema, body), (text) => text)
const listed = (...polled: ComponentPoll[]) => addList(undefined, polled, 0, 0)
const instance = (more: Partial<InstanceState>): InstanceState => ({
  ...{ name: 'new', status: 'loading', starts: [], hasServed: false },
  log: emptyLog,
  datasets: undefined,
  sharedDatasets: undefined,
  models: undefined,
  ...more,
})

test('the datasets of a runtime are read, whatever is missing or odd', () => {
  const datasets = [
    { name: 'fares', status: 'Error', error_message: 'No', acceleration_enabled: true, from: 's3://x' },
    { name: 'zones' },
    { name: 'trips', status: 7, error_message: '', acceleration_enabled: 'yes' },
    { name: '' },
  ]
  expect(read(datasetKind, datasets)).toEqual([
    { name: 'fares', status: 'Error', error_message: 'No', acceleration_enabled: true },
    { name: 'zones', status: 'Ready' },
    { name: 'trips', status: 'Ready' },
  ])
})

test('the models of a runtime have an ID or a name, in a list or in an object', () => {
  const models = [{ id: 'gpt', status: 'Error' }, { id: 'x', name: 'e5' }, { status: 'Error' }]
  const expected = [
    { name: 'gpt', status: 'Error' },
    { name: 'e5', status: 'Ready' },
  ]
  expect(read(modelKind, models)).toEqual(expected)
  expect(read(modelKind, { object: 'list', data: models })).toEqual(expected)
})

test('at most five thousand components of a list are read', () => {
  expect(read(datasetKind, Array(5001).fill({ name: 'a' }))).toHaveLength(5000)
})

const waiting = (more: Partial<InstanceState>, nowMs = 5000) =>
  findWaiting(instance(more), nowMs, spicepod, redact)

test('an instance waits for what is not ready and for what is not listed, by the names of the spicepod', () => {
  const datasets = listed(
    { name: 'spice.public.fares', status: 'Error', error_message: 'No' },
    { name: 'zones', status: 'Ready' },
    { name: 'lazy', status: 'Initializing' },
    { name: 'other', status: 'Initializing' },
    // The embedding of that name is none of this list.
    { name: 'e5', status: 'Error' },
  )
  expect(waiting({ datasets })).toEqual([
    { kind: 'dataset', name: 'fares', state: 'Error', forMs: 5000, message: 'No' },
    { kind: 'dataset', name: 'other', state: 'Initializing', forMs: 5000 },
    { kind: 'dataset', name: 'e5', state: 'Error', forMs: 5000 },
    { kind: 'dataset', name: 'trips', state: 'Missing' },
  ])
})

test('an instance waits for models and embeddings, of which only the models have to be listed', () => {
  const models = listed(
    { name: 'gpt', status: 'Ready' },
    { name: 'e5', status: 'Error' },
    { name: 'x', status: 'Error' },
  )
  expect(waiting({ models })).toEqual([
    { kind: 'embedding', name: 'e5', state: 'Error', forMs: 5000 },
    { kind: 'model', name: 'x', state: 'Error', forMs: 5000 },
    { kind: 'model', name: 'gpt-4.1', state: 'Missing' },
  ])
})

test('an instance waits for nothing that is known before its lists are read', () => {
  expect(waiting({})).toEqual([])
})

test('a wait lasts from the first poll that showed it, and never less than no time', () => {
  const datasets = addList(undefined, [{ name: 'fares', status: 'Error' }], 1000, 0)
  expect(waiting({ datasets })[0]).toMatchObject({ forMs: 4000 })
  expect(waiting({ datasets }, 999)[0]).toMatchObject({ forMs: 0 })
})

test('a dataset is explained by the log, and no model is', () => {
  const finding = { code: 'dataset-dropped', verdict: 'certain', reason: 'Bad time' } as const
  const explanation = (text: string) => ({ text, timeMs: undefined, sinceMs: 0, lastMs: 0 })
  const log = {
    ...emptyLog,
    explanations: new Map([
      ['fares', explanation('TLS handshake failed')],
      ['gpt', explanation('never')],
    ]),
    findings: new Map([
      ['a', { ...finding, kind: 'model', name: 'zones', reason: 'Not this.' }],
      ['b', { ...finding, kind: 'dataset', name: 'zones' }],
      ['c', { ...finding, kind: 'dataset', name: 'fares' }],
    ] as const),
  }
  const datasets = listed(
    { name: 'fares', status: 'Error' },
    { name: 'zones', status: 'Error' },
    { name: 'trips', status: 'Error' },
  )
  const models = listed({ name: 'gpt', status: 'Error' }, { name: 'gpt-4.1', status: 'Ready' })
  expect(waiting({ log, datasets, models }).map(({ name, message }) => [name, message])).toEqual([
    ['fares', 'TLS handshake failed'],
    ['zones', 'Dataset `zones` was dropped: Bad time.'],
    ['trips', undefined],
    ['gpt', undefined],
  ])
  const missing = waiting({ log, datasets: listed({ name: 'trips', status: 'Ready' }) })
  expect(missing.map(({ name, message }) => [name, message])).toEqual([
    ['fares', 'TLS handshake failed'],
    ['zones', 'Dataset `zones` was dropped: Bad time.'],
  ])
})

const progress = (more: Partial<InstanceState>) =>
  describeProgress(
    instance(more),
    findWaiting(instance(more), 0, { components: [], isComplete: false }, redact),
    redact,
  )

test('the progress of an instance counts what is ready', () => {
  const datasets = listed({ name: 'a', status: 'Ready' }, { name: 'b', status: 'Error' })
  const models = listed({ name: 'm', status: 'Ready' })
  expect(progress({ datasets, models })).toBe(
    'instance loading · datasets 1/2 ready (b: Error) · models 1/1 ready',
  )
  const loading = listed({ name: 'm', status: 'Initializing' })
  expect(progress({ datasets: listed({ name: 'a', status: 'Ready' }), models: loading })).toBe(
    'instance loading · datasets 1/1 ready · models 0/1 ready (m: Initializing)',
  )
})

test('the progress of an instance without components is its status', () => {
  expect(progress({ datasets: listed(), models: undefined })).toBe('instance loading')
  expect(progress({ status: undefined })).toBe('instance starting')
})

test('the progress of an instance counts its datasets as its log does until their list can be read', () => {
  const log = { ...emptyLog, summary: { ready: 3, total: 5 } }
  expect(progress({ log })).toBe('instance loading · datasets 3/5 ready')
  const datasets = listed({ name: 'a', status: 'Ready' })
  expect(progress({ log, datasets })).toBe('instance loading · datasets 1/1 ready')
})

test('the progress of an instance names at most five components', () => {
  const some = (count: number) =>
    listed(...Array.from({ length: count }, (_, index) => ({ name: `d${index}`, status: 'Error' })))
  expect(progress({ datasets: some(5) })).toMatch(/ \(d0: Error, .*, d4: Error\)$/)
  expect(progress({ datasets: some(7) })).toMatch(/, d4: Error, and 2 more\)$/)
})
