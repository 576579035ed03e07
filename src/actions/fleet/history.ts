import { findReturnedTo, hasSucceeded } from '../../deploy/deployment.ts'
import type { DeploymentList } from '../../spice/api.ts'
import type { Deployment } from '../../spice/schema.ts'

/** What judging an app needs of its deployments: a fleet keeps that of a thousand apps, and not a hundred deployments each. */
export interface DeploymentHistory {
  readonly newest: Deployment | undefined
  readonly newestSuccess: Deployment | undefined
  /** The newest commits that were deployed, whatever became of them. */
  readonly commits: readonly string[]
  readonly returned: Return | undefined
  readonly serverTimeMs: DeploymentList['serverTimeMs']
}

/** How many commits count, and of how many deployments a return may have left. */
const maxCommits = 5

/**
 * @param list of all deployments, newest first
 * @param successes asked for by themselves, if the list of all has none
 */
export function outlineDeployments(list: DeploymentList, successes = list.deployments): DeploymentHistory {
  const { deployments, serverTimeMs } = list
  return {
    newest: deployments[0],
    newestSuccess: successes.find(hasSucceeded),
    commits: commitsOf(deployments === successes ? deployments : [...deployments, ...successes]),
    returned: findReturn(deployments),
    serverTimeMs,
  }
}

/** The newest success as a return: its commit, if it has one on record, and those that it has left, the newest first. */
interface Return {
  readonly to: string | undefined
  readonly left: readonly string[]
}

/** A return says so in its message. The same commit twice may be a branch that was tried on the app. */
function findReturn(deployments: readonly Deployment[]): Return | undefined {
  const newest = deployments.find(hasSucceeded)
  const id = newest && findReturnedTo(newest)
  if (newest === undefined || id === undefined) return undefined
  const earlier = deployments.slice(deployments.indexOf(newest) + 1)
  const to = earlier.find((deployment) => deployment.id === id)
  const left = commitsOf(earlier.slice(0, to && earlier.indexOf(to)))
  return left.length > 0 ? { to: newest.commit_sha ?? to?.commit_sha ?? undefined, left } : undefined
}

function commitsOf(deployments: readonly Deployment[]): string[] {
  return [...new Set(deployments.flatMap(({ commit_sha }) => commit_sha || []))].slice(0, maxCommits)
}
