import { isInProgress, reasonOf } from '../deployment/deployment.ts'
import type { TimedEvent } from '../events.ts'
import { isSameCommit, shortCommit } from '../github/commit.ts'
import type { Redact } from '../platform/text.ts'
import { firstLine } from '../platform/text.ts'
import type { Location } from '../problem.ts'
import type { DeploymentId } from '../spice/deployment-id.ts'
import type { Deployment } from '../spice/schema.ts'
import { expectedDuration } from './heartbeat.ts'
import { narrateProblems } from './problems.ts'
import { describeRecovery, describeRollback, isRecovered } from './recovery.ts'
import { causeOf, type RunState } from './state.ts'
import { describeChange, describeDeployment, formatDuration } from './wording.ts'

export type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'gray'

/** Something to print in the log. Text of servers and commits is in it as it came. */
export type Line =
  | {
      kind: 'text'
      text: string
      colour?: Colour
      /** Whether the elapsed time stands before it. */
      isTimed?: boolean
    }
  | { kind: 'debug'; text: string }
  /** An annotation, at a place in a file if there is one. */
  | { kind: 'warning' | 'error'; text: string; location?: Location | undefined }
  /** Folds what comes next under a title. */
  | { kind: 'group'; title: string }
  /** Lines as they are, folded under a title. */
  | { kind: 'block'; title: string; lines: readonly string[] }

/**
 * What the log says about an event. Pure: what was said before shows in the state.
 *
 * @param state as it is with the event
 * @param before as it was
 * @param redact hides secrets in a text before it is cut
 */
