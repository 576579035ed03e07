import { nameApp } from '../app/describe.ts'
import { RefusalError } from '../core/errors.ts'
import { type EventTable, lookUp, type TimedEvent } from '../core/events.ts'
import type { RunState } from '../core/state.ts'
import { hasFailed, isInProgress, reasonOf } from '../deploy/deployment.ts'
import { meaningOf } from '../deploy/status.ts'
import { isSameCommit, shortCommit } from '../github/event.ts'
import { firstLine, join } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { nameReplaced, narrateComponents, replacedAnEdit } from './components.ts'
import { kinds } from './ending.ts'
import { annotation, type Entry, group, type Line, text, timed, warning } from './log.ts'
import { shown } from './shown.ts'
import {
  describeChange,
  describeDeployment,
  describeDispatch,
  describeEarlier,
  expectedDuration,
  formatDuration,
  listUnchanged,
} from './wording.ts'

/** Describes an event for the log. Pure: the states before and after it show what has already been said. */
export function narrate(event: TimedEvent, state: RunState, before: RunState): readonly Line[] {
  const tables = [lines, ...shown.map((feature) => feature.lines ?? {})]
  const entries = tables.flatMap((table) => lookUp(table, event, { state, before }) ?? [])
  return entries.map((line) => (typeof line === 'string' ? text(line) : line))
}

interface Context {
  state: RunState
  before: RunState
}

const groups = { deploy: 'Prepare', remove: 'Remove', rollback: 'Prepare', fleet: 'Fleet' } as const

const lines: EventTable<Context, Entry | readonly Entry[]> = {
  'inputs.read': (_, { state }) => group(groups[state.action]),
  note: (event) => event.text,
  warning: ({ text, location }) => ({ kind: 'warning', text, location }),
  debug: ({ text }) => ({ kind: 'debug', text }),
  'problems.found': ({ problems, isRefused }) => {
    // The verdict stands at the first of those that refuse the run.
    const first = isRefused ? problems.find(({ certain }) => certain) : undefined
    return problems
      .filter((problem) => problem !== first)
      .map((problem) => annotation(isRefused && problem.certain ? 'error' : 'warning', problem))
  },
  'http.exchanged': ({ exchange: { method, where, status, tookMs, requestId, trouble } }) => {
    const result = status === undefined ? trouble : `HTTP ${status}`
    const id = requestId === undefined ? '' : `, request ${requestId}`
    return { kind: 'debug', text: `${method} ${where} → ${result} in ${formatDuration(tookMs)}${id}` }
  },
  'outage.began': ({ reason }, { before }) => {
    const what = `Spice Cloud is not responding as expected (${reason}). Retrying until \`timeout-seconds\` is reached.`
    // One annotation is enough; the log has every outage.
    return before.hadOutage ? what : warning(what)
  },
  'outage.ended': () => 'Spice Cloud is responding again.',

  'app.found': ({ app }, { state, before }) => {
    const isKnown = describeDispatch(before.app) !== ''
    return isKnown || state.action === 'remove' ? [] : describeDispatch(app) || []
  },
  'return.chosen': ({ target: { from, to, imageTag, serverTimeMs } }) => [
    `The app runs ${describeEarlier(from, serverTimeMs)}`,
    `Going back to ${describeEarlier(to, serverTimeMs)}`,
    `Unchanged: ${listUnchanged(imageTag)}`,
  ],
  'app.bare': () =>
    warning('The new app has no spicepod and cannot be deployed without one. Set the `spicepod` input.'),
  'change.applied': ({ change }) => [
    describeChange(change),
    ...(change.kind === 'spicepod' ? narrateComponents(change.components ?? []) : []),
  ],
  'change.unneeded': ({ what }) =>
    what === 'tags' ? 'Tags are already up to date.' : 'The spicepod is already up to date.',
  'edit.replaced': ({ edit }) => warning(`${replacedAnEdit} ${nameReplaced(edit).join(', ')}.`),
  'spicepod.connected': () =>
    'Spicepod not pushed: the app is connected to a GitHub repository and reads it from there.',
  'changes.skipped': () =>
    warning(
      'Tags, spicepod and secrets were already applied by that attempt and are not written again unless its rollout is stuck. If they have changed since, start a new workflow run.',
    ),

  'fleet.read': ({ view }) => view.lines.map(({ text: line, color }) => text(line, color)),

  'removal.sending': (_, { state, before }) => (before.isRequested ? [] : `Deleting ${nameApp(state.app)}`),
  'removal.lost': () => 'No response to the delete request. Checking whether the app still exists.',

  'create.sending': ({ resumes }, { state, before }) =>
    before.requestedAtMs === undefined ? [group('Deploy'), describeRequest(state, resumes)] : [],
  'create.waiting': ({ blockers, serverTimeMs }, { before }) => {
    const names = blockers.map((blocker) => describeDeployment(blocker, serverTimeMs))
    if (names.length > 0) return `Waiting for ${names.join(' and ')}`
    // Blockers that are not listed are polled for repeatedly, but mentioned only once.
    return before.blockers?.length === 0 ? [] : 'Waiting for another deployment that is not listed yet'
  },
  'create.lost': ({ resumes }) =>
    `No response to the ${resumes ? 'resume' : 'create'} request. Checking whether the deployment was created anyway.`,
  'create.found': ({ deployment }) => `Found it: deployment ${deployment.id}.`,
  'create.retrying': () => 'No deployment was created. Retrying.',
  'deployment.resumed': ({ ignored }) => (ignored === '' ? [] : warning(ignored)),
  'deployment.attached': ({ deployment, reason }) => [
    group('Deploy'),
    `Watching deployment ${deployment.id} (${reason}).`,
  ],
  'deployment.replacing': ({ id }) =>
    `Deployment ${id} of the earlier attempt is stuck. This run applies its changes and redeploys.`,
  'deployment.polled': ({ deployment }, context) => narratePoll(deployment, context),

  'log.read': ({ lines }, { state: { deployment } }) =>
    deployment ? { kind: 'block', title: `Last lines of the deployment ${deployment.id} log`, lines } : [],
  'recovery.started': ({ mode }, { state }) => {
    const { decided } = state
    const cause =
      decided?.kind === 'refused' && decided.isOutdated
        ? 'The branch or the app has changed in the meantime.'
        : decided?.kind === 'refused' && isOfSecret(decided.error)
          ? 'Spice Cloud rejected a secret.'
          : state.watch?.problem
            ? 'The app has gone bad.'
            : (kinds[decided?.kind ?? 'failed'].recovery ?? 'The deployment failed.')
    const [title, what] =
      mode === 'restore' ? ['Restore', 'Restoring the previous spicepod'] : ['Roll back', 'Rolling back']
    return [group(title), `${cause} ${what}; tags and secrets are not changed.`]
  },
}

