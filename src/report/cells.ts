import { nameApp } from '../app/describe.ts'
import { planOf } from '../core/outcome.ts'
import type { RunState, Settings } from '../core/state.ts'
import { durationMs } from '../deploy/deployment.ts'
import { isKnownStatus } from '../deploy/status.ts'
import { isCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import { formatTime, parseTime } from '../platform/clock.ts'
import { firstLine, join } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { isOfItsCommit, type Live } from './live.ts'
import { type Html, literal, type Markup } from './markup.ts'
import { describeAge, formatDuration } from './wording.ts'

export const portal = 'https://spice.ai'

type Place = Pick<RunState, 'app' | 'org' | 'outcome' | 'isAppGone'>

/** Page of the app in the portal. Source: the docs and the official action agree on it. */
export function appUrl({ app, org, outcome, isAppGone }: Place): string | undefined {
  if (isAppGone || outcome?.kind === 'removed' || outcome?.kind === 'absent') return undefined
  // A name has at most 38 characters: what is much longer has no page.
  if (!app?.name || !org || app.name.length > 2000) return undefined
  // Lone surrogates cannot be percent-encoded.
  const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()))
  return `${portal}/${handle}/${name}`
}

export function nameTarget({ app, appId }: RunState): string {
  return nameApp(app ?? (appId === undefined ? undefined : { id: appId, name: undefined }))
}

/** The name of the app, or of one that a real run would create. */
function nameOf({ app, outcome }: RunState): string | undefined {
  const plan = planOf(outcome)
  return app?.name || (plan?.kind === 'deploy' ? plan.creation?.name : undefined)
}

/** The app as a headline names it, without text that could mean something there; undefined if none is known. */
export function nameInHeadline(state: RunState): string | undefined {
  const { appId, action } = state
  if (action === 'fleet') return undefined
  const name = nameOf(state) ?? ''
  // Letters that all belong to hexadecimal numbers could be a commit.
  const isPlain = /^[a-z\d-]{1,38}$/i.test(name) && !/[\da-f]{7}/i.test(name)
  return isPlain ? name : appId === undefined ? undefined : `app ${appId}`
}

export function pageOf(state: RunState): string {
  return appUrl(state) ?? portal
}

/**
 * Settings of the deployment as Spice Cloud reports them, or else as this run requested them. It requested none of a
 * deployment that it found, or that resumed the app.
 */
export function deployedSettings({ deployment, settings, isAttached, isResumed, plan }: RunState) {
  const requested: Partial<Settings> = isAttached || isResumed || (plan && !plan.request) ? {} : settings
  return {
    imageTag: deployment?.image_tag ?? requested.imageTag,
    replicas: deployment?.replicas ?? requested.replicas,
    channel: requested.channel,
  }
}

/** Seconds from the creation of the deployment to its end, or to the last poll of one that is in progress. */
export function durationSeconds({ deployment, elapsedMs }: RunState): number | undefined {
  const ms = deployment && (durationMs(deployment) ?? elapsedMs)
  return ms === undefined ? undefined : Math.round(ms / 100) / 10
}

/** Facts that summary and comment show, each in its own layout. A cell is empty or undefined if nothing is known. */
export function cellsOf(state: RunState, markup: Markup) {
  const { appId, deployment, recovery, source } = state
  const name = nameOf(state)
  const { imageTag, replicas, channel } = deployedSettings(state)
  // A deployment that was not waited for was not measured.
  const seconds = state.outcome?.kind === 'started' ? undefined : durationSeconds(state)
  const requested = source?.commitSha
  // A resume takes no branch, commit or message.
  const sent = state.isResumed ? undefined : source
  const sha = deployment?.commit_sha || sent?.commitSha
  // An app that is connected to GitHub deploys another commit.
  const isOther = Boolean(sha && requested && !isSameCommit(sha, requested))
  const rollback = recovery?.deployment
  return {
    app: name
      ? markup.link(appUrl(state), markup.name(name))
      : literal(appId === undefined ? undefined : `app ${appId}`),
    from: targetCell(state, 'from', markup),
    to: targetCell(state, 'to', markup),
    deployment: literal(deployment?.id),
    status: statusCell(deployment?.status, markup),
    created: timeCell(deployment?.created_at, markup),
    duration: seconds === undefined ? undefined : formatDuration(seconds * 1000),
    image: markup.inlineCode(imageTag),
    replicas: literal(replicas),
    channel: markup.inlineCode(channel),
    branch: markup.inlineCode(deployment?.branch ?? sent?.branch),
    message: markup.inlineCode(sent?.commitMessage ?? deployment?.commit_message, 500),
    sha,
    commit: join(
      ' · ',
      commitCell(sha, markup),
      isOther && `this run is for ${commitCell(requested, markup)}`,
    ),
    plan: planOf(state.outcome) && state.plan && literal(state.plan.digest),
    rollback: rollback && join(' · ', literal(rollback.id), statusCell(rollback.status, markup)),
  }
}

/** `1001 · commit 1f2e3d4 · 2h old`, or why it is nothing. */
export function liveCell(live: Live | undefined, state: RunState, markup: Markup): Html | undefined {
  if (live === undefined) return undefined
  if (live.kind !== 'deployment') {
    return markup.sentence(`${live.kind === 'nothing' ? 'nothing' : 'not known'}: ${live.why}`)
  }
  const { deployment, age } = live
  const shown = isOfItsCommit(deployment, state) ? deployment : { ...deployment, commit_sha: undefined }
  return earlierCell(shown, age, markup)
}

function earlierCell({ id, commit_sha }: Deployment, age: string, markup: Markup): Html {
  const commit = commitCell(commit_sha, markup)
  return join(' · ', literal(id), commit && `commit ${commit}`, age)
}

/** An end of a rollback, with the message of its deployment. */
function targetCell({ target }: RunState, end: 'from' | 'to', markup: Markup): Html | undefined {
  if (target === undefined) return undefined
  const deployment = target[end]
  const message = markup.inlineCode(firstLine(deployment.commit_message ?? ''))
  return join(' · ', earlierCell(deployment, describeAge(deployment, target.serverTimeMs), markup), message)
}

function statusCell(status: string | undefined, markup: Markup): Html | undefined {
  return status !== undefined && isKnownStatus(status) ? literal(status) : markup.inlineCode(status, 50)
}

/** A commit ID, shortened, and linked if it is valid. */
export function commitCell(sha: string | null | undefined, markup: Markup): Html | undefined {
  if (!sha) return undefined
  if (!isCommitId(sha) || !markup.isPlain(sha)) return markup.inlineCode(sha, 64)
  const { repositoryUrl } = markup
  return markup.link(repositoryUrl && `${repositoryUrl}/commit/${sha}`, literal(shortCommit(sha)))
}

/** A time for people to read; anything else as it is. */
export function timeCell(time: string | null | undefined, markup: Markup): Html | undefined {
  const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? parseTime(time) : undefined
  return ms === undefined ? markup.inlineCode(time, 50) : literal(formatTime(ms))
}
