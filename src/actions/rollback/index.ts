import { join } from 'node:path'
import { describePause, nameApp } from '../../app/describe.ts'
import { fixName, readOrg, reportApp, resolveApp } from '../../app/find.ts'
import type { Policy } from '../../core/contracts.ts'
import { PreconditionError, type RefusalError } from '../../core/errors.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { deploy, planAndDeploy } from '../../core/story.ts'
import { composeReturn } from '../../deploy/deployment.ts'
import { connect, type Setup } from '../../entry/setup.ts'
import { explainMissingSecrets, isFullCommitId } from '../../github/event.ts'
import { findSource } from '../../github/source.ts'
import { pathInWorkspace } from '../../inputs/files.ts'
import { toProbes } from '../../inputs/probes.ts'
import { pathInRepository, workspaceOf } from '../../platform/files.ts'
import { capitalize, endWithStop } from '../../platform/text.ts'
import type { App } from '../../spice/schema.ts'
import { EarlierSpicepods, readEarlierSpicepod } from './earlier-spicepod.ts'
import { type Choice, readRollbackInputs } from './inputs.ts'
import { chooseReturn } from './return.ts'

/** Reads and checks everything, and redeploys what an earlier deployment had. */
export async function readAndRollBack(setup: Setup): Promise<Outcome> {
  const { env, payload, runner, report } = setup
  const { inputs, choice, credentials } = readRollbackInputs(runner, explainMissingSecrets(payload, env))
  report.emit({ type: 'inputs.read', inputs })
  const path = pathInRepository(join(workspaceOf(env), pathInWorkspace(inputs, env)), env)
  report.emit({ type: 'spicepod.located', path })
  const { context } = await connect(inputs, credentials, setup)
  const desired = { tags: undefined, spicepod: undefined, secrets: [] }
  const probes = toProbes(inputs)
  const request = { inputs, desired, spicepodReport: undefined, tables: [], probes, payload }
  return deploy(request, context, (run) => rollBack(choice, path, run))
}

/** The story of a return. All that can refuse it comes before its first write. */
async function rollBack(choice: Choice, path: string, reading: Run): Promise<Outcome> {
  readOrg(reading)
  const app = await readDeployableApp(reading)
  const earlier = new EarlierSpicepods(path, reading)
  const target = await chooseReturn(choice, app, earlier, reading)
  const { to, imageTag } = target
  const inputs = {
    ...reading.inputs,
    imageTag,
    // Without a branch on record, none is sent, and not that of this run.
    branch: to.branch ?? '',
    commitSha: to.commit_sha ?? undefined,
    commitMessage: composeReturn(to, choice.reason),
  } as const
  const knownApp = { id: app.id, current: app }
  const run = {
    ...reading,
    ...(await readEarlierSpicepod(earlier, target, isFullCommitId(choice.to), reading)),
    inputs,
  }
  const policy: Policy = {
    known: knownApp,
    ifConnected: isConnected(app),
    // A create that is refused has deployed nothing: only then is the spicepod of before restored.
    onRefusal: 'restore',
    ifChanged: new PreconditionError(
      `The app was changed after this run had read it, so its deployment would not be what deployment ${to.id} had.`,
      'Nothing was deployed. Check who has changed it, and start a new run.',
    ),
    onImageRefused: (error: RefusalError) => {
      const text = `Image tag ${imageTag} of deployment ${to.id} is not restored: ${endWithStop(error.message)} The settings of the app decide which runtime it gets.`
      run.emit({ type: 'warning', text })
    },
  }
  return planAndDeploy({ appId: app.id }, { source: findSource(run), comparison: undefined, policy }, run)
}

/** Reads the app. @throws PreconditionError if it cannot be deployed with a spicepod of this run */
async function readDeployableApp(run: Run): Promise<App> {
  const { inputs, api, deadline, emit } = run
  const { appId = 0 } = await resolveApp(run, fixName)
  const app = await api.getApp(appId, deadline)
  reportApp(app, inputs, emit)
  if (app.production_branch) throw isConnected(app)
  if (!app.paused_at) return app
  throw new PreconditionError(
    `${describePause(app.paused_at)}, and a paused app cannot be deployed.`,
    'Resume the app on spice.ai and re-run this job.',
  )
}

function isConnected(app: App): PreconditionError {
  return new PreconditionError(
    `${capitalize(nameApp(app))} takes its spicepod from the GitHub repository that it is connected to, so that no other one can be deployed.`,
    'Revert the commit on the production branch of that repository, which deploys it.',
  )
}
