import type { FindingCode } from '../features/doctor/words.ts'
import { oneLineOfCode } from '../platform/text.ts'
import type { CheckCode } from '../spicepod/words.ts'

/** A place in a text. Both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A place in a file of the repository, for an annotation there. */
export interface Location extends Position {
  /** Relative to the root of the repository. */
  readonly file: string
}

/** The causes of problems: workflows branch on them, and `docs/problems.md` has an entry for each. */
export type ProblemCode =
  | CheckCode
  | FindingCode
  | 'bake-failed'
  | 'component-not-ready'
  | 'deployment-reports'
  | 'test-file-invalid'

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
  | 'test'
  | 'monitor'

/** Something that keeps a deployment from working, or may do so: an entry of the output `problems`. */
export interface Problem extends Partial<Readonly<Location>> {
  readonly code: ProblemCode
  readonly kind: ProblemKind
  /** The component, or the secret without its store; empty if it is about neither. */
  readonly name: string
  /** Waiting cannot help. */
  readonly certain: boolean
  /** The problem in one sentence. */
  readonly message: string
  readonly advice?: string
}

export function locationOf({ file, line, column }: Problem): Location | undefined {
  return file === undefined || line === undefined ? undefined : { file, line, column: column ?? 1 }
}

export function comparePlaces(left: Partial<Position>, right: Partial<Position>): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0)
}

/** Other people's text as code, on one line. */
export function quote(text: string): string {
  return `\`${oneLineOfCode(text)}\``
}

export function describeWithPlace(problem: Problem): string {
  const { file, line, column } = problem
  return `${file}, line ${line}, column ${column}: ${describeProblem(problem)}`
}

export function describeProblem({ message, advice }: Problem): string {
  return advice === undefined ? message : `${message} ${advice}`
}
