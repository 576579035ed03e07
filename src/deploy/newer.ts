import { isRerun, type Run } from '../core/run.ts'
import { isSameBranch, isSameCommit } from '../github/event.ts'
import { chooseCommit, findCommitTimeMs } from '../github/source.ts'
import { parseTime } from '../platform/clock.ts'
import type { Deployment } from '../spice/schema.ts'
import { hasSucceeded } from './deployment.ts'

/**
 * Warns if a re-run replaces what was deployed from a newer commit of its branch. Without the time of its own commit,
 * nothing is said: commits have no other order here.
 * @param deployments newest first
 */
export async function warnOfNewer(deployments: readonly Deployment[], run: Run): Promise<void> {
  const { commitSha, branch } = chooseCommit(run)
  if (!isRerun(run) || run.inputs.requireBranchTip || commitSha === undefined || branch === undefined) return
  const isOwn = ({ commit_sha: sha }: Deployment) => Boolean(sha && isSameCommit(sha, commitSha))
  const own = deployments.findIndex(isOwn)
  const newest = (own < 0 ? deployments : deployments.slice(0, own)).find(
    (deployment) =>
      hasSucceeded(deployment) &&
      deployment.commit_sha &&
      deployment.branch &&
      isSameBranch(deployment.branch, branch),
  )
  const createdMs = parseTime(newest?.created_at)
  if (newest === undefined || createdMs === undefined) return
  const committedMs = await findCommitTimeMs(commitSha, run)
  if (committedMs === undefined || createdMs <= committedMs) return
  const text = `Deployment ${newest.id} is newer than this run's commit; set \`require-branch-tip\` to refuse this.`
  run.emit({ type: 'warning', text })
}
