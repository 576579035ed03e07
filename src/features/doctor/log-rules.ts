import type { ProblemKind } from '../../core/problem.ts'
import { excerpt } from '../../platform/excerpt.ts'
import { parseName } from '../../spicepod/names.ts'
import { type Finding, type SpicepodFacts, subjectOf } from './finding.ts'
import { fieldOf, type LogEvent } from './log-events.ts'
import type { FindingCode } from './words.ts'

type Meaning =
  | { type: 'started' }
  /** Every component is loaded: earlier errors did not matter. */
  | { type: 'loaded' }
  /** Counts of datasets. No reason is given for those that are not ready. */
  | { type: 'summary'; ready: number; total: number }
  /** Earlier findings about a component are void, or with `secrets` all about secrets. */
  | { type: 'recovered'; subject: string }
  /** A list of secrets may be cut. */
  | { type: 'findings'; findings: readonly Finding[]; isCut?: boolean }

type Code = FindingCode | 'started' | 'loaded' | 'recovered'
type Rule = readonly [level: 'INFO' | 'WARN' | 'ERROR', pattern: string, code: Code, kind: ProblemKind]

/**
 * What the runtime says, by the level and the start of the sentence, because foreign text stands in the middle. The first
 * rule that fits is used. A rule for WARN holds for ERROR, too, and one for ERROR only for components of the spicepod.
 * `{name}` is a name, `{own}` one of the spicepod. After a pattern that ends with a sign or a space comes the reason; of
 * others, the whole sentence is the reason.
 */
const table: readonly Rule[] = [
  ['INFO', 'Starting runtime ', 'started', 'instance'],
  ['INFO', 'All components are loaded', 'loaded', 'instance'],
  ['INFO', 'Model [{name}] deployed, ready for inferencing', 'recovered', 'model'],
  ['INFO', 'Embedding [{name}] ready to embed', 'recovered', 'embedding'],
  ['INFO', 'Dataset {name} registered', 'recovered', 'dataset'],
  ['INFO', 'Loaded dataset {name} in ', 'recovered', 'dataset'],
  ['INFO', 'No datasets were configured.', 'spicepod-empty', 'spicepod'],
  ['INFO', 'No datasets or catalogs were configured.', 'spicepod-empty', 'spicepod'],
  ['WARN', 'No datasets were configured.', 'spicepod-empty', 'spicepod'],
  ['WARN', 'No datasets or catalogs were configured.', 'spicepod-empty', 'spicepod'],
  // The runtime exits, or goes on without any component.
  ['WARN', 'Unable to load spicepod', 'spicepod-unreadable', 'spicepod'],
  ['WARN', 'Failed to parse spicepod.yaml', 'spicepod-unreadable', 'spicepod'],
  ['WARN', 'Unable to load duplicate spicepod', 'spicepod-unreadable', 'spicepod'],
  ['WARN', 'Invalid Cayenne configuration', 'spicepod-unreadable', 'spicepod'],
  ['WARN', 'spicepod.yaml not found in', 'spicepod-unreadable', 'spicepod'],
  ['WARN', 'Cannot start the Spice runtime without a valid spicepod.yaml', 'spicepod-unreadable', 'spicepod'],
  // Models are loaded once.
  ['WARN', 'Failed to load LLM: {name}.', 'model-failed', 'model'],
  ['WARN', 'Failed to load model {name} from spicepod', 'model-failed', 'model'],
  ['WARN', 'Model {name} includes a non-existent path', 'model-failed', 'model'],
  ['WARN', 'Failed to load embedding {name}.', 'model-failed', 'embedding'],
  // There is usually an error in place of a name.
  ['WARN', 'Failed to load runnable model: {own}.', 'model-failed', 'model'],
  ['WARN', 'Failed to load runnable model:', 'model-failed', 'model'],
  ['WARN', 'Unable to determine model type', 'model-type-unknown', 'model'],
  ['ERROR', "Cannot load models without the 'models' feature enabled", 'models-unsupported', 'instance'],
  // Failed connections are retried. Newer runtimes log an ERROR only after the last retry.
  ['ERROR', 'Error initializing dataset {name}.', 'dataset-invalid', 'dataset'],
  ['WARN', 'Error initializing dataset {name}.', 'dataset-unreachable', 'dataset'],
  ['WARN', 'Cannot connect to the dataset {name} ', 'dataset-unreachable', 'dataset'],
  ['ERROR', 'Dataset {name} missing from initialization results', 'dataset-uninitialized', 'dataset'],
  ['ERROR', 'Dataset {name} missing from accelerator initialization', 'dataset-uninitialized', 'dataset'],
  [
    'ERROR',
    "Failed to load localpod dataset '{name}': Parent dataset '…' doesn't exist.",
    'dataset-parent-missing',
    'dataset',
  ],
  ['ERROR', "The name '{own}' is reserved", 'dataset-name-reserved', 'dataset'],
  ['ERROR', "Both a 'refresh_cron' and 'refresh_check_interval' were", 'refresh-conflict', 'dataset'],
  ['ERROR', 'Dataset is accelerated but the accelerator failed', 'accelerator-failed', 'dataset'],
]

