import type { WaitingComponent } from '../doctor/components.ts'
import type { Outcome } from '../outcome.ts'
import { count, cut, endWithStop, type Redact, readableLength } from '../platform/text.ts'
import { type Location, locationOf, type Problem } from '../problem.ts'
import type { Deployment } from '../spice/schema.ts'
import type { RunState } from './state.ts'
import { formatDuration } from './wording.ts'

// What is known of the new instance, in words.

const maxProblems = 10
const maxWaiting = 10
const maxLines = 5
const maxLength = 400

/** Whether the state of the new instance explains an ending. */
export function isWorthTelling({ kind }: Outcome): boolean {
  return kind === 'stuck' || kind === 'timed-out' || kind === 'failed'
}

/** A line for each problem. */
function describeProblems(problems: readonly Problem[], redact: Redact): string[] {
  const more = problems.length - maxProblems
  return [
    ...problems.slice(0, maxProblems).map(({ message }) => cut(message, maxLength, redact)),
    ...(more > 0 ? [`${count(more, 'more problem')}.`] : []),
  ]
}

/** What to do about problems: each advice once. */
export function advise(problems: readonly Problem[], redact: Redact): string {
  const advice = new Set(problems.flatMap((problem) => problem.advice ?? []))
  return cut([...advice].slice(0, 3).join(' '), readableLength, redact)
}

/** Where the first problem is that has a place in the repository. */
function firstLocation(problems: readonly Problem[]): Location | undefined {
  return problems.map(locationOf).find((location) => location !== undefined)
}

/**
 * All that is known of the new instance, a line each, for an ending that it may explain; empty if nothing is. A
 * deployment that succeeded has left the state of its components behind.
 */
export function describeRollout({ rollout, outcome }: RunState, redact: Redact): string[] {
  if (rollout === undefined || outcome === undefined) return []
  const { instance, status, problems, waiting, problemLines, isServing } = rollout
  const isOver = outcome.kind === 'unverified'
  const named = new Set(problems.map(({ kind, name }) => `${kind} ${name}`))
  const others = isOver ? [] : waiting.filter(({ kind, name }) => !named.has(`${kind} ${name}`))
  const more = others.length - maxWaiting
  return [
    ...(instance !== undefined && status !== undefined && !isOver
      ? [`Instance ${instance}: ${cut(status, 50, redact)}.`]
      : []),
    ...(isServing && outcome.kind === 'timed-out'
      ? ['Every instance is ready and serves the spicepod, but Spice Cloud has not said so.']
      : []),
    ...describeProblems(problems, redact),
    ...others.slice(0, maxWaiting).map((each) => describeWaiting(each, redact)),
    ...(more > 0 ? [`${count(more, 'more component')} not ready.`] : []),
    ...problemLines.slice(-maxLines).map((line) => `Log: ${cut(line, maxLength, redact)}`),
  ]
}

/** A rollout that cannot end well: its causes, and what to do about them. */
export function explainStuck({ id }: Deployment, problems: readonly Problem[], page: string, redact: Redact) {
  const causes = describeProblems(problems, redact).join('\n')
  return {
    what: `Deployment ${id} cannot finish; Spice Cloud still has it in progress.\n${causes}`,
    todo: `${advise(problems, redact)} App logs: ${page}.`.trimStart(),
    errorMessage: causes,
    location: firstLocation(problems),
  }
}

/** What a run knows of a rollout for which there was no time left. */
export function explainRollout(state: RunState, redact: Redact) {
  const lines = describeRollout(state, redact)
  const { problems, isStuck } = state.rollout ?? { problems: [], isStuck: false }
  const usual =
    'A rollout that never finishes usually has a missing secret, or a dataset or model that cannot load.'
  return {
    lines,
    causes: isStuck ? `${advise(problems, redact)} `.trimStart() : '',
    guess: lines.length === 0 ? ` ${usual}` : '',
    location: isStuck ? firstLocation(problems) : undefined,
  }
}

/** `Dataset fares: Error for 2m: connection refused.` */
function describeWaiting({ kind, name, state, forMs, message }: WaitingComponent, redact: Redact): string {
  const label = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${cut(name, 80, redact)}`
  const since = forMs ? ` for ${formatDuration(forMs)}` : ''
  return cut(endWithStop(`${label}: ${state}${since}${message ? `: ${message}` : ''}`), maxLength, redact)
}

/** The output `problems`: what the checks of the spicepod found, and what the rollout showed. */
export function problemsOf(state: RunState): Problem[] {
  const ofRollout = problemsOfRollout(state)
  // A secret that is missing is one problem, whoever found it; the rollout is surer of it.
  const secrets = new Set(ofRollout.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  const ofChecks = state.problems.filter(({ kind, name }) => kind !== 'secret' || !secrets.has(name))
  return [...ofChecks, ...ofRollout].map(({ column: _, ...problem }) => problem)
}

/** At the deadline, every component that is not ready is a problem. */
function problemsOfRollout({ rollout, outcome }: RunState): Problem[] {
  // A deployment that succeeded has shown that nothing kept it from that.
  if (rollout === undefined || outcome === undefined || outcome.kind === 'succeeded') return []
  const { problems, waiting } = rollout
  const named = new Set(problems.map(({ kind, name }) => `${kind} ${name}`))
  const others =
    outcome.kind !== 'timed-out' ? [] : waiting.filter(({ kind, name }) => !named.has(`${kind} ${name}`))
  return [
    ...problems,
    ...others.map((each) => ({
      kind: each.kind,
      name: each.name,
      certain: false,
      message: describeWaiting(each, (text) => text),
    })),
  ]
}