export function narrate(event: TimedEvent, state: RunState, before: RunState, redact: Redact): Line[] {
  switch (event.type) {
    case 'inputs.read':
      return [group('Prepare')]
    case 'note':
      return [text(event.text)]
    case 'warning':
      return [warning(event.text)]
    case 'debug':
      return [{ kind: 'debug', text: event.text }]
    case 'problems.found':
      return narrateProblems(event.problems, event.isRefused)
    case 'http.exchanged': {
      const { method, where, status, tookMs, requestId, trouble } = event.exchange
      const result = status === undefined ? trouble : `HTTP ${status}`
      const id = requestId === undefined ? '' : `, request ${requestId}`
      return [{ kind: 'debug', text: `${method} ${where} → ${result} in ${formatDuration(tookMs)}${id}` }]
    }
    case 'outage.began': {
      const what = `Spice Cloud is not responding as expected (${event.reason}). Retrying until \`timeout-seconds\` is reached.`
      // One annotation is enough; the log has every outage.
      return [before.outages === 0 ? warning(what) : text(what)]
    }
    case 'outage.ended':
      return [text('Spice Cloud is responding again.')]

    case 'app.mismatch': {
      const { app, givenName } = event
      return [
        warning(
          `\`app-id\` ${app.id} is app \`${app.name}\`, but \`app-name\` is \`${givenName}\`. Using \`app-id\`; fix or remove one of the two inputs.`,
        ),
      ]
    }
    case 'app.bare':
      return [
        warning('The new app has no spicepod and cannot be deployed without one. Set the `spicepod` input.'),
      ]
    case 'app.untagged':
      return [text('Your plan does not include tags; creating the app without the `repository` tag.')]
    case 'change.applied':
      return [text(describeChange(event.change))]
    case 'change.unneeded':
      return [
        text(event.what === 'tags' ? 'Tags are already up to date.' : 'The spicepod is already up to date.'),
      ]
    case 'spicepod.connected':
      return [
        text('Spicepod not pushed: the app is connected to a GitHub repository and reads it from there.'),
      ]
    case 'changes.skipped':
      return [
        warning(
          'Tags, spicepod and secrets were already applied by that attempt and are not written again. If they have changed since, start a new workflow run.',
        ),
      ]

    case 'create.sending':
      return before.requestedAtMs === undefined
        ? [group('Deploy'), text(describeRequest(state, event.resumes, redact))]
        : []
    case 'create.waiting': {
      const { blockers, serverTimeMs } = event
      if (blockers.length > 0) {
        return [
          text(
            `Waiting for ${blockers.map((each) => describeDeployment(each, redact, serverTimeMs)).join(' and ')}`,
          ),
        ]
      }
      // Blockers that the list does not show are looked for again and again.
      const isNew = before.blockers?.length !== 0
      return isNew ? [text('Waiting for another deployment that is not listed yet')] : []
    }
    case 'create.lost':
      return [text('No response to the create request. Checking whether the deployment was created anyway.')]
    case 'create.found':
      return [text(`It was: deployment ${event.deployment.id} is the one this run requested.`)]
    case 'create.retrying':
      return [text('It was not created. Retrying.')]
    case 'deployment.attached':
      return [group('Deploy'), text(`Watching deployment ${event.deployment.id} (${event.reason}).`)]
    case 'deployment.polled':
      return narratePoll(event.deployment, state, before, redact)

    case 'verification.started':
      return [group('Verify')]
    case 'verification.skipped':
      // If probes were asked for, the verdict says so.
      return event.probes.length > 0 ? [] : [text(`Verification skipped: ${event.reason}.`)]
    case 'runtime.idle':
      return [
        text(
          'The spicepod has no components, so the runtime has nothing to load. Skipping the readiness check.',
        ),
      ]
    case 'runtime.waiting':
      return [timed(`The runtime is not ready yet: ${event.reason}`)]
    case 'runtime.ready':
      return [timed(`Runtime ready after ${formatDuration(event.tookMs)}`)]
    case 'datasets.polled':
      return state.activity === before.activity ? [] : [timed(`Datasets: ${event.progress}`)]
    case 'models.polled':
      return [timed(`Models: ${event.progress}`)]
    case 'probe.ended': {
      const { name, ok, durationMs, detail, error } = event.result
      const words = detail ?? error
      const line = `${ok ? '✓' : '✗'} ${name} (${formatDuration(durationMs)})`
      return [text(words ? `${line}: ${words}` : line, ok ? 'green' : 'red')]
    }

    case 'log.read':
      if (event.lines.length === 0 || state.deployment === undefined) return []
      return [
        {
          kind: 'block',
          title: `Last lines of the deployment ${state.deployment.id} log`,
          lines: event.lines,
        },
      ]
    case 'recovery.started': {
      const why =
        state.decided?.kind === 'unverified'
          ? 'Verification failed.'
          : state.decided?.kind === 'refused'
            ? 'Spice Cloud rejected the deployment.'
            : 'The deployment failed.'
      const [title, what] =
        event.mode === 'restore'
          ? ['Restore', 'Restoring the previous spicepod']
          : ['Roll back', 'Rolling back']
      return [group(title), text(`${why} ${what}; tags and secrets are not changed.`)]
    }
    case 'spicepod.restored':
      return [text("Restored the app's previous spicepod.")]
    case 'rollback.polled': {
      const { id, status } = event.deployment
      if (before.recovery?.deployment?.status === status) return []
      return [text(`Rollback: deployment ${id} ${status}`, colourOf(status))]
    }
    case 'recovery.ended': {
      const { recovery } = event
      const { mode = 'rollback' } = state.recovery ?? {}
      // That the spicepod was restored was said when it happened.
      const what =
        recovery.kind === 'restored'
          ? describeRollback(recovery.rollback, redact)
          : describeRecovery(recovery, mode, redact)
      if (what === '') return []
      return [isRecovered(recovery) ? text(what) : warning(what)]
    }
    default:
      return []
  }
}

function describeRequest({ appId, source }: RunState, resumes = false, redact: Redact): string {
  // A resume sends no commit.
  if (resumes) return `Resuming app ${appId}, which deploys its spicepod`
  const { branch, commitSha, commitMessage } = source ?? {}
  const parts = [
    `Deploying app ${appId}`,
    branch && `branch ${branch}`,
    commitSha && `commit ${shortCommit(commitSha, redact)}`,
    commitMessage && `"${firstLine(commitMessage, redact)}"`,
  ]
  return parts.filter(Boolean).join(' · ')
}

