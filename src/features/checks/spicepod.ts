import { comparePlaces, type Position, type Problem, quote } from '../../core/problem.ts'
import { isMap, type JsonObject, membersOf } from '../../platform/json.ts'
import { capitalize, cut } from '../../platform/text.ts'
import type { Fault, SpicepodDocument } from '../../spicepod/document.ts'
import { checkKeys, reservedDatasetNames } from '../../spicepod/keys.ts'
import { parseName } from '../../spicepod/names.ts'
import {
  assignToComponent,
  type CheckedSpicepod,
  isEmpty,
  itemsOf,
  type LocatedProblem,
  refuse,
  toChecked,
  warn,
} from '../../spicepod/problems.ts'
import {
  checkStores,
  findMissingSecrets,
  findSecretReferences,
  findSecretsInUrls,
  findUnreadableReferences,
  type KnownSecrets,
} from '../../spicepod/references.ts'
import {
  componentLists,
  describeComponent,
  describeKind,
  type SpicepodComponent,
} from '../../spicepod/spicepod.ts'

export interface SpicepodReport {
  readonly problems: readonly Problem[]
  /** Finds references to secrets that do not exist, among all that are known. */
  readonly findMissing: (known: KnownSecrets) => Problem[]
  /** Finds secrets in URLs that the stored spicepod lacks. */
  readonly findInUrls: (stored: unknown) => Problem[]
}

const maxProblems = 100
/** Maximum number of faults of a file that cannot be used: more would not be read. */
const maxFaults = 5
const maxMessageLength = 500

/** @param file relative to the root of the repository */
export function inspectSpicepod(document: SpicepodDocument, file: string): SpicepodReport {
  const locate = ({ name, message, ...problem }: LocatedProblem): Problem => ({
    ...problem,
    name: name || file,
    message: cut(message, maxMessageLength),
    file,
  })
  const spicepod = toChecked(document)
  const problems = checkSpicepod(spicepod)
  const references = findSecretReferences(spicepod)
  if (problems.length > maxProblems)
    problems.sort((left, right) => Number(right.certain) - Number(left.certain))
  return {
    problems: problems.slice(0, maxProblems).map(locate),
    findMissing: (known) => findMissingSecrets(references, known).slice(0, maxProblems).map(locate),
    findInUrls: (stored) => findSecretsInUrls(spicepod, stored).slice(0, maxProblems).map(locate),
  }
}

/** Checks what nobody could read: syntax, and that lists of components are lists of maps. */
export function checkManifest(
  document: SpicepodDocument,
): { kind: 'good'; value: Record<string, unknown> } | { kind: 'bad'; faults: readonly Fault[] } {
  const { value } = document
  const faults = document.faults.length > 0 ? document.faults : findFaults(document)
  return faults.length === 0 && isMap(value)
    ? { kind: 'good', value }
    : { kind: 'bad', faults: faults.slice(0, maxFaults) }
}

function findFaults(document: SpicepodDocument): Fault[] {
  const { value } = document
  if (!isMap(value)) {
    return [{ text: 'A manifest must be a map with `version`, `kind` and `name`.', ...document.positionOf() }]
  }
  const members = new Map(Object.entries(value))
  return [...Object.keys(componentLists), 'dependencies'].flatMap((name) => {
    const list = members.get(name) ?? []
    if (!Array.isArray(list)) return [{ text: `\`${name}\` must be a list.`, ...document.positionOf(name) }]
    const odd = list.findIndex((item) => !isMap(item))
    // Dependencies are names.
    if (odd < 0 || name === 'dependencies') return []
    return [{ text: `Each item of \`${name}\` must be a map.`, ...document.positionOf(name, odd) }]
  })
}

/** Finds everything that is wrong with a spicepod, in the order of the file, apart from syntax and the types of its lists. */
export function checkSpicepod(spicepod: CheckedSpicepod): LocatedProblem[] {
  const { document, value, components } = spicepod
  return [
    ...checkHead(spicepod),
    ...checkKeys('spicepod', value, document, ''),
    ...checkStores(spicepod),
    ...findUnreadableReferences(spicepod),
    ...findDuplicates(spicepod),
    ...components.flatMap((component) =>
      checkComponent(component, document).map((problem) => assignToComponent(component, problem)),
    ),
    ...checkExtensions(value.extensions, document),
  ].sort(comparePlaces)
}

