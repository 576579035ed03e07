import { isSameCommit, shortCommit } from '../../commit.ts'
import { usualDurationsMs } from '../../deployment/history.ts'
import { isInProgress, isUnfinished, reasonOf } from '../../deployment/status.ts'
import type { DeploymentId } from '../../deployment-id.ts'
import type { Deployment } from '../../spice/schema.ts'
import { describeOther } from '../other-deployment.ts'
import { describeExpectation, drawProgress, expectFrom } from '../progress.ts'
import { colourOf } from '../status.ts'
import type { Narration, Teller } from './narration.ts'

/** Tells how the deployment gets on, by how long it may take, and warns of what is odd about it. */
export function narrateDeployment({ log, heartbeat, facts, redact }: Narration): Teller {
  let before: Deployment | undefined
  let hasOtherCommit = false
  const causes = new Set<string>()
  const superseded = new Set<DeploymentId>()

  /** Each change of its status, and now and then that it goes on. */
  const tell = (deployment: Deployment) => {
    const { id, status } = deployment
    const { isAttached = false, elapsedMs = 0, history = [] } = facts()
    const expectation = expectFrom(usualDurationsMs(history))
    const isFirst = before === undefined
    if (isFirst) heartbeat.countFrom(elapsedMs)
    heartbeat.turnTo(
      isUnfinished(deployment) ? (ms) => `${status} ${drawProgress(ms, expectation)}`.trimEnd() : '',
    )
    if (isFirst && !isAttached) log.info(`Created deployment ${id}`)
    if (before?.status === status) heartbeat.beat()
    else heartbeat.tellWithTime(status, colourOf(status))
    if (isFirst && (!isAttached || expectation)) log.info(describeExpectation(expectation))
  }

  /** An app that is connected to a repository deploys what that has, whatever was asked for. */
  const warnOfOtherCommit = ({ id, commit_sha }: Deployment) => {
    const { commitSha } = facts().source ?? {}
    if (hasOtherCommit || !commitSha || !commit_sha || isSameCommit(commit_sha, commitSha)) return
    hasOtherCommit = true
    log.warning(
      `Deployment ${id} is of commit ${shortCommit(commit_sha, redact)}, not of ${shortCommit(commitSha, redact)}, which this run is about. An app that is connected to GitHub deploys the head of its production branch.`,
    )
  }

  const warnOfSuperseded = (deployment: Deployment, others: readonly Deployment[]) => {
    for (const each of supersededBy(deployment, facts().history ?? [], others)) {
      if (superseded.has(each.id)) continue
      superseded.add(each.id)
      log.warning(
        `Deployment ${deployment.id} has superseded ${describeOther(each, redact)}. A \`concurrency\` group in the workflow makes runs take turns.`,
      )
    }
  }

  /** A rollout that is blocked says why and is tried again: no failure yet, but worth knowing. */
  const warnOfError = (deployment: Deployment) => {
    const { id, status, error_code } = deployment
    const reason = reasonOf(deployment)
    if (reason === '' || status === 'failed' || (before && reason === reasonOf(before))) return
    const text = `Deployment ${id} is ${status} and reports: ${reason}`
    // The words may hold a count or a time, and change with every look: one annotation for each cause is enough.
    const cause = error_code ?? ''
    if (causes.has(cause)) log.info(text)
    else log.warning(text)
    causes.add(cause)
  }

  return {
    seen(deployment, others = []) {
      tell(deployment)
      if (!facts().isAttached) {
        warnOfOtherCommit(deployment)
        warnOfSuperseded(deployment, others)
      }
      warnOfError(deployment)
      before = deployment
    },
  }
}

/** Those that were under way when ours was created, and have been taken over by it. */
function supersededBy(
  { id }: Deployment,
  history: readonly Deployment[],
  others: readonly Deployment[],
): Deployment[] {
  const isTakenOver = (id: DeploymentId) => others.some((each) => each.id === id && each.status === 'created')
  const newest = others.find(({ status }) => status !== 'created' && status !== 'queued')
  if (newest?.id !== id) return []
  return history.filter((each) => isInProgress(each) && isTakenOver(each.id))
}
