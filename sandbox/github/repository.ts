import { json, type Reply } from '../answer.ts'
import { headOf } from './branch.ts'
import type { Forge } from './forge.ts'
import { type GithubCall, showRepository } from './reply.ts'

export function getRepository({ defaultBranch, hasIssues, dialect }: Forge, call: GithubCall): Reply {
  return json(200, showRepository(call, { defaultBranch, hasIssues, serverUrl: dialect.serverUrl }))
}

export function getBranch(forge: Forge, call: GithubCall, name: string): Reply {
  const sha = headOf(call.repository, name, forge.branches, forge.pulls)
  if (sha === undefined) return forge.dialect.error(404)
  const { message } = forge.commitOf(call.repository, sha)
  return json(200, forge.dialect.showBranch({ sha, name, message }, call))
}

export function getTag({ tags, dialect }: Forge, { repository }: GithubCall, name: string): Reply {
  const sha = tags[repository]?.[name]
  if (sha === undefined) return dialect.error(404)
  return json(200, { ref: `refs/tags/${name}`, object: { type: 'commit', sha } })
}

export function getTagOfGitea({ tags, dialect }: Forge, { repository }: GithubCall, name: string): Reply {
  const sha = tags[repository]?.[name]
  return sha === undefined ? dialect.error(404) : json(200, { name, id: sha, commit: { sha } })
}

/** The token of an app, that of a workflow included, has no user: only GraphQL names its bot. */
export function getUser({ account, dialect }: Forge): Reply {
  if (account.type === 'Bot' || account.id < 0) return dialect.error(403)
  return json(200, dialect.showUser(account))
}
