// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import type { LogEvent } from '../../src/doctor/log-events.ts'
import { interpret } from '../../src/doctor/log-rules.ts'
import { settings } from './fixture.ts'

const event = (level: LogEvent['level'], text: string, more: string[] = [], module = 'runtime') =>
  interpret({ level, timeMs: 0, module, text, more }, settings.spicepod)
const info = (text: string, module?: string) => event('INFO', text, [], module)
const warn = (text: string, ...more: string[]) => event('WARN', text, more)
const error = (text: string, ...more: string[]) => event('ERROR', text, more)

const loaded = 'All components are loaded. Spice runtime is ready!'

test.each(['', 'runtime', 'spiced', 'runtime::init', 'runtime_secrets', 'spiced_x::y'])(
  'the runtime itself reports its state, from its module %j',
  (module) => {
    expect(info(loaded, module)).toEqual({ type: 'loaded' })
  },
)

test.each(['datafusion', 'my_runtime', 'runtimes', 'runtime-x', 'user::runtime'])(
  'nothing else reports the state of the runtime, such as the module %j',
  (module) => {
    expect(info(loaded, module)).toBeUndefined()
  },
)

test('an event of a lower level means nothing', () => {
  expect(event('DEBUG', loaded)).toBeUndefined()
  expect(event('TRACE', 'Failed to load LLM: gpt. x')).toBeUndefined()
})

test.each([
  ['Secrets: all 3 secret reference(s) resolved.', { type: 'recovered', id: 'secrets' }],
  ['Secrets: all 12 secret reference(s) resolved', { type: 'recovered', id: 'secrets' }],
  ['Model [gpt] deployed, ready for inferencing', { type: 'recovered', id: 'model:gpt' }],
  ['Embedding [e5] ready to embed', { type: 'recovered', id: 'embedding:e5' }],
  ['Now: Secrets: all 3 secret reference(s) resolved.', undefined],
  ['Secrets: all secret reference(s) resolved.', undefined],
  ['The Model [gpt] deployed, ready for inferencing', undefined],
  ['Model [gpt] is loading', undefined],
  ['Loaded 1,024 rows (8 KiB) for dataset fares in 2s', { type: 'recovered', id: 'dataset:fares' }],
  ['Loaded 0 rows for dataset fares in 1ms', { type: 'recovered', id: 'dataset:fares' }],
  ['It says: Loaded 0 rows for dataset fares in 1ms', undefined],
])('at the start of a runtime, %j means %j', (text, meaning) => {
  expect(info(text)).toEqual(meaning)
})

const reference = "  ✗ ${ secrets:KEY }  search_engine 'docs' (api_key) — not found in [env]"

test('a list of secrets has a finding for each reference, with what uses it', () => {
  const start = 'Secrets: 2 of 9 secret reference(s) could not be resolved:'
  expect(
    warn(start, reference, "✗ ${ a-b:c-d }    view 'v' (x) — store 'a-b' error: timed out", 'Docs'),
  ).toEqual({
    type: 'secrets',
    expected: 2,
    isCut: false,
    findings: [
      {
        id: 'secret:secrets:KEY:search_engine:docs:api_key',
        kind: 'secret',
        name: 'KEY',
        verdict: 'certain',
        message:
          'Secret `KEY` of search engine `docs` (`api_key`) could not be resolved: not found in [env].',
        advice: expect.stringMatching(/^Add `KEY` to the `secrets` input/),
        usedBy: { kind: 'search_engine', name: 'docs', param: 'api_key' },
      },
      expect.objectContaining({
        name: 'c-d',
        advice: 'Check the settings of the secret store, then deploy again.',
      }),
    ],
  })
})

