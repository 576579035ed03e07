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
    .map(([key]) => {
      const advice = 'A spicepod needs `version: v1`, `kind: Spicepod` and a `name`.'
      return refuse(document.keyPlaceOf(value, key), `\`${key}\` is missing.`, advice)
    })
  if (!isMissing(name) && typeof name !== 'string') {
    findings.push(refuse(document.placeOf(value, 'name'), '`name` is not a string.', 'Put it in quotes.'))
  }
  if (!isMissing(version) && !(typeof version === 'string' && versionPattern.test(version))) {
    const message =
      version === 'v1beta1'
        ? 'Spice 2.0 removed `version: v1beta1`.'
        : '`version` is not a version such as `v1`, `v2` or `v2.0.0`.'
    const advice = 'Write `version: v1` or `version: v2`.'
    findings.push(refuse(document.placeOf(value, 'version'), message, advice))
  }
  if (!isMissing(kind) && kind !== 'Spicepod') {
    const place = document.placeOf(value, 'kind')
    findings.push(refuse(place, '`kind` is not `Spicepod`.', 'Write `kind: Spicepod`.'))
  }
  if (served.every((list) => itemsOf(value[list]).length === 0)) {
    const message = 'The spicepod has no datasets, views, catalogs or models, so there is nothing to serve.'
    findings.push(warn(document.positionOf(), message, 'Add a dataset, a view, a catalog or a model.'))
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
    const message = `Another ${describeKind(kind)} has the name ${quote(name)} (line ${line}).`
    const advice = 'Rename or remove one of them: the runtime does not load a spicepod with duplicate names.'
    return [ofComponent(component, refuse(placeOfComponent(component, document), message, advice))]
  })
}

function checkComponent(component: Component, document: SpicepodDocument): Finding[] {
  const { kind, entry, path, isReference } = component
  if (isReference) {
    const message = `${capitalize(describeKind(kind))} ${path[1] + 1} is in another file (\`ref\`), but Spice Cloud stores only the text of the spicepod.`
    return [warn(document.keyPlaceOf(entry, 'ref'), message, 'Write the component into the spicepod.')]
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
  const problem = isReserved
    ? 'is reserved'
    : `has ${parts === 3 ? 'three' : parts} parts, and the runtime allows a schema and a name at most`
  const message = `Dataset name ${quote(name)} ${problem}.`
  return [refuse(placeOfComponent(component, document), message, 'Rename the dataset.')]
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
  const message = `${label} sets both \`refresh_cron\` and \`refresh_check_interval\`, so the runtime will not load it.`
  return [refuse(document.keyPlaceOf(acceleration, 'refresh_cron'), message, 'Keep one of the two.')]
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
      const message = `${label}: \`${key}\` is not a list.`
      const advice = `Write \`${key}\` as a list of columns, for example \`${key}: [id]\`.`
      return [refuse(document.placeOf(configuration, key), message, advice)]
    }),
  )
}

/** Extensions are a map of names. */
function checkExtensions(extensions: unknown, document: SpicepodDocument): Finding[] {
  return Object.entries(membersOf(extensions)).flatMap(([name, extension]) =>
    checkKeys('extension', extension, document, ` of extension ${quote(name)}`),
  )
}
