import { isMap } from '../platform/json.ts'
import { capitalize } from '../platform/text.ts'
import type { Position, Problem, ProblemKind } from '../problem.ts'
import type { SpicepodDocument } from './document.ts'
import { componentsOf, describeComponent, type SpicepodComponent } from './spicepod.ts'
import { type CheckCode, words } from './words.ts'

/** Something that a check found at a place of a spicepod. */
export type Finding = Pick<Problem, 'code' | 'certain' | 'message' | 'advice'> & Position
/** The same with what it is about; without a name it is about the file. */
export type SpicepodFinding = Finding & Pick<Problem, 'kind'> & Partial<Pick<Problem, 'name'>>

/** Something that keeps the spicepod from working. */
export function refuse(code: CheckCode, place: Position, values: Values = {}): Finding {
  return { ...describe(code, values), certain: true, ...place }
}

/** Something that probably does not do what the author wants. */
export function warn(code: CheckCode, place: Position, values: Values = {}): Finding {
  return { ...describe(code, values), certain: false, ...place }
}

/** What stands for the names in braces. Text of the spicepod is in quotes; `advice` replaces the usual one. */
type Values = Readonly<Record<string, string | number | undefined>>

function describe(code: CheckCode, values: Values): Pick<Finding, 'code' | 'message' | 'advice'> {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
  const { message, advice } = words[code]
  return { code, message: fill(message), advice: fill(String(values.advice ?? advice)) }
}

/** A spicepod as the checks read it. */
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
  const value = isMap(document.value) ? document.value : {}
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

/** The members of a map; none of what is not a map. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {}
}

/** The items of a list; none of what is not a list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether there is nothing, or null, for a value. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null
}