test.each([
  ['with no parameter', "  ✗ ${ secrets:KEY }  dataset 'docs' — not found"],
  ['with no reason', "  ✗ ${ secrets:KEY }  dataset 'docs' (x)"],
  ['with no end of its name', "  ✗ ${ secrets:KEY }  dataset 'docs (x) — not found"],
  ['with a reason before its parameter', "  ✗ ${ secrets:KEY }  dataset 'a) — b' (x"],
  ['of another form', '  ✗ ${ secrets:KEY }'],
  ['within other text', `x ${reference}`],
])('a reference %s is no finding', (_, line) => {
  expect(warn('Secrets: 1 of 1 secret reference(s) could not be resolved:', line)).toMatchObject({
    findings: [],
  })
})

test('a list of secrets is cut if it has fewer references than it says, up to two hundred', () => {
  const isCut = (expected: number, listed: number) =>
    warn(
      `Secrets: ${expected} of 999 secret reference(s) could not be resolved:`,
      ...Array<string>(listed).fill(reference),
      'Docs',
    )
  expect(isCut(3, 2)).toMatchObject({ expected: 3, isCut: true })
  expect(isCut(3, 3)).toMatchObject({ isCut: false })
  expect(isCut(900, 199)).toMatchObject({ isCut: true })
  expect(isCut(900, 200)).toMatchObject({ isCut: false })
})

test.each([
  'Secrets: many of 9 secret reference(s) could not be resolved:',
  'Secrets: 1234567 of 9 secret reference(s) could not be resolved:',
  'Now: Secrets: 1 of 9 secret reference(s) could not be resolved:',
  'Secrets: 1 of 9 secret reference(s) could not be resolved',
])('%j is no list of secrets', (text) => {
  expect(warn(text, reference)).toBeUndefined()
})

test.each([
  ['Failed to load LLM: gpt.', [], 'Model `gpt` failed to load.'],
  ['Failed to load LLM: gpt', [], 'Model `gpt` failed to load.'],
  ['Failed to load LLM: gpt-4.1. No', ['quota'], 'Model `gpt-4.1` failed to load: No quota'],
  ['Failed to load embedding e5. No', [], 'Embedding `e5` failed to load: No'],
  [
    'Failed to load model gpt from spicepod.',
    [],
    'Model `gpt` failed to load: Failed to load model gpt from spicepod.',
  ],
])('%j with %j says which component failed to load, and why', (text, more, message) => {
  expect(warn(text, ...more)).toMatchObject({ finding: { message, verdict: 'certain' } })
  expect(error(text, ...more)).toMatchObject({ finding: { message, verdict: 'certain' } })
})

test('a model that failed to load says why in at most eleven lines', () => {
  const more = Array.from({ length: 12 }, (_, index) => `l${index}`)
  expect(warn('Failed to load LLM: gpt. x', ...more)).toMatchObject({
    finding: { message: expect.stringMatching(/: x l0 .* l9$/) },
  })
  expect(warn('Failed to load runnable model: x', ...more)).toMatchObject({
    finding: { message: expect.stringMatching(/: x l0 .* l9$/) },
  })
  expect(error('Failed to parse spicepod.yaml: x', ...more)).toMatchObject({
    finding: { message: expect.stringMatching(/: x l0 .* l9$/) },
  })
})

test('a model that the spicepod does not have is reported, by what may be its name', () => {
  expect(warn('Failed to load LLM: other.model. x')).toMatchObject({
    finding: { id: 'model:other.model', verdict: 'report', message: 'Model `other.model` failed to load: x' },
  })
  expect(warn('Failed to load LLM: other.')).toMatchObject({
    finding: { id: 'model:other', message: 'Model `other` failed to load.' },
  })
  expect(warn('Failed to load LLM: . x')).toBeUndefined()
  expect(warn('Failed to load LLM: gpt-5')).toBeUndefined()
})

test('a model of the spicepod is found by its longest name, and not by the name of another kind', () => {
  expect(warn('Failed to load embedding gpt. x')).toMatchObject({ finding: { verdict: 'report' } })
  expect(warn('Failed to load LLM: gpt-4.1')).toMatchObject({ finding: { id: 'model:gpt-4.1' } })
  expect(warn('Failed to load LLM: gpt-4. x')).toMatchObject({ finding: { id: 'model:gpt-4' } })
})

