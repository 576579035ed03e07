import * as v from 'valibot'
import { optional, text } from '../platform/json.ts'
import { Author, findSelf } from './author.ts'
import { type CommentRun, safeLink, type Unwritten, write } from './comment.ts'
import { parseAnswer, type Repository, readPages } from './octokit.ts'

interface KnownIssue {
  readonly body: string
  readonly isOpen: boolean
}

export interface IssueText {
  readonly title: string
  /** Whether a body has the hidden marker of this issue. */
  readonly isOurs: (body: string) => boolean
  /** The next state of the issue, with a comment if it is closed; undefined to write nothing. */
  readonly change: (
    existing: KnownIssue | undefined,
  ) => Promise<(KnownIssue & { comment?: string }) | undefined>
}

interface KeptIssue {
  readonly kind: 'opened' | 'updated' | 'closed' | 'reopened' | 'unchanged'
  readonly number: number
  readonly url: string | undefined
}

/** Keeps one issue up to date; undefined if there is none, and none is needed. Never throws. */
export function keepIssue(text: IssueText, run: CommentRun): Promise<KeptIssue | Unwritten | undefined> {
  const { env } = run
  // An attempt may end between two requests: the next one says what it has done, and writes the comment that is missing.
  let kind: KeptIssue['kind'] = 'unchanged'
  let comment: string | undefined
  return write(async (repository) => {
    const { rest, names } = repository
    let ours = await findOurs(repository, text)
    const first = ours.length > 0 ? undefined : await text.change(undefined)
    if (first !== undefined) {
      kind = 'opened'
      const { data } = await rest.issues.create({ ...names, title: text.title, body: first.body })
      const created = parseAnswer(Issue, data, 'an issue')
      // Two runs may both find none and open one: both see the same oldest one afterwards.
      const listed = await findOurs(repository, text).catch(() => [])
      ours = [created, ...listed.filter(({ number }) => number !== created.number)].sort(byNumber)
      if (ours[0] !== created) kind = 'unchanged'
    }
    const [oldest, ...doubles] = ours
    if (oldest === undefined) return undefined
    // One whose response was lost may be there later than the next attempt has looked.
    for (const { number } of doubles.filter(({ state }) => state === 'open')) {
      const double = { ...names, issue_number: number }
      await rest.issues.update({ ...double, state: 'closed' })
      await rest.issues.createComment({ ...double, body: `Duplicate of #${oldest.number}` })
    }
    const where = { ...names, issue_number: oldest.number }
    const isOpen = oldest.state === 'open'
    const change = kind === 'opened' ? undefined : await text.change({ body: oldest.body ?? '', isOpen })
    if (change !== undefined) {
      const isMoved = change.isOpen !== isOpen
      const state = change.isOpen ? 'open' : 'closed'
      kind = isMoved ? (change.isOpen ? 'reopened' : 'closed') : 'updated'
      comment = change.comment
      await rest.issues.update({ ...where, body: change.body, ...(isMoved && { state }) })
    }
    if (comment !== undefined) await rest.issues.createComment({ ...where, body: comment })
    return { kind, number: oldest.number, url: safeLink(oldest.html_url, env) }
  }, run)
}

const Issue = v.object({
  number: v.number(),
  body: text,
  state: text,
  html_url: text,
  user: Author,
  pull_request: optional(v.nullable(v.unknown())),
})
type Issue = v.InferOutput<typeof Issue>

const byNumber = (left: Issue, right: Issue) => left.number - right.number

/** The issues with the marker that the token of the run has opened, oldest first. */
async function findOurs(repository: Repository, { isOurs }: IssueText): Promise<Issue[]> {
  const { rest, names, isGitHub } = repository
  const self = await findSelf(repository)
  // Gitea would not know the name of a workflow, and `type` is on GitHub a type that an organization gives its issues.
  const query = isGitHub ? { creator: self.login } : { type: 'issues' }
  const ours: Issue[] = []
  const pages = readPages(repository, Issue, 'a list of issues', (page) =>
    rest.issues.listForRepo({ ...names, state: 'all', ...page, ...query }),
  )
  for await (const issue of pages) {
    if (!issue.pull_request && self.hasWritten(issue.user) && isOurs(issue.body ?? '')) ours.push(issue)
  }
  return ours.sort(byNumber)
}
