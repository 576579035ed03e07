import { capitalize } from '../platform/text.ts'
import { quote } from '../problem.ts'
import { adviseOn } from './advice.ts'
import { type Finding, failedModel, type SpicepodFacts } from './finding.ts'
import { type LogEvent, toSentence } from './log-events.ts'

/** What one event of a log means. */
export type Meaning =
  /** Every component is loaded: earlier errors did not matter. */
  | { type: 'loaded' }
  /** A finding of the past is void: the one with this id, or with `secrets` all about secrets. */
  | { type: 'recovered'; id: string }
  /** So many references could not be resolved. The list of them may be cut. */
  | { type: 'secrets'; expected: number; isCut: boolean; findings: Finding[] }
  | { type: 'finding'; finding: Finding }
  /** The runtime has dropped a dataset, if it does not list it. */
  | { type: 'dropped'; dataset: string; finding: Finding }
  /** Why a dataset is not ready yet. The runtime tries again. */
  | { type: 'explanation'; dataset: string; text: string }

/**
 * The meaning of an event. Rules look at its level and at the beginning of its message, never into the middle of it,
 * where text of users and other servers stands.
 */
export function interpret(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  switch (event.level) {
    case 'INFO':
      return interpretInfo(event, spicepod)
    case 'WARN':
      return interpretSecrets(event) ?? interpretTrouble(event, spicepod)
    case 'ERROR':
      return interpretTrouble(event, spicepod) ?? interpretError(event, spicepod)
    default:
      return undefined
  }
}

function interpretInfo({ text, module }: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  if (!/^((runtime|spiced)(_\w+)?(::|$)|$)/.test(module)) return undefined
  if (text.startsWith('All components are loaded')) return { type: 'loaded' }
  if (/^Secrets: all \d+ secret reference\(s\) resolved/.test(text)) {
    return { type: 'recovered', id: 'secrets' }
  }
  const model = nameBetween(text, 'Model [', '] deployed, ready for inferencing')
  if (model !== undefined) return { type: 'recovered', id: `model:${model}` }
  const embedding = nameBetween(text, 'Embedding [', '] ready to embed')
  if (embedding !== undefined) return { type: 'recovered', id: `embedding:${embedding}` }
  const [, loaded = ''] = /^Loaded \S+ rows (?:\([^)]*\) )?(for dataset .*)/s.exec(text) ?? []
  const dataset =
    findName(text, 'Dataset ', ' registered', 'dataset', spicepod) ??
    findName(loaded, 'for dataset ', ' in ', 'dataset', spicepod)
  if (dataset !== undefined) return { type: 'recovered', id: `dataset:${dataset.name}` }
  return interpretEmpty(text, spicepod.components)
}

function interpretEmpty(text: string, components: SpicepodFacts['components']): Meaning | undefined {
  // Some runtimes log this although there are catalogs.
  const hasDatasets = components.some(({ kind }) => kind === 'dataset')
  if (!text.startsWith('No datasets or catalogs were configured.') || !hasDatasets) return undefined
  const message = 'The instance found no datasets or catalogs, although the spicepod has some.'
  const advice = 'Check the instance log for the reason why they were not loaded, fix it and deploy again.'
  return certain('spicepod:empty', 'spicepod', message, advice)
}

function interpretSecrets({ text, more }: LogEvent): Meaning | undefined {
  const [, expected] =
    /^Secrets: (\d{1,6}) of \d{1,6} secret reference\(s\) could not be resolved:/.exec(text) ?? []
  if (expected === undefined) return undefined
  const listed = more.filter((line) => line.trimStart().startsWith('✗')).length
  return {
    type: 'secrets',
    expected: Number(expected),
    isCut: listed < Math.min(Number(expected), maxListedSecrets),
    findings: more.flatMap((line) => readSecret(line) ?? []),
  }
}

/** A longer list is not worth another request. */
const maxListedSecrets = 200

/** A reference in the list of those that could not be resolved. */
export const secretLine = /^\s*✗ \$\{ ([\w-]+):([\w-]+) \}\s+([a-z_]+) '/

function readSecret(line: string): Finding | undefined {
  const [start, store = '', key = '', kind = ''] = secretLine.exec(line) ?? []
  if (start === undefined) return undefined
  const rest = line.slice(start.length)
  const nameEnd = rest.indexOf("' (")
  const paramEnd = rest.indexOf(') — ', nameEnd)
  if (nameEnd === -1 || paramEnd === -1) return undefined
  const name = toSentence(rest.slice(0, nameEnd), 200)
  const param = toSentence(rest.slice(nameEnd + 3, paramEnd), 200)
  const reason = toSentence(rest.slice(paramEnd + 4))
  return {
    id: `secret:${store}:${key}:${kind}:${name}:${param}`,
    kind: 'secret',
    name: key,
    verdict: 'certain',
    message: `Secret ${quote(key)} of ${kind.replace('_', ' ')} ${quote(name)} (${quote(param)}) could not be resolved: ${reason}.`,
    advice: adviseOnSecret(store, key, reason),
    usedBy: { kind, name, param },
  }
}

