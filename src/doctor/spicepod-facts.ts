import { relative, resolve, sep } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { Environment } from '../github/event.ts'
import type { Spicepod } from '../inputs/spicepod.ts'
import { readSpicepodComponents } from '../inputs/spicepod-components.ts'
import type { Position } from '../inputs/spicepod-nodes.ts'
import { findTooDeep } from '../inputs/yaml-value.ts'
import type { Redact } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Finding, SpicepodFacts } from './finding.ts'

/** The spicepod that is rolled out. */
export interface RolledOut extends SpicepodFacts {
  /** Where a component is defined in the repository; undefined if this run did not push the spicepod. */
  locate(kind: string, name: string | undefined): (Position & { file: string }) | undefined
}

const unknown: RolledOut = { components: [], isComplete: false, locate: () => undefined }

/**
 * @param source the file in the repository or, if it is not from there, the value that the app has
 * @param clean as names are made harmless in what the runtime says
 */
export function readFacts(
  source: { file: string; text: string } | { value: unknown },
  clean: Redact,
): RolledOut {
  const text = 'text' in source ? source.text : JSON.stringify(source.value)
  if (!text || findTooDeep(text) !== undefined) return unknown
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false })
  const { components: read, isComplete } = readSpicepodComponents(document, lines)
  const components = read.map((each) => ({ ...each, name: clean(each.name) }))
  return {
    components,
    isComplete,
    locate(kind, name) {
      if (!('file' in source)) return undefined
      const found = components.find((each) => each.kind === kind && each.name === name)
      return found && { file: source.file, line: found.line, column: found.column }
    },
  }
}

/** Where a spicepod is in the repository, as annotations name it. */
export function fileOf({ path }: Spicepod, workingDirectory: string, env: Environment): string {
  const workspace = resolve(env.GITHUB_WORKSPACE ?? '.')
  return relative(workspace, resolve(workspace, workingDirectory, path))
    .split(sep)
    .join('/')
}

/** Puts a finding at the line of its component, or of the one that uses the secret. */
export function toProblem(
  { kind, name = '', verdict, message, advice, usedBy }: Finding,
  spicepod: RolledOut,
): Problem {
  const place = usedBy ? spicepod.locate(usedBy.kind, usedBy.name) : spicepod.locate(kind, name)
  return {
    kind,
    name,
    certain: verdict === 'certain',
    message,
    ...(advice !== undefined && { advice }),
    ...place,
  }
}
