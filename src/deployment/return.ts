import { PreconditionError } from '../errors.ts'
import { isFullCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import type { Choice } from '../inputs/rollback.ts'
import type { Return } from '../outcome.ts'
import { formatTime, parseTime } from '../platform/clock.ts'
import { collapse, cut, firstLine, join } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import { type Deployment, readDeploymentId } from '../spice/schema.ts'
import { hasSucceeded } from './deployment.ts'
import { findDeployment, maxLimit } from './list.ts'

// Where a rollback by hand leads: from what runs to what an earlier deployment had.

const byHand =
  'To go back by hand, check out the commit that it was deployed from, and deploy that with the deploying action.'
const nameAnother = 'Set `to` to the ID or the commit of a deployment that succeeded.'

/** Chooses what to go back to. @throws PreconditionError that says why there is nothing, or why it cannot be used */
export async function chooseReturn({ to: chosen, image }: Choice, appId: number, run: Run): Promise<Return> {
  // Failures would fill any other list.
  const page = await run.api.listDeployments(appId, maxLimit, run.deadline, 'succeeded')
  const { serverTimeMs } = page
  const successes = page.deployments.filter(hasSucceeded)
  const [from] = successes
  if (from === undefined) {
    throw new PreconditionError(
      'No deployment of this app has succeeded, so there is nothing to go back to.',
      'Deploy the app with the deploying action.',
    )
  }
  const to = chosen === 'previous' ? findPrevious(successes) : await findChosen(chosen, successes, appId, run)
  const commitSha = commitOf(to)
  const sendsOtherImage = image === 'restore' && to.image_tag && to.image_tag !== from.image_tag
  if (to.id === from.id || (commitSha !== undefined && commitSha === commitOf(from) && !sendsOtherImage)) {
    const what = to.id === from.id ? `Deployment ${to.id}` : `The commit of deployment ${to.id}`
    const which = to.id === from.id ? '' : `, as deployment ${from.id}`
    throw refuse(`${what} is what the app runs already${which}.`, successes)
  }
  if (commitSha === undefined) {
    const recorded = to.commit_sha ? `only \`${shortCommit(collapse(to.commit_sha))}\`` : 'none'
    throw new PreconditionError(
      `Deployment ${to.id} has no commit on record from which its spicepod could be read (${recorded}).`,
      byHand,
    )
  }
  return { from, to, commitSha, serverTimeMs }
}

/** The commit of a deployment, if it is one in full: anybody may have recorded any text. */
function commitOf({ commit_sha }: Deployment): string | undefined {
  return commit_sha && isFullCommitId(commit_sha) ? commit_sha.toLowerCase() : undefined
}

/** The newest success before what runs that has another commit. @param successes newest first, at least one */
function findPrevious(successes: readonly Deployment[]): Deployment {
  const [from, ...earlier] = successes as [Deployment, ...Deployment[]]
  const recorded = earlier.filter((deployment) => commitOf(deployment) !== undefined)
  const current = commitOf(from)
  const index = recorded.findIndex((deployment) => commitOf(deployment) !== current)
  const to = recorded[index]
  if (to === undefined) {
    throw refuse('No earlier deployment with another commit on record has succeeded.', successes)
  }
  const before = recorded.slice(index).find((deployment) => commitOf(deployment) === current)
  if (before === undefined) return to
  throw refuse(
    `What the app runs, deployment ${from.id}, is itself a return to the commit of deployment ${before.id}, so \`previous\` would lead back to what was left: commit ${shortCommit(to.commit_sha ?? '')} of deployment ${to.id}.`,
    successes,
  )
}

async function findChosen(
  chosen: string,
  successes: readonly Deployment[],
  appId: number,
  { api, deadline }: Run,
): Promise<Deployment> {
  const notSucceeded = ({ id, status }: Deployment) =>
    refuse(`Deployment ${id} has not succeeded: its status is ${cut(status, 50)}.`, successes)
  const mayBeId = /^[1-9]\d*$/.test(chosen)
  if (mayBeId) {
    const id = readDeploymentId(chosen)
    const listed = successes.find((deployment) => deployment.id === id)
    const { deployment: found, absence = 'missing' } = listed
      ? { deployment: listed }
      : await findDeployment(id, api, appId, deadline)
    if (found !== undefined && !hasSucceeded(found)) throw notSucceeded(found)
    if (found !== undefined) return found
    // Digits alone may also be the beginning of a commit, unless it is not known whether they are an ID.
    if (chosen.length < 7 || chosen.length > 40 || absence === 'not yet') {
      const what =
        absence === 'missing'
          ? `The app has no deployment ${chosen}.`
          : `Deployment ${chosen} is not listed, and could not be read by itself.`
      throw refuse(what, successes)
    }
  }
  const isChosen = ({ commit_sha }: Deployment) =>
    commit_sha?.toLowerCase().startsWith(chosen.toLowerCase()) === true
  const matches = successes.filter(isChosen)
  const [match] = matches
  const other = matches.find(({ commit_sha }) => !isSameCommit(commit_sha ?? '', match?.commit_sha ?? ''))
  if (match !== undefined && other !== undefined) {
    const shas = [match, other].map(({ id, commit_sha }) => `${cut(commit_sha ?? '', 64)} (deployment ${id})`)
    throw refuse(`\`to\` \`${chosen}\` is the beginning of several commits: ${shas.join(', ')}.`, successes)
  }
  if (match !== undefined) return match
  const { deployments } = await api.listDeployments(appId, maxLimit, deadline)
  const tried = deployments.find(isChosen)
  if (tried !== undefined) throw notSucceeded(tried)
  const what = mayBeId ? 'ID or commit' : 'commit'
  throw refuse(`No deployment of this app is known with the ${what} \`${chosen}\`.`, successes)
}

const maxListed = 5

/** Refuses, with the last commits that succeeded to choose from. */
function refuse(what: string, successes: readonly Deployment[]): PreconditionError {
  const shas = successes.map(commitOf)
  const newest = successes.filter((_, index) => shas[index] && shas.indexOf(shas[index]) === index)
  const lines = newest.slice(0, maxListed).map((deployment) => {
    const { id, commit_sha, created_at, commit_message } = deployment
    const createdMs = parseTime(created_at)
    const message = firstLine(commit_message ?? '')
    return join(
      ', ',
      `- ${shortCommit(commit_sha ?? '')}: deployment ${id}`,
      createdMs !== undefined && formatTime(createdMs),
      message && `"${message}"`,
      deployment === successes[0] && 'runs now',
    )
  })
  const known = lines.length > 0 && 'The last commits that succeeded, newest first:'
  return new PreconditionError(join('\n', what, known, ...lines), nameAnother)
}

/** The most characters of a message of a commit. Spice Cloud gets the reason whole, whatever the message is. */
const maxMessageLength = 3000
const maxReasonLength = 900

/** The message of the deployment that goes back, with the reason on a line of its own. */
export function describeReturn({ to }: Pick<Return, 'to'>, reason = ''): string {
  const message = cut((to.commit_message ?? '').trim(), maxMessageLength)
  const first = join(': ', `Roll back to deployment ${to.id}`, message)
  return join('\n', first, cut(collapse(reason), maxReasonLength))
}
