import { shortDigest } from '../app/digest.ts'
import { isKnownStatus } from '../deployment/status.ts'
import { isCommitId, isSameCommit } from '../github/event.ts'
import { type Outcome, planOf } from '../outcome.ts'
import { formatTime, parseTime } from '../platform/clock.ts'
import { isHealthy } from '../runtime/lists.ts'
import { type Html, literal, type Markup } from './markup.ts'
import { appUrl, deployedSettings, durationSeconds, pageOf, portal, type RunState } from './state.ts'
import type { Verdict } from './verdict.ts'
import { formatDuration } from './wording.ts'

interface Ending {
  /** A sentence of the action's own, one that names the app, or lines with foreign text. */
  reason: 'own' | 'named' | 'foreign'
  /** Whether the headline says it already, so that the comment leaves the reason out. */
  isInHeadline?: boolean
  /** The annotation of a job that passes. */
  annotation?: 'notice' | 'warning'
}

/** How the end of a run is shown, apart from its words. */
export const endings: Record<Outcome['kind'], Ending> = {
  succeeded: { reason: 'own', isInHeadline: true, annotation: 'notice' },
  planned: { reason: 'own', isInHeadline: true },
  started: { reason: 'own' },
  removed: { reason: 'named', annotation: 'notice' },
  absent: { reason: 'named', annotation: 'notice' },
  unverified: { reason: 'foreign', annotation: 'warning' },
  failed: { reason: 'foreign' },
  stuck: { reason: 'foreign' },
  superseded: { reason: 'foreign' },
  'timed-out': { reason: 'foreign' },
  refused: { reason: 'foreign' },
  cancelled: { reason: 'foreign' },
  unknown: { reason: 'foreign' },
}

/** What summary and comment show of a run, each in its own layout. A cell is undefined if nothing is known. */
export function cellsOf(state: RunState, markup: Markup) {
  const { app, appId, deployment, recovery, source, settings } = state
  const { imageTag, replicas } = deployedSettings(state)
  const seconds = durationSeconds(state)
  const requested = source?.commitSha
  const sha = deployment?.commit_sha || requested
  // An app that is connected to GitHub deploys another commit.
  const isOther = Boolean(sha && requested && !isSameCommit(sha, requested))
  const rollback = recovery?.deployment
  return {
    app: app?.name
      ? markup.link(appUrl(state), markup.name(app.name))
      : literal(appId === undefined ? undefined : `app ${appId}`),
    deployment: literal(deployment?.id),
    status: statusCell(deployment?.status, markup),
    created: timeCell(deployment?.created_at, markup),
    duration: seconds === undefined ? undefined : formatDuration(seconds * 1000),
    image: markup.inlineCode(imageTag),
    replicas: literal(replicas),
    channel: markup.inlineCode(settings.channel),
    branch: markup.inlineCode(deployment?.branch ?? source?.branch),
    commit: joined(commitCell(sha, markup), isOther && `this run is for ${commitCell(requested, markup)}`),
    plan: planOf(state.outcome) && state.planDigest && literal(shortDigest(state.planDigest)),
    rollback: rollback && joined(literal(rollback.id), statusCell(rollback.status, markup)),
    datasets: datasetsCell(state),
    probes: probesCell(state, markup),
  }
}

function statusCell(status: string | undefined, markup: Markup): Html | undefined {
  return status !== undefined && isKnownStatus(status) ? literal(status) : markup.inlineCode(status, 50)
}

/** A commit ID, shortened, and linked if it is valid. */
export function commitCell(sha: string | null | undefined, markup: Markup): Html | undefined {
  if (!sha) return undefined
  if (!isCommitId(sha) || !markup.isPlain(sha)) return markup.inlineCode(sha, 64)
  const { repositoryUrl } = markup
  return markup.link(repositoryUrl && `${repositoryUrl}/commit/${sha}`, literal(sha.slice(0, 7)))
}

const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** Link to the changes between two commits; undefined unless both ids are known in full. */
export function compareLink(before: string, after: string, markup: Markup): Html | undefined {
  const { repositoryUrl } = markup
  const isKnown = fullSha.test(before) && fullSha.test(after) && markup.isPlain(`${before} ${after}`)
  if (repositoryUrl === undefined || !isKnown) return undefined
  return markup.link(`${repositoryUrl}/compare/${before}...${after}`, 'diff')
}

/** A time for people to read; anything else as it is. */
export function timeCell(time: string | null | undefined, markup: Markup): Html | undefined {
  const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? parseTime(time) : undefined
  return ms === undefined ? markup.inlineCode(time, 50) : literal(formatTime(ms))
}

/** `✅ 3 of 3 ready`. */
function datasetsCell({ verification }: RunState): Html | undefined {
  const all = verification?.datasets ?? []
  if (all.length === 0) return undefined
  const ready = all.filter(isHealthy).length
  return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`
}

/** More names would not be read. */
const maxNames = 10

/** `❌ 1 of 3 failed: sql`. */
function probesCell({ verification }: RunState, markup: Markup): Html | undefined {
  const all = verification?.tests ?? []
  if (all.length === 0) return undefined
  const failed = all.filter(({ ok }) => !ok)
  if (failed.length === 0) return `✅ ${all.length} of ${all.length} passed`
  const names = [...new Set(failed.map(({ name }) => name))]
    .slice(0, maxNames)
    // The name of a table is other people's text.
    .map((name) => (/^[a-z]+$/.test(name) ? literal(name) : markup.inlineCode(name)))
  return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`
}

/** What to do, as a paragraph with links to the pages of the app; empty if there is nothing to do. */
export function renderTodo(state: RunState, { todo }: Verdict, markup: Markup): Html {
  return todo && `<p><b>What to do:</b> ${markup.sentence(todo, [pageOf(state), portal])}</p>`
}

export function joined(...parts: readonly (Html | undefined | false)[]): Html | undefined {
  return parts.filter(Boolean).join(' · ') || undefined
}
