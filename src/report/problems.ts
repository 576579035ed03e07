import { type Location, locationOf, type Problem } from '../core/problem.ts'
import { cut, maxLength } from '../platform/text.ts'
import { limitLines } from './wording.ts'

// Problems of any kind, in words.

const maxProblems = 10
/** Of the message of one problem. */
export const maxMessageLength = 400

/** The items that are the subject of none of the problems. */
export function excludeExplained<Item extends Pick<Problem, 'kind' | 'name'>>(
  problems: readonly Problem[] = [],
  items: readonly Item[],
): Item[] {
  const subjects = new Set(problems.map(({ kind, name }) => `${kind} ${name}`))
  return items.filter(({ kind, name }) => !subjects.has(`${kind} ${name}`))
}

export function describeProblems(problems: readonly Problem[]): readonly string[] {
  const lines = problems.map(({ message }) => cut(message, maxMessageLength))
  return limitLines(lines, maxProblems, 'problem')
}

export function advise(problems: readonly Problem[]): string {
  const advice = new Set(problems.flatMap((problem) => problem.advice ?? []))
  return cut([...advice].slice(0, 3).join(' '), maxLength.sentence)
}

export function firstLocation(problems: readonly Problem[]): Location | undefined {
  return problems.map(locationOf).find((location) => location !== undefined)
}

/** The adverb before a verb, unless one of the problems is certain. */
export function maybe(problems: readonly Problem[]): string {
  return problems.some(({ certain }) => certain) ? '' : 'probably '
}
