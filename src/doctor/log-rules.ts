import { excerpt } from '../platform/excerpt.ts'
import { parseName } from '../spicepod/names.ts'
import { type Finding, type SpicepodFacts, subjectOf } from './finding.ts'
import { fieldOf, type LogEvent } from './log-events.ts'

export type Meaning =
  | { type: 'started' }
  /** Every component is loaded: earlier errors did not matter. */
  | { type: 'loaded' }
  /** Counts of datasets. No reason is given for those that are not ready. */
  | { type: 'summary'; ready: number; total: number }
  /** Earlier findings about a component are void, or with `secrets` all about secrets. */
  | { type: 'recovered'; subject: string }
  /** References to secrets that could not be resolved. Their list may be cut. */
  | { type: 'secrets'; isCut: boolean; findings: readonly Finding[] }
  | { type: 'finding'; finding: Finding }

/** A longer list of secrets is not worth another request. */
const maxListedSecrets = 200
/** Lines of a message, after the first, that are part of the reason. */
const maxReasonLines = 10

/** Interprets an event by its level and the start of its message, because foreign text stands in the middle. */
export function interpret(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const { level } = event
  if (level === 'INFO') return interpretInfo(event, spicepod)
  if (level === 'WARN') return interpretSecrets(event) ?? interpretTrouble(event, spicepod)
  if (level !== 'ERROR') return undefined
  const meaning = interpretFinal(event, spicepod) ?? interpretTrouble(event, spicepod)
  return meaning ?? interpretDropped(event, spicepod)
}

function interpretInfo({ text, module }: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  if (!/^((runtime|spiced)(_\w+)?(::|$)|$)/.test(module)) return undefined
  if (text.startsWith('Starting runtime ')) return { type: 'started' }
  if (text.startsWith('All components are loaded')) return { type: 'loaded' }
  if (/^Secrets: all \d+ secret reference\(s\) resolved/.test(text)) {
    return { type: 'recovered', subject: 'secrets' }
  }
  const [, model] = /^Model \[(.*?)\] deployed, ready for inferencing/s.exec(text) ?? []
  if (model !== undefined) return recovered('model', model)
  const [, embedding] = /^Embedding \[(.*?)\] ready to embed/s.exec(text) ?? []
  if (embedding !== undefined) return recovered('embedding', embedding)
  const [, loaded = ''] = /^Loaded \S+ rows (?:\([^)]*\) )?(for dataset .*)/s.exec(text) ?? []
  const dataset =
    findName(text, 'Dataset ', ' registered', 'dataset', spicepod) ??
    findName(loaded, 'for dataset ', ' in ', 'dataset', spicepod)
  if (dataset !== undefined) return recovered('dataset', dataset.name)
  const [, ready, total] = /^Dataset load summary \([^)]*\): (\d{1,6})\/(\d{1,6}) ready\b/.exec(text) ?? []
  if (ready !== undefined) return { type: 'summary', ready: Number(ready), total: Number(total) }
  // Datasets whose accelerator failed are not loaded before the next start.
  const [, skipped] =
    /^Loading datasets: \d+ tasks dispatched, ([1-9]\d{0,5}) skipped at accelerator init\b/.exec(text) ?? []
  if (skipped !== undefined) return toFinding('accelerators-skipped', 'dataset', { count: Number(skipped) })
  return interpretEmpty(text, spicepod)
}

function recovered(kind: Finding['kind'], name: string): Meaning {
  return { type: 'recovered', subject: subjectOf({ kind, name }) }
}

/** The runtime calls any spicepod without datasets empty, also one with views or catalogs. */
function interpretEmpty(text: string, { components, isKnown }: SpicepodFacts): Meaning | undefined {
  const isEmpty = /^No datasets (or catalogs )?were configured\./.test(text)
  const hasDatasets = isKnown && components.some(({ kind }) => kind === 'dataset')
  return isEmpty && hasDatasets ? toFinding('spicepod-empty', 'spicepod') : undefined
}

function interpretSecrets({ text, more }: LogEvent): Meaning | undefined {
  const [start, amount] =
    /^Secrets: (\d{1,6}) of \d{1,6} secret reference\(s\) could not be resolved:/.exec(text) ?? []
  if (start === undefined) return undefined
  const count = Number(amount)
  const named = more.flatMap((line) => readSecret(line) ?? [])
  const unnamed: Finding = { code: 'secrets-unresolved', kind: 'secret', verdict: 'certain', count }
  const listed = more.filter((line) => line.trimStart().startsWith('✗')).length
  return {
    type: 'secrets',
    isCut: listed < Math.min(count, maxListedSecrets),
    findings: named.length === 0 && count > 0 ? [unnamed] : named,
  }
}

