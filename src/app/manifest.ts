import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml'

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
export function checkManifest(text: string): Manifest {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' })
  const [error] = document.errors
  // What comes after the first error of syntax is mostly of its making.
  const faults = error === undefined ? findFaults(document) : [toFault(error)]
  if (faults.length === 0) {
    try {
      // As JSON has it, since that is what the API keeps.
      return { kind: 'good', value: JSON.parse(JSON.stringify(document.toJS())) }
    } catch (error) {
      faults.push({
        offset: 0,
        text: `It cannot be read: ${error instanceof Error ? error.message : error}.`,
      })
    }
  }
  return {
    kind: 'bad',
    problems: faults.slice(0, mostProblems).map(({ offset, text: problem }) => {
      const lines = text.slice(0, offset).split('\n')
      return { text: problem, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
    }),
  }
}

function toFault({ code, message, pos: [offset] }: Document['errors'][number]): Fault {
  return {
    offset,
    text: code === 'MULTIPLE_DOCS' ? 'A manifest is one YAML document, not several.' : `${message}.`,
  }
}

interface Fault {
  text: string
  /** Characters from the start of the file. */
  offset: number
}

function findFaults(document: Document): Fault[] {
  const loose = findLooseAliases(document)
  if (loose.length > 0) return loose
  const root = document.contents
  if (!isMap<Node, Node | null>(root)) {
    return [
      {
        text: 'A Spicepod manifest must be a map with `version`, `kind` and `name`.',
        offset: offsetOf(root),
      },
    ]
  }
  const entries = new Map(root.items.map((pair) => [isScalar(pair.key) ? pair.key.value : undefined, pair]))

  const checkHead = (name: string, rule: string, isGood: (value: string) => boolean): Fault[] => {
    const entry = entries.get(name)
    if (entry === undefined)
      return [{ text: `\`${name}\` is missing: it must be ${rule}.`, offset: offsetOf(root) }]
    const value = resolve(entry.value, document)
    if (isScalar(value) && typeof value.value === 'string' && isGood(value.value)) return []
    return [{ text: `\`${name}\` must be ${rule}.`, offset: offsetOf(entry.value, offsetOf(entry.key)) }]
  }
  const checkList = (name: string): Fault[] => {
    const entry = entries.get(name)
    const list = resolve(entry?.value, document)
    if (list === undefined || (isScalar(list) && list.value === null)) return []
    if (!isSeq<Node>(list)) {
      return [{ text: `\`${name}\` must be a list.`, offset: offsetOf(entry?.value, offsetOf(entry?.key)) }]
    }
    const odd = list.items.find((item) => !isMap(resolve(item, document)))
    return odd === undefined ? [] : [{ text: `Each of \`${name}\` must be a map.`, offset: offsetOf(odd) }]
  }

  const isText = (value: string) => value.trim() !== ''
  return [
    ...checkHead('version', 'a text such as `v1`', isText),
    ...checkHead('kind', '`Spicepod`', (value) => value === 'Spicepod'),
    ...checkHead('name', 'a text', isText),
    ...lists.flatMap(checkList),
  ]
}

function findLooseAliases(document: Document): Fault[] {
  const faults: Fault[] = []
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return
      faults.push({
        offset: offsetOf(alias),
        text: `The alias \`*${alias.source}\` has no anchor \`&${alias.source}\` before it.`,
      })
    },
  })
  return faults
}

function offsetOf(node: unknown, otherwise = 0): number {
  return isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise
}

function resolve(node: Node | null | undefined, document: Document): Node | undefined {
  return (isAlias(node) ? node.resolve(document) : node) ?? undefined
}
