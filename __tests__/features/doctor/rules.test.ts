import { describe, expect, test } from '@jest/globals'
import type { InstancePoll } from '../../../src/features/doctor/components.ts'
import {
  component,
  error,
  ids,
  info,
  judge,
  loaded,
  passMissing,
  pollAll,
  read,
  secrets,
  settings,
  warn,
} from './fixture.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.

describe('findings of the log', () => {
  test.each(['ready', 'unhealthy'])('are void once the instance was %s', (status) => {
    const logLines = [...secrets(passMissing), warn('Failed to load LLM: gpt. x')]
    expect(pollAll([{ logLines }, { status }, { status: 'loading', logLines }]).findings).toEqual([])
  })

  test('do not count while the instance is terminating', () => {
    expect(pollAll([{ status: 'terminating', logLines: secrets(passMissing) }]).findings).toEqual([])
  })

  const failedModel = warn('Failed to load LLM: gpt. x')
  const failedEmbedding = warn('Failed to load embedding e5. x')
  const secretOfItsName = secrets("  ✗ ${ secrets:e5 }  dataset 'fares' (x) — not found in [env]")
  const ready = (name: string) => [{ name, status: 'Ready' }]
  type Voided = [logLines: string[], lists: Partial<InstancePoll>, ...left: string[]]
  const embeddingLines = [failedEmbedding, ...secretOfItsName]
  const ofEmbedding: Voided = [embeddingLines, { models: ready('e5') }, 'certain secret:e5 secret-unresolved']
  const ofModel: Voided = [[failedModel], { datasets: ready('gpt') }, 'certain model:gpt model-failed']
  test.each<[what: string, ...Voided]>([
    ['of a model are void when it loads in the end', [failedModel], { models: ready('gpt') }],
    ['of an embedding are void when it loads, and those of a secret of its name not', ...ofEmbedding],
    ['of a model say nothing about a dataset of its name, which may be fine', ...ofModel],
  ])('%s', (_, logLines, lists, ...left) => {
    expect(ids(pollAll([{ logLines }, lists]))).toEqual(left)
  })

  test('of a dataset are void while the instance lists it as fine', () => {
    const logLines = [warn('Error initializing dataset zones. Received redirect without LOCATION', 'runtime')]
    const judge = (...datasets: [name: string, status: string][]) =>
      ids(pollAll([{ logLines }, { datasets: datasets.map(([name, status]) => ({ name, status })) }]))
    const region = ['certain dataset:zones dataset-bucket-region']
    expect(judge(['zones', 'Ready'])).toEqual([])
    expect(judge(['spice.public.zones', 'Refreshing'])).toEqual([])
    expect(judge(['zones', 'Error'])).toEqual(region)
    expect(judge(['fares', 'Ready'])).toEqual(region)
    expect(judge(['zones', 'Error'], ['other.zones', 'Ready'])).toEqual(region)
    expect(ids(pollAll([{ logLines, sharedDatasets: [{ name: 'zones', status: 'Ready' }] }]))).toEqual(region)
  })

  describe('of a model that the log does not name', () => {
    const unnamed = [
      warn('Unable to determine model type. Verify the source.'),
      warn('Failed to load runnable model: unsupported opset 21'),
    ]
    const both = ['certain model: model-type-unknown', 'certain model: model-failed']
    const names = ['gpt', 'gpt-4.1', 'e5']
    const listed = (status: string, of = names) => of.map((name) => ({ name, status }))
    const judge = (models: InstancePoll['models'], given = settings) =>
      ids(pollAll([{ logLines: unnamed }, { models }], given))

    test('are void while the instance lists all models and embeddings as fine', () => {
      expect(judge(listed('Ready'))).toEqual([])
      for (const name of names) {
        const others = names.filter((each) => each !== name)
        expect(judge(listed('Ready', others))).toEqual(both)
        expect(judge([...listed('Ready', others), { name, status: 'Initializing' }])).toEqual(both)
      }
      expect(judge(undefined)).toEqual(both)
    })

    test('are void only if those are fine that a part of the spicepod does not tell', () => {
      const components = settings.spicepod.components.filter(({ kind }) => kind === 'dataset')
      const partial = { ...settings, spicepod: { isKnown: true, isComplete: false, components } }
      expect(judge([], partial)).toEqual(both)
      expect(judge([{ name: 'gpt', status: 'Ready' }], partial)).toEqual([])
      const loading = { name: 'gpt-4.1', status: 'Initializing' }
      expect(judge([{ name: 'gpt', status: 'Ready' }, loading], partial)).toEqual(both)
    })
  })

  test('about a dropped dataset need a list of datasets without it', () => {
    const logLines = [error('Invalid time format for the column. dataset="fares"')]
    const listed = (name: string) => [{ name, status: 'Ready' }]
    expect(pollAll([{ logLines }]).findings).toEqual([])
    expect(pollAll([{ logLines, datasets: listed('spice.public.fares') }]).findings).toEqual([])
    const dropped = ['certain dataset:fares dataset-dropped']
    expect(ids(pollAll([{ logLines, datasets: listed('zones') }]))).toEqual(dropped)
  })
})

