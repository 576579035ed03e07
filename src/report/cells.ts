import { nameApp } from '../app/describe.ts'
import { planOf } from '../core/outcome.ts'
import type { RunState, Settings } from '../core/state.ts'
import { durationMs } from '../deploy/deployment.ts'
import { isCommitId, shortCommit } from '../github/event.ts'
import { formatTime, parseTime } from '../platform/clock.ts'
import { type Html, literal, type Markup } from './markup.ts'

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

/** The name of the app, which leads to its page; its ID if the name is not known. */
export function appCell(state: RunState, markup: Markup): Html | undefined {
  const name = nameOf(state)
  if (name) return markup.link(appUrl(state), markup.name(name))
  return literal(state.appId === undefined ? undefined : `app ${state.appId}`)
}

/** The commit of the deployment, or else what was sent: a resume takes no branch, commit or message. */
export function deployedCommit({ deployment, source, isResumed }: RunState): string | undefined {
  return deployment?.commit_sha || (isResumed ? undefined : source?.commitSha)
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
