import { htmlEscape } from 'escape-goat'
import prettyMilliseconds from 'pretty-ms'
import { appUrl, durationSeconds, type Facts } from './facts.ts'
import { asText, cut } from './text.ts'
import type { Verdict } from './verdict.ts'

export interface SummaryContext {
  /** Of the repository, such as `https://github.com/acme/taxi`. */
  repositoryUrl: string | undefined
}

/**
 * Renders the job summary: Markdown in which everything of others stands inside HTML blocks, escaped, where
 * Markdown means nothing.
 */
export function renderSummary(facts: Facts, verdict: Verdict, { repositoryUrl }: SummaryContext): string {
  const { deployment, source } = facts
  const url = appUrl(facts)
  const duration = durationSeconds(facts)
  const rows: [string, Html | undefined][] = [
    ['App', appCell(facts, url)],
    ['Deployment', code(deployment?.id)],
    ['Status', code(deployment?.status)],
    ['Channel', code(facts.channel)],
    ['Replicas', code(deployment?.replicas ?? facts.replicas)],
    ['Image', code(deployment?.image_tag ?? facts.imageTag)],
    ['Branch', code(source?.branch ?? deployment?.branch)],
    ['Commit', commitCell(source?.commitSha ?? deployment?.commit_sha, repositoryUrl)],
    ['Message', code(source?.commitMessage ?? deployment?.commit_message, 500)],
    ['Created', code(deployment?.created_at)],
    ['Started', code(deployment?.started_at)],
    ['Updated', code(deployment?.finished_at ?? deployment?.updated_at)],
    ['Duration', duration === undefined ? undefined : code(prettyMilliseconds(duration * 1000))],
  ]
  return [
    `## ${verdict.isGood ? '✅' : '❌'} ${verdict.headline}`,
    verdict.isGood ? `<p>${asText(verdict.what)}</p>` : `<pre>${asText(verdict.what)}</pre>`,
    verdict.todo && `<p><b>What to do:</b> ${advice(verdict.todo)}</p>`,
    table(rows),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n\n')
}

/** Advice names inputs and scopes between backticks, as an annotation shows them. */
function advice(todo: string): Html {
  return asText(todo)
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replaceAll('\n', '<br>')
}

/** A piece of HTML, safe to put into a table cell. */
type Html = string

function table(rows: readonly [string, Html | undefined][]): string {
  const lines = rows.flatMap(([name, cell]) =>
    cell === undefined ? [] : [`<tr><th align="left">${name}</th><td>${cell}</td></tr>`],
  )
  return lines.length === 0 ? '' : `<table>\n${lines.join('\n')}\n</table>`
}

function appCell({ app, appId }: Facts, url: string | undefined): Html | undefined {
  if (appId === undefined) return undefined
  const name = app?.name ? `${code(app.name)} (${appId})` : code(appId)
  return url === undefined ? name : htmlEscape`<a href="${url}">`.concat(`${name}</a>`)
}

function commitCell(sha: string | null | undefined, repositoryUrl: string | undefined): Html | undefined {
  if (!sha) return undefined
  const short = code(/^[0-9a-f]{40,64}$/i.test(sha) ? sha.slice(0, 7) : sha)
  if (repositoryUrl === undefined || !/^[0-9a-f]{7,64}$/i.test(sha)) return short
  return htmlEscape`<a href="${repositoryUrl}/commit/${sha}">`.concat(`${short}</a>`)
}

/** Text as it is: no Markdown, no mention, no link. Line breaks are tags, since a blank line would end the table. */
function code(value: string | number | null | undefined, most = 200): Html | undefined {
  if (value === undefined || value === null || value === '') return undefined
  return `<code>${asText(cut(String(value), most))
    .trim()
    .replaceAll('\n', '<br>')}</code>`
}