const skipped = (count: number) =>
  info(`Loading datasets: 1 tasks dispatched, ${count} skipped at accelerator init (of 3 total)`)
const failed = (name: string) => warn(`${name} The accelerator engine duckdb failed to initialize: x`)

test('datasets that were skipped are one finding, unless the log names all of them', () => {
  expect(ids(read(skipped(2)))).toEqual(['certain dataset: accelerators-skipped'])
  const [one, both] = [read(failed('trips'), skipped(2)), read(failed('trips'), failed('fares'), skipped(2))]
  expect(ids(one)).toHaveLength(2)
  const named = ['trips', 'fares'].map((name) => `certain dataset:${name} accelerator-failed`)
  expect(ids(both)).toEqual(named)
})

test('datasets that were skipped are loaded after all if the instance lists every dataset as fine', () => {
  const list = (...names: string[]) => names.map((name) => ({ name, status: 'Ready' }))
  const judgeList = (datasets: InstancePoll['datasets']) =>
    ids(pollAll([{ logLines: [skipped(1)], datasets }]))
  expect(judgeList(list('fares', 'zones', 'trips'))).toEqual([])
  expect(judgeList(list('fares', 'zones'))).toHaveLength(1)
})

test('secrets without names are one finding, unless the log names one of them in another line', () => {
  const [unnamed = ''] = secrets(passMissing)
  const emptySecret = error('Secret `${ vault:K }` not found')
  const ofSecrets = (...polls: string[][]) => ids(pollAll(polls.map((logLines) => ({ logLines }))))
  const named = ['certain secret:PG_PASS secret-unresolved']
  expect(ofSecrets([unnamed], secrets(passMissing))).toEqual(named)
  expect(ofSecrets(secrets(passMissing), [unnamed])).toEqual(named)
  const both = ['certain secret: secrets-unresolved', 'report secret:K secret-empty']
  expect(ofSecrets([unnamed, emptySecret])).toEqual(both)
})

const start = () => info('Starting runtime v2.3.2', 'spiced')
const minuteMs = 60_000

test('an instance that restarts is reported with how often it did, by its log or by its starts in the lists', () => {
  const [first, second] = [start(), start()]
  expect(pollAll([{ logLines: [first] }, { logLines: [first] }]).findings).toEqual([])
  expect(pollAll([{ logLines: [first] }, { logLines: [second] }]).findings).toMatchObject([
    { code: 'instance-restarted', verdict: 'report', message: expect.stringContaining(' 1 time.') },
  ])
  const polls = [0, 5000, 2 * minuteMs, 5 * minuteMs, minuteMs].map((startedAtMs) => ({ startedAtMs }))
  expect(pollAll(polls).findings).toMatchObject([{ message: expect.stringContaining(' 2 times.') }])
  expect(pollAll(polls.slice(0, 2)).findings).toEqual([])
  expect(pollAll([0, 10_000].map((startedAtMs) => ({ startedAtMs }))).findings).toHaveLength(1)
  const many = Array.from({ length: 102 }, (_, index) => ({ startedAtMs: index * minuteMs }))
  expect(pollAll(many).findings).toMatchObject([{ message: expect.stringContaining(' 101 times.') }])
})