/** Lists whose components a runtime serves. */
const served = ['datasets', 'views', 'catalogs', 'models']
/** Major version 1 or 2, no leading zeros, and a pre-release only after a patch. */
const versionPattern = /^v[12](\.(0|[1-9]\d*)(\.(0|[1-9]\d*)(-[\w-]+(\.[\w-]+)*)?)?)?$/

function checkHead({ document, value }: CheckedSpicepod): LocatedProblem[] {
  const { name, version, kind } = value
  const isMissing = (member: unknown) =>
    isEmpty(member) || (typeof member === 'string' && member.trim() === '')
  const problems = Object.entries({ name, version, kind })
    .filter(([, member]) => isMissing(member))
    .map(([key]) => refuse('spicepod-incomplete', document.keyPlaceOf(value, key), { key }))
  if (!isMissing(name) && typeof name !== 'string') {
    problems.push(refuse('spicepod-name-invalid', document.placeOf(value, 'name')))
  }
  if (!isMissing(version) && !(typeof version === 'string' && versionPattern.test(version))) {
    const code = version === 'v1beta1' ? 'spicepod-version-removed' : 'spicepod-version-invalid'
    problems.push(refuse(code, document.placeOf(value, 'version')))
  }
  if (!isMissing(kind) && kind !== 'Spicepod') {
    problems.push(refuse('spicepod-kind-invalid', document.placeOf(value, 'kind')))
  }
  if (served.every((list) => itemsOf(value[list]).length === 0)) {
    problems.push(warn('nothing-to-serve', document.positionOf()))
  }
  return problems
}

/** The place of a component's name, or of the component if an alias or a merge key brings the name. */
function placeOfComponent({ path }: SpicepodComponent, document: SpicepodDocument): Position {
  return document.positionOf(...path, 'name')
}

/** A catalog may have the name of another. */
function findDuplicates({ document, components }: CheckedSpicepod): LocatedProblem[] {
  const firsts = new Map<string, SpicepodComponent>()
  return components.flatMap((component) => {
    const { kind, name, isReference } = component
    if (kind === 'catalog' || name === '' || isReference) return []
    const first = firsts.get(`${kind}:${name}`)
    firsts.set(`${kind}:${name}`, first ?? component)
    if (first === undefined) return []
    const { line } = placeOfComponent(first, document)
    const values = { kind: describeKind(kind), name: quote(name), line }
    const problem = refuse('name-duplicate', placeOfComponent(component, document), values)
    return [assignToComponent(component, problem)]
  })
}

function checkComponent(component: SpicepodComponent, document: SpicepodDocument): LocatedProblem[] {
  const { kind, entry, path, isReference } = component
  if (kind === 'dependency') return []
  const label = capitalize(describeComponent(component))
  if (isReference) {
    const values = { Kind: capitalize(describeKind(kind)), number: path[1] + 1 }
    return [warn('component-in-file', document.keyPlaceOf(entry, 'ref'), values)]
  }
  return [
    ...(kind === 'dataset' ? checkDatasetName(component, document) : []),
    ...checkRefresh(entry, label, document),
    ...checkSearch(entry, label, document),
    ...checkFiles(component, label, document),
    ...checkHosts(entry, label, document),
    ...checkKeys(kind, entry, document, ` of ${describeComponent(component)}`),
  ]
}

function checkDatasetName(component: SpicepodComponent, document: SpicepodDocument): LocatedProblem[] {
  const { name } = component
  const parts = parseName(name).parts.length
  const isReserved = reservedDatasetNames.has(name.toLowerCase())
  if (!isReserved && parts < 3) return []
  const code = isReserved ? 'dataset-name-reserved' : 'dataset-name-too-long'
  const values = { name: quote(name), count: parts === 3 ? 'three' : parts }
  return [refuse(code, placeOfComponent(component, document), values)]
}