function adviseOnSecret(store: string, key: string, reason: string): string {
  if (reason.startsWith('references undefined store')) {
    return `Add store ${quote(store)} to the \`secrets\` list of the spicepod, or refer to \`\${secrets:${key}}\`.`
  }
  if (reason.startsWith('store ')) return `Check the settings of the secret store, then deploy again.`
  return `Add ${quote(key)} to the \`secrets\` input, or link the organization's secret of that name to the app, then deploy again: secrets are read only at the start.`
}

/** What a WARN or an ERROR means alike. */
function interpretTrouble(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  return (
    interpretModel(event, spicepod) ??
    interpretEmpty(event.text, spicepod.components) ??
    interpretSpicepod(event) ??
    interpretConnection(event, spicepod)
  )
}

const runnable = 'Failed to load runnable model: '

/** Sentences about a model that did not load: it is loaded once. The name stands between two texts. */
const modelFailures: readonly [kind: 'model' | 'embedding', before: string, after: string][] = [
  ['model', 'Failed to load LLM: ', '.'],
  ['model', runnable, '.'],
  ['model', 'Failed to load model ', ' from spicepod.'],
  ['model', 'Model ', ' includes a non-existent path: '],
  ['embedding', 'Failed to load embedding ', '.'],
]

function interpretModel(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  for (const [kind, before, after] of modelFailures) {
    const found = findName(event.text, before, after, kind, spicepod)
    // Most often an error stands there in place of a name.
    if (found === undefined || (before === runnable && !found.isKnown)) continue
    const reason = startOf(after === '.' ? found.rest : event.text, event)
    const finding = failedModel(kind, found.name, reason, [event.text, ...event.more].join('\n'))
    // A model that the spicepod does not have cannot be one of this deployment.
    const isOurs = found.isKnown || !spicepod.isComplete
    return { type: 'finding', finding: isOurs ? finding : { ...finding, verdict: 'report' } }
  }
  const [only, another] = spicepod.components.filter(({ kind }) => kind === 'model')
  const name = spicepod.isComplete && another === undefined ? only?.name : undefined
  const label = name === undefined ? 'a model' : `model ${quote(name)}`
  if (event.text.startsWith('Unable to determine model type')) {
    const message = `The type of ${label} could not be determined.`
    return certain(`model:${name ?? 'type'}`, 'model', message, adviseOn(event.text), name)
  }
  if (event.text.startsWith(runnable.trim())) {
    const message = `${capitalize(label)} failed to load: ${startOf(event.text.slice(runnable.length), event)}`
    return certain(`model:${name ?? 'runnable'}`, 'model', message, adviseOn(event.text), name)
  }
  return undefined
}

function interpretSpicepod(event: LogEvent): Meaning | undefined {
  const starts = [
    'Unable to load spicepod ',
    'Failed to parse spicepod.yaml:',
    'Unable to load duplicate spicepod ',
  ]
  if (!starts.some((start) => event.text.startsWith(start))) return undefined
  const message = `The instance could not load the spicepod: ${startOf(event.text, event)}`
  return certain('spicepod:unreadable', 'spicepod', message, 'Fix the spicepod and deploy again.')
}