const poll = (...instances: InstancePoll[]) => judge([{ instances }])

test('several new instances count all, and the newest is shown', () => {
  const diagnosis = poll({ name: 'b', status: 'loading' }, { ...failing, name: 'a' })
  expect(diagnosis).toMatchObject({ instance: 'b', problemLines: [], findings: [{ name: 'PG_PASS' }] })
})

test('several new instances need no secret that one of them could do without', () => {
  const logLines = [...secrets(passMissing), warn('Failed to load LLM: gpt. x')]
  const diagnosis = poll({ name: 'b', status: 'loading', logLines }, { name: 'a', status: 'ready' })
  expect(ids(diagnosis)).toEqual(['certain model:gpt model-failed'])
})

test('several new instances need no other spicepod than one that another of them could load', () => {
  const logLines = [error('Failed to parse spicepod.yaml: x', 'spiced')]
  const broken = { name: 'b', status: 'loading', logLines }
  expect(poll(broken, { name: 'a', status: 'loading' }).findings).toHaveLength(1)
  expect(poll(broken, { name: 'a', status: 'ready' }).findings).toEqual([])
})

test('several new instances share what is known about a component, in the words of the newest', () => {
  const failing = (error_message: string) => [{ name: 'gpt', status: 'Error', error_message }]
  const fromList = (text: string) => ({ name: `list ${text}`, status: 'loading', models: failing(text) })
  const fromLog = { name: 'log', status: 'loading', logLines: [warn('Failed to load LLM: gpt. x')] }
  const judge = (...instances: InstancePoll[]) =>
    poll(...instances).findings.map(({ verdict, message }) => `${verdict}: ${message}`)
  expect(judge(fromList('a'), fromLog)).toEqual(['certain: Model `gpt` failed to load: a.'])
  expect(judge(fromLog, fromList('a'))).toEqual(['certain: Model `gpt` failed to load: x.'])
  expect(judge(fromList('a'), fromList('b'))).toEqual(['certain: Model `gpt` failed to load: a.'])
})

test('several new instances are understood if their log says for certain what is wrong', () => {
  const certain = { name: 'a', status: 'loading', logLines: [warn('Failed to load LLM: gpt. x')] }
  const reported = { name: 'b', status: 'loading', logLines: [warn('Failed to load LLM: other. x')] }
  const silent = { name: 'c', status: 'loading' }
  expect(poll(certain, reported, silent).understood).toEqual(new Set(['a']))
  const both = { ...reported, logLines: [...reported.logLines, ...certain.logLines] }
  expect(poll(silent, both, certain).understood).toEqual(new Set(['b', 'a']))
})

test('several new instances need more of the log if one of them does', () => {
  const cut = { name: 'b', status: 'loading', logLines: secrets(passMissing, passMissing).slice(0, 2) }
  expect(poll(cut, { name: 'a', status: 'loading' }).needsMoreLog).toBe(true)
  expect(poll({ ...cut, status: 'ready' }, { name: 'a', status: 'loading' }).needsMoreLog).toBe(false)
})

const failing = { name: 'x', status: 'loading', logLines: secrets(passMissing) }
const calm = (count: number, status = 'loading') =>
  Array.from({ length: count }, (_, index) => ({ name: `i${index}`, status }))

test('an instance that is not listed any more has no findings', () => {
  const judged = judge([{ instances: [failing] }, { instances: calm(1) }])
  expect(judged).toMatchObject({ findings: [], instance: 'i0' })
})

test('the newest twenty of very many instances are judged', () => {
  expect(poll(...calm(25).with(19, failing)).findings).toHaveLength(1)
  expect(poll(...calm(25).with(20, failing)).findings).toEqual([])
})

test('twenty instances are remembered, and those that are still listed for longest', () => {
  const afterServing = (count: number) =>
    judge([{ instances: calm(1, 'ready') }, { instances: calm(count).slice(1) }, { instances: [failing] }])
  expect(afterServing(19).findings).toEqual([])
  expect(afterServing(20).findings).toHaveLength(1)
  const stillListed = [...calm(20, 'ready').slice(0, 1), ...calm(20).slice(1)]
  expect(judge([{ instances: stillListed }, { instances: [failing, ...calm(1)] }]).findings).toEqual([])
})

