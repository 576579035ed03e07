import type { Problem } from '../../core/problem.ts'
import type { CoreState } from '../../core/state.ts'
import { hasSucceeded, isUnfinished, reasonOf } from '../../deploy/deployment.ts'
import { capitalize, cut, endWithStop, join } from '../../platform/text.ts'
import { adviseOnDeployment } from '../../report/advice.ts'
import { kinds } from '../../report/ending.ts'
import type { FeatureReport, Room } from '../../report/feature.ts'
import { annotation, timed } from '../../report/log.ts'
import { fold, foldedGrid, type Html, type Markup, renderText } from '../../report/markup.ts'
import { describeProblems, excludeExplained, maxMessageLength } from '../../report/problems.ts'
import { formatDuration, limitLines } from '../../report/wording.ts'
import { isInError } from '../../runtime/lists.ts'
import type { Rollout, WaitingComponent } from './components.ts'
import type { DoctorFacts } from './events.ts'

type State = CoreState & DoctorFacts

const maxWaiting = 40
const maxLines = 5
const maxCauses = 10

/** The new instance and its problems. */
export const doctorReport: FeatureReport<State> = {
  lines: {
    'rollout.progress': ({ rollout: { progress } }, { before }) =>
      progress === '' || progress === before.rollout?.progress ? [] : timed(progress),
    'rollout.finding': ({ problem, isBlocker }, { state }) => {
      if (!isBlocker) return timed(problem.message)
      if (state.settings.onStuck === 'fail') return timed(problem.message, 'red')
      return annotation('warning', problem)
    },
  },
  causes: renderRollout,
  rows: (state, markup) => [['Rollout', markup.sentence(rolloutOf(state)?.progress ?? '', { max: 300 })]],
  progress: ({ rollout }) => rollout?.progress,
  outputs: ({ rollout, verification, outcome }, { hide, list }) => ({
    instance: hide(rollout?.instance),
    // What the instance said last is all that is known without a verification.
    ...(outcome &&
      rollout &&
      !verification && { datasets: list(rollout.datasets), models: list(rollout.models) }),
  }),
  problems(state) {
    const { explanations = [] } = state.verification ?? {}
    const others = excludeExplained(explanations, problemsOfRollout(state))
    return [...explanations, ...others, ...problemsOfDeployment(state)]
  },
}

/** The state of the new instance, if it explains how the run ended. */
function rolloutOf(state: State): Rollout | undefined {
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

/** Problems of the new instance that the advice is about. */
export function causesShown(state: State): readonly Problem[] {
  return [...(state.verification?.explanations ?? []), ...(rolloutOf(state)?.problems ?? [])]
}

/** Why a rollout does not end, or what its instance showed. */
function renderRollout(state: State, markup: Markup, room: Room): Html[] {
  const { waiting = [], problemLines = [], isStuck } = rolloutOf(state) ?? {}
  const causes = causesShown(state).slice(0, maxCauses)
  const paragraphs = causes.map(({ message, advice }): Html => {
    const todo = causes.length > 1 && advice && `<b>What to do:</b> ${markup.sentence(advice)}`
    return `<p>${join('<br>', markup.sentence(message), todo)}</p>`
  })
  const isCause = ({ kind, name }: Pick<Problem, 'kind' | 'name'>) =>
    causes.some((cause) => cause.kind === kind && cause.name === name)
  const rank = (component: (typeof waiting)[number]) => (isInError({ status: component.state }) ? 0 : 1)
  const rows = waiting.toSorted((left, right) => rank(left) - rank(right))
  const components = foldedGrid(
    // A third column would be cut off on a phone.
    ['Component', 'State'],
    rows,
    ({ kind, name, state, forMs, message }) => [
      join(' ', kind, markup.inlineCode(name)),
      join(
        '<br>',
        join(' for ', markup.inlineCode(state, 50), forMs ? formatDuration(forMs) : undefined),
        !isCause({ kind, name }) && markup.inlineCode(message, 500),
      ),
    ],
    room.checks,
  )
  const logTitle = 'Problems in the instance log'
  const log =
    room.log === undefined
      ? markup.foldedLines(logTitle, problemLines)
      : fold(logTitle, renderText(problemLines.slice(-room.log).join('\n'), markup, room))
  const blocks = [...paragraphs, components, log].filter(Boolean)
  if (blocks.length === 0 || room.log !== undefined) return blocks
  return [isStuck ? '### Why it is stuck' : '### What the new instance reports', ...blocks]
}

/** Everything about the new instance that may explain how the run ended, a line each. */
export function describeRollout(state: State): string[] {
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
function problemsOfRollout(state: State): Problem[] {
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

/** The error that Spice Cloud reports of a deployment in progress. It takes it back once that is over. */
function problemsOfDeployment({ deployment }: State): Problem[] {
  const reason = deployment && isUnfinished(deployment) && reasonOf(deployment)
  if (!reason) return []
  const { id, status } = deployment
  const words = endWithStop(cut(reason, maxMessageLength))
  const message = `Deployment ${id} is ${cut(status, 50)} and reports: ${words}`
  const advice =
    adviseOnDeployment(deployment) ??
    'Spice Cloud keeps trying. If this does not pass, fix the cause and redeploy.'
  return [{ code: 'deployment-reports', kind: 'deployment', name: '', certain: false, message, advice }]
}

/** Problems that kept the rollout from finishing, as of the end of the run. */
export function causesOf({ rollout }: State): readonly Problem[] {
  return rollout?.isStuck ? rollout.problems : []
}
