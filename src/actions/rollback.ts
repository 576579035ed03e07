import { applyPlan } from '../app/apply.ts'
import { describePause, nameApp } from '../app/describe.ts'
import { readOrg, reportApp, resolveApp } from '../app/find.ts'
import { approvePlan, showPlan } from '../deployment/approval.ts'
import { toRequest } from '../deployment/deployment.ts'
import { chooseReturn, describeReturn } from '../deployment/return.ts'
import { PreconditionError, type RefusalError } from '../errors.ts'
import { explainMissingSecrets, repositoryOwner, type Source } from '../github/event.ts'
import { tidyMessage } from '../github/source.ts'
import { pathInRepository } from '../inputs/files.ts'
import { toProbes } from '../inputs/probes.ts'
import { type Choice, readRollbackInputs } from '../inputs/rollback.ts'
import type { Outcome, Return } from '../outcome.ts'
import { capitalize } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import { connect, type Setup } from '../setup.ts'
import type { App } from '../spice/schema.ts'
import { createDeployment } from '../steps/create.ts'
import { checkEarlierRuntime, readEarlierSpicepod } from '../steps/earlier-spicepod.ts'
import { follow, followEarlier, replaceStuck } from '../steps/follow.ts'
import { prepare } from '../steps/prepare.ts'
import { deploy } from './deploy.ts'

/** Reads and checks everything, and deploys again what an earlier deployment had. */
export async function readAndRollBack(setup: Setup): Promise<Outcome> {
  const { env, payload, runner, report } = setup
  const { inputs, choice, credentials } = readRollbackInputs(runner, explainMissingSecrets(payload, env))
  report.emit({ type: 'inputs.read', inputs, org: inputs.org ?? repositoryOwner(env) })
  const path = pathInRepository(inputs, env)
  const { context } = await connect(inputs, credentials, setup)
  const desired = { tags: undefined, spicepod: undefined, secrets: [] }
  const probes = toProbes(inputs)
  const request = { inputs, desired, spicepodReport: undefined, tables: [], probes, payload }
  return deploy(request, context, (run) => rollBack({ ...choice, path }, run))
}

/** What to go back to, and the path of the spicepod there. */
type RollbackChoice = Choice & { path: string }

/** The story of a return. All that can refuse it comes before its first write. */
async function rollBack(choice: RollbackChoice, reading: Run): Promise<Outcome> {
  if (reading.inputs.org === undefined) readOrg(reading)
  const app = await readDeployableApp(reading)
  const target = await chooseReturn(choice, app.id, reading)
  const keepsImage = choice.image === 'keep' || !target.to.image_tag
  reading.emit({ type: 'return.chosen', target, keepsImage })
  const earlier = await readEarlierSpicepod(choice.path, target, reading)
  const imageTag = chooseImage(choice, target, reading)
  // What an upgrade breaks is told by the runtime that the spicepod had, and not by the one that runs now.
  const run = {
    ...reading,
    ...earlier,
    inputs: { ...reading.inputs, imageTag, spicepodChecks: 'off' },
  } as const
  const source = sourceOf(target, choice, run)
  const finding = Promise.resolve(source)
  const { page, stuck } = await followEarlier({ appId: app.id }, finding, undefined, run)
  const known = { id: app.id, current: app }
  const prepared = await prepare({ appId: app.id }, page, run, known)
  const { plan } = prepared
  await approvePlan(plan, finding, run, source)
  await checkEarlierRuntime(target, known, toRequest(run.inputs, source), run)
  if (run.inputs.dryRun) return showPlan(plan, finding, run)
  const replacing = stuck && (await replaceStuck(stuck, run))
  const applied = await applyPlan(plan, run)
  if (applied.spicepod.kind === 'connected') throw isConnected(app)
  const onImageRefused = async (error: RefusalError) => {
    const text = `Image tag ${imageTag} of deployment ${target.to.id} is not restored: ${error.message} The settings of the app decide which runtime it gets.`
    run.emit({ type: 'warning', text })
    await checkEarlierRuntime(target, known, toRequest(reading.inputs, source), run)
  }
  const creation = { ...prepared, source: finding, comparison: undefined, replacing, onImageRefused }
  // A create that is refused has deployed nothing: only then is the spicepod of before restored.
  const restoring = { ...run, inputs: { ...run.inputs, onFailure: 'restore' } } as const
  const created = await createDeployment(applied, creation, restoring)
  return follow(created, run)
}

/** Reads the app. @throws PreconditionError if it cannot be deployed with a spicepod of this run */
async function readDeployableApp(run: Run): Promise<App> {
  const { inputs, api, deadline, emit } = run
  const { appId = 0 } = await resolveApp(run, 'Fix `app-name`, or set `app-id`.')
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

/** The image to request; undefined for the one that the settings of the app decide. */
function chooseImage({ image }: Choice, { from, to }: Return, { emit }: Run): string | undefined {
  if (image === 'restore') {
    if (to.image_tag) return to.image_tag
    emit({ type: 'note', text: `No image is restored, because deployment ${to.id} has none on record.` })
  } else if (to.image_tag && from.image_tag && to.image_tag !== from.image_tag) {
    const text = `Deployment ${to.id} had image ${to.image_tag}, and deployment ${from.id} has ${from.image_tag}. The image is not restored: set \`image: restore\` to request it.`
    emit({ type: 'note', text })
  }
  return undefined
}

function sourceOf(target: Return, { reason }: Choice, { redactCredentials }: Run): Source {
  const { branch, commit_sha } = target.to
  return {
    branch: branch || undefined,
    commitSha: commit_sha || undefined,
    commitMessage: tidyMessage(describeReturn(target, reason), redactCredentials),
  }
}
