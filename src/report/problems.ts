import { describeProblem, type Location, locationOf, type Problem } from '../problem.ts'

interface Annotation {
  kind: 'warning' | 'error'
  text: string
  location: Location | undefined
}

/** Each at its place. Of those that refuse the run the first is left out: the verdict stands there. */
export function narrateProblems(problems: readonly Problem[], isRefused: boolean): Annotation[] {
  const [verdict] = isRefused ? problems.filter(({ certain }) => certain) : []
  return problems
    .filter((problem) => problem !== verdict)
    .map((problem) => ({
      kind: isRefused && problem.certain ? 'error' : 'warning',
      text: describeProblem(problem),
      location: locationOf(problem),
    }))
}