function checkRefresh(entry: JsonObject, label: string, document: SpicepodDocument): LocatedProblem[] {
  const acceleration = membersOf(entry.acceleration)
  if (isEmpty(acceleration.refresh_cron) || isEmpty(acceleration.refresh_check_interval)) return []
  return [refuse('refresh-conflict', document.keyPlaceOf(acceleration, 'refresh_cron'), { label })]
}

/** `row_id` and `column_pk` in the three places in which search is configured. */
function checkSearch(entry: JsonObject, label: string, document: SpicepodDocument): LocatedProblem[] {
  const columns = itemsOf(entry.columns).map(membersOf)
  const configurations = [
    ...itemsOf(entry.embeddings),
    ...columns.flatMap((column) => [...itemsOf(column.embeddings), column.full_text_search]),
  ]
  return configurations.map(membersOf).flatMap((configuration) =>
    ['row_id', 'column_pk'].flatMap((key) => {
      const value = configuration[key]
      if (isEmpty(value) || Array.isArray(value)) return []
      return [refuse('search-key-not-list', document.placeOf(configuration, key), { label, key })]
    }),
  )
}

/** Extensions are a map by name, unlike the lists of components. */
function checkExtensions(extensions: unknown, document: SpicepodDocument): LocatedProblem[] {
  return Object.entries(membersOf(extensions)).flatMap(([name, extension]) =>
    checkKeys('extension', extension, document, ` of extension ${quote(name)}`),
  )
}

// Settings that only work on the machine of the author: files on its disk, and its own address.

/** Components that may be a file of their own. */
const fromFiles = new Set(['dataset', 'catalog', 'model', 'embedding'])

function checkFiles(
  { kind, from = '', entry }: SpicepodComponent,
  label: string,
  document: SpicepodDocument,
): LocatedProblem[] {
  const problems: LocatedProblem[] = []
  if (fromFiles.has(kind) && /^(file[:/]|duckdb:|sqlite:)/i.test(from)) {
    problems.push(warn('source-local', document.placeOf(entry, 'from'), { label, from: quote(from) }))
  }
  for (const key of ['sql_ref', 'body_ref', 'files']) {
    const value = entry[key]
    if (isEmpty(value) || (Array.isArray(value) && value.length === 0)) continue
    // The files of a model on Hugging Face are in its repository there.
    if (key === 'files' && /^(huggingface|hf)\b/.test(from)) continue
    const code = key === 'files' ? 'files-local' : 'text-in-file'
    problems.push(warn(code, document.keyPlaceOf(entry, key), { label, key }))
  }
  return problems
}

function checkHosts(entry: JsonObject, label: string, document: SpicepodDocument): LocatedProblem[] {
  const { params, dataset_params, acceleration, vectors } = entry
  const maps = [params, dataset_params, membersOf(acceleration).params, membersOf(vectors).params]
  return maps.map(membersOf).flatMap((map) =>
    Object.entries(map).flatMap(([key, value]) => {
      const host = typeof value === 'string' ? loopbackHostOf(key, value) : undefined
      if (host === undefined) return []
      const values = { label, key: quote(key), host: quote(host) }
      return [warn('host-private', document.placeOf(map, key), values)]
    }),
  )
}

const loopbackHosts = /^(localhost|0\.0\.0\.0|127(\.\d{1,3}){3}|::1)$/

/** The loopback host that a parameter names, if it does: not the whole address, which may have a password. */
function loopbackHostOf(param: string, value: string): string | undefined {
  const isUrl = value.includes('://')
  if (value.includes('${') || /\s/.test(value.trim())) return undefined
  if (!isUrl && !/(endpoint|_url|_host)$/i.test(param)) return undefined
  const [authority = ''] = (isUrl ? value.slice(value.indexOf('://') + 3) : value).trim().split(/[/?#]/, 1)
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',', 20)
  return hosts.map(removePort).find((host) => loopbackHosts.test(host))
}

function removePort(host: string): string {
  const inBrackets = /^\[([^\]]*)\]/.exec(host)?.[1]
  const isBareIpv6 = host.split(':').length > 2
  return (inBrackets ?? (isBareIpv6 ? host : (host.split(':', 1)[0] ?? ''))).toLowerCase().replace(/\.$/, '')
}
