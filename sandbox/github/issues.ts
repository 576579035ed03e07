import { json, type Reply } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import { octocat } from './comments.ts'
import type { Forge } from './forge.ts'
import { DEFAULT_TIME, type Issue } from './issue-store.ts'
import type { PullRequest } from './pulls.ts'
import { type GithubCall, githubError, timeOf } from './reply.ts'

const MOST_CHARACTERS = 65_536
const MOST_BYTES = 262_144

/** Issues and pull requests of one state, by default the open ones, newest first. */
export function listIssues(forge: Forge, call: GithubCall): Reply {
  const { dialect } = forge
  const { query } = call
  const { state: wanted = 'open', creator = query.created_by, type, since = '', direction } = query
  const labels = query.labels?.split(',').filter((label) => label !== '') ?? []
  const issues = forge.hasIssues && dialect.listsIssues('issues', type) ? forge.issues.all : []
  const pulls = dialect.listsIssues('pulls', type) ? forge.pulls : []
  const shown = [
    ...issues.map((issue) => ({ ...issue, shown: showIssue(forge, issue, call) })),
    ...pulls.map((pull) => ({ ...asIssue(pull), shown: showIssueOfPull(forge, pull, call) })),
  ]
    .filter(({ state }) => wanted === 'all' || state === wanted)
    .filter(({ user }) => creator === undefined || user.login.toLowerCase() === creator.toLowerCase())
    .filter(({ labels: own }) => dialect.hasLabels(labels, own))
    .filter(({ updatedAt }) => !(Date.parse(updatedAt) < Date.parse(since)))
    .sort((one, other) => (one.number - other.number) * (direction === 'asc' ? 1 : -1))
    .map((each) => each.shown)
  return dialect.page(shown, call, (each) => each)
}

export function getIssue(forge: Forge, call: GithubCall, parameter: string): Reply {
  const number = Number(parameter)
  const issue = forge.issues.find(number)
  const pull = forge.pulls.find((each) => each.number === number)
  if (issue !== undefined) return json(200, showIssue(forge, issue, call))
  return pull === undefined ? forge.dialect.error(404) : json(200, showIssueOfPull(forge, pull, call))
}

export function createIssue(forge: Forge, call: GithubCall): Reply {
  const { title, body = '', labels = [] } = membersOf(call.body)
  if (typeof title !== 'string' || title === '') return missing('title')
  if (typeof body === 'string' && isTooLong(forge, body)) return tooLong
  const names = Array.isArray(labels)
    ? labels.map((label) => forge.dialect.nameLabel(label, forge.labels))
    : []
  const issue = forge.issues.put(
    { title, body: typeof body === 'string' ? body : '', labels: names, user: forge.account },
    forge.pulls,
    timeOf(call),
  )
  return json(201, showIssue(forge, issue, call))
}

export function updateIssue(forge: Forge, call: GithubCall, number: string): Reply {
  const { dialect } = forge
  const issue = forge.issues.find(Number(number))
  if (issue === undefined) return dialect.error(404)
  const {
    title = issue.title,
    body = issue.body,
    state = issue.state,
    state_reason,
    labels,
  } = membersOf(call.body)
  if (typeof title !== 'string' || title === '') return missing('title')
  if (state !== 'open' && state !== 'closed') return missing('state')
  const text = typeof body === 'string' ? body : ''
  // As was measured, GitHub accepts what is larger than its limit in bytes, and keeps what was there before.
  const isDropped = forge.issueBodies === 'bytes' && isTooLong(forge, text)
  if (!isDropped && isTooLong(forge, text)) return tooLong
  const time = timeOf(call)
  const hasChanged = state !== issue.state
  Object.assign(issue, {
    title,
    body: isDropped ? issue.body : text,
    state,
    stateReason: stateReasonOf(state, state_reason, hasChanged ? undefined : issue.stateReason),
    closedAt: hasChanged ? (state === 'closed' ? time : null) : issue.closedAt,
    updatedAt: time,
    ...(Array.isArray(labels) &&
      dialect.changesLabels && { labels: labels.map((label) => dialect.nameLabel(label, forge.labels)) }),
  })
  return json(dialect.changedIssueStatus, showIssue(forge, issue, call))
}

function stateReasonOf(state: string, sent: unknown, before: string | null | undefined): string | null {
  if (typeof sent === 'string') return sent
  if (before !== undefined) return before
  return state === 'closed' ? 'completed' : 'reopened'
}

function isTooLong({ issueBodies }: Forge, body: string): boolean {
  return issueBodies === 'bytes' ? Buffer.byteLength(body) > MOST_BYTES : body.length > MOST_CHARACTERS
}

const tooLong = githubError(422, 'Validation Failed', [
  {
    resource: 'Issue',
    code: 'custom',
    field: 'body',
    message: `body is too long (maximum is ${MOST_CHARACTERS} characters)`,
  },
])

function missing(field: string): Reply {
  return githubError(422, 'Validation Failed', [{ resource: 'Issue', code: 'missing_field', field }])
}

function showIssue({ dialect, comments }: Forge, issue: Issue, call: GithubCall): Record<string, unknown> {
  const { number, title, body, state, user, labels, createdAt, updatedAt, closedAt } = issue
  return {
    number,
    id: 5000 + number,
    title,
    body,
    state,
    user: dialect.showUser(user),
    labels: labels.map((name, index) => ({ id: index + 1, name, color: 'ededed' })),
    comments: comments.of(number).length,
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: closedAt,
    html_url: `${dialect.serverUrl}/${call.repository}/issues/${number}`,
    url: `${call.repositoryUrl}/issues/${number}`,
    ...dialect.issueExtras(issue, call),
  }
}

/** A pull request is an issue, too. */
function asIssue({ number, state }: PullRequest): Issue {
  const closedAt = state === 'closed' ? DEFAULT_TIME : null
  const times = { createdAt: DEFAULT_TIME, updatedAt: DEFAULT_TIME, closedAt }
  return {
    number,
    title: `Pull request ${number}`,
    body: '',
    state,
    stateReason: null,
    labels: [],
    user: octocat,
    ...times,
  }
}

function showIssueOfPull(forge: Forge, pull: PullRequest, call: GithubCall): Record<string, unknown> {
  const { url, html_url, merged_at } = forge.dialect.showPull(pull, call)
  return { ...showIssue(forge, asIssue(pull), call), html_url, pull_request: { url, html_url, merged_at } }
}