export const secretLine = /^\s*✗ \$\{ ([\w-]+):([\w-]+) \}\s+([a-z_]+) '/

function readSecret(line: string): Finding | undefined {
  const [start, store = '', key = '', kind = ''] = secretLine.exec(line) ?? []
  if (start === undefined) return undefined
  // One pattern for the whole line would take quadratic time.
  const [, name = '', use = ''] = /^(.*?)' \((.*)/s.exec(line.slice(start.length)) ?? []
  const [, param, reason = ''] = /^(.*?)\) — (.*)/s.exec(use) ?? []
  if (param === undefined) return undefined
  const [, code] = secretCodes.find(([start]) => reason.startsWith(start)) ?? secretCodes[2]
  return { code, kind: 'secret', name: key, verdict: 'certain', reason, store, usedBy: { kind, name, param } }
}

const secretCodes = [
  ['references undefined store', 'secret-store-undefined'],
  ['store ', 'secret-store-failed'],
  ['', 'secret-unresolved'],
] as const

function interpretTrouble(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  if (unreadable.some((start) => event.text.startsWith(start))) {
    return toFinding('spicepod-unreadable', 'spicepod', { reason: reasonOf(event) })
  }
  return (
    interpretModel(event, spicepod) ??
    interpretEmpty(event.text, spicepod) ??
    interpretAccelerator(event, spicepod) ??
    interpretConnection(event, spicepod)
  )
}

/** Sentences about a model that did not load. Models are loaded once. The name stands between two texts. */
const modelFailures: readonly [kind: 'model' | 'embedding', before: string, after: string][] = [
  ['model', 'Failed to load LLM: ', '.'],
  ['model', 'Failed to load model ', ' from spicepod.'],
  ['model', 'Model ', ' includes a non-existent path: '],
  ['embedding', 'Failed to load embedding ', '.'],
]

function interpretModel(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  for (const [kind, before, after] of modelFailures) {
    const match = findName(event.text, before, after, kind, spicepod)
    if (match === undefined) continue
    const { name, isOurs, rest } = match
    const reason = reasonOf(event, after === '.' ? rest : event.text)
    return toFinding('model-failed', kind, { name, verdict: isOurs ? 'certain' : 'report', reason })
  }
  const [only, another] = spicepod.components.filter(({ kind }) => kind === 'model')
  const name = spicepod.isComplete && another === undefined ? only?.name : undefined
  const runnable = 'Failed to load runnable model:'
  if (event.text.startsWith('Unable to determine model type')) {
    return toFinding('model-type-unknown', 'model', { name, reason: reasonOf(event) })
  }
  if (!event.text.startsWith(runnable)) return undefined
  // This sentence usually has an error in place of a name.
  const { component, rest } = findName(event.text, `${runnable} `, '.', 'model', spicepod) ?? {}
  const reason = reasonOf(event, component === undefined ? event.text.slice(runnable.length) : rest)
  return toFinding('model-failed', 'model', { name: component?.name ?? name, reason })
}

/** Sentences after which the runtime exits, or goes on without any component. */
const unreadable = [
  'Unable to load spicepod ',
  'Failed to parse spicepod.yaml:',
  'Unable to load duplicate spicepod ',
  'Invalid Cayenne configuration: ',
  'spicepod.yaml not found in ',
  'Cannot start the Spice runtime without a valid spicepod.yaml',
]

const engineStart = ' The accelerator engine '

/** Finds accelerators that failed for good, in sentences that begin with the table's name, without its schema. */
function interpretAccelerator(event: LogEvent, { components }: SpicepodFacts): Meaning | undefined {
  const { text } = event
  const engine = text.indexOf(engineStart)
  if (
    engine < 0 ||
    !/ (is not available|failed to initialize)\b/.test(text.slice(engine + engineStart.length))
  ) {
    return undefined
  }
  const [dataset, another] = components.filter(
    ({ kind, name }) =>
      kind === 'dataset' && text.startsWith(`${parseName(name).parts.at(-1)}${engineStart}`),
  )
  if (dataset === undefined) return undefined
  // Two schemas may have a table of the same name.
  const name = another === undefined ? dataset.name : undefined
  return toFinding('accelerator-failed', 'dataset', { name, reason: reasonOf(event) })
}