test('the longer one of two names with dots is found first', () => {
  const model = (name: string) => ({ kind: 'model' as const, name, accelerated: false, onDemand: false })
  for (const names of [
    ['a', 'a.b'],
    ['a.b', 'a'],
  ]) {
    const spicepod = { components: names.map(model), isComplete: true }
    const failed = { level: 'WARN', timeMs: 0, module: 'runtime', more: [] } as const
    const text = 'Failed to load LLM: a.b. x'
    expect(interpret({ ...failed, text }, spicepod)).toMatchObject({ finding: { id: 'model:a.b' } })
  }
})

test.each([
  ['Error initializing dataset fares. Connection refused', [], 'fares', 'Connection refused'],
  [
    'Cannot connect to the dataset fares (postgres). TLS failed',
    ['twice'],
    'fares',
    '(postgres). TLS failed twice',
  ],
  ['Cannot connect to the dataset other (postgres). TLS failed', [], 'other', '(postgres). TLS failed'],
  ['Error initializing dataset zones. No', Array(12).fill('x'), 'zones', `No${' x'.repeat(10)}`],
])('%j explains a dataset that the runtime tries again', (text, more, dataset, explanation) => {
  expect(warn(text, ...more)).toEqual({ type: 'explanation', dataset, text: explanation })
})

test.each([
  ['from s3', 'trips', 'Error: Received redirect without LOCATION, region', 'finding'],
  ['from s3, in a quotation', 'trips', 'The page says "Received redirect without LOCATION"', 'explanation'],
  ['from s3, for another reason', 'trips', 'Access denied', 'explanation'],
  ['that the spicepod does not have', 'other', 'Received redirect without LOCATION', 'explanation'],
])('a dataset %s is never ready only if its bucket is in another region', (_, name, text, type) => {
  expect(warn(`Error initializing dataset ${name}. ${text}`)).toMatchObject({ type })
})

test('a bucket in another region is also told by a sentence that begins with it', () => {
  expect(warn('Cannot connect to the dataset trips Received redirect without LOCATION')).toMatchObject({
    finding: { id: 'dataset:trips:region' },
  })
})

test('an error with the name of a dataset means that it was dropped', () => {
  expect(error('Invalid time format. dataset="fares"')).toEqual({
    type: 'dropped',
    dataset: 'fares',
    finding: {
      id: 'dataset:fares:dropped',
      kind: 'dataset',
      name: 'fares',
      verdict: 'certain',
      message: 'Dataset `fares` was dropped: Invalid time format. dataset="fares"',
      advice: expect.stringMatching(/^Fix the dataset and deploy again/),
    },
  })
})

test('a dataset with a reserved name needs another one', () => {
  const reserved = { kind: 'dataset' as const, name: 'runtime', accelerated: false, onDemand: false }
  const spicepod = { components: [reserved], isComplete: true }
  const text = "The name 'runtime' is reserved for the runtime. Specify a different name."
  expect(interpret({ level: 'ERROR', timeMs: 0, module: 'runtime', text, more: [] }, spicepod)).toMatchObject(
    {
      dataset: 'runtime',
      finding: { advice: 'Give the dataset another name and deploy again.' },
    },
  )
})

test.each<[string, string[], string | undefined]>([
  ['Bad. dataset=fares', [], 'fares'],
  ['Bad.', ['at line 2', 'dataset="x" dataset="fares"', '  '], 'fares'],
  ['Bad. dataset="fares"', ['a last line'], undefined],
  ['Bad. dataset="other"', [], undefined],
  ['Bad. dataset=gpt', [], undefined],
  ['Bad. dataset="fares" and more', [], undefined],
  ['Bad. dataset=fares and more', [], undefined],
  ['Bad. mydataset="fares"', [], undefined],
  ['Bad. dataset=the "fares"', [], undefined],
  ['Bad. dataset=the fares', [], undefined],
  ['dataset="fares"', [], undefined],
  ['Bad.', [], undefined],
])('the error %j with %j is about the dataset %s', (text, more, dataset) => {
  expect(error(text, ...more)).toEqual(dataset && expect.objectContaining({ type: 'dropped', dataset }))
})

