import { PreconditionError } from '../../core/errors.ts'
import type { Return } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { findReturnedTo, hasSucceeded } from '../../deploy/deployment.ts'
import { findDeployment, type Lookup, maxLimit } from '../../deploy/list.ts'
import { isFullCommitId, isSameCommit, shortCommit } from '../../github/event.ts'
import { formatTime, parseTime } from '../../platform/clock.ts'
import { capitalize, collapse, cut, endWithStop, firstLine, join } from '../../platform/text.ts'
import { type App, type Deployment, readId, storedSpicepod } from '../../spice/schema.ts'
import { isSameSpicepod } from '../../spicepod/spicepod.ts'
import type { EarlierSpicepods } from './earlier-spicepod.ts'
import type { Choice } from './inputs.ts'

// The way of a rollback by hand: from the live deployment to an earlier one.

/**
 * Chooses what to go back to.
 * @throws PreconditionError that says why there is nothing, or why it cannot be used
 */
export async function chooseReturn(
  choice: Choice,
  app: App,
  files: EarlierSpicepods,
  run: Run,
): Promise<Return> {
  const appId = app.id
  const { api, deadline, emit } = run
  // Failures would fill any other list.
  const list = await api.listDeployments(appId, maxLimit, deadline, 'succeeded')
  const successes = list.deployments.filter(hasSucceeded)
  const [from] = successes
  if (from === undefined) {
    throw new PreconditionError(
      'No deployment of this app has succeeded, so there is nothing to go back to.',
      'Deploy the app with the deploying action.',
    )
  }
  emit({ type: 'return.found', ends: { from } })
  const to =
    choice.to === 'previous'
      ? await findPrevious(successes, choice, app, files)
      : await findChosen(choice.to, successes, appId, run)
  emit({ type: 'return.found', ends: { from, to } })
  const refuse = (what: string) => refuseWith(what, successes)
  if (!hasSucceeded(to)) {
    const status = `Deployment ${to.id} has not succeeded: its status is ${cut(to.status, 50)}.`
    const none = `No deployment of commit \`${choice.to}\` is known to have succeeded.`
    throw refuse(String(to.id) === choice.to ? status : `${none} ${status}`)
  }
  // One that has succeeded since the list was read is what runs now.
  const isSince = !successes.includes(to) && to.id - from.id > 0
  if (to === from || isSince) throw refuse(`Deployment ${to.id} is what the app runs already.`)
  const commitSha = commitOf(to)
  if (commitSha === undefined) {
    const recorded = to.commit_sha ? `only \`${shortCommit(collapse(to.commit_sha))}\`` : 'none'
    throw new PreconditionError(
      `Deployment ${to.id} has no commit on record from which its spicepod could be read (${recorded}).`,
      'To go back by hand, check out the commit that it was deployed from, and deploy that with the deploying action.',
    )
  }
  const imageTag = (choice.image === 'restore' && to.image_tag) || undefined
  const isOtherImage = Boolean(to.image_tag) && to.image_tag !== from.image_tag
  if (isSameCommit(commitSha, from.commit_sha ?? '') && !(imageTag && isOtherImage)) {
    throw refuse(`The commit of deployment ${to.id} is what the app runs already, as deployment ${from.id}.`)
  }
  const target = { from, to, commitSha, imageTag, serverTimeMs: list.serverTimeMs }
  emit({ type: 'return.chosen', target })
  if (choice.image === 'restore') {
    const text = `No image is restored, because deployment ${to.id} has none on record.`
    if (!imageTag) emit({ type: 'note', text })
  } else if (isOtherImage && from.image_tag) {
    const text = `Deployment ${to.id} had image ${to.image_tag}, and deployment ${from.id} has ${from.image_tag}. The image is not restored: set \`image: restore\` to request it.`
    emit({ type: 'note', text })
  }
  return target
}

/** The commit of a deployment, if it is one in full: anybody may have recorded any text. */
function commitOf({ commit_sha }: Deployment): string | undefined {
  return commit_sha && isFullCommitId(commit_sha) ? commit_sha.toLowerCase() : undefined
}

/** The newest deployment of each commit on record. @param deployments newest first */
function newestOfEachCommit(deployments: readonly Deployment[]): Deployment[] {
  const shas = deployments.map(commitOf)
  return deployments.filter((_, index) => shas[index] && shas.indexOf(shas[index]) === index)
}

/** So many commits may have the spicepod that runs, one after the other. */
const maxReads = 10

/**
 * The newest success before what runs that has another commit, and another spicepod if what runs is what is stored: a
 * redeployment on spice.ai has no commit, and two commits may have one spicepod.
 * @param successes newest first, at least one
 */