/** The runtime retries failed connections. No retry finds a bucket in the wrong region. */
function interpretConnection(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const initialized = findName(event.text, 'Error initializing dataset ', '.', 'dataset', spicepod)
  const match =
    initialized ?? findName(event.text, 'Cannot connect to the dataset ', ' ', 'dataset', spicepod)
  if (match === undefined) return undefined
  const { name, component, rest } = match
  const reason = reasonOf(event, rest)
  const isS3 = spicepod.isKnown && component?.from?.startsWith('s3:') === true
  if (isS3 && /(^|[^"'`\w])Received redirect without LOCATION/.test(reason)) {
    return toFinding('dataset-bucket-region', 'dataset', { name, reason })
  }
  return event.level === 'ERROR' && initialized?.isOurs
    ? toFinding('dataset-invalid', 'dataset', { name, reason })
    : toFinding('dataset-unreachable', 'dataset', { name, verdict: 'retried', reason })
}

/** Newer runtimes log an ERROR only after the last retry. */
function interpretFinal(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const { text } = event
  if (text.startsWith("Cannot load models without the 'models' feature enabled.")) {
    return toFinding('models-unsupported', 'instance')
  }
  const [localpodStart = '', localpod] =
    /^Failed to load localpod dataset '(.*?)': Parent dataset '/s.exec(text) ?? []
  if (localpod !== undefined && text.includes("' doesn't exist.", localpodStart.length)) {
    return toFinding('dataset-parent-missing', 'dataset', { name: localpod, reason: text })
  }
  if (text.startsWith('Dataset is accelerated but the accelerator failed to initialize.')) {
    const name = fieldOf(event, 'dataset')
    return toFinding('accelerator-failed', 'dataset', { name, reason: reasonOf(event) })
  }
  if (text.startsWith("Both a 'refresh_cron' and 'refresh_check_interval' were specified.")) {
    return toFinding('refresh-conflict', 'dataset', { name: fieldOf(event, 'dataset') })
  }
  for (const results of ['initialization results', 'accelerator initialization results']) {
    const match = findName(text, 'Dataset ', ` missing from ${results}`, 'dataset', spicepod)
    if (match?.isOurs) return toFinding('dataset-uninitialized', 'dataset', { name: match.name })
  }
  // At its start, the runtime does not check all secrets. The parameter may be optional.
  const [, store = '', secret] =
    /^(?:Secret|Secret reference|Error looking up secret) `\$\{ ([\w-]+):([\w-]+) \}`/.exec(text) ?? []
  return secret === undefined
    ? undefined
    : toFinding('secret-empty', 'secret', { name: secret, verdict: 'report', reason: text, store })
}

/** The runtime skips a dataset that an error names, unless its list has the dataset. */
function interpretDropped(event: LogEvent, { components }: SpicepodFacts): Meaning | undefined {
  const [, reserved] = /^The name '(.*?)' is reserved/s.exec(event.text) ?? []
  const name = reserved ?? fieldOf(event, 'dataset')
  const isOurs = components.some((component) => component.kind === 'dataset' && component.name === name)
  const code = reserved === undefined ? 'dataset-dropped' : 'dataset-name-reserved'
  return isOurs ? toFinding(code, 'dataset', { name, reason: reasonOf(event) }) : undefined
}

/** Makes a finding, which is certain by default. */
function toFinding(
  code: Finding['code'],
  kind: Finding['kind'],
  more: Partial<Omit<Finding, 'code' | 'kind'>> = {},
): Meaning {
  return { type: 'finding', finding: { code, kind, verdict: 'certain', ...more } }
}

/** Finds a name in a sentence. Names may have dots, so names in the spicepod are tried first, longest first. */
function findName(
  text: string,
  before: string,
  after: string,
  kind: Finding['kind'],
  { components, isComplete }: SpicepodFacts,
) {
  if (!text.startsWith(before)) return undefined
  const rest = text.slice(before.length)
  const component = components
    .filter((candidate) => candidate.kind === kind && rest.startsWith(candidate.name))
    .sort((left, right) => right.name.length - left.name.length)
    .find(({ name }) => rest.startsWith(after, name.length) || (after === '.' && rest === name))
  const end = component?.name.length ?? (after === '.' ? rest.search(/\.(\s|$)/) : rest.indexOf(after))
  if (end <= 0) return undefined
  // A component that the whole spicepod does not have cannot be one of this deployment.
  const isOurs = component !== undefined || !isComplete
  // A secret in a sentence may have what ends the name.
  const [from, to] = [before.length, before.length + end]
  const name = component?.name ?? (excerpt(text, from, to) || '***')
  return { name, component, isOurs, rest: excerpt(text, to + after.length, text.length) }
}

function reasonOf({ text, more }: LogEvent, first = text): string {
  return [first, ...more.slice(0, maxReasonLines)].join('\n').trim()
}