/** Each change of the status, how long it may take, and what is odd about the deployment. */
function narratePoll(deployment: Deployment, state: RunState, before: RunState, redact: Redact): Line[] {
  const { id, status } = deployment
  const { isAttached } = state
  const previous = before.deployment
  const isFirst = previous === undefined
  const expected = expectedDuration(state)
  const lines: Line[] = []
  if (isFirst && !isAttached) lines.push(text(`Created deployment ${id}`))
  if (previous?.status !== status) lines.push(timed(status, colourOf(status)))
  if (isFirst && expected !== undefined) {
    const { count, medianMs } = expected
    const took = formatDuration(medianMs)
    const last =
      count === 1 ? `deployment took ${took}` : `${count} successful deployments took about ${took}`
    lines.push(text(`The last ${count === 1 ? 'successful ' : ''}${last}.`))
  } else if (isFirst && !isAttached) {
    lines.push(text('No earlier deployments to estimate the duration from.'))
  }
  if (!isAttached)
    lines.push(
      ...warnOfOtherCommit(deployment, state, previous, redact),
      ...warnOfReplaced(state, before, redact),
    )
  // A blocked rollout says why and is retried: not a failure yet, but worth knowing.
  const reason = reasonOf(deployment)
  if (reason !== '' && status !== 'failed' && reason !== (previous && reasonOf(previous))) {
    const report = `Deployment ${id} is ${status} and reports: ${reason}`
    // The words may change with every poll: one annotation for each cause is enough.
    lines.push(before.reportedCauses.includes(causeOf(deployment)) ? text(report) : warning(report))
  }
  return lines
}

function warnOfOtherCommit(
  { id, commit_sha }: Deployment,
  { source }: RunState,
  previous: Deployment | undefined,
  redact: Redact,
): Line[] {
  const wanted = source?.commitSha
  if (!wanted || !commit_sha || commit_sha === previous?.commit_sha || isSameCommit(commit_sha, wanted))
    return []
  return [
    warning(
      `Deployment ${id} uses commit ${shortCommit(commit_sha, redact)}, not ${shortCommit(wanted, redact)} from this run. Apps connected to GitHub always deploy the head of their production branch.`,
    ),
  ]
}

function warnOfReplaced(state: RunState, before: RunState, redact: Redact): Line[] {
  const known = new Set(findReplaced(before).map(({ id }) => id))
  return findReplaced(state)
    .filter(({ id }) => !known.has(id))
    .map((each) =>
      warning(
        `Deployment ${state.deployment?.id} replaced ${describeDeployment(each, redact)}. Add a \`concurrency\` group to run deployments one at a time.`,
      ),
    )
}

/** Deployments that were in progress when this run's was created, and were replaced by it. */
function findReplaced({ deployment, history, listed }: RunState): Deployment[] {
  const newest = listed.find(({ status }) => status !== 'created' && status !== 'queued')
  if (deployment === undefined || newest?.id !== deployment.id) return []
  const isReplaced = (id: DeploymentId) => listed.some((each) => each.id === id && each.status === 'created')
  return history.filter((each) => isInProgress(each) && isReplaced(each.id))
}

/** The colour of a status in the log. */
function colourOf(status: string): Colour {
  if (status === 'succeeded') return 'green'
  return status === 'failed' ? 'red' : 'cyan'
}

function text(line: string, colour?: Colour): Line {
  return { kind: 'text', text: line, ...(colour && { colour }) }
}

function timed(line: string, colour?: Colour): Line {
  return { kind: 'text', text: line, isTimed: true, ...(colour && { colour }) }
}

function warning(line: string): Line {
  return { kind: 'warning', text: line }
}

function group(title: string): Line {
  return { kind: 'group', title }
}
