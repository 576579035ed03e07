import type { Position, Problem, ProblemKind } from '../core/problem.ts'
import { membersOf } from '../platform/json.ts'
import { fill } from '../platform/text.ts'
import type { SpicepodDocument } from './document.ts'
import { componentsOf, type SpicepodComponent } from './spicepod.ts'
import { type CheckCode, words } from './words.ts'

/** A problem of a spicepod. One without a name is about the file. */
export type LocatedProblem = Problem & Position

/** Text of the spicepod is in quotes; `advice` replaces the usual one. */
type Values = Parameters<typeof fill>[1]

/** Makes problems of the spicepod itself, unless {@link assignToComponent} says otherwise. */
const problemMaker =
  (certain: boolean) =>
  (code: CheckCode, place: Position, values: Values = {}): LocatedProblem => {
    const { message, advice } = words[code]
    const texts = { message: fill(message, values), advice: fill(String(values.advice ?? advice), values) }
    return { code, kind: 'spicepod', name: '', certain, ...texts, ...place }
  }

/** Makes a problem that keeps the spicepod from working. */
export const refuse = problemMaker(true)
/** Makes a problem that probably is not what the author wants. */
export const warn = problemMaker(false)

export interface CheckedSpicepod {
  readonly document: SpicepodDocument
  readonly value: Readonly<Record<string, unknown>>
  readonly components: readonly SpicepodComponent[]
}

export function toChecked(document: SpicepodDocument): CheckedSpicepod {
  const value = membersOf(document.value)
  return { document, value, components: componentsOf(value) }
}

const kindsOfProblems: readonly ProblemKind[] = ['dataset', 'catalog', 'view', 'model', 'embedding', 'tool']

/** Components that have no kind of their own among the problems count as parts of the spicepod. */
export function assignToComponent(
  { kind, name }: SpicepodComponent,
  problem: LocatedProblem,
): LocatedProblem {
  return { ...problem, kind: problemKindOf(kind), name }
}

export function problemKindOf(kind: string): ProblemKind {
  return kindsOfProblems.find((candidate) => candidate === kind) ?? 'spicepod'
}

/** The items of a list; none of what is not a list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether a value is missing or null. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null
}