async function findPrevious(
  successes: readonly Deployment[],
  { image }: Choice,
  app: App,
  files: EarlierSpicepods,
): Promise<Deployment> {
  const [from, ...earlier] = successes as [Deployment, ...Deployment[]]
  // The beginning of the commit is enough for the live deployment.
  const isCurrent = ({ commit_sha }: Deployment) => isSameCommit(from.commit_sha ?? '', commit_sha ?? '')
  const recorded = earlier.filter((deployment) => commitOf(deployment) !== undefined)
  const others = newestOfEachCommit(recorded).filter((deployment) => !isCurrent(deployment))
  const [to] = others
  if (to === undefined) {
    const none = 'No earlier deployment with another commit on record has succeeded.'
    const noneListed = `None of the newest ${maxLimit} deployments that succeeded has another commit on record.`
    throw refuseWith(successes.length < maxLimit ? none : noneListed, successes)
  }
  const returnedTo = findReturnedTo(from)
  if (returnedTo === undefined) {
    // Both at once, because a server that hangs is waited for.
    const [ofCommit] = await Promise.all([from, to].map((deployment) => files.valueAt(commitOf(deployment))))
    const stored = storedSpicepod(app)
    // What is stored may not run: another file at the commit that runs says so.
    if (ofCommit !== undefined && !isSameSpicepod(ofCommit, stored)) return to
    for (const deployment of others.slice(0, maxReads)) {
      const isOtherImage =
        image === 'restore' && deployment.image_tag && deployment.image_tag !== from.image_tag
      const spicepod = isOtherImage ? undefined : await files.valueAt(commitOf(deployment))
      if (spicepod === undefined || !isSameSpicepod(spicepod, stored)) return deployment
    }
    const which = others.length > maxReads ? `The last ${maxReads} other commits` : 'All other commits'
    throw refuseWith(`${which} that succeeded have the spicepod that the app runs.`, successes)
  }
  throw refuseWith(
    `What the app runs, deployment ${from.id}, is itself a return to deployment ${returnedTo}, so \`previous\` would lead back to what was left: commit ${shortCommit(to.commit_sha ?? '')} of deployment ${to.id}.`,
    successes,
  )
}

/** The deployment with an ID, or else the newest one of a commit, which has succeeded if any of that commit has. */
async function findChosen(
  chosen: string,
  successes: readonly Deployment[],
  appId: number,
  { api, deadline }: Run,
): Promise<Deployment> {
  const id = readId(chosen)
  if (id !== undefined) {
    const listed = successes.find((deployment) => deployment.id === id)
    const { deployment, absence, error }: Partial<Lookup> = listed
      ? { deployment: listed }
      : await findDeployment(id, api, appId, deadline)
    if (deployment !== undefined) return deployment
    // Digits alone may also be the beginning of a commit, unless it is not known whether they are an ID.
    if (chosen.length < 7 || absence === 'not yet') {
      const why = absence === 'not yet' && error && endWithStop(capitalize(error.message))
      const unread = `Deployment ${chosen} is not listed, and could not be read by itself.`
      const what = absence === 'missing' ? `The app has no deployment ${chosen}.` : join(' ', unread, why)
      throw refuseWith(what, successes)
    }
  }
  const isChosen = ({ commit_sha }: Deployment) =>
    commit_sha?.toLowerCase().startsWith(chosen.toLowerCase()) === true
  const matches = successes.filter(isChosen)
  const [match = matches[0], ...others] = newestOfEachCommit(matches)
  if (match !== undefined && others.length > 0) {
    const shas = [match, ...others].map(({ id, commit_sha }) => `${commit_sha} (deployment ${id})`)
    throw refuseWith(
      `\`to\` \`${chosen}\` is the beginning of several commits: ${shas.join(', ')}.`,
      successes,
    )
  }
  const target = match ?? (await api.listDeployments(appId, maxLimit, deadline)).deployments.find(isChosen)
  if (target !== undefined) return target
  const what = id !== undefined ? 'ID or commit' : 'commit'
  throw refuseWith(`No deployment of this app is known with the ${what} \`${chosen}\`.`, successes)
}

const maxListed = 5

/** Refuses, with the last commits that succeeded to choose from. */
function refuseWith(what: string, successes: readonly Deployment[]): PreconditionError {
  const commits = newestOfEachCommit(successes)
  const lines = commits.slice(0, maxListed).map((deployment) => {
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
  const heading = lines.length > 0 && 'The last commits that succeeded, newest first:'
  const hasOthers = successes.length === maxLimit || commits.some((deployment) => deployment !== successes[0])
  return new PreconditionError(
    join('\n', what, heading, ...lines),
    hasOthers
      ? 'Set `to` to the ID or the commit of a deployment that succeeded.'
      : 'To go back by hand, check out an earlier commit, and deploy it with the deploying action.',
  )
}
