import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { type InstancePoll, toPolls } from '../../../src/features/doctor/components.ts'
import { type ComponentKind, datasetKind, modelKind } from '../../../src/runtime/lists.ts'
import { component, error, info, pollAll, settings, warn } from './fixture.ts'

const read = ({ schema }: ComponentKind, body: unknown) => toPolls(v.parse(schema, body))

test('of the datasets of a runtime those with a name are read, and 5,000 at most', () => {
  expect(read(datasetKind, [{ name: '' }, ...Array(5001).fill({ name: 'a' })])).toHaveLength(5000)
})

test('the models of a runtime have an ID or, in older ones, a name, in a list or in an object', () => {
  const status = 'Error'
  const models = [{ id: 'gpt', status }, { id: 'e5', name: 'x' }, { name: 'old' }, { status }]
  const ready = ['e5', 'old'].map((name) => ({ name, status: 'Ready' }))
  const expected = [{ name: 'gpt', status }, ...ready]
  expect(read(modelKind, models)).toEqual(expected)
  expect(read(modelKind, { object: 'list', data: models })).toEqual(expected)
})

/** Components with a status each. */
const list = (components: Record<string, string>) =>
  Object.entries(components).map(([name, status]) => ({ name, status }))
const waiting = (poll: Partial<InstancePoll>) => pollAll([poll]).waiting

test('an instance waits for what is not ready and for what is not listed, by the names of the spicepod', () => {
  const fares = { name: 'spice.public.fares', status: 'Error', error_message: 'No' }
  const others = list({ zones: 'Ready', other: 'Initializing', e5: 'Error' })
  expect(pollAll([{ datasets: [fares] }, { datasets: [fares, ...others] }]).waiting).toEqual([
    { kind: 'dataset', name: 'fares', state: 'Error', forMs: 15_000, message: 'No' },
    { kind: 'dataset', name: 'other', state: 'Initializing', forMs: 0 },
    // The embedding of that name is not in this list.
    { kind: 'dataset', name: 'e5', state: 'Error', forMs: 0 },
    { kind: 'dataset', name: 'trips', state: 'Missing' },
  ])
})

test('an instance waits for models and embeddings, of which only the models have to be listed', () => {
  expect(waiting({ models: list({ gpt: 'Ready', e5: 'Error', x: 'Error' }) })).toEqual([
    { kind: 'embedding', name: 'e5', state: 'Error', forMs: 0 },
    { kind: 'model', name: 'x', state: 'Error', forMs: 0 },
    { kind: 'model', name: 'gpt-4.1', state: 'Missing' },
  ])
  expect(waiting({ models: list({ gpt: 'Ready', 'gpt-4.1': 'Ready' }) })).toEqual([])
})

test('a dataset is explained by the log, and no model is', () => {
  const logLines = [
    error('Invalid time format. dataset="fares"'),
    warn('Error initializing dataset fares. TLS handshake failed', 'runtime'),
    warn('Failed to load model zones from spicepod.'),
    error('Invalid time format. dataset="zones"'),
    warn('Error initializing dataset gpt. never', 'runtime'),
  ]
  const models = list({ gpt: 'Error', 'gpt-4.1': 'Ready' })
  const explain = (datasets: object) =>
    waiting({ logLines, datasets: list({ ...datasets }), models }).map(({ name, message }) => [name, message])
  const expected = [
    ['fares', 'TLS handshake failed'],
    ['zones', 'Dataset `zones` was dropped: Invalid time format. dataset="zones".'],
  ]
  const failing = { fares: 'Error', zones: 'Error', trips: 'Error' }
  expect(explain(failing)).toEqual([...expected, ['trips', undefined], ['gpt', undefined]])
  // They are missing.
  expect(explain({ trips: 'Ready' })).toEqual([...expected, ['gpt', undefined]])
  const retried = { kind: 'dataset', name: 'fares', state: 'Retrying', message: 'TLS handshake failed' }
  expect(pollAll([{ logLines }])).toMatchObject({ waiting: [retried], progress: 'instance loading' })
})

const open = {
  ...settings,
  spicepod: { components: [component('model', 'm')], isKnown: true, isComplete: false },
}
const progress = (poll: Partial<InstancePoll>, given = open) => pollAll([poll], given).progress

test('the progress of an instance counts what is ready', () => {
  const datasets = list({ a: 'Ready', b: 'Error' })
  expect(progress({ datasets, models: list({ m: 'Initializing' }) })).toBe(
    'instance loading · datasets 1/2 ready (b: Error) · models 0/1 ready (m: Initializing)',
  )
})

test('the progress of an instance without components is its last known status', () => {
  expect(progress({ datasets: [] })).toBe('instance loading')
  expect(progress({ status: undefined })).toBe('instance starting')
  expect(pollAll([{ status: 'deploying' }, { status: undefined }]).progress).toBe('instance deploying')
})

test('the progress of an instance counts its datasets as its log does until their list can be read', () => {
  const logLines = [info('Dataset load summary (after 30s): 3/5 ready, 0 unhealthy, 2 still initializing.')]
  expect(progress({ logLines })).toBe('instance loading · datasets 3/5 ready')
  const datasets = list({ a: 'Ready' })
  expect(progress({ logLines, datasets })).toBe('instance loading · datasets 1/1 ready')
  const loaded = info('All components are loaded. Spice runtime is ready!')
  expect(progress({ logLines: [...logLines, loaded] })).toBe('instance loading')
})

test('the progress of an instance names at most five components', () => {
  const some = (count: number) =>
    list(Object.fromEntries(Array.from({ length: count }, (_, index) => [`d${index}`, 'Error'])))
  expect(progress({ datasets: some(5) })).toMatch(/ \(d0: Error, .*, d4: Error\)$/)
  expect(progress({ datasets: some(7) })).toMatch(/, d4: Error, and 2 more\)$/)
})