test('a dataset with two ways to refresh is named if the error says which one it is', () => {
  const text = "Both a 'refresh_cron' and 'refresh_check_interval' were specified."
  expect(error(`${text} dataset="fares"`)).toMatchObject({
    finding: {
      id: 'dataset:fares:refresh',
      name: 'fares',
      message: expect.stringMatching(/^Dataset `fares` was dropped/),
    },
  })
  const unnamed = error(text)
  expect(unnamed).toMatchObject({
    finding: { id: 'dataset::refresh', message: expect.stringMatching(/^A dataset was dropped/) },
  })
  expect(unnamed).not.toHaveProperty('finding.name')
  for (const odd of ['the fares', 'fares"', '"fares" x']) {
    expect(error(`${text} dataset=${odd}`)).toEqual({
      ...unnamed,
      finding: expect.objectContaining({ message: expect.stringMatching(/^A dataset/) }),
    })
  }
})

test('a localpod without its parent is named', () => {
  const text = "Failed to load localpod dataset 'fares': Parent dataset 'x'"
  expect(error(`${text} doesn't exist.`)).toMatchObject({
    finding: { id: 'dataset:fares:localpod', name: 'fares', message: expect.stringContaining(text) },
  })
  expect(error(`${text} is loading.`)).toBeUndefined()
  expect(error("Table 'x' doesn't exist.")).toBeUndefined()
})

test.each(['Secret', 'Secret reference', 'Error looking up secret'])(
  '%s that cannot be resolved later is only reported, since its parameter may be optional',
  (start) => {
    expect(error(`${start} \`\${ vault:a-b }\` not found`)).toEqual({
      type: 'finding',
      finding: {
        id: 'secret:vault:a-b',
        kind: 'secret',
        name: 'a-b',
        verdict: 'report',
        message: `Secret \`a-b\` could not be resolved: ${start} \`\${ vault:a-b }\` not found`,
        advice: expect.stringMatching(/^Add `a-b`/),
      },
    })
  },
)

test.each(['x Secret `${ vault:k }` not found', 'Secret `${vault:k}` not found', 'Secret `k` not found'])(
  '%j is no report of a secret',
  (text) => {
    expect(error(text)).toBeUndefined()
  },
)

test('what makes an instance useless at once is certain, and has advice of its own', () => {
  expect(error("Cannot load models without the 'models' feature enabled. x")).toMatchObject({
    finding: { id: 'instance:models', kind: 'instance', advice: expect.stringContaining('an image') },
  })
  expect(warn('Unable to determine model type. x')).toMatchObject({
    finding: { id: 'model:type', kind: 'model', advice: expect.stringContaining('Check `from`') },
  })
  expect(warn('Failed to load runnable model: unsupported opset 21')).toMatchObject({
    finding: { id: 'model:runnable', message: 'A model failed to load: unsupported opset 21' },
  })
  // What looks like a name is none.
  expect(warn('Failed to load runnable model: No such file. It is gone')).toMatchObject({
    finding: { id: 'model:runnable', message: 'A model failed to load: No such file. It is gone' },
  })
  expect(warn('Failed to load runnable model:', 'no such file')).toMatchObject({
    finding: { message: 'A model failed to load: no such file' },
  })
  const text = 'Unable to determine model type. x'
  const empty = { components: [], isComplete: true }
  expect(interpret({ level: 'WARN', timeMs: 0, module: 'runtime', text, more: [] }, empty)).toMatchObject({
    finding: { id: 'model:type' },
  })
  expect(error('Unable to load spicepod /app: x')).toMatchObject({
    finding: { id: 'spicepod:unreadable', advice: 'Fix the spicepod and deploy again.' },
  })
})
