import { deleteApp } from './app/delete.ts'
import { findAllByName, findById, findExisting, nameApp } from './app/find.ts'
import { repositoryTags } from './app/plan.ts'
import { PreconditionError } from './errors.ts'
import type { RemovalInputs } from './inputs/removal.ts'
import { type Outcome, toOutcome } from './outcome.ts'
import { type Deadline, deadlineIn } from './platform/clock.ts'
import { capitalize, cut, type Redact } from './platform/text.ts'
import type { RunContext } from './run-context.ts'
import type { App } from './spice/schema.ts'

interface RemovalRun extends RunContext {
  inputs: RemovalInputs
  deadline: Deadline
}

/** Finds the app, checks that it is the right one, and deletes it. */
export async function removeApp(inputs: RemovalInputs, context: RunContext): Promise<Outcome> {
  const deadline = deadlineIn(inputs.timeoutMs, context.clock, inputs.requestTimeoutMs)
  const outcome = await runSteps({ ...context, inputs, deadline }).catch(toOutcome)
  // A run that is cancelled from here on has this outcome.
  context.emit({ type: 'outcome.decided', outcome })
  return outcome
}

async function runSteps(run: RemovalRun): Promise<Outcome> {
  const { inputs, api, deadline, env, redact, emit } = run
  const appId = inputs.appId ?? (await findIdByName(run))
  const app = appId === undefined ? undefined : await findById(appId, api, deadline)
  if (app === undefined) return concludeAbsent(run)
  if (app.id !== appId) {
    throw new PreconditionError(`Spice Cloud returned app ${app.id} for the ID ${appId}.`, 'Check `api-url`.')
  }
  emit({ type: 'app.found', app })
  checkName(app, inputs.appName)
  if (inputs.requireRepositoryTag) checkRepository(app, env, redact)
  return inputs.dryRun ? { kind: 'planned', plan: { kind: 'remove', app } } : deleteApp(app.id, run)
}

/**
 * A single app with the name is read later.
 *
 * @throws PreconditionError if several apps have the name: deleting is no place to guess
 */
async function findIdByName({ inputs, api, deadline }: RemovalRun): Promise<number | undefined> {
  const { appName = '' } = inputs
  const listed = findAllByName(await api.listApps(deadline), appName)
  const apps = listed.length > 1 ? await findExisting(listed, appName, api, deadline) : listed
  if (apps.length > 1) {
    throw new PreconditionError(
      `\`app-name\` \`${appName}\` matches several apps: ${apps.map(nameApp).join(', ')}.`,
      'Set `app-id` to the ID of the one to delete.',
    )
  }
  return apps[0]?.id
}

/** The app is not there. If its name belongs to another app, that one would stay behind. */
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
function checkRepository(app: App, env: RunContext['env'], redact: Redact): void {
  const who = capitalize(nameApp(app))
  if (app.tags === undefined) {
    throw new PreconditionError(
      `${who} has tags that could not be read, so it is not certain whose app it is.`,
      'If this is the app to delete, set `require-repository-tag: false`.',
    )
  }
  const [actual, ours] = [app.tags, repositoryTags(env)].map(
    (tags) => new Map<string, unknown>(Object.entries(tags)),
  )
  const hasId = (tags: typeof actual) => Boolean(tags?.get('repository_id'))
  const name = hasId(actual) && hasId(ours) ? 'repository_id' : 'repository'
  const [tag, expected] = [actual?.get(name) ?? undefined, ours?.get(name)]
  if (expected !== undefined && String(tag) === expected) return
  const isId = name === 'repository_id'
  const here = `this repository ${isId ? 'has the ID' : 'is'} \`${expected}\``
  const difference = expected === undefined ? 'the repository of this run is not known' : here
  if (tag === undefined) {
    throw new PreconditionError(
      `${who} has no \`repository\` tag, and ${difference}.`,
      'If this is the app to delete, set `require-repository-tag: false`. The tag is missing if the app was not created by the deploying action, or if the plan does not include tags.',
    )
  }
  throw new PreconditionError(
    `${who} has the \`${name}\` tag \`${cut(String(tag), 100, redact)}\`, and ${difference}.`,
    'Check `app-id` and `app-name`. If this is the app to delete nevertheless, set `require-repository-tag: false`.',
  )
}
