import type { RunState } from '../core/state.ts'
import { hasSucceeded } from '../deploy/deployment.ts'
import { shortCommit } from '../github/event.ts'

/**
 * That a run has deployed what the app had stored, because there is no file to push; empty if it pushed one, or if the app
 * takes its spicepod from a repository.
 */
export function describeNothingPushed({ absence, app, source, deployment, outcome }: RunState): string {
  const isDeployed = deployment !== undefined || outcome?.kind === 'planned'
  if (absence === undefined || !isDeployed || app?.production_branch) return ''
  const { isWorkspaceEmpty, hint } = absence
  const commit = source?.commitSha ? `commit ${shortCommit(source.commitSha)}` : 'this commit'
  // One that failed or is in progress runs nothing.
  const does = deployment && hasSucceeded(deployment) ? 'runs' : 'was created with'
  const run =
    outcome?.kind === 'planned' ? 'A deployment would run' : `Deployment ${deployment?.id ?? ''} ${does}`
  const path = isWorkspaceEmpty ? '' : ', or set `spicepod` to its path'
  return `No spicepod was pushed: there is no spicepod.yaml in the workspace.${hint} ${run} what the app had stored, not the spicepod of ${commit}. Add \`actions/checkout\` before this step${path}. To keep the stored one, set \`spicepod: ''\`.`
}