describe('a dataset', () => {
  const repeat = (status: string, times: number, name = 'zones', more: object = {}) =>
    Array.from({ length: times }, () => ({ datasets: [{ name, status, ...more }] }))

  test('starts anew whenever it leaves its error, or was not seen for a while', () => {
    const [recovering] = repeat('Initializing', 1)
    expect(pollAll([...repeat('Error', 8), recovering ?? {}, ...repeat('Error', 8)]).findings).toEqual([])
    const blind = [{}, {}, {}, {}]
    expect(pollAll([...repeat('Error', 5), ...blind, ...repeat('Error', 5)]).findings).toEqual([])
    expect(pollAll([...repeat('Error', 4), {}, {}, ...repeat('Error', 4)]).findings).toHaveLength(1)
  })

  describe('in a list that may be that of another instance', () => {
    const shared = (times: number, logLines: (index: number) => string[]) =>
      Array.from({ length: times }, (_, index) => ({
        sharedDatasets: [{ name: 'zones', status: 'Error', error_message: 'refused' }],
        logLines: logLines(index),
      }))
    const fails = () => [warn('Error initializing dataset zones. Connection refused')]

    test.each<[what: string, logLines: (index: number) => string[]]>([
      ['nothing', () => []],
      ['the failure of another dataset', () => [warn('Error initializing dataset fares. x')]],
      ['one failure, read again and again', () => once],
      ['failures for a part of the time', (index) => (index < 5 ? fails() : [])],
      ['that it was registered', (index) => (index === 4 ? [registered()] : fails())],
      ['that it was loaded', (index) => (index === 4 ? [loadedRows()] : fails())],
      ['that everything was loaded', (index) => [...fails(), ...(index === 8 ? [loaded()] : [])]],
    ])('is not judged if the log says %s', (_, logLines) => {
      expect(pollAll(shared(9, logLines)).findings).toEqual([])
    })
    const once = fails()
    const registered = () => info('Dataset zones registered (s3://bucket/x), results cache enabled.')
    const loadedRows = () => info('Loaded 1,200 rows (3 MiB) for dataset zones in 2s.')

    test('starts anew after a recovery, which does not void the failures after it', () => {
      const growing = () => {
        let log: string[] = []
        return (index: number) => {
          log = [...log, ...(index === 4 ? [registered()] : []), ...fails()]
          return log
        }
      }
      expect(pollAll(shared(12, growing())).findings).toEqual([])
      expect(pollAll(shared(13, growing())).findings).toHaveLength(1)
    })

    test('is found in the log by the name that the spicepod has for it, if it has one', () => {
      const named = (name: string, status = 'Error') =>
        shared(40, () => [warn(`Error initializing dataset ${name.replace('spice.public.', '')}. x`)]).map(
          (poll) => ({ ...poll, sharedDatasets: [{ name, status }] }),
        )
      expect(ids(pollAll(named('spice.public.zones')))).toEqual(['probable dataset:zones dataset-in-error'])
      const open = {
        ...settings,
        spicepod: { components: [component('model', 'gpt')], isKnown: true, isComplete: false },
      }
      expect(ids(pollAll(named('other'), open))).toEqual(['probable dataset:other dataset-in-error'])
      // That is the name of a model.
      expect(pollAll(named('spice.public.gpt'), open).findings).toEqual([])
    })

    test('is not judged if it only initializes, whatever its log says', () => {
      const sharedDatasets = [{ name: 'zones', status: 'Initializing' }]
      const polls = shared(40, fails).map((poll) => ({ ...poll, sharedDatasets }))
      expect(pollAll(polls).findings).toEqual([])
    })

    test('starts anew after a list that is certainly its own', () => {
      const own = { datasets: [{ name: 'zones', status: 'Ready' }], logLines: fails() }
      expect(pollAll([...shared(5, fails), own, ...shared(8, fails)]).findings).toEqual([])
      expect(pollAll([...shared(5, fails), own, ...shared(9, fails)]).findings).toHaveLength(1)
    })

    test('begins anew what the lists have shown that were certainly its own', () => {
      const own = repeat('Error', 6)
      const [shared = {}] = repeat('Error', 1).map(({ datasets }) => ({ sharedDatasets: datasets }))
      expect(pollAll([...own, shared, ...own]).findings).toEqual([])
      expect(pollAll([...own, ...own]).findings).toHaveLength(1)
    })
  })

  test('in error is nothing to wait for once everything is loaded, or if it is none of the spicepod', () => {
    const [first, ...rest] = repeat('Error', 9)
    expect(pollAll([{ ...first, logLines: [loaded()] }, ...rest]).findings).toEqual([])
    expect(pollAll(repeat('Error', 9, 'other')).findings).toEqual([])
    // That is the name of a model.
    expect(pollAll(repeat('Error', 9, 'gpt')).findings).toEqual([])
    expect(pollAll(repeat('Odd', 99)).findings).toEqual([])
  })

  test('in error counts under its own name if the spicepod has components in other files', () => {
    const open = { ...settings, spicepod: { components: [], isKnown: true, isComplete: false } }
    const message = 'Dataset `other` has been in error for 2m.'
    const advice = expect.stringMatching(/^Check `from`, the parameters and the secrets/)
    const { findings } = pollAll(repeat('Error', 9, 'other'), open)
    expect(findings).toMatchObject([{ code: 'dataset-in-error', name: 'other', message, advice }])
    const slow = repeat('Initializing', 25, 'other', { acceleration_enabled: false })
    expect(ids(pollAll(slow, open))).toEqual(['probable dataset:other dataset-initializing'])
  })

  test.each([
    ['federated and initializing', 'zones', {}, 25, ['probable dataset:zones dataset-initializing']],
    ['federated and initializing for less', 'zones', {}, 24, []],
    ['accelerated', 'trips', {}, 400, []],
    ['accelerated for the runtime only', 'zones', { acceleration_enabled: true }, 400, []],
    ['accelerated for the spicepod only', 'trips', { acceleration_enabled: false }, 400, []],
    ['not of the spicepod', 'other', {}, 400, []],
  ])('that initializes is judged by its kind: %s', (_, name, more, times, expected) => {
    expect(ids(pollAll(repeat('Initializing', times, name, more)))).toEqual(expected)
  })

  test('that is probably stuck comes after what is certain, and before what is only reported', () => {
    const [first, ...rest] = repeat('Error', 9)
    const logLines = [warn('Failed to load LLM: other. x'), warn('Failed to load LLM: gpt. x')]
    expect(ids(pollAll([{ ...first, logLines }, ...rest]))).toEqual([
      'certain model:gpt model-failed',
      'probable dataset:zones dataset-in-error',
      'report model:other model-failed',
    ])
  })
})

