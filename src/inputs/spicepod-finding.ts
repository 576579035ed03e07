import type { Position, ProblemKind } from '../problem.ts'
import type { Component } from './spicepod-nodes.ts'

/** Something that a check found in a spicepod. */
export interface SpicepodFinding extends Position {
  readonly kind: ProblemKind
  /** The component, or the secret without its store. */
  readonly name?: string
  /** Strict checks refuse the run because of it; otherwise it is a warning. */
  readonly certain: boolean
  /** What is wrong: one sentence. */
  readonly message: string
  /** What to do. */
  readonly advice?: string
}

const kindsOfComponents: readonly ProblemKind[] = ['dataset', 'catalog', 'view', 'model', 'embedding', 'tool']

/** Components that have no kind of their own among the problems count as parts of the spicepod. */
export function problemKindOf({ kind }: Pick<Component, 'kind'>): ProblemKind {
  return kindsOfComponents.find((each) => each === kind) ?? 'spicepod'
}

/** Text from a file, on one line, as code. It is cut where secrets can be hidden first: half of one could not be. */
export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a spicepod may contain them, and a terminal obeys them.
  return `\`${text.slice(0, 1000).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]+/g, ' ')}\``
}

/** ``dataset `taxi` ``, or `dataset 3` without a name. */
export function describeComponent({
  kind,
  name,
  number,
}: Pick<Component, 'kind' | 'name' | 'number'>): string {
  return `${describeKind(kind)} ${name === undefined ? number : quote(name)}`
}

export function describeKind(kind: string): string {
  return kind === 'secret' ? 'secret store' : kind.replace('_', ' ')
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
