import { json, type Reply } from '../answer.ts'
import { showCommit, showGiteaCommit } from './commit.ts'
import type { Forge } from './forge.ts'
import { type GithubCall, giteaError, githubError } from './reply.ts'

/**
 * What a commit has that another one lacks: `base...head`. Gitea 1.26 lists those commits, newest first, and does not say
 * how the two are related. If they have nothing in common, it fails.
 */
export function compareCommits(forge: Forge, range: string, call: GithubCall): Reply {
  const { history, isGitea } = forge
  const { repository, repositoryUrl } = call
  const [base, head] = range.split('...').map((ref) => forge.resolve(repository, ref))
  if (base === undefined || head === undefined) return forge.error(404)
  const [ofBase, ofHead] = [base, head].map((sha) => history.ancestorsOf(repository, sha)) as [
    string[],
    string[],
  ]
  const common = ofHead.find((sha) => ofBase.includes(sha))
  if (common === undefined)
    return isGitea
      ? giteaError(500, `MergeBase: ${base} and ${head}`)
      : githubError(404, `No common ancestor between ${range.replace('...', ' and ')}.`)
  const show = (sha: string) =>
    showCommit(sha, forge.messageOf(repository, sha), call, forge.parentsOf(repository, sha))
  const ahead = ofHead.filter((sha) => !ofBase.includes(sha))
  const behindBy = ofBase.filter((sha) => !ofHead.includes(sha)).length
  if (isGitea) {
    const commits = ahead.map((sha) => showGiteaCommit(sha, forge.messageOf(repository, sha), call))
    return json(200, { total_commits: ahead.length, commits })
  }
  return json(200, {
    url: `${repositoryUrl}/compare/${range}`,
    html_url: `https://github.com/${repository}/compare/${range}`,
    base_commit: show(base),
    merge_base_commit: show(common),
    status: statusOf(ahead.length, behindBy),
    ahead_by: ahead.length,
    behind_by: behindBy,
    total_commits: ahead.length,
    commits: ahead.reverse().map(show),
    files: [],
  })
}

function statusOf(aheadBy: number, behindBy: number): string {
  if (aheadBy === 0) return behindBy === 0 ? 'identical' : 'behind'
  return behindBy === 0 ? 'ahead' : 'diverged'
}