const model = (name: string, status: string) => ({ models: [{ name, status, error_message: '' }] })

test('a model has not failed if it is none of the spicepod or loads slowly, but also if it was ready before', () => {
  expect(pollAll(Array(9).fill(model('other', 'Error'))).findings).toEqual([])
  expect(pollAll(Array(99).fill(model('gpt', 'Initializing'))).findings).toEqual([])
  const failed = ['certain model:gpt model-failed']
  expect(ids(pollAll([model('gpt', 'Ready'), model('gpt', 'Error')]))).toEqual(failed)
  // Its log says so as well.
  const poll = { ...model('gpt', 'Error'), logLines: [warn('Failed to load LLM: gpt. x')] }
  expect(ids(pollAll(Array(9).fill(poll)))).toEqual(failed)
})

test('the problem lines are the last WARN and ERROR events, with their repeats folded', () => {
  const lines = [warn('first'), info('no'), error('again'), warn('first'), error('with'), 'a second line']
  const shown = ['ERROR again', 'WARN first (2 times)', 'ERROR with a second line']
  expect(read(...lines).problemLines).toEqual(shown)
})

test('the problem lines are twelve at most', () => {
  const { problemLines } = read(...Array.from({ length: 30 }, (_, i) => warn(`p${i}`)))
  expect(problemLines).toHaveLength(12)
  expect(problemLines.at(-1)).toBe('WARN p29')
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
