import { isCommitId } from '../../commit.ts'
import { parseTime } from '../../time.ts'
import { appUrl, durationSeconds, type Facts } from '../facts.ts'
import { type Html, link } from '../html.ts'
import { formatSpan } from '../pictures/span.ts'
import { isDescribedStatus } from '../status.ts'
import { nameWrites } from '../writes.ts'
import { type Markup, table, word } from './markup.ts'

/** What is known of a run, as a table. */
export function renderDetails(facts: Facts, markup: Markup, repositoryUrl: string | undefined): Html {
  const { deployment, source, rollback, writes } = facts
  const duration = durationSeconds(facts)
  return table([
    ['App', appCell(facts, markup)],
    ['Deployment', word(deployment?.id)],
    ['Status', statusCell(deployment?.status, markup)],
    ['Duration', duration === undefined ? undefined : word(formatSpan(duration * 1000))],
    ['Image', markup.code(deployment?.image_tag ?? facts.imageTag)],
    ['Channel', markup.code(facts.channel)],
    ['Replicas', word(deployment?.replicas ?? facts.replicas)],
    ['Branch', markup.code(source?.branch ?? deployment?.branch)],
    ['Commit', commitCell(source?.commitSha ?? deployment?.commit_sha, markup, repositoryUrl)],
    ['Message', markup.code(source?.commitMessage ?? deployment?.commit_message, 500)],
    ['Written before', writes && markup.code(nameWrites(writes), 2000)],
    ['By', authorCell(facts, markup)],
    ['Created', timeCell(deployment?.created_at, markup)],
    ['Started', timeCell(deployment?.started_at, markup)],
    deployment?.finished_at
      ? ['Finished', timeCell(deployment.finished_at, markup)]
      : ['Updated', timeCell(deployment?.updated_at, markup)],
    ['Rollback', rollback && statusCell(rollback.status, markup, `${rollback.id}, `)],
  ])
}

/** A longer name is none. */
const longestName = 200

/** Names that an app goes by mean what they say, like its page. */
function appCell(facts: Facts, markup: Markup): Html | undefined {
  const { app, appId } = facts
  if (appId === undefined) return undefined
  if (!app?.name) return link(appUrl(facts), `${word(appId)}`)
  const name = app.name.length > longestName ? markup.code(app.name) : word(app.name)
  return link(appUrl(facts), `${name} (${appId})`)
}

function statusCell(status: string | undefined, markup: Markup, before = ''): Html | undefined {
  if (status === undefined) return undefined
  return isDescribedStatus(status) ? word(before + status) : markup.code(before + status)
}

/** A time to the second, for people to read; what is no time, as it is. */
function timeCell(time: string | null | undefined, markup: Markup): Html | undefined {
  const ms = /^\d{4}-\d\d-\d\d[T ]/.test(time ?? '') ? parseTime(time) : undefined
  if (ms === undefined) return markup.code(time)
  return word(new Date(ms).toISOString().replace(/T(.+)\..+/, ' $1 UTC'))
}

/** Who made it, and how. */
function authorCell({ deployment }: Facts, markup: Markup): Html | undefined {
  const who = markup.code(deployment?.created_by)
  const how = markup.code(deployment?.creation_source)
  return who && how ? `${who} through ${how}` : (who ?? how)
}

const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** A commit, short and linked where it is one; undefined where there is none. */
export function commitCell(
  sha: string | null | undefined,
  markup: Markup,
  repositoryUrl: string | undefined,
): Html | undefined {
  if (!sha) return undefined
  const isPlain = markup.isPlain(sha)
  const short = markup.code(isPlain && fullSha.test(sha) ? sha.slice(0, 7) : sha)
  if (repositoryUrl === undefined || !isPlain || !isCommitId(sha)) return short
  return short && link(`${repositoryUrl}/commit/${sha}`, short)
}

/** Page with what has changed between two commits; undefined where one of them is not told in full. */
export function compareUrl(
  before: string,
  after: string,
  markup: Markup,
  repositoryUrl: string | undefined,
): string | undefined {
  const isKnown = [before, after].every((sha) => fullSha.test(sha) && markup.isPlain(sha))
  return repositoryUrl !== undefined && isKnown ? `${repositoryUrl}/compare/${before}...${after}` : undefined
}
