import { isKnownStatus } from '../deployment/deployment.ts'
import { isCommitId } from '../github/commit.ts'
import { parseTime } from '../platform/clock.ts'
import { describeError, isHealthy } from '../runtime/datasets.ts'
import type { Dataset } from '../runtime/verification.ts'
import { type Html, literal, type Markup } from './markup.ts'
import { appUrl, type RunState } from './state.ts'
import { formatTime } from './wording.ts'

// What summary and comment show of a run, each in its own layout.

/** The name of the app, linked to its page. */
export function appCell(state: RunState, markup: Markup): Html | undefined {
  const { app, appId } = state
  if (app?.name) return markup.link(appUrl(state), markup.name(app.name))
  return literal(appId === undefined ? undefined : `app ${appId}`)
}

export function statusCell(status: string | undefined, markup: Markup): Html | undefined {
  return status !== undefined && isKnownStatus(status) ? literal(status) : markup.inlineCode(status, 50)
}

const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** A commit, short, and linked if it is one. */
export function commitCell(
  sha: string | null | undefined,
  markup: Markup,
  repositoryUrl: string | undefined,
): Html | undefined {
  if (!sha) return undefined
  if (!isCommitId(sha) || !markup.isPlain(sha)) return markup.inlineCode(sha, 64)
  return markup.link(repositoryUrl && `${repositoryUrl}/commit/${sha}`, literal(sha.slice(0, 7)))
}

/** Page with the changes between two commits; undefined unless both ids are known in full. */
export function compareUrl(
  before: string,
  after: string,
  repositoryUrl: string | undefined,
): string | undefined {
  const isKnown = fullSha.test(before) && fullSha.test(after)
  return repositoryUrl !== undefined && isKnown ? `${repositoryUrl}/compare/${before}...${after}` : undefined
}

/** A time for people to read; anything else as it is. */
export function timeCell(time: string | null | undefined, markup: Markup): Html | undefined {
  const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? parseTime(time) : undefined
  return ms === undefined ? markup.inlineCode(time, 50) : literal(formatTime(new Date(ms)))
}

/** `✅ 3 of 3 ready`. */
export function datasetsCell({ verification }: RunState): Html | undefined {
  const all = verification?.datasets ?? []
  if (all.length === 0) return undefined
  const ready = all.filter(isHealthy).length
  return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`
}

/** More names would not be read. */
const maxNames = 10

/** Names of tables are other people's text. */
function nameCell(name: string, markup: Markup): Html | undefined {
  return /^[a-z]+$/.test(name) ? literal(name) : markup.inlineCode(name)
}

/** `❌ 1 of 3 failed: sql`. */
export function probesCell({ verification }: RunState, markup: Markup): Html | undefined {
  const all = verification?.tests ?? []
  if (all.length === 0) return undefined
  const failed = all.filter(({ ok }) => !ok)
  if (failed.length === 0) return `✅ ${all.length} of ${all.length} passed`
  const names = [...new Set(failed.map(({ name }) => name))]
    .slice(0, maxNames)
    .map((name) => nameCell(name, markup))
  return `❌ ${failed.length} of ${all.length} failed: ${names.join(', ')}`
}

/** Name, status and, if one of them has any, error. */
export function datasetRow(dataset: Dataset, hasErrors: boolean, markup: Markup): (Html | undefined)[] {
  return [
    `${isHealthy(dataset) ? '✅' : '❌'} ${markup.inlineCode(dataset.name)}`,
    markup.inlineCode(dataset.status),
    ...(hasErrors ? [markup.inlineCode(describeError(dataset), 500)] : []),
  ]
}

export function joined(...parts: readonly (Html | undefined | false)[]): Html | undefined {
  return parts.filter(Boolean).join(' · ') || undefined
}
