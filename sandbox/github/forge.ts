import { type Branches, headOf } from './branch.ts'
import { type Account, actionsBot, Comments } from './comments.ts'
import { type Dialect, githubDialect, type ShownCommit } from './dialect.ts'
import { giteaDialect } from './gitea.ts'
import { History } from './history.ts'
import { Issues } from './issue-store.ts'
import type { PullRequest } from './pulls.ts'

export type Access = 'none' | 'read' | 'write'

/** What permissions of a workflow are about, besides pull requests. */
export type Area = 'contents' | 'issues'

/** What a fake GitHub or Gitea has. All of it may be changed at any time. */
export class Forge {
  /** What the token may do, except in the areas with a permission of their own. */
  access: Access = 'write'
  readonly permissions: Partial<Record<Area, Access>> = {}
  /** Whether it is Gitea. */
  isGitea = false
  /** The user of the token. */
  account: Account = actionsBot
  /** Of every repository. */
  defaultBranch = 'main'
  hasIssues = true
  /** Of every commit that has none of its own. */
  message = 'A commit message of the sandbox'
  /**
   * How long the text of an issue may be. Sources differ: 65,536 characters; or 262,144 bytes, and an update with more is
   * accepted and keeps what was there.
   */
  issueBodies: 'characters' | 'bytes' = 'characters'
  /** The names of the labels, the first with the number 1 in Gitea. */
  readonly labels: string[] = []
  readonly comments = new Comments()
  readonly pulls: PullRequest[] = []
  readonly branches: Branches = {}
  /** The commit of each tag, by `owner/repo`. */
  readonly tags: Branches = {}
  readonly issues = new Issues()
  readonly history = new History()

  /** Any commit exists, with this message and without parents if it is not one of the history. */
  commitOf(repository: string, sha: string): ShownCommit {
    const { message = this.message, parents = [] } = this.history.find(repository, sha) ?? {}
    return { sha, message, parents }
  }

  /** Whether an issue or pull request of that number exists; one with a comment does. */
  hasIssue(number: number): boolean {
    return this.isPull(number) || this.issues.has(number) || this.comments.of(number).length > 0
  }

  isPull(number: number): boolean {
    return this.pulls.some((pull) => pull.number === number)
  }

  /** The commit that a branch or an ID stands for. */
  resolve(repository: string, named: string): string | undefined {
    // The owner of a fork is named before its branch.
    const ref = named.replace(/^[^/:]+:/, '')
    const head = headOf(repository, ref, this.branches, this.pulls)
    if (head !== undefined) return head
    if (this.history.find(repository, ref) !== undefined) return ref
    return this.dialect.completesIds && /^[0-9a-f]{4,}$/.test(ref)
      ? this.history.complete(repository, ref)
      : undefined
  }

  /** How it differs from the other one. */
  get dialect(): Dialect {
    return this.isGitea ? giteaDialect : githubDialect
  }
}
