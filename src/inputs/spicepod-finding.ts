import type { Component, Position } from './spicepod-nodes.ts'

/** What a problem is about. */
export type ProblemKind =
  | 'spicepod'
  | 'secret'
  | 'dataset'
  | 'catalog'
  | 'view'
  | 'model'
  | 'embedding'
  | 'tool'
  | 'instance'
  | 'deployment'

/** Something that is wrong with what is deployed: an entry of the output `problems`. */
export interface Problem {
  readonly kind: ProblemKind
  /** The component, or the secret without its store; empty if it is about neither. */
  readonly name: string
  /** Waiting cannot help. */
  readonly certain: boolean
  /** What is wrong: one sentence. */
  readonly message: string
  /** What to do. */
  readonly advice?: string
  /** Relative to the root of the repository. */
  readonly file?: string
  readonly line?: number
  /** For the annotation only. */
  readonly column?: number
}

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

/** Text from a file, on one line and short, as code. */
export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a spicepod may contain them, and a terminal obeys them.
  const plain = text.slice(0, 200).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]+/g, ' ')
  return `\`${plain.length > 80 ? `${plain.slice(0, 79)}…` : plain}\``
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