const rules = table.map(([level, pattern, code, kind]) => {
  const [before = '', placeholder, after, , end = ''] = pattern.split(/\{(name|own)\}|…/)
  const hasReason = end === '' && /[.: ]$/.test(pattern)
  return { level, before, after, end, isOwn: placeholder === 'own', hasReason, code, kind }
})

/** A longer list of secrets is not worth another request. */
const maxListedSecrets = 200
/** Lines of a message, after the first, that are part of the reason. */
const maxReasonLines = 10

export function interpret(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const { level, module, text } = event
  const isOfRuntime = /^((runtime|spiced)(_\w+)?(::|$)|$)/.test(module)
  if (level === 'TRACE' || level === 'DEBUG' || (level === 'INFO' && !isOfRuntime)) return undefined
  const sentence = text.replace(/^Loaded \S+ rows (?:\([^)]*\) )?for dataset /, 'Loaded dataset ')
  for (const rule of rules) {
    if (rule.level !== level && !(rule.level === 'WARN' && level === 'ERROR')) continue
    const meaning =
      sentence.startsWith(rule.before) && applyRule(rule, { ...event, text: sentence }, spicepod)
    if (meaning) return meaning
  }
  if (level === 'INFO') return readCounts(text)
  const meaning = readSecrets(event) ?? readAccelerator(event, spicepod)
  return meaning ?? (level === 'ERROR' ? readError(event, spicepod) : undefined)
}