function isOfSecret(error: Error): boolean {
  return error instanceof RefusalError && error.operation === 'upsertSecret'
}

function describeRequest({ appId, source }: RunState, resumes = false): string {
  // A resume sends no commit.
  if (resumes) return `Resuming app ${appId}, which deploys its spicepod`
  const { branch, commitSha, commitMessage } = source ?? {}
  return join(
    ' · ',
    `Deploying app ${appId}`,
    branch && `branch ${branch}`,
    commitSha && `commit ${shortCommit(commitSha)}`,
    commitMessage && `"${firstLine(commitMessage)}"`,
  )
}

/** Each change of the status, how long it may take, and anything unusual about the deployment. */
function narratePoll(deployment: Deployment, { state, before }: Context): readonly Entry[] {
  const { id, status } = deployment
  const previous = before.deployment
  const lines: Entry[] = []
  if (previous === undefined && !state.isAttached) lines.push(`Created deployment ${id}`)
  if (previous?.status !== status) lines.push(timed(status, meaningOf(status).color))
  if (previous === undefined) lines.push(...describeExpectation(state))
  if (!state.isAttached) {
    const requested = state.source?.commitSha
    const actual = deployment.commit_sha
    if (requested && actual && actual !== previous?.commit_sha && !isSameCommit(actual, requested)) {
      lines.push(
        warning(
          `Deployment ${id} uses commit ${shortCommit(actual)}, not ${shortCommit(requested)} from this run. Apps connected to GitHub always deploy the head of their production branch.`,
        ),
      )
    }
    const reported = new Set(findReplaced(before).map((replaced) => replaced.id))
    for (const replaced of findReplaced(state).filter(({ id }) => !reported.has(id))) {
      const what = `Deployment ${id} replaced ${describeDeployment(replaced)}.`
      // If newer runs may replace this one, it may replace older ones: a pull request was pushed again.
      lines.push(
        state.settings.onSuperseded === 'pass'
          ? what
          : warning(`${what} Add a \`concurrency\` group to run deployments one at a time.`),
      )
    }
  }
  // A blocked rollout says why and is retried: not a failure yet, but worth knowing.
  const reason = reasonOf(deployment)
  if (reason !== '' && !hasFailed(deployment) && reason !== (previous && reasonOf(previous))) {
    const report = `Deployment ${id} is ${status} and reports: ${reason}`
    // The words may change with every poll: one annotation for each cause is enough.
    lines.push(before.reportedCodes.includes(deployment.error_code ?? '') ? report : warning(report))
  }
  return lines
}

/** Other people's deployments that were in progress when this run's was created, and were replaced by it. */
function findReplaced({ deployment, history, listed, replacedId }: RunState): Deployment[] {
  const newest = listed.find(({ status }) => meaningOf(status).hasStarted)
  if (deployment === undefined || newest?.id !== deployment.id) return []
  const superseded = new Set(
    listed.filter(({ status }) => meaningOf(status).end === 'superseded').map(({ id }) => id),
  )
  return history.filter(
    (earlier) => earlier.id !== replacedId && isInProgress(earlier) && superseded.has(earlier.id),
  )
}

function describeExpectation(state: RunState): readonly string[] {
  const expected = expectedDuration(state)
  if (expected === undefined) {
    return state.isAttached ? [] : ['No earlier deployments to estimate the duration from.']
  }
  const { count, medianMs } = expected
  const took = count === 1 ? 'successful deployment took' : `${count} successful deployments took about`
  return [`The last ${took} ${formatDuration(medianMs)}.`]
}
