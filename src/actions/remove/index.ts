import { nameApp } from '../../app/describe.ts'
import { chooseApp, findById } from '../../app/find.ts'
import { repositoryTags } from '../../app/plan.ts'
import {
  CallError,
  isConflict,
  isNotFound,
  isRedirect,
  NoResponseError,
  PreconditionError,
  settle,
} from '../../core/errors.ts'
import { type Outcome, toOutcome } from '../../core/outcome.ts'
import type { Context } from '../../core/run.ts'
import { connect, type Setup } from '../../entry/setup.ts'
import { explainMissingSecrets } from '../../github/event.ts'
import { type RemovalInputs, readRemovalInputs } from '../../inputs/inputs.ts'
import { type Deadline, deadlineIn, pollUntil } from '../../platform/clock.ts'
import { unwrapNumber } from '../../platform/json.ts'
import { retryDelayMs } from '../../platform/pauses.ts'
import { capitalize, cut, endWithStop } from '../../platform/text.ts'
import type { App } from '../../spice/schema.ts'

/** Reads and checks everything, and deletes the app. */
export async function readAndRemove(setup: Setup): Promise<Outcome> {
  const { env, payload, runner, report } = setup
  const { inputs, credentials } = readRemovalInputs(runner, explainMissingSecrets(payload, env))
  report.emit({ type: 'inputs.read', inputs })
  const { context, comment } = await connect(inputs, credentials, setup)
  // A dry run writes nothing, anywhere.
  if (inputs.commentOnPr && !inputs.dryRun) setup.postComment = comment
  const deadline = deadlineIn(inputs.timeoutMs, context.clock, inputs.requestTimeoutMs)
  const outcome = await runSteps({ ...context, inputs, deadline }).catch(toOutcome)
  // A run that is cancelled from here on has this outcome.
  context.emit({ type: 'outcome.decided', outcome })
  return outcome
}

interface RemovalRun extends Context {
  inputs: RemovalInputs
  deadline: Deadline
}

async function runSteps(run: RemovalRun): Promise<Outcome> {
  const { inputs, api, deadline, emit } = run
  const appId = inputs.appId ?? (await findIdByName(run))
  const app = appId === undefined ? undefined : await findById(appId, api, deadline)
  if (app === undefined) return concludeAbsent(run)
  if (app.id !== appId) {
    throw new PreconditionError(`Spice Cloud returned app ${app.id} for the ID ${appId}.`, 'Check `api-url`.')
  }
  emit({ type: 'app.found', app })
  checkName(app, inputs.appName)
  if (inputs.requireRepositoryTag) checkRepository(app, run)
  return inputs.dryRun ? { kind: 'planned', plan: { kind: 'remove', app } } : deleteApp(app.id, run)
}

async function findIdByName(run: RemovalRun): Promise<number | undefined> {
  const { appName = '' } = run.inputs
  return (await chooseApp('app-name', appName, await run.api.listApps(run.deadline), run))?.id
}

/** If the name belongs to another app, that one would stay behind. */
async function concludeAbsent(run: RemovalRun): Promise<Outcome> {
  const { appId, appName } = run.inputs
  if (appId === undefined) return { kind: 'absent', reason: `no app is named \`${appName}\`${hidden}` }
  const otherId = appName === undefined ? undefined : await findIdByName(run)
  if (otherId !== undefined && otherId !== appId) {
    throw new PreconditionError(`There is no app ${appId}, and \`${appName}\` is app ${otherId}.`, chooseOne)
  }
  return { kind: 'absent', reason: `no app has the ID ${appId}${hidden}` }
}

/** Spice Cloud reports such an app as not found. */
const hidden = ', or these credentials cannot see it'

function checkName(app: App, appName: string | undefined): void {
  if (appName === undefined || app.name?.toLowerCase() === appName.toLowerCase()) return
  const theirs = app.name ? `is named \`${app.name}\`` : 'has no name'
  throw new PreconditionError(`App ${app.id} ${theirs}, and \`app-name\` is \`${appName}\`.`, chooseOne)
}

const chooseOne = 'Set only one of `app-id` and `app-name`, or make both name the app to delete.'

