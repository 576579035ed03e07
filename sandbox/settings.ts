import type { Cloud } from './cloud.ts'
import { withUnderscores } from './config-form.ts'
import { actionsBot, giteaActions } from './github/comments.ts'
import type { Forge } from './github/forge.ts'
import type { Github } from './github.ts'
import type { MonitorSettings } from './monitors.ts'
import type { ListSettings } from './pages.ts'
import type { RateLimitSettings } from './rate-limit.ts'

/** What a sandbox is like, as far as that can be set from outside while it runs. What is left out stays as it is. */
export interface Settings {
  readonly lists?: Partial<ListSettings>
  readonly rateLimit?: RateLimitSettings | 'none'
  readonly monitors?: Partial<MonitorSettings>
  readonly github?: GithubSettings
}

/** What the fake GitHub is like. `access` is about pull requests, and about whatever has no permission of its own. */
export interface GithubSettings
  extends Readonly<Partial<Pick<Forge, 'access' | 'hasIssues' | 'defaultBranch' | 'issueBodies'>>>,
    Readonly<Forge['permissions']> {
  /** Default `github`. The token of a workflow has another user in Gitea. */
  readonly forge?: 'github' | 'gitea'
}

interface Parts {
  readonly cloud: Cloud
  readonly github: Github
}

/** Changes a sandbox. */
export function applySettings({ cloud: { state }, github }: Parts, settings: Settings): void {
  Object.assign(state.lists, settings.lists)
  if (settings.rateLimit !== undefined)
    state.rateLimit = settings.rateLimit === 'none' ? undefined : settings.rateLimit
  Object.assign(state.monitoring, settings.monitors)
  const { forge, contents, issues, ...others } = settings.github ?? {}
  Object.assign(github, others)
  if (forge !== undefined) github.isGitea = forge === 'gitea'
  if (forge !== undefined) github.account = github.isGitea ? giteaActions : actionsBot
  Object.assign(github.permissions, contents && { contents }, issues && { issues })
}

/** What is set, in the form of a config. */
export function showSettings({ cloud: { state }, github }: Parts): unknown {
  const { isGitea, access, permissions, hasIssues, defaultBranch, issueBodies } = github
  const forge = isGitea ? 'gitea' : 'github'
  const { lists, rateLimit = 'none' } = state
  const settings: Settings = {
    lists,
    rateLimit,
    monitors: state.monitoring,
    github: { forge, access, ...permissions, hasIssues, defaultBranch, issueBodies },
  }
  return withUnderscores(settings)
}