/** The runtime tries these again and again, except that no retry finds a bucket in the wrong region. */
function interpretConnection(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const found =
    findName(event.text, 'Error initializing dataset ', '.', 'dataset', spicepod) ??
    findName(event.text, 'Cannot connect to the dataset ', ' ', 'dataset', spicepod)
  if (found === undefined) return undefined
  const text = [found.rest, ...event.more.slice(0, 10)].join(' ')
  const isS3 = found.from?.startsWith('s3:') === true
  if (!isS3 || !/(^|[^"'`\w])Received redirect without LOCATION/.test(text)) {
    return { type: 'explanation', dataset: found.name, text: toSentence(text) }
  }
  const message = `Dataset ${quote(found.name)} cannot read its bucket: ${toSentence(text)}`
  return certain(`dataset:${found.name}:region`, 'dataset', message, adviseOn(text), found.name)
}

function interpretError(event: LogEvent, spicepod: SpicepodFacts): Meaning | undefined {
  const { text } = event
  if (text.startsWith("Cannot load models without the 'models' feature enabled.")) {
    const message = 'The image of the instance cannot load models.'
    return certain('instance:models', 'instance', message, 'Deploy with an image that includes models.')
  }
  const localpod = nameBetween(text, "Failed to load localpod dataset '", "': Parent dataset '")
  if (localpod !== undefined && text.includes("' doesn't exist.")) {
    const message = `Dataset ${quote(localpod)} was not loaded: ${toSentence(text)}`
    const advice = 'Add the parent dataset to the spicepod, or correct `from`.'
    return certain(`dataset:${localpod}:localpod`, 'dataset', message, advice, localpod)
  }
  const secret = interpretEmptySecret(text)
  if (secret !== undefined) return secret
  const dataset = fieldOf(event, 'dataset')
  if (text.startsWith("Both a 'refresh_cron' and 'refresh_check_interval' were specified.")) {
    const label = dataset === undefined ? 'A dataset' : `Dataset ${quote(dataset)}`
    const message = `${label} was dropped: it has both \`refresh_cron\` and \`refresh_check_interval\`.`
    return certain(`dataset:${dataset ?? ''}:refresh`, 'dataset', message, 'Keep one of the two.', dataset)
  }
  const reserved = nameBetween(text, "The name '", "' is reserved")
  const wanted = reserved ?? dataset
  const ours = spicepod.components.find(({ kind, name }) => kind === 'dataset' && name === wanted)
  if (ours === undefined) return undefined
  const finding: Finding = {
    id: `dataset:${ours.name}:dropped`,
    kind: 'dataset',
    name: ours.name,
    verdict: 'certain',
    message: `Dataset ${quote(ours.name)} was dropped: ${toSentence([text, ...event.more].join(' '))}`,
    advice:
      reserved === undefined
        ? (adviseOn(text) ?? 'Fix the dataset and deploy again: the runtime skips invalid datasets.')
        : 'Give the dataset another name and deploy again.',
  }
  return { type: 'dropped', dataset: ours.name, finding }
}

/** A secret outside of what the runtime checks at its start. The parameter may be optional. */
function interpretEmptySecret(text: string): Meaning | undefined {
  const pattern = /^(?:Secret|Secret reference|Error looking up secret) `\$\{ ([\w-]+):([\w-]+) \}`/
  const [, store = '', key] = pattern.exec(text) ?? []
  if (key === undefined) return undefined
  const message = `Secret ${quote(key)} could not be resolved: ${toSentence(text)}`
  const advice = adviseOnSecret(store, key, '')
  return {
    type: 'finding',
    finding: { id: `secret:${store}:${key}`, kind: 'secret', name: key, verdict: 'report', message, advice },
  }
}

function certain(
  id: string,
  kind: Finding['kind'],
  message: string,
  advice?: string,
  name?: string,
): Meaning {
  const finding: Finding = {
    id,
    kind,
    verdict: 'certain',
    message,
    ...(name !== undefined && { name }),
    ...(advice !== undefined && { advice }),
  }
  return { type: 'finding', finding }
}

/**
 * The name in a sentence. Names may have dots themselves, so those of the spicepod are tried first, the longest before
 * the others.
 */
function findName(text: string, before: string, after: string, kind: string, spicepod: SpicepodFacts) {
  if (!text.startsWith(before)) return undefined
  const rest = text.slice(before.length)
  const known = spicepod.components
    .filter((each) => each.kind === kind && rest.startsWith(each.name))
    .sort((one, other) => other.name.length - one.name.length)
    .find(({ name }) => rest.startsWith(after, name.length) || (after === '.' && rest === name))
  if (known !== undefined) {
    const { name, from } = known
    return { name, from, isKnown: true, rest: rest.slice(name.length + after.length) }
  }
  const end = after === '.' ? rest.search(/\.(\s|$)/) : rest.indexOf(after)
  if (end <= 0) return undefined
  const name = toSentence(rest.slice(0, end), 200)
  return { name, from: undefined, isKnown: false, rest: rest.slice(end + after.length) }
}

/** Text of the first line of a message and what follows it, as a sentence. */
function startOf(text: string, { more }: LogEvent): string {
  return toSentence([text, ...more.slice(0, 10)].join(' '))
}

function nameBetween(text: string, before: string, after: string): string | undefined {
  const end = text.startsWith(before) ? text.indexOf(after, before.length) : -1
  return end === -1 ? undefined : toSentence(text.slice(before.length, end), 200)
}

/** The value of a field, which the runtime appends to a message. */
function fieldOf({ text, more }: LogEvent, field: string): string | undefined {
  const last = more.findLast((line) => line.trim() !== '') ?? text
  const start = last.lastIndexOf(` ${field}=`)
  if (start === -1) return undefined
  const value = last.slice(start + field.length + 2)
  const [, quoted] = /^"([^"]*)"$/.exec(value) ?? []
  return quoted ?? (/^[^\s"]+$/.test(value) ? value : undefined)
}
