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
