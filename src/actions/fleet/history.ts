import { hasSucceeded } from '../../deploy/deployment.ts'
import { isSameCommit } from '../../github/event.ts'
import type { DeploymentList } from '../../spice/api.ts'
import type { Deployment } from '../../spice/schema.ts'
import { isReturn } from '../rollback/return.ts'

/** What judging an app needs of its deployments: a fleet keeps that of a thousand apps, and not a hundred deployments each. */
export interface DeploymentHistory {
  readonly newest: Deployment | undefined
  readonly newestSuccess: Deployment | undefined
  /** The newest success that has a commit on record. */
  readonly lastRecorded: Deployment | undefined
  /** Commits of deployments since then, the newest first. */
  readonly laterCommits: readonly string[]
  readonly returned: Return | undefined
  readonly serverTimeMs: DeploymentList['serverTimeMs']
}

/** How many other commits count, whose spicepod may have been pushed. */
export const maxLater = 5

/** @param deployments newest first */
export function outlineDeployments({ deployments, serverTimeMs }: DeploymentList): DeploymentHistory {
  const successes = deployments.filter(hasSucceeded)
  const lastRecorded = successes.find(({ commit_sha }) => commit_sha)
  const later = lastRecorded === undefined ? [] : deployments.slice(0, deployments.indexOf(lastRecorded))
  return {
    newest: deployments[0],
    newestSuccess: successes[0],
    lastRecorded,
    laterCommits: commitsOf(later),
    returned: findReturn(deployments),
    serverTimeMs,
  }
}

/** The newest success as a return: its commit, and those that it has left, the newest first. */
interface Return {
  readonly to: string
  readonly left: readonly string[]
}

/** A return says so in its message, or has a commit that had succeeded before others were deployed. */
function findReturn(deployments: readonly Deployment[]): Return | undefined {
  const newest = deployments.find(hasSucceeded)
  const to = newest?.commit_sha
  if (newest === undefined || !to) return undefined
  const earlier = deployments.slice(deployments.indexOf(newest) + 1)
  const isTo = ({ commit_sha }: Deployment) => isSameCommit(commit_sha ?? '', to)
  const first = earlier.findIndex((deployment) => hasSucceeded(deployment) && isTo(deployment))
  if (first < 0 && !isReturn(newest)) return undefined
  const between = earlier.slice(0, first < 0 ? undefined : first).filter((deployment) => !isTo(deployment))
  const left = commitsOf(between)
  return left.length > 0 ? { to, left } : undefined
}

function commitsOf(deployments: readonly Deployment[]): string[] {
  return [...new Set(deployments.flatMap(({ commit_sha }) => commit_sha || []))].slice(0, maxLater)
}
