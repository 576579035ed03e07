import { distance } from 'fastest-levenshtein'
import { type Document, isMap, isSeq, type LineCounter, type Node } from 'yaml'
import { capitalize, cut, type Redact } from '../platform/text.ts'
import { type Problem, quote } from '../problem.ts'
import {
  checkStores,
  findMissingSecrets,
  findSecretReferences,
  findUnreadableReferences,
  type KnownSecrets,
} from './secret-references.ts'
import { keyAdvice, knownKeys, nestedShapes, reservedDatasetNames, type Shape } from './spicepod-keys.ts'
import { checkFiles, checkHosts } from './spicepod-local.ts'
import {
  type Component,
  describeComponent,
  describeKind,
  type Found,
  problemKindOf,
  type SpicepodFinding,
  SpicepodNodes,
} from './spicepod-nodes.ts'

/** What the checks say about a spicepod, whatever app it is for. */
export interface SpicepodReport {
  readonly problems: readonly Problem[]
  /** The references to secrets that do not exist, if these are all that there are. */
  readonly findMissing: (known: KnownSecrets) => Problem[]
}

/** More of them would not be read. */
const maxProblems = 100
const maxMessageLength = 500

/** @param file relative to the root of the repository */
export function inspectSpicepod(
  { document, lines }: { document: Document; lines: LineCounter },
  file: string,
  redact: Redact,
): SpicepodReport {
  const locate = ({ name = file, message, ...finding }: SpicepodFinding): Problem => ({
    ...finding,
    name,
    message: cut(message, maxMessageLength, redact),
    file,
  })
  const nodes = new SpicepodNodes(document, lines)
  const findings = checkSpicepod(nodes)
  const references = findSecretReferences(nodes)
  const shown =
    findings.length <= maxProblems
      ? findings
      : [...findings.filter(({ certain }) => certain), ...findings.filter(({ certain }) => !certain)]
  return {
    problems: shown.slice(0, maxProblems).map(locate),
    findMissing: (known) => findMissingSecrets(references, known).slice(0, maxProblems).map(locate),
  }
}

/**
 * Finds what Spice Cloud or the runtime will refuse in a spicepod, and what probably does not do what its author
 * wants. Everything at once, in the order of the file. What the syntax or types of the spicepod have wrong is found
 * when it is read.
 */
export function checkSpicepod(nodes: SpicepodNodes): SpicepodFinding[] {
  const place = ({ at, ...found }: Found, component?: Component): SpicepodFinding => ({
    kind: component === undefined ? 'spicepod' : problemKindOf(component),
    ...(component?.name !== undefined && { name: component.name }),
    ...found,
    ...nodes.positionOf(at),
  })
  const findings = [
    ...[...checkHead(nodes), ...checkKeys('spicepod', nodes.root, nodes, '')].map((found) => place(found)),
    ...checkStores(nodes),
    ...findUnreadableReferences(nodes),
    ...[...findDuplicates(nodes)].map(({ component, ...found }) => place(found, component)),
    ...nodes.components.flatMap((component) =>
      checkComponent(component, nodes).map((found) => place(found, component)),
    ),
    ...checkExtensions(nodes).map((found) => place(found)),
  ]
  return findings.sort((one, other) => one.line - other.line || one.column - other.column)
}

/** The parts of which a runtime serves something. */
const served = ['datasets', 'views', 'catalogs', 'models']

function checkHead(nodes: SpicepodNodes): Found[] {
  const { root, entries } = nodes
  const missing = ['name', 'version', 'kind']
    .filter((key) => isMissing(entries.get(key)?.value, nodes))
    .map((key) => ({
      at: entries.get(key)?.keyNode ?? root,
      certain: true,
      message: `\`${key}\` is missing.`,
      advice: 'A spicepod needs `version: v1`, `kind: Spicepod` and a `name`.',
    }))
  const name = entries.get('name')?.value
  const oddName: Found = {
    at: name,
    certain: true,
    message: '`name` is not a string.',
    advice: 'Put it in quotes.',
  }
  const isNameOdd = !isMissing(name, nodes) && nodes.textOf(name) === undefined
  const hasNothing = served.every((list) => nodes.itemsOf(entries.get(list)?.value).length === 0)
  const nothing: Found = {
    at: root,
    certain: false,
    message: 'The spicepod has no datasets, views, catalogs or models, so there is nothing to serve.',
  }
  return [
    ...missing,
    ...(isNameOdd ? [oddName] : []),
    ...checkVersion(nodes),
    ...checkKind(nodes),
    ...(hasNothing ? [nothing] : []),
  ]
}

