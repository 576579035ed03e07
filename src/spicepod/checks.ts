import { capitalize, cut, type Redact } from '../platform/text.ts'
import { type Position, type Problem, quote } from '../problem.ts'
import type { SpicepodDocument } from './document.ts'
import {
  type CheckedSpicepod,
  type Component,
  type Finding,
  isEmpty,
  itemsOf,
  membersOf,
  ofComponent,
  refuse,
  type SpicepodFinding,
  toChecked,
  warn,
} from './findings.ts'
import { checkKeys, reservedDatasetNames } from './keys.ts'
import { checkFiles, checkHosts } from './local.ts'
import {
  checkStores,
  findMissingSecrets,
  findSecretReferences,
  findUnreadableReferences,
  type KnownSecrets,
} from './references.ts'
import { describeComponent, describeKind } from './spicepod.ts'

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
export function inspectSpicepod(document: SpicepodDocument, file: string, redact: Redact): SpicepodReport {
  const locate = ({ name = file, message, ...finding }: SpicepodFinding): Problem => ({
    ...finding,
    name,
    message: cut(message, maxMessageLength, redact),
    file,
  })
  const spicepod = toChecked(document)
  const findings = checkSpicepod(spicepod)
  const references = findSecretReferences(spicepod)
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
export function checkSpicepod(spicepod: CheckedSpicepod): SpicepodFinding[] {
  const { document, value, components } = spicepod
  const ofFile = (finding: Finding): SpicepodFinding => ({ kind: 'spicepod', ...finding })
  const findings = [
    ...[...checkHead(spicepod), ...checkKeys('spicepod', value, document, ''), ...checkStores(spicepod)].map(
      ofFile,
    ),
    ...findUnreadableReferences(spicepod),
    ...findDuplicates(spicepod),
    ...components.flatMap((component) =>
      checkComponent(component, document).map((finding) => ofComponent(component, finding)),
    ),
    ...checkExtensions(value.extensions, document).map(ofFile),
  ]
  return findings.sort((left, right) => left.line - right.line || left.column - right.column)
}

/** The parts of which a runtime serves something. */
const served = ['datasets', 'views', 'catalogs', 'models']
/** Major version 1 or 2, no leading zeros, and a pre-release only after a patch. */
const versionPattern = /^v[12](\.(0|[1-9]\d*)(\.(0|[1-9]\d*)(-[\w-]+(\.[\w-]+)*)?)?)?$/

function checkHead({ document, value }: CheckedSpicepod): Finding[] {
  const { name, version, kind } = value
  const isMissing = (member: unknown) =>
    isEmpty(member) || (typeof member === 'string' && member.trim() === '')
  const findings = Object.entries({ name, version, kind })
    .filter(([, member]) => isMissing(member))
    .map(([key]) => refuse('spicepod-incomplete', document.keyPlaceOf(value, key), { key }))
  if (!isMissing(name) && typeof name !== 'string') {
    findings.push(refuse('spicepod-name-invalid', document.placeOf(value, 'name')))
  }
  if (!isMissing(version) && !(typeof version === 'string' && versionPattern.test(version))) {
    const code = version === 'v1beta1' ? 'spicepod-version-removed' : 'spicepod-version-invalid'
    findings.push(refuse(code, document.placeOf(value, 'version')))
  }
  if (!isMissing(kind) && kind !== 'Spicepod') {
    findings.push(refuse('spicepod-kind-invalid', document.placeOf(value, 'kind')))
  }
  if (served.every((list) => itemsOf(value[list]).length === 0)) {
    findings.push(warn('nothing-to-serve', document.positionOf()))
  }
  return findings
}

/** Where a component is: at its name, unless an alias or a merge key brings that. */
function placeOfComponent({ path }: Component, document: SpicepodDocument): Position {
  return document.positionOf(...path, 'name')
}

/** A catalog may have the name of another. */
function findDuplicates({ document, components }: CheckedSpicepod): SpicepodFinding[] {
  const firsts = new Map<string, Component>()
  return components.flatMap((component) => {
    const { kind, name, isReference } = component
    if (kind === 'catalog' || name === '' || isReference) return []
    const first = firsts.get(`${kind}:${name}`)
    firsts.set(`${kind}:${name}`, first ?? component)
    if (first === undefined) return []
    const { line } = placeOfComponent(first, document)
    const values = { kind: describeKind(kind), name: quote(name), line }
    const finding = refuse('name-duplicate', placeOfComponent(component, document), values)
    return [ofComponent(component, finding)]
  })
}

function checkComponent(component: Component, document: SpicepodDocument): Finding[] {
  const { kind, entry, path, isReference } = component
  if (isReference) {
    const values = { Kind: capitalize(describeKind(kind)), number: path[1] + 1 }
    return [warn('component-in-file', document.keyPlaceOf(entry, 'ref'), values)]
  }
  return [
    ...(kind === 'dataset' ? checkDatasetName(component, document) : []),
    ...checkRefresh(component, document),
    ...checkSearch(component, document),
    ...checkFiles(component, document),
    ...checkHosts(component, document),
    ...checkKeys(kind, entry, document, ` of ${describeComponent(component)}`),
  ]
}

function checkDatasetName(component: Component, document: SpicepodDocument): Finding[] {
  const { name } = component
  const parts = countNameParts(name)
  const isReserved = reservedDatasetNames.has(name.toLowerCase())
  if (!isReserved && parts < 3) return []
  const code = isReserved ? 'dataset-name-reserved' : 'dataset-name-too-long'
  const values = { name: quote(name), count: parts === 3 ? 'three' : parts }
  return [refuse(code, placeOfComponent(component, document), values)]
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

function checkRefresh({ entry, label }: Component, document: SpicepodDocument): Finding[] {
  const acceleration = membersOf(entry.acceleration)
  if (isEmpty(acceleration.refresh_cron) || isEmpty(acceleration.refresh_check_interval)) return []
  return [refuse('refresh-conflict', document.keyPlaceOf(acceleration, 'refresh_cron'), { label })]
}

/** `row_id` and `column_pk` in the three places in which search is configured. */
function checkSearch({ entry, label }: Component, document: SpicepodDocument): Finding[] {
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

/** Extensions are a map of names. */
function checkExtensions(extensions: unknown, document: SpicepodDocument): Finding[] {
  return Object.entries(membersOf(extensions)).flatMap(([name, extension]) =>
    checkKeys('extension', extension, document, ` of extension ${quote(name)}`),
  )
}
