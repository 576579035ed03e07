import { json, type Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import type { GithubCall } from './reply.ts'

export function getCommit(forge: Forge, call: GithubCall, ref: string): Reply {
  const sha = forge.resolve(call.repository, ref) ?? ref
  return json(200, forge.dialect.showCommit(forge.commitOf(call.repository, sha), call))
}

export function getGitCommit(forge: Forge, call: GithubCall, sha: string): Reply {
  return json(200, forge.dialect.showGitCommit(forge.commitOf(call.repository, sha), call))
}

/** `GET /repos/{owner}/{repo}/commits`: those of a branch, newest first; with a path, those that changed that file. */
export function listCommits(forge: Forge, call: GithubCall): Reply {
  const { history, dialect } = forge
  const { repository, query } = call
  const head = forge.resolve(repository, query.sha || forge.defaultBranch)
  if (head === undefined || history.find(repository, head) === undefined) return dialect.error(404)
  const textAt = (sha: string | undefined) =>
    sha && query.path ? JSON.stringify(history.filesAt(repository, sha)?.get(query.path)) : undefined
  const shas = history
    .ancestorsOf(repository, head)
    .filter((sha) => !query.path || textAt(sha) !== textAt(forge.commitOf(repository, sha).parents[0]))
  return dialect.page(shas, call, (sha) => dialect.showCommit(forge.commitOf(repository, sha), call))
}

/** What a commit has that another one lacks: `base...head`. */
export function compareCommits(forge: Forge, call: GithubCall, range: string): Reply {
  const { history, dialect } = forge
  const { repository } = call
  const [base, head] = range.split('...').map((ref) => forge.resolve(repository, ref))
  if (base === undefined || head === undefined) return dialect.error(404)
  const ofBase = history.ancestorsOf(repository, base)
  const ofHead = history.ancestorsOf(repository, head)
  const common = ofHead.find((sha) => ofBase.includes(sha))
  if (common === undefined) return dialect.refuseUnrelated(range, base, head)
  const commitOf = (sha: string) => forge.commitOf(repository, sha)
  const comparison = {
    range,
    base: commitOf(base),
    common: commitOf(common),
    ahead: ofHead.filter((sha) => !ofBase.includes(sha)).map(commitOf),
    behindBy: ofBase.filter((sha) => !ofHead.includes(sha)).length,
  }
  return json(200, dialect.showComparison(comparison, call))
}
