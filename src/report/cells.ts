import { nameApp } from '../app/describe.ts'
import {
  type ColumnChange,
  describeColumn,
  describeCounts,
  describeRows,
  maxShown,
  type TableChange,
  wholeChanges,
} from '../data/changes.ts'
import { durationMs } from '../deployment/deployment.ts'
import { isKnownStatus } from '../deployment/status.ts'
import { isCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import { planOf } from '../outcome.ts'
import { formatTime, parseTime } from '../platform/clock.ts'
import { count, firstLine, join, limit } from '../platform/text.ts'
import { isHealthy } from '../runtime/lists.ts'
import { type TestResult, wasRun } from '../runtime/verification.ts'
import type { Deployment } from '../spice/schema.ts'
import { describeBake } from './bake.ts'
import { isOfItsCommit, liveOf } from './live.ts'
import { fold, foldedGrid, grid, type Html, literal, type Markup } from './markup.ts'
import type { RunState, Settings } from './state.ts'
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
  const { app, appId, deployment, recovery, source, verification } = state
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
    app: app?.name
      ? markup.link(appUrl(state), markup.name(app.name))
      : literal(appId === undefined ? undefined : `app ${appId}`),
    live: liveCell(state, markup),
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
    datasets: datasetsCell(state),
    probes: resultsCell(
      verification?.tests.filter((test) => !isOfData(test)),
      markup,
    ),
    tests: resultsCell(verification?.tests.filter(isOfData)),
    bake: describeBake(state),
  }
}

/** `1001 · commit 1f2e3d4 · 2h old`, or why it is nothing. */
function liveCell(state: RunState, markup: Markup): Html | undefined {
  const live = liveOf(state)
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

/** `✅ 3 of 3 ready`. */
function datasetsCell({ verification }: RunState): Html | undefined {
  const all = verification?.datasets ?? []
  if (all.length === 0) return undefined
  const ready = all.filter(isHealthy).length
  return `${ready === all.length ? '✅' : '❌'} ${ready} of ${all.length} ready`
}

const maxNames = 10

/** `❌ 1 of 3 failed: sql`. Tests that only warn, and those that could not run, are counted apart. @param markup for names, if no table has them */
function resultsCell(results: readonly TestResult[] = [], markup?: Markup): Html | undefined {
  if (results.length === 0) return undefined
  const of = `of ${results.length}`
  const bad = results.filter(({ ok }) => !ok)
  if (bad.length === 0) return `✅ ${results.length} ${of} passed`
  const isWarning = ({ severity }: TestResult) => severity === 'warn'
  const kindOf = (result: TestResult) => (wasRun(result) ? (result.severity ?? 'fail') : 'notRun')
  const { warn = [], fail = [], notRun = [] } = Object.groupBy(bad, kindOf)
  const names = [...new Set(fail.map(({ name }) => name))]
    .slice(0, maxNames)
    // The name of a table is other people's text.
    .map((name) => (/^[a-z]+$/.test(name) ? literal(name) : markup?.inlineCode(name)))
  return join(
    ' · ',
    fail.length > 0 && join(': ', `❌ ${fail.length} ${of} failed`, markup && names.join(', ')),
    notRun.length > 0 && `${notRun.every(isWarning) ? '⚠️' : '❌'} ${notRun.length} ${of} not run`,
    warn.length > 0 && `⚠️ ${warn.length} ${of} failed as a warning`,
  )
}

export function isOfData({ name }: TestResult): boolean {
  return name.startsWith('test:')
}

/** The advice, as a paragraph with links to the pages of the app; empty if there is nothing to do. */
export function renderTodo(state: RunState, todo: string, markup: Markup): Html {
  return todo && `<p><b>What to do:</b> ${markup.sentence(todo, { urls: [pageOf(state), portal] })}</p>`
}

/** A column is shown with its name and two types, in so many characters. */
const maxColumnLength = 400

/** A table of what changed in the data, breaking changes first; empty if it was not compared. */
export function renderDataChanges({ compared }: RunState, markup: Markup, max?: number): Html {
  if (compared === undefined) return ''
  const { changes, notCompared, baseline } = compared
  const sorted = changes.toSorted((left, right) => Number(right.breaking) - Number(left.breaking))
  return join(
    '\n\n',
    `<p>Compared with ${markup.sentence(baseline)}: ${describeCounts(compared)}.</p>`,
    foldedGrid(['Table', 'Change'], sorted, (change) => toCells(change, markup), max, maxShown.tables),
    fold(
      `${count(notCompared.length, 'table')} not compared`,
      grid(
        ['Table', 'Why'],
        notCompared,
        ({ table, why }) => [markup.inlineCode(table), markup.sentence(why)],
        max,
      ),
    ),
  )
}

function toCells({ table, change, breaking, columns = [], rows }: TableChange, markup: Markup): Html[] {
  const name = markup.inlineCode(table) ?? ''
  const describe = (column: ColumnChange) => markup.inlineCode(describeColumn(column), maxColumnLength) ?? ''
  return [
    breaking ? `⚠️ ${name} <b>breaking</b>` : name,
    join(
      '<br>',
      wholeChanges[change],
      ...limit(columns, maxShown.columns, describe),
      rows && `rows ${describeRows(rows)}`,
    ),
  ]
}

/** Probes and tests with what came back: first those that count as failed, then warnings; empty if there were none. */
export function renderTests(tests: readonly TestResult[], markup: Markup, max?: number): Html {
  const rank = ({ ok, severity }: TestResult) => (ok ? 2 : Number(severity === 'warn'))
  const rows = tests.toSorted((left, right) => rank(left) - rank(right))
  const toCells = (test: TestResult) => {
    const { name, ok, durationMs, detail, error = '' } = test
    const sign = ok ? '✅' : test.severity === 'warn' ? '⚠️' : '❌'
    const result = wasRun(test) && `${ok ? 'passed' : 'failed'} · ${formatDuration(durationMs)}`
    const words = markup.sentence(error, { max: 500 })
    return [markup.inlineCode(name), `${sign} ${join('<br>', result, markup.inlineCode(detail, 500), words)}`]
  }
  return foldedGrid(['Check', 'Result'], rows, toCells, max)
}