/**
 * Keeps apps of other repositories from harm. The deploying action tags every app that it creates. Where both the app and
 * the run have the ID of a repository, it decides: other repositories may have the same `repository` tag.
 */
function checkRepository(app: App, { env }: RemovalRun): void {
  const who = capitalize(nameApp(app))
  if (app.tags === undefined) {
    throw new PreconditionError(
      `${who} has tags that could not be read, so it is not certain whose app it is.`,
      'If this is the app to delete, set `require-repository-tag: false`.',
    )
  }
  const ours = repositoryTags(env)
  const isId = Boolean(app.tags.repository_id && ours.repository_id)
  const name = isId ? 'repository_id' : 'repository'
  const tag = unwrapNumber(app.tags[name]) ?? undefined
  const expected = ours[name]
  if (expected !== undefined && String(tag) === expected) return
  const here = `this repository ${isId ? 'has the ID' : 'is'} \`${expected}\``
  const difference = expected === undefined ? 'the repository of this run is not known' : here
  if (tag === undefined) {
    throw new PreconditionError(
      `${who} has no \`repository\` tag, and ${difference}.`,
      'If this is the app to delete, set `require-repository-tag: false`. The tag is missing if the app was not created by the deploying action, or if the plan does not include tags.',
    )
  }
  throw new PreconditionError(
    `${who} has the \`${name}\` tag \`${cut(String(tag), 100)}\`, and ${difference}.`,
    'Check `app-id` and `app-name`. If this is the app to delete nevertheless, set `require-repository-tag: false`.',
  )
}

/** Deletes an app. After a lost request it is looked up, and the request repeated: no other app has its id. */
export async function deleteApp(
  appId: number,
  { api, clock, random, deadline, emit }: Pick<RemovalRun, 'api' | 'clock' | 'random' | 'deadline' | 'emit'>,
): Promise<Outcome> {
  let attempts = 0
  let wasLost = false
  let wasMissing = false
  let reason = 'no time was left to delete it'
  let retryAfterMs: number | undefined

  const gone = (): Outcome =>
    wasLost ? { kind: 'removed' } : { kind: 'absent', reason: 'somebody else deleted it at the same time' }
  const lookUp = async (within: Deadline) =>
    (await findById(appId, api, within)) === undefined ? gone() : undefined

  const poll = async (within: Deadline, isLast: boolean): Promise<Outcome | undefined> => {
    // After the deadline nothing is sent that changes anything.
    if (isLast) return lookUp(within)
    attempts++
    emit({ type: 'removal.sending' })
    const write = await settle('deleteApp', api.deleteApp(appId, within))
    if (write.kind === 'applied') return { kind: 'removed' }
    const { error } = write
    reason = error.message
    const hasBeenMissing = wasMissing
    wasMissing = isNotFound(error, 'deleteApp')
    // A redirect says nothing about the app.
    const isLost = write.kind === 'unknown' || isRedirect(error, 'deleteApp')
    retryAfterMs = isLost && error instanceof NoResponseError ? error.retryAfterMs : undefined
    if (isLost) {
      if (!wasLost) emit({ type: 'removal.lost' })
      wasLost = true
      return lookUp(within)
    }
    // A gateway that has just started knows no routes for a moment. After a lost request, two 404 in a row are the
    // API's. Otherwise the app has to be gone as well, because a server may not have this route at all.
    if (wasMissing && !hasBeenMissing) return undefined
    if (wasMissing) return wasLost ? gone() : lookUp(within)
    const outcome = toOutcome(error)
    // Nothing was sent.
    if (outcome.kind !== 'refused') return undefined
    // The API may also respond with 409 while somebody else deletes the app.
    return (wasLost || isConflict(error) ? await lookUp(within) : undefined) ?? outcome
  }

  const pauseMs = () => retryDelayMs(attempts, retryAfterMs, random())
  const outcome = await pollUntil({ poll, pauseMs, deadline, clock }).catch((error): Outcome => {
    if (!(error instanceof CallError) || !wasLost) throw error
    return {
      kind: 'unknown',
      reason: `${endWithStop(reason)} Looking up the app failed as well: ${error.message}`,
    }
  })
  return outcome ?? { kind: 'timed-out', reason: `${reason}; the app still exists` }
}