function applyRule(
  { level, before, after, end, isOwn, hasReason, code, kind }: (typeof rules)[number],
  event: LogEvent,
  spicepod: SpicepodFacts,
): Meaning | undefined {
  if (code === 'started' || code === 'loaded') return { type: code }
  const { components, isKnown, isComplete } = spicepod
  const match = after === undefined ? undefined : findName(event.text, before, after, kind, spicepod)
  const { component, rest = event.text.slice(before.length) } = match ?? {}
  if (after !== undefined && (match === undefined || (isOwn && component === undefined))) return undefined
  // A component that the whole spicepod does not have cannot be one of this deployment.
  const isOurs = component !== undefined || match === undefined || !isComplete
  if ((level === 'ERROR' && !isOurs) || !rest.includes(end)) return undefined
  if (code === 'recovered') return { type: code, subject: subjectOf({ kind, name: match?.name ?? '' }) }
  // The runtime calls any spicepod without datasets empty, even one with views or catalogs.
  const isEmpty = !isKnown || components.every((candidate) => candidate.kind !== 'dataset')
  if (code === 'spicepod-empty' && isEmpty) return undefined
  const reason = reasonOf(event, hasReason ? rest : event.text)
  const name = match?.name ?? findUnnamed(kind, event, spicepod)
  const finding = { code, kind, name, verdict: isOurs ? 'certain' : 'report', reason } as const
  if (code !== 'dataset-invalid' && code !== 'dataset-unreachable') return toMeaning(finding)
  // No retry finds a bucket in the wrong region.
  const isS3 = isKnown && component?.from?.startsWith('s3:') === true
  if (isS3 && /(^|[^"'`\w])Received redirect without LOCATION/.test(reason)) {
    return toMeaning({ ...finding, code: 'dataset-bucket-region' })
  }
  return toMeaning(code === 'dataset-invalid' ? finding : { ...finding, verdict: 'retried' })
}

/** A dataset may be named at the end of a sentence, and a model is known if the spicepod has no other. */
function findUnnamed(kind: ProblemKind, event: LogEvent, spicepod: SpicepodFacts): string | undefined {
  if (kind === 'dataset') return fieldOf(event, 'dataset')
  const [only, another] = spicepod.components.filter((component) => component.kind === 'model')
  return kind === 'model' && spicepod.isComplete && another === undefined ? only?.name : undefined
}

function readCounts(text: string): Meaning | undefined {
  if (/^Secrets: all \d+ secret reference\(s\) resolved/.test(text)) {
    return { type: 'recovered', subject: 'secrets' }
  }
  const [, ready, total] = /^Dataset load summary \([^)]*\): (\d{1,6})\/(\d{1,6}) ready\b/.exec(text) ?? []
  if (ready !== undefined) return { type: 'summary', ready: Number(ready), total: Number(total) }
  // Datasets whose accelerator failed are not loaded before the next start.
  const [, skipped] =
    /^Loading datasets: \d+ tasks dispatched, ([1-9]\d{0,5}) skipped at accelerator init\b/.exec(text) ?? []
  if (skipped === undefined) return undefined
  return toMeaning({
    code: 'accelerators-skipped',
    kind: 'dataset',
    verdict: 'certain',
    count: Number(skipped),
  })
}

function readSecrets({ text, more }: LogEvent): Meaning | undefined {
  const [start, amount] =
    /^Secrets: (\d{1,6}) of \d{1,6} secret reference\(s\) could not be resolved:/.exec(text) ?? []
  if (start === undefined) return undefined
  const count = Number(amount)
  const named = more.flatMap((line) => readSecret(line) ?? [])
  const unnamed: Finding = { code: 'secrets-unresolved', kind: 'secret', verdict: 'certain', count }
  const listed = more.filter((line) => line.trimStart().startsWith('✗')).length
  return {
    type: 'findings',
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
  const isUndefined = reason.startsWith('references undefined store')
  const code = isUndefined
    ? 'secret-store-undefined'
    : reason.startsWith('store ')
      ? 'secret-store-failed'
      : 'secret-unresolved'
  return { code, kind: 'secret', name: key, verdict: 'certain', reason, store, usedBy: { kind, name, param } }
}

const engineStart = ' The accelerator engine '

/** Finds accelerators that failed for good, in sentences that begin with the table's name, without its schema. */
function readAccelerator(event: LogEvent, { components }: SpicepodFacts): Meaning | undefined {
  const { text } = event
  const engine = text.indexOf(engineStart)
  const isFailure = / (is not available|failed to initialize)\b/.test(text.slice(engine + engineStart.length))
  if (engine < 0 || !isFailure) return undefined
  const [dataset, another] = components.filter(
    ({ kind, name }) =>
      kind === 'dataset' && text.startsWith(`${parseName(name).parts.at(-1)}${engineStart}`),
  )
  // Two schemas may have a table of the same name.
  const name = another === undefined ? dataset?.name : undefined
  const finding = { code: 'accelerator-failed', kind: 'dataset', name, verdict: 'certain' } as const
  return dataset && toMeaning({ ...finding, reason: reasonOf(event) })
}

function readError(event: LogEvent, { components }: SpicepodFacts): Meaning | undefined {
  // At its start, the runtime does not check all secrets. The parameter may be optional.
  const [, store, secret] =
    /^(?:Secret|Secret reference|Error looking up secret) `\$\{ ([\w-]+):([\w-]+) \}`/.exec(event.text) ?? []
  const reason = reasonOf(event)
  if (store !== undefined) {
    return toMeaning({
      code: 'secret-empty',
      kind: 'secret',
      name: secret,
      verdict: 'report',
      reason: event.text,
      store,
    })
  }
  // The runtime skips a dataset that an error names, unless its list has the dataset.
  const name = fieldOf(event, 'dataset')
  const isOurs = components.some((component) => component.kind === 'dataset' && component.name === name)
  const dropped = { code: 'dataset-dropped', kind: 'dataset', name, verdict: 'certain', reason } as const
  return isOurs ? toMeaning(dropped) : undefined
}

function toMeaning(finding: Finding): Meaning {
  return { type: 'findings', findings: [finding] }
}

/** Finds a name in a sentence. Names may have dots, so names in the spicepod are tried first, longest first. */
function findName(
  text: string,
  before: string,
  after: string,
  kind: Finding['kind'],
  { components }: SpicepodFacts,
) {
  if (!text.startsWith(before)) return undefined
  const rest = text.slice(before.length)
  const component = components
    .filter((candidate) => candidate.kind === kind && rest.startsWith(candidate.name))
    .sort((left, right) => right.name.length - left.name.length)
    .find(({ name }) => rest.startsWith(after, name.length) || (after === '.' && rest === name))
  const end = component?.name.length ?? (after === '.' ? rest.search(/\.(\s|$)/) : rest.indexOf(after))
  if (end <= 0) return undefined
  // A secret in a sentence may have what ends the name.
  const [from, to] = [before.length, before.length + end]
  const name = component?.name ?? (excerpt(text, from, to) || '***')
  return { name, component, rest: excerpt(text, to + after.length, text.length) }
}

function reasonOf({ text, more }: LogEvent, first = text): string {
  return [first, ...more.slice(0, maxReasonLines)].join('\n').trim()
}
