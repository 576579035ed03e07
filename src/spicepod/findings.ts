import { membersOf } from '../platform/json.ts'
import { capitalize } from '../platform/text.ts'
import type { Position, Problem, ProblemKind } from '../problem.ts'
import type { SpicepodDocument } from './document.ts'
import { componentsOf, describeComponent, type SpicepodComponent } from './spicepod.ts'
import { type CheckCode, words } from './words.ts'

/** Something that a check found at a place of a spicepod. */
export type Finding = Pick<Problem, 'code' | 'certain' | 'message' | 'advice'> & Position
/** The same with what it is about; without a name it is about the file. */
export type SpicepodFinding = Finding & Pick<Problem, 'kind'> & Partial<Pick<Problem, 'name'>>

/** What stands for the names in braces. Text of the spicepod is in quotes; `advice` replaces the usual one. */
type Values = Readonly<Record<string, string | number | undefined>>

const finderOf =
  (certain: boolean) =>
  (code: CheckCode, place: Position, values: Values = {}): Finding => {
    const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
    const { message, advice } = words[code]
    return { code, message: fill(message), advice: fill(String(values.advice ?? advice)), certain, ...place }
  }

/** Something that keeps the spicepod from working. */
export const refuse = finderOf(true)
/** Something that probably does not do what the author wants. */
export const warn = finderOf(false)

export interface CheckedSpicepod {
  readonly document: SpicepodDocument
  readonly value: Readonly<Record<string, unknown>>
  readonly components: readonly Component[]
}

/** A component with a kind of its own, as the sentences about it call it. */
export interface Component extends SpicepodComponent {
  readonly kind: Exclude<SpicepodComponent['kind'], 'dependency'>
  readonly label: string
}

export function toChecked(document: SpicepodDocument): CheckedSpicepod {
  const value = membersOf(document.value)
  const components = componentsOf(value).flatMap(({ kind, ...component }) =>
    kind === 'dependency'
      ? []
      : [{ ...component, kind, label: capitalize(describeComponent({ ...component, kind })) }],
  )
  return { document, value, components }
}

const kindsOfProblems: readonly ProblemKind[] = ['dataset', 'catalog', 'view', 'model', 'embedding', 'tool']

/** Components that have no kind of their own among the problems count as parts of the spicepod. */
export function ofComponent({ kind, name }: Component, finding: Finding): SpicepodFinding {
  const problemKind = kindsOfProblems.find((candidate) => candidate === kind) ?? 'spicepod'
  return { kind: problemKind, ...(name !== '' && { name }), ...finding }
}

/** The items of a list; none of what is not a list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether there is nothing, or null, for a value. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null
}
