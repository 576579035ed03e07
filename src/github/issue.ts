import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { type CommentRun, safeLink, type Unwritten, workflowUserId, write } from './comment.ts'
import { type Environment, isGitHub } from './event.ts'
import { parseAnswer, type Repository, readPages } from './octokit.ts'

export interface KnownIssue {
  readonly body: string
  readonly isOpen: boolean
}

export interface IssueText {
  readonly title: string
  /** Whether a body has the hidden marker of this issue. */
  readonly isOurs: (body: string) => boolean
  /** What the issue becomes, and what is said if it is closed; undefined to write nothing. */
  readonly change: (existing: KnownIssue | undefined) => (KnownIssue & { comment?: string }) | undefined
}

export interface KeptIssue {
  readonly kind: 'opened' | 'updated' | 'closed' | 'reopened' | 'unchanged'
  readonly number: number
  readonly url: string | undefined
}

/** Keeps one issue up to date; undefined if there is none, and none is needed. Never throws. */
export function keepIssue(text: IssueText, run: CommentRun): Promise<KeptIssue | Unwritten | undefined> {
  const { env } = run
  // An attempt may end between the two requests that close the issue: the next one has to write the comment.
  const done: Parameters<typeof replace>[4] = {}
  return write(async (repository) => {
    const { rest, names } = repository
    const existing = await findOldest(repository, text, env)
    if (existing !== undefined) return replace(repository, existing, text, env, done)
    const change = text.change(undefined)
    if (change === undefined) return undefined
    done.kind = 'opened'
    const { data } = await rest.issues.create({ ...names, title: text.title, body: change.body })
    const created = parseAnswer(Issue, data, 'an issue')
    // Two runs may both find none and open one: both see the same oldest one afterwards.
    const oldest = await findOldest(repository, text, env).catch(() => undefined)
    if (oldest === undefined || oldest.number >= created.number) return show('opened', created, env)
    const body = `Duplicate of #${oldest.number}`
    await rest.issues.update({ ...names, issue_number: created.number, state: 'closed', body })
    return replace(repository, oldest, text, env, {})
  }, run)
}

const Issue = v.object({
  number: v.number(),
  body: text,
  state: text,
  html_url: text,
  user: optional(v.object({ id: optional(v.number()), login: text, type: text })),
  pull_request: optional(v.nullable(v.unknown())),
})
type Issue = v.InferOutput<typeof Issue>

async function replace(
  { rest, names }: Repository,
  issue: Issue,
  { change }: IssueText,
  env: Environment,
  done: { kind?: KeptIssue['kind']; comment?: string | undefined },
): Promise<KeptIssue> {
  const isOpen = issue.state === 'open'
  const changed = change({ body: issue.body ?? '', isOpen })
  const where = { ...names, issue_number: issue.number }
  if (changed !== undefined) {
    const isMoved = changed.isOpen !== isOpen
    done.kind = isMoved ? (changed.isOpen ? 'reopened' : 'closed') : 'updated'
    done.comment = changed.comment
    const state = changed.isOpen ? 'open' : 'closed'
    await rest.issues.update({ ...where, body: changed.body, ...(isMoved && { state }) })
  }
  const { kind = 'unchanged', comment } = done
  if (comment !== undefined) await rest.issues.createComment({ ...where, body: comment })
  return show(kind, issue, env)
}

function show(kind: KeptIssue['kind'], { number, html_url }: Issue, env: Environment): KeptIssue {
  return { kind, number, url: safeLink(html_url, env) }
}

const maxPages = 20
/** The token of a workflow has no user of its own, but this one writes what it writes. */
const workflowLogin = 'github-actions[bot]'

/** Anybody may copy the marker, so only issues of the token's own user count, or of a bot if that is not known. */
async function findOldest(
  { rest, names }: Repository,
  { isOurs }: IssueText,
  env: Environment,
): Promise<Issue | undefined> {
  const login = await rest.users.getAuthenticated().then(
    ({ data }) => data.login,
    () => undefined,
  )
  const author = login ?? workflowLogin
  const isAuthor = ({ user }: Issue) => user?.login === author || user?.id === workflowUserId
  const find = async (query: object, most: number, isBy: typeof isAuthor) => {
    let oldest: Issue | undefined
    const pages = readPages(Issue, 'a list of issues', { maxPages: most, env }, (page) =>
      rest.issues.listForRepo({ ...names, state: 'all', ...page, ...query }),
    )
    for await (const issue of pages) {
      if (issue.pull_request || !isOurs(issue.body ?? '') || !isBy(issue)) continue
      if (oldest === undefined || issue.number < oldest.number) oldest = issue
    }
    return oldest
  }
  // On GitHub, that would be the name of a type that an organization gives its issues.
  if (!isGitHub(env)) return find({ type: 'issues' }, maxPages, isAuthor)
  const own = await find({ creator: author }, maxPages, isAuthor)
  if (own !== undefined || login !== undefined) return own
  // The token of an app has another user, whose name it cannot read.
  return find({ sort: 'updated' }, maxPages / 4, ({ user }) => user?.type === 'Bot')
}
