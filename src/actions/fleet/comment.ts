import { posix } from 'node:path'
import { type CommentRun, commentOnPullRequest } from '../../github/comment.ts'
import { repositoryUrl, runUrl } from '../../github/event.ts'
import { formatTime } from '../../platform/clock.ts'
import { join } from '../../platform/text.ts'
import { describeComment, room } from '../../report/comment.ts'
import type { Line } from '../../report/log.ts'
import { compareComment, createFleetMarker, renderMarker } from '../../report/marker.ts'
import { type Html, literal, Markup, renderText } from '../../report/markup.ts'
import type { Verdict } from '../../report/verdict.ts'
import type { FleetApp } from './app.ts'
import { describeCurrent, type FleetContext, renderApps, sortByState } from './report.ts'
import type { Fleet } from './survey.ts'

const maxTableLength = 50_000

/** Keeps one comment for the whole fleet, except on a pull request that shows a newer run. */
export async function commentOnFleet(
  fleet: Fleet,
  verdict: Verdict,
  context: FleetContext,
  run: CommentRun,
): Promise<Line | undefined> {
  const marker = createFleetMarker(fleet.name, run.env)
  const text = {
    compare: (existing: string) => compareComment(existing, marker),
    body: (files: readonly string[]) => renderFleetComment(fleet, context, verdict, files),
  }
  return describeComment(await commentOnPullRequest(text, run), 'fleet')
}

/**
 * The apps that are current, and that the pull request does not touch, are one line.
 * @param files that the pull request changes
 */
export function renderFleetComment(
  fleet: Fleet,
  context: FleetContext,
  { ending, headline, sentence, todo }: Verdict,
  files: readonly string[],
): Html {
  const { env } = context
  const marker = createFleetMarker(fleet.name, env)
  const markup = new Markup(context.redact, repositoryUrl(env), { hidesNames: true })
  const apps = sortByState(fleet.apps)
  const rows = apps.filter((app) => app.state !== 'current' || isTouched(app, files))
  const rest = apps.length - rows.length
  const run = markup.link(runUrl(env), `run ${literal(marker.runId)}`)
  return join(
    '\n\n',
    `${renderMarker(marker)}\n<h3>${join(' ', ending.icon, headline)}</h3>`,
    renderText(sentence, markup, room),
    todo && `<p><b>What to do:</b> ${markup.sentence(todo)}</p>`,
    renderApps(rows, context, markup, maxTableLength),
    rest > 0 && `<p>${describeCurrent(rest, rows.at(-1))}</p>`,
    `<p><sub>${formatTime(Date.now())} · ${run}</sub></p>\n`,
  ).toWellFormed()
}

/** Whether a pull request changes a file in the folder of an app's spicepod. */
function isTouched({ entry }: FleetApp, files: readonly string[]): boolean {
  const folder = posix.dirname(entry.file)
  return files.some((file) => folder === '.' || file.startsWith(`${folder}/`))
}
