import { type Document, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { exactNumber } from '../platform/json.ts'
import type { Redact } from '../text.ts'
import { isMap as isObject, toComparable } from './comparable.ts'
import { expand, type Fault, offsetOf, tooDeep } from './expand.ts'
import { findTooDeep, positionOf } from './nesting.ts'

/** What is wrong in a manifest, and where. */
export interface ManifestProblem {
  /** A sentence. */
  text: string
  /** From 1. */
  line: number
  /** From 1. */
  column: number
}

export type Manifest =
  | { kind: 'good'; value: Record<string, unknown> }
  | { kind: 'bad'; problems: ManifestProblem[] }

/** The parts of a spicepod that are lists of components. */
const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs']
/** More than these help nobody at once. */
const mostProblems = 5

/**
 * Reads a Spicepod manifest and checks what Spice Cloud would refuse or misread: its syntax, its head, and that lists
 * of components are such. What is in a component is left to Spice Cloud, which knows more of them every month.
 */
export function checkManifest(text: string, redact: Redact): Manifest {
  const tooDeepAt = findTooDeep(text)
  const { value, faults } = tooDeepAt === undefined ? read(text, redact) : { faults: [tooDeep(tooDeepAt)] }
  if (faults.length === 0) return { kind: 'good', value: value as Record<string, unknown> }
  const problems = faults
    .slice(0, mostProblems)
    .map(({ offset, text: problem }) => ({ text: problem, ...positionOf(offset, text) }))
  return { kind: 'bad', problems }
}

function read(text: string, redact: Redact): { value?: unknown; faults: Fault[] } {
  // Unique keys are checked while the document is expanded: the library compares each key with each other.
  const options = { prettyErrors: false, logLevel: 'error', intAsBigInt: true, uniqueKeys: false } as const
  const document = parseDocument(text, options)
  const [error] = document.errors
  // What comes after the first error of syntax is mostly of its making.
  if (error !== undefined) return { faults: [toFault(error)] }
  const expanded = expand(document, redact)
  if (expanded.faults.length > 0) return expanded
  const value = toComparable(toJsonValue(expanded.value))
  return { value, faults: findFaults(document.contents, value) }
}

/** A value as JSON has it, since that is what the API keeps. */
function toJsonValue(value: unknown): unknown {
  const json = JSON.stringify(value, (_, member) =>
    typeof member === 'bigint' ? JSON.rawJSON(String(member)) : member,
  )
  return JSON.parse(json, (_, member, { source }) =>
    typeof member === 'number' ? exactNumber(member, source) : member,
  )
}

function toFault({ code, message, pos: [offset] }: Document['errors'][number]): Fault {
  return {
    offset,
    text: code === 'MULTIPLE_DOCS' ? 'A manifest is one YAML document, not several.' : `${message}.`,
  }
}

function findFaults(root: unknown, value: unknown): Fault[] {
  if (!isMap<Node, Node | null>(root) || !isObject(value)) {
    return [
      {
        text: 'A Spicepod manifest must be a map with `version`, `kind` and `name`.',
        offset: offsetOf(root),
      },
    ]
  }
  const members = new Map<string, unknown>(Object.entries(value))
  const entryOf = (name: string) => root.items.find(({ key }) => isScalar(key) && key.value === name)
  const startOf = (name: string) =>
    offsetOf(entryOf(name)?.value, offsetOf(entryOf(name)?.key, offsetOf(root)))

  const checkHead = (name: string, rule: string, isGood: (value: string) => boolean): Fault[] => {
    const member = members.get(name)
    if (typeof member === 'string' && isGood(member)) return []
    const text = members.has(name)
      ? `\`${name}\` must be ${rule}.`
      : `\`${name}\` is missing: it must be ${rule}.`
    return [{ text, offset: startOf(name) }]
  }
  const checkList = (name: string): Fault[] => {
    const list = members.get(name) ?? []
    if (!Array.isArray(list)) return [{ text: `\`${name}\` must be a list.`, offset: startOf(name) }]
    const odd = list.findIndex((item) => !isObject(item))
    if (odd < 0) return []
    const node = entryOf(name)?.value
    const offset = offsetOf(isSeq(node) ? node.items[odd] : node, startOf(name))
    return [{ text: `Each of \`${name}\` must be a map.`, offset }]
  }

  const isText = (text: string) => text.trim() !== ''
  return [
    ...checkHead('version', 'a text such as `v1`', isText),
    ...checkHead('kind', '`Spicepod`', (kind) => kind === 'Spicepod'),
    ...checkHead('name', 'a text', isText),
    ...lists.flatMap(checkList),
  ]
}
