// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import type { Finding, SpicepodFacts } from '../../../src/features/doctor/finding.ts'
import type { LogEvent } from '../../../src/features/doctor/log-events.ts'
import { interpret } from '../../../src/features/doctor/log-rules.ts'
import { component, dataset, settings } from './fixture.ts'

/** Each level logs a message of some lines. */
const event = (level: LogEvent['level'], lines: string, spicepod = settings.spicepod, module = 'runtime') => {
  const [text = '', ...more] = lines.split('\n')
  return interpret({ level, timeMs: 0, module, text, more }, spicepod)
}
const info = (lines: string, spicepod?: SpicepodFacts) => event('INFO', lines, spicepod)
const warn = (lines: string, spicepod?: SpicepodFacts) => event('WARN', lines, spicepod)
const error = (lines: string, spicepod?: SpicepodFacts) => event('ERROR', lines, spicepod)

/** The meaning in short: `certain dataset:fares dataset-dropped`, and the reason. */
function short(meaning: ReturnType<typeof interpret>) {
  switch (meaning?.type) {
    case 'findings': {
      const { verdict, kind, name = '', code, reason = '' } = meaning.findings[0] as Finding
      if (verdict === 'retried') return [`${name} is tried again`, reason]
      return [`${verdict} ${kind}:${name} ${code}`, reason]
    }
    case 'recovered':
      return [`${meaning.subject} recovered`, '']
    default:
      return meaning && [meaning.type, '']
  }
}

const loaded = 'All components are loaded. Spice runtime is ready!'
const oneSkipped = 'Loading datasets: 3 tasks dispatched, 1 skipped at accelerator init (of 4 total'

test('only the runtime itself reports its state, by its module', () => {
  const said = (module: string) => event('INFO', loaded, settings.spicepod, module)
  for (const module of ['', 'spiced', 'runtime::init', 'runtime_secrets', 'spiced_x::y']) {
    expect(said(module)).toEqual({ type: 'loaded' })
  }
  for (const module of ['datafusion', 'my_runtime', 'runtimes', 'runtime-x', 'user::runtime']) {
    expect(said(module)).toBeUndefined()
  }
})

test('an event of a lower level means nothing', () => {
  expect(event('DEBUG', loaded)).toBeUndefined()
  expect(event('TRACE', 'Failed to load LLM: gpt. x')).toBeUndefined()
})

test.each<[text: string, meaning: string | undefined]>([
  ['Starting runtime v2.3.2', 'started'],
  ['Secrets: all 3 secret reference(s) resolved.', 'secrets recovered'],
  ['Now: Secrets: all 3 secret reference(s) resolved.', undefined],
  ['Secrets: all secret reference(s) resolved.', undefined],
  ['Model [gpt] deployed, ready for inferencing', 'model:gpt recovered'],
  ['Model [gpt] is loading', undefined],
  ['Embedding [e5] ready to embed', 'embedding:e5 recovered'],
  ['Dataset fares registered (s3://bucket/x), results cache enabled.', 'dataset:fares recovered'],
  ['Loaded 1,024 rows (8 KiB) for dataset fares in 2s', 'dataset:fares recovered'],
  ['Loaded 0 rows for dataset fares in 1ms', 'dataset:fares recovered'],
  ['It says: Loaded 0 rows for dataset fares in 1ms', undefined],
  ['Dataset load summary (after 30s): 3/5 ready, 1 unhealthy, 1 still initializing.', 'summary'],
  ['It says: Dataset load summary (after 30s): 3/5 ready', undefined],
  ['Loading datasets: 4 tasks dispatched, 0 skipped at accelerator init (of 4 total).', undefined],
  [`${oneSkipped}; localpod datasets may be chained).`, 'certain dataset: accelerators-skipped'],
  [`It says: ${oneSkipped})`, undefined],
  ['No datasets or catalogs were configured. If this is unexpected, x', 'certain spicepod: spicepod-empty'],
  ['No datasets were configured.', 'certain spicepod: spicepod-empty'],
  ['Secrets: 1 of 1 secret reference(s) could not be resolved:', undefined],
])('at the level of information, %j means %j', (text, meaning) => {
  expect(short(info(text))?.[0]).toBe(meaning)
})

