import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ANY_REPOSITORY, type Branch } from './github/branch.ts'
import { type Account, actionsBot, giteaActions, octocat } from './github/comments.ts'
import type { IssueSeed } from './github/issue-store.ts'
import { DEFAULT_COMMIT, type PullRequest } from './github/pulls.ts'

// The part of a config that is about the fake GitHub.

export interface PullEntry {
  number: number
  state?: 'open' | 'closed'
  merged?: boolean
  base?: { ref?: string; sha?: string }
  head?: { ref?: string; sha?: string; repo?: string | null }
  commits?: string[]
}

export type BranchEntry = Partial<Branch> & Pick<Branch, 'name'>

export interface IssueEntry extends Omit<IssueSeed, 'user'> {
  /** A login. */
  user?: string
}

/** A commit for a pull request without one. */
const HEAD = '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7'

export function toPull({ number, state = 'open', merged, base, head = {}, commits }: PullEntry): PullRequest {
  const { ref = `branch-${number}`, sha = HEAD, repo = 'acme/taxi' } = head
  return {
    number,
    state,
    ...(merged !== undefined && { merged }),
    ...(base && { base: { ref: 'main', ...base } }),
    head: { ref, sha, repo: repo === null ? null : { full_name: repo } },
    ...(commits && { commits }),
  }
}

export function toIssue({ user, ...issue }: IssueEntry): IssueSeed {
  return { ...issue, ...(user !== undefined && { user: accountOf(user) }) }
}

const mostKnownIds = 1_000_000_000

/** The known account of a login, or a user whose id follows from the login: a user is the same one in every sandbox. */
function accountOf(login: string): Account {
  const known = [actionsBot, giteaActions, octocat].find((account) => account.login === login)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(login.toLowerCase()).digest()
  return { login, id: mostKnownIds + digest.readUIntBE(0, 6), type: 'User' }
}

export function toBranch({ repository = ANY_REPOSITORY, name, sha = DEFAULT_COMMIT }: BranchEntry): Branch {
  return { repository, name, sha }
}

/** The branches of a sandbox whose config has none: that of the job which starts it, or else `main` everywhere. */
export function defaultBranches(env: NodeJS.ProcessEnv): Branch[] {
  const { GITHUB_REPOSITORY: repository, GITHUB_SHA: sha, GITHUB_REF = '', GITHUB_EVENT_PATH } = env
  const { ref, sha: headSha, repo } = readPullHead(GITHUB_EVENT_PATH)
  if (ref && headSha && repo?.full_name) return [{ repository: repo.full_name, name: ref, sha: headSha }]
  const [, name] = /^refs\/heads\/(.+)$/.exec(GITHUB_REF) ?? []
  return repository && sha && name ? [{ repository, name, sha }] : [toBranch({ name: 'main' })]
}

/** The head of the pull request that has started a job. The commit of the job is one that GitHub has merged for it. */
function readPullHead(file = ''): { ref?: string; sha?: string; repo?: { full_name?: string } | null } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).pull_request?.head ?? {}
  } catch {
    return {}
  }
}
