import { type Location, locationOf, type Problem } from '../../core/problem.ts'
import type { RunState } from '../../core/state.ts'
import { hasSucceeded, isUnfinished, reasonOf } from '../../deploy/deployment.ts'
import { capitalize, cut, endWithStop, readableLength } from '../../platform/text.ts'
import { adviseOnDeployment } from '../../report/advice.ts'
import { kinds } from '../../report/ending.ts'
import { formatDuration, limitLines } from '../../report/wording.ts'
import type { Rollout, WaitingComponent } from './components.ts'

// The new instance and its problems, in words.

const maxProblems = 10
const maxWaiting = 40
const maxLines = 5
const maxLength = 400

/** The items that are the subject of none of the problems. */
function excludeExplained<Item extends Pick<Problem, 'kind' | 'name'>>(
  problems: readonly Problem[] = [],
  items: readonly Item[],
): Item[] {
  const subjects = new Set(problems.map(({ kind, name }) => `${kind} ${name}`))
  return items.filter(({ kind, name }) => !subjects.has(`${kind} ${name}`))
}

/** The state of the new instance, if it explains how the run ended. */
export function rolloutOf(state: RunState): Rollout | undefined {
  const { rollout, outcome, verification } = state
  if (rollout === undefined || outcome === undefined) return undefined
  if (outcome.kind === 'unverified') {
    // A deployment that succeeded has left the state of its components behind.
    const problems = excludeExplained(verification?.explanations, rollout.problems)
    return { ...rollout, progress: '', status: undefined, waiting: [], isStuck: false, problems }
  }
  const hasEndedWell = outcome.kind === 'cancelled' && outcome.deployment && hasSucceeded(outcome.deployment)
  return kinds[outcome.kind].showsRollout && !hasEndedWell ? rollout : undefined
}

export function describeProblems(problems: readonly Problem[]): readonly string[] {
  const lines = problems.map(({ message }) => cut(message, maxLength))
  return limitLines(lines, maxProblems, 'problem')
}

export function advise(problems: readonly Problem[]): string {
  const advice = new Set(problems.flatMap((problem) => problem.advice ?? []))
  return cut([...advice].slice(0, 3).join(' '), readableLength)
}

export function firstLocation(problems: readonly Problem[]): Location | undefined {
  return problems.map(locationOf).find((location) => location !== undefined)
}

/** Everything about the new instance that may explain how the run ended, a line each. */
export function describeRollout(state: RunState): string[] {
  const rollout = rolloutOf(state)
  if (rollout === undefined) return []
  const { instance, status, problems, problemLines, isServing } = rollout
  const waiting = excludeExplained(problems, rollout.waiting).map((component) => describeWaiting(component))
  return [
    instance !== undefined && status !== undefined && `Instance ${instance}: ${cut(status, 50)}.`,
    isServing &&
      state.outcome?.kind === 'timed-out' &&
      'Every instance is ready and serves the spicepod, but Spice Cloud has not said so.',
    ...describeProblems(problems),
    ...limitLines(waiting, maxWaiting, 'component'),
    ...problemLines.slice(-maxLines).map((line) => `Log: ${cut(line, maxLength)}`),
  ].filter((line) => line !== false)
}

/** `Dataset fares: Error for 2m: connection refused.` */
function describeWaiting({ kind, name, state, forMs, message }: WaitingComponent): string {
  const label = `${capitalize(kind)} ${cut(name, 80)}`
  const since = forMs ? ` for ${formatDuration(forMs)}` : ''
  return cut(endWithStop(`${label}: ${state}${since}${message ? `: ${message}` : ''}`), maxLength)
}

/** The output `problems`: what the checks of the spicepod found, and what the rollout showed. */
export function problemsOf(state: RunState): Problem[] {
  const { explanations = [] } = state.verification ?? {}
  const ofRollout = [...explanations, ...excludeExplained(explanations, problemsOfRollout(state))]
  // A secret that is missing is one problem, whoever found it; the rollout is surer of it.
  const secrets = new Set(ofRollout.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  const ofChecks = state.problems.filter(({ kind, name }) => kind !== 'secret' || !secrets.has(name))
  return [...ofChecks, ...ofRollout, ...problemsOfDeployment(state), ...[state.bake?.problem ?? []].flat()]
}

/** The error that Spice Cloud reports of a deployment in progress. It takes it back once that is over. */
function problemsOfDeployment({ deployment }: RunState): Problem[] {
  const reason = deployment && isUnfinished(deployment) && reasonOf(deployment)
  if (!reason) return []
  const { id, status } = deployment
  const words = endWithStop(cut(reason, maxLength))
  const message = `Deployment ${id} is ${cut(status, 50)} and reports: ${words}`
  const advice =
    adviseOnDeployment(deployment) ??
    'Spice Cloud keeps trying. If this does not pass, fix the cause and redeploy.'
  return [{ code: 'deployment-reports', kind: 'deployment', name: '', certain: false, message, advice }]
}

/** Every component that is not ready is a problem, if the run ends before the deployment does. */
function problemsOfRollout(state: RunState): Problem[] {
  const { kind } = state.outcome ?? {}
  // A deployment that succeeded has shown that nothing kept it from that.
  const { problems = [], waiting = [] } = (kind === 'superseded' ? state.rollout : rolloutOf(state)) ?? {}
  const open = kind === 'timed-out' || kind === 'unknown' ? excludeExplained(problems, waiting) : []
  return [
    ...problems,
    ...open.map((component) => ({
      code: 'component-not-ready' as const,
      kind: component.kind,
      name: component.name,
      certain: false,
      message: describeWaiting(component),
    })),
  ]
}

/** The adverb before a verb, unless one of the problems is certain. */
export function maybe(problems: readonly Problem[]): string {
  return problems.some(({ certain }) => certain) ? '' : 'probably '
}

/** Problems that kept the rollout from finishing, as of the end of the run. */
export function causesOf({ rollout }: RunState): readonly Problem[] {
  return rollout?.isStuck ? rollout.problems : []
}