function isMissing(value: Node | undefined, nodes: SpicepodNodes): boolean {
  return nodes.isEmpty(value) || nodes.textOf(value)?.trim() === ''
}

/** Major version 1 or 2, no leading zeros, and a pre-release only after a patch. */
const versionPattern = /^v[12](\.(0|[1-9]\d*)(\.(0|[1-9]\d*)(-[\w-]+(\.[\w-]+)*)?)?)?$/

/** The runtime does not start with a spicepod of another version. */
function checkVersion(nodes: SpicepodNodes): Found[] {
  const at = nodes.entries.get('version')?.value
  const text = nodes.textOf(at)
  if (isMissing(at, nodes) || versionPattern.test(text ?? '')) return []
  const message =
    text === 'v1beta1'
      ? 'Spice 2.0 removed `version: v1beta1`.'
      : '`version` is not a version such as `v1`, `v2` or `v2.0.0`.'
  return [{ at, certain: true, message, advice: 'Write `version: v1` or `version: v2`.' }]
}

function checkKind(nodes: SpicepodNodes): Found[] {
  const value = nodes.entries.get('kind')?.value
  if (isMissing(value, nodes) || nodes.textOf(value) === 'Spicepod') return []
  return [
    { at: value, certain: true, message: '`kind` is not `Spicepod`.', advice: 'Write `kind: Spicepod`.' },
  ]
}

/** A catalog may have the name of another. */
function* findDuplicates(nodes: SpicepodNodes): Generator<Found & { component: Component }> {
  const firsts = new Map<string, Component>()
  for (const component of nodes.components) {
    const { kind, name, at, isReference } = component
    if (kind === 'catalog' || name === undefined || isReference) continue
    const first = firsts.get(`${kind}:${name}`)
    if (first === undefined) firsts.set(`${kind}:${name}`, component)
    else {
      const { line } = nodes.positionOf(first.at)
      const message = `Another ${describeKind(kind)} has the name ${quote(name)} (line ${line}).`
      const advice =
        'Rename or remove one of them: the runtime does not load a spicepod with duplicate names.'
      yield { component, at, certain: true, message, advice }
    }
  }
}

function checkComponent(component: Component, nodes: SpicepodNodes): Found[] {
  const label = capitalize(describeComponent(component))
  const ref = component.entries.get('ref')
  if (ref !== undefined) {
    const message = `${capitalize(describeKind(component.kind))} ${component.number} is in another file (\`ref\`), but Spice Cloud stores only the text of the spicepod.`
    return [{ at: ref.keyNode, certain: false, message, advice: 'Write the component into the spicepod.' }]
  }
  return [
    ...(component.kind === 'dataset' ? checkDatasetName(component) : []),
    ...checkRefresh(component, label, nodes),
    ...checkSearch(component, label, nodes),
    ...checkFiles(component, label, nodes),
    ...checkHosts(component, label, nodes),
    ...checkKeys(component.kind, component.node, nodes, ` of ${describeComponent(component)}`),
  ]
}

function checkDatasetName({ name = '', at }: Component): Found[] {
  const advice = 'Rename the dataset.'
  if (reservedDatasetNames.has(name.toLowerCase())) {
    return [{ at, certain: true, message: `Dataset name ${quote(name)} is reserved.`, advice }]
  }
  const parts = countNameParts(name)
  if (parts < 3) return []
  const message = `Dataset name ${quote(name)} has ${parts === 3 ? 'three' : parts} parts, and the runtime allows a schema and a name at most.`
  return [{ at, certain: true, message, advice }]
}