test('numbers in a line are read with it', () => {
  const summary = info('Dataset load summary (after 60s): 13/15 ready, 2 unhealthy.')
  expect(summary).toEqual({ type: 'summary', ready: 13, total: 15 })
  expect(
    info('Loading datasets: 13 tasks dispatched, 12 skipped at accelerator init (of 25 total)'),
  ).toMatchObject({ findings: [{ count: 12 }] })
})

test('a spicepod that has only views or catalogs is not empty', () => {
  for (const text of ['No datasets were configured.', 'No datasets or catalogs were configured.']) {
    const spicepod = {
      components: [component('view', 'v'), component('catalog', 'c')],
      isKnown: true,
      isComplete: true,
    }
    for (const judge of [info, warn, error]) expect(judge(text, spicepod)).toBeUndefined()
  }
})

const reference = "  ✗ ${ secrets:KEY }  search_engine 'docs' (api_key) — not found in [env]"
const listOf = (count: number) => `Secrets: ${count} of 999 secret reference(s) could not be resolved:`

test('a list of secrets has a finding for each reference, with what uses it', () => {
  const other = "✗ ${ a-b:c-d }    view 'v' (x) — store 'a-b' error: timed out"
  expect(warn([listOf(2), reference, other, 'Docs'].join('\n'))).toEqual({
    type: 'findings',
    isCut: false,
    findings: [
      {
        code: 'secret-unresolved',
        kind: 'secret',
        name: 'KEY',
        verdict: 'certain',
        reason: 'not found in [env]',
        store: 'secrets',
        usedBy: { kind: 'search_engine', name: 'docs', param: 'api_key' },
      },
      expect.objectContaining({ code: 'secret-store-failed', name: 'c-d', store: 'a-b' }),
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
])('a reference %s is no finding of its own', (_, line) => {
  const findings = [{ code: 'secrets-unresolved', count: 1 }]
  expect(warn(`${listOf(1)}\n${line}`)).toMatchObject({ findings })
})

test('a list of secrets is cut if it has fewer references than it says, up to two hundred', () => {
  const isCut = (expected: number, listed: number) =>
    warn([listOf(expected), ...Array<string>(listed).fill(reference), 'Docs'].join('\n'))
  expect(isCut(3, 2)).toMatchObject({ isCut: true })
  expect(isCut(3, 3)).toMatchObject({ isCut: false })
  expect(isCut(900, 199)).toMatchObject({ isCut: true })
  expect(isCut(900, 200)).toMatchObject({ isCut: false })
})

test.each([
  'Secrets: 1234567 of 9 secret reference(s) could not be resolved:',
  'Now: Secrets: 1 of 9 secret reference(s) could not be resolved:',
])('%j is no list of secrets', (text) => {
  expect(warn(`${text}\n${reference}`)).toBeUndefined()
})

const gpt = 'certain model:gpt model-failed'
const region = 'certain dataset:trips dataset-bucket-region'
const untilBack = 'Serving data from the existing acceleration until it is back.'
const refused = '(postgres). TLS failed\ntwice'
const quotedRedirect = 'Error initializing dataset trips. It says "Received redirect without LOCATION"'
test.each<[lines: string, meaning: string | undefined, ...reasons: string[]]>([
  ['Failed to load LLM: gpt.', gpt, ''],
  ['Failed to load LLM: gpt', gpt, ''],
  ['Failed to load LLM: gpt-4.1. No\nquota', 'certain model:gpt-4.1 model-failed', 'No\nquota'],
  ['Failed to load LLM: gpt-4.1', 'certain model:gpt-4.1 model-failed', ''],
  ['Failed to load LLM: gpt-4. x', 'report model:gpt-4 model-failed', 'x'],
  ['Failed to load LLM: other.model. x', 'report model:other.model model-failed', 'x'],
  ['Failed to load LLM: . x', undefined],
  ['Failed to load LLM: gpt-5', undefined],
  ['Failed to load embedding e5. No', 'certain embedding:e5 model-failed', 'No'],
  // A model has that name.
  ['Failed to load embedding gpt. x', 'report embedding:gpt model-failed', 'x'],
  ['Failed to load model gpt from spicepod.', gpt, 'Failed to load model gpt from spicepod.'],
  ['Model gpt includes a non-existent path: /x', gpt, 'Model gpt includes a non-existent path: /x'],
  ['Failed to load runnable model: gpt. x', gpt, 'x'],
  // What looks like a name is none.
  ['Failed to load runnable model: No such file. Gone', 'certain model: model-failed', 'No such file. Gone'],
  ['Failed to load runnable model:\nno such file', 'certain model: model-failed', 'no such file'],
  ['Unable to determine model type', 'certain model: model-type-unknown', 'Unable to determine model type'],
  ['Failed to parse spicepod.yaml: x', 'certain spicepod: spicepod-unreadable'],
  ['Unable to load spicepod /app: x', 'certain spicepod: spicepod-unreadable'],
  ['Invalid Cayenne configuration: datasets use different x', 'certain spicepod: spicepod-unreadable'],
  ['spicepod.yaml not found in /app', 'certain spicepod: spicepod-unreadable'],
  ['Cannot start the Spice runtime without a valid spicepod.yaml', 'certain spicepod: spicepod-unreadable'],
  ['The accelerator engine duckdb is not available. Valid engines are x', undefined],
  ['trips The accelerator engine duckdb is not available. Valid', 'certain dataset:trips accelerator-failed'],
  ['trips The accelerator engine duckdb failed to initialize', 'certain dataset:trips accelerator-failed'],
  ['other The accelerator engine duckdb is not available. x', undefined],
  // A model has that name.
  ['gpt The accelerator engine duckdb is not available. x', undefined],
  [`Cannot connect to the dataset fares ${refused}`, 'fares is tried again', refused],
  ['Cannot connect to the dataset other (postgres). No', 'other is tried again', '(postgres). No'],
  ['Error initializing dataset trips. Error: Received redirect without LOCATION, x', region],
  ['Cannot connect to the dataset trips Received redirect without LOCATION', region],
  ['Query failed: Failed to parse spicepod.yaml: x', undefined],
  [`Failed to connect to the source for dataset fares. ${untilBack}`, undefined],
  ['Error initializing dataset other. No data files are yet available', 'other is tried again'],
  ['Secret store `x` failed while looking up secret `k`: timed out', undefined],
])('%j means %j, as a warning and as an error', (lines, meaning, ...reasons) => {
  for (const judge of [warn, error]) {
    const [found, why] = short(judge(lines)) ?? []
    expect(found).toBe(meaning)
    for (const reason of reasons) expect(why).toBe(reason)
  }
})

test.each<[text: string, dataset: string, asError: string]>([
  ['Error initializing dataset fares. No', 'fares', 'certain dataset:fares dataset-invalid'],
  [quotedRedirect, 'trips', 'certain dataset:trips dataset-invalid'],
  ['Error initializing dataset other. x', 'other', 'other is tried again'],
  ['Error initializing dataset other. Received redirect without LOCATION', 'other', 'other is tried again'],
])('%j means as a warning that %s is tried again, and %j as an error', (text, name, asError) => {
  expect(short(warn(text))?.[0]).toBe(`${name} is tried again`)
  expect(short(error(text))?.[0]).toBe(asError)
})

const uninitialized = 'certain dataset:fares dataset-uninitialized'
const skipped = 'Dataset is accelerated but the accelerator failed to initialize.'
const parentMissing = "Failed to load localpod dataset 'fares': Parent dataset 'taxi' doesn't exist."
test.each<[text: string, meaning: string | undefined]>([
  ['Dataset fares missing from initialization results', uninitialized],
  ['Dataset fares missing from accelerator initialization results', uninitialized],
  ['Dataset other missing from initialization results', undefined],
  [`${skipped} dataset="trips"`, 'certain dataset:trips accelerator-failed'],
  [skipped, 'certain dataset: accelerator-failed'],
  ["Cannot load models without the 'models' feature enabled. x", 'certain instance: models-unsupported'],
  [parentMissing, 'certain dataset:fares dataset-parent-missing'],
  [parentMissing.replace("doesn't exist", 'is loading'), undefined],
  ['Secret `${ vault:a-b }` not found', 'report secret:a-b secret-empty'],
  ['Secret reference `${ vault:a-b }` not found', 'report secret:a-b secret-empty'],
  ['Error looking up secret `${ vault:a-b }` not found', 'report secret:a-b secret-empty'],
  ['Secret `${vault:k}` not found', undefined],
])('%j means nothing as a warning, and %j as an error, which is final', (text, meaning) => {
  expect(warn(text)).toBeUndefined()
  expect(short(error(text))?.[0]).toBe(meaning)
})

test('an error about a dataset of a spicepod that is not known in full is final, too', () => {
  const open = { components: [], isKnown: true, isComplete: false }
  const invalid = ['certain dataset:a.b dataset-invalid', 'x']
  expect(short(error('Error initializing dataset a.b. x', open))).toEqual(invalid)
  const missing = short(error('Dataset a missing from initialization results', open))
  expect(missing?.[0]).toMatch(/^certain dataset:a /)
  expect(short(warn('Failed to load LLM: other. x', open))?.[0]).toBe('certain model:other model-failed')
})

test('a table that two schemas have is a dataset without a name', () => {
  const text = 'rides The accelerator engine duckdb is not available. x'
  const of = (...names: string[]) => ({
    components: names.map((name) => dataset(name)),
    isKnown: true,
    isComplete: true,
  })
  expect(warn(text, of('a.rides', 'fares'))).toMatchObject({ findings: [{ name: 'a.rides' }] })
  expect(warn(text, of('a.rides', 'b.rides'))).toMatchObject({ findings: [{ name: undefined }] })
})

test.each<[lines: string, name: string | undefined]>([
  ['Bad. dataset=fares', 'fares'],
  ['Bad.\nat line 2\ndataset="x" dataset="fares"\n  ', 'fares'],
  ['Bad. dataset="the fares"', 'the fares'],
  ['Bad. dataset=""', ''],
  ['Bad. dataset="fares"\na last line', undefined],
  ['Bad. dataset=fares and more', undefined],
  ['Bad. mydataset="fares"', undefined],
  ['Bad. dataset=the fares', undefined],
  ['Bad. dataset="other"', undefined],
  ['Bad. dataset=gpt', undefined],
])('the error %j means that dataset %j was dropped', (lines, name) => {
  const names = ['fares', 'the fares', '', 'x', 'the', 'the "fares']
  const spicepod = {
    components: [...names.map((each) => dataset(each)), component('model', 'gpt')],
    isKnown: true,
    isComplete: true,
  }
  const dropped = [`certain dataset:${name} dataset-dropped`, lines.trim()]
  expect(short(error(lines, spicepod))).toEqual(name === undefined ? undefined : dropped)
  expect(warn(lines, spicepod)).toBeUndefined()
})

test('a dataset with a reserved name is dropped for that', () => {
  const spicepod = { components: [dataset('runtime')], isKnown: true, isComplete: true }
  const text = "The name 'runtime' is reserved for the runtime. Specify a different name."
  expect(short(error(text, spicepod))).toEqual(['certain dataset:runtime dataset-name-reserved', text])
  expect(error(text)).toBeUndefined()
  expect(error(`It says: ${text}`, spicepod)).toBeUndefined()
})

test('a dataset with two ways to refresh is named if the error says which one it is', () => {
  const text = "Both a 'refresh_cron' and 'refresh_check_interval' were specified."
  const meant = (end: string) => short(error(`${text}${end}`))?.[0]
  expect(meant(' dataset="fares"')).toBe('certain dataset:fares refresh-conflict')
  for (const end of ['', ' dataset=the fares', ' dataset=fares"', ' dataset="fares" x']) {
    expect(meant(end)).toBe('certain dataset: refresh-conflict')
    expect(warn(`${text}${end}`)).toBeUndefined()
  }
})

test('a reason has at most eleven lines', () => {
  const more = Array.from({ length: 12 }, (_, index) => `l${index}`).join('\n')
  expect(short(warn(`Failed to load LLM: gpt. x\n${more}`))?.[1]).toMatch(/^x\nl0\n.*\nl9$/s)
})

test('a line without a name is about the only model of a spicepod that is known in full', () => {
  const one = { components: [component('model', 'm')], isKnown: true, isComplete: true }
  for (const text of ['Unable to determine model type. x', 'Failed to load runnable model: x']) {
    expect(warn(text, one)).toMatchObject({ findings: [{ name: 'm' }] })
    expect(warn(text, { ...one, isKnown: true, isComplete: false })).toMatchObject({
      findings: [{ name: undefined }],
    })
    expect(warn(text, { ...one, components: [] })).toMatchObject({ findings: [{ name: undefined }] })
  }
})

test('the longer one of two names with dots is found first', () => {
  const models = ['a', 'a.b'].map((name) => component('model', name))
  for (const components of [models, models.toReversed()]) {
    const found = warn('Failed to load LLM: a.b. x', { components, isKnown: true, isComplete: true })
    expect(found).toMatchObject({ findings: [{ name: 'a.b' }] })
  }
})
