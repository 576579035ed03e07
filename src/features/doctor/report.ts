import type { Problem } from '../../core/problem.ts'
import type { RunState } from '../../core/state.ts'
import { hasSucceeded } from '../../deploy/deployment.ts'
import { capitalize, cut, endWithStop } from '../../platform/text.ts'
import { kinds } from '../../report/ending.ts'
import { describeProblems, excludeExplained, maxMessageLength } from '../../report/problems.ts'
import { formatDuration, limitLines } from '../../report/wording.ts'
import type { Rollout, WaitingComponent } from './components.ts'

// The new instance and its problems, in words.

const maxWaiting = 40
const maxLines = 5

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
    ...problemLines.slice(-maxLines).map((line) => `Log: ${cut(line, maxMessageLength)}`),
  ].filter((line) => line !== false)
}

/** `Dataset fares: Error for 2m: connection refused.` */
function describeWaiting({ kind, name, state, forMs, message }: WaitingComponent): string {
  const label = `${capitalize(kind)} ${cut(name, 80)}`
  const since = forMs ? ` for ${formatDuration(forMs)}` : ''
  return cut(endWithStop(`${label}: ${state}${since}${message ? `: ${message}` : ''}`), maxMessageLength)
}

/** Every component that is not ready is a problem, if the run ends before the deployment does. */
export function problemsOfRollout(state: RunState): Problem[] {
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

/** Problems that kept the rollout from finishing, as of the end of the run. */
export function causesOf({ rollout }: RunState): readonly Problem[] {
  return rollout?.isStuck ? rollout.problems : []
}