/** `a."b.c"` has two parts. A name that is no sequence of identifiers counts as one. */
function countNameParts(name: string): number {
  const parts = /^(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^."`\s]+)(?:\.|$)/
  let rest = name
  for (let count = 1; ; count++) {
    const part = parts.exec(rest)?.[0]
    if (part === undefined) return 1
    rest = rest.slice(part.length)
    if (!part.endsWith('.')) return count
  }
}

function checkRefresh({ entries }: Component, label: string, nodes: SpicepodNodes): Found[] {
  const acceleration = nodes.entriesOf(entries.get('acceleration')?.value)
  const cron = acceleration.get('refresh_cron')
  if (cron === undefined || nodes.isEmpty(cron.value)) return []
  if (nodes.isEmpty(acceleration.get('refresh_check_interval')?.value)) return []
  const message = `${label} sets both \`refresh_cron\` and \`refresh_check_interval\`, so the runtime will not load it.`
  return [{ at: cron.keyNode, certain: true, message, advice: 'Keep one of the two.' }]
}

/** `row_id` and `column_pk` in the three places in which search is configured. */
function checkSearch({ entries }: Component, label: string, nodes: SpicepodNodes): Found[] {
  const columns = nodes.itemsOf(entries.get('columns')?.value).map((column) => nodes.entriesOf(column))
  const configurations = [
    ...nodes.itemsOf(entries.get('embeddings')?.value),
    ...columns.flatMap((column) => [
      ...nodes.itemsOf(column.get('embeddings')?.value),
      column.get('full_text_search')?.value,
    ]),
  ]
  return configurations.flatMap((configuration) => {
    const keys = nodes.entriesOf(configuration)
    return ['row_id', 'column_pk'].flatMap((key) => {
      const value = keys.get(key)?.value
      if (nodes.isEmpty(value) || isSeq(value)) return []
      const message = `${label}: \`${key}\` is not a list.`
      const advice = `Write \`${key}\` as a list of columns, for example \`${key}: [id]\`.`
      return [{ at: value, certain: true, message, advice }]
    })
  })
}

/** Extensions are a map of names. */
function checkExtensions(nodes: SpicepodNodes): Found[] {
  return [...nodes.entriesOf(nodes.entries.get('extensions')?.value).values()].flatMap(({ key, value }) =>
    checkKeys('extension', value, nodes, ` of extension ${quote(key)}`),
  )
}

function checkKeys(shape: Shape, node: unknown, nodes: SpicepodNodes, owner: string): Found[] {
  return [...nodes.entriesOf(node).values()].flatMap(({ key, keyNode, value }) => {
    const nested = nestedShapes[shape]?.get(key)
    if (nested !== undefined) {
      const children = isMap(value) ? [value] : nodes.itemsOf(value)
      return children.flatMap((child) => checkKeys(nested, child, nodes, ` in \`${key}\`${owner}`))
    }
    if (knownKeys[shape].has(key) || typeof keyNode.value !== 'string') return []
    // Both are ways to write a value once and use it elsewhere.
    if (key.startsWith('x-') || nodes.holdsOnlyUsedAnchors(value)) return []
    const message = `Unknown key ${quote(key)}${owner}.`
    return [{ at: keyNode, certain: false, message, advice: adviseOnKey(key, shape) }]
  })
}

function adviseOnKey(key: string, shape: Shape): string {
  const special = keyAdvice[shape]?.find((row) => row.key.test(key))
  if (special !== undefined) return special.advice
  const near = findNearest(key, knownKeys[shape])
  if (near !== undefined) return `Did you mean \`${near}\`?`
  return 'Check its spelling, and whether your version of the runtime knows it.'
}

/** The known key that has all words of an unknown one, or else differs from it by a typing error or so. */
function findNearest(key: string, known: ReadonlySet<string>): string | undefined {
  if (key.length > 64) return undefined
  const words = key.toLowerCase().split('_')
  const hasWords = (text: string) => words.length > 1 && words.every((word) => text.split('_').includes(word))
  const maxDistance = Math.max(2, Math.floor(key.length / 3))
  const ranked = [...known].map((name) => ({
    name,
    rank: hasWords(name) ? 0 : distance(key.toLowerCase(), name.toLowerCase()),
  }))
  const near = ranked.filter(({ rank }) => rank <= maxDistance)
  return near.sort((left, right) => left.rank - right.rank)[0]?.name
}
