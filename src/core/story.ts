import { resolve } from 'node:path'
import { applyPlan } from '../app/apply.ts'
import { type ResolvedApp, readOrg, resolveApp } from '../app/find.ts'
import type { AppPlan } from '../app/plan.ts'
import { connect, type Setup } from '../entry/setup.ts'
import { approvePlan, approveTip, showPlan } from '../features/approval/step.ts'
import { explainMissingSecrets, type Source } from '../github/event.ts'
import { findSource } from '../github/source.ts'
import { type Inputs, readInputs } from '../inputs/inputs.ts'
import { type RunRequest, readRequest, readSecrets, unsetIgnored } from '../inputs/request.ts'
import { deadlineIn } from '../platform/clock.ts'
import { folderOf, pathInRepository } from '../platform/files.ts'
import type { Deploying, Followed } from './contracts.ts'
import { createDeployment, refuseApplied } from './create.ts'
import { NoResponseError } from './errors.ts'
import { follow, followEarlier, followGiven, listBeforeCreate, replaceStuck } from './follow.ts'
import { type Outcome, type OutcomeOf, outcomeOfStop, toOutcome } from './outcome.ts'
import { prepare } from './prepare.ts'
import { BackgroundReads, type Context, type Run } from './run.ts'

/** Reads and checks everything, and deploys. Nothing is sent before all inputs and files are valid. */
export async function readAndDeploy(setup: Setup): Promise<Outcome> {
  const { env, payload, runner, secrets, report } = setup
  const { emit } = report
  const appSecrets = await readSecrets(runner.getInput('secrets'), secrets, runner.getInput('app-id'))
  const { inputs: given, credentials } = readInputs(runner, explainMissingSecrets(payload, env))
  const inputs = unsetIgnored(given)
  emit({ type: 'inputs.read', inputs })
  if (inputs.spicepod) {
    const path = pathInRepository(resolve(folderOf({ ...inputs, env }), inputs.spicepod), env)
    emit({ type: 'spicepod.located', path })
  }
  const { context, comment } = await connect(inputs, credentials, setup)
  // The comment of a dry run also says what is wrong with a spicepod that cannot be read.
  if (inputs.commentOnPr && inputs.dryRun) setup.postComment = comment
  const { remarks, absence, ...request } = await readRequest(given, appSecrets, env)
  if (absence !== undefined) emit({ type: 'spicepod.absent', ...absence })
  for (const remark of remarks) emit(remark)
  if (inputs.commentOnPr) setup.postComment = comment
  return deploy({ ...request, inputs, payload }, context)
}

/**
 * Creates a deployment of the app, or finds the one to watch, and follows it to its end.
 * @param story the steps of the action
 */
export async function deploy(
  request: RunRequest,
  context: Context,
  story: (run: Run) => Promise<Outcome> = deployApp,
): Promise<Outcome> {
  const { timeoutMs, requestTimeoutMs } = request.inputs
  const deadline = deadlineIn(timeoutMs, context.clock, requestTimeoutMs)
  const background = new BackgroundReads()
  const own = { ...context, ...request, deadline, background }
  let reading: ReturnType<Run['committed']> | undefined
  const committed = () => {
    // Few runs need it.
    reading ??= import('../deploy/committed.ts').then(({ committedOf }) => committedOf(own))
    return reading
  }
  try {
    const outcome = await story({ ...own, committed })
      .catch(outcomeOfStop)
      .catch((error) => outcomeWithoutDeployment(error, request.inputs))
    // A run that is cancelled from here on has this outcome.
    context.emit({ type: 'outcome.decided', outcome })
    return outcome
  } finally {
    await background.settle()
  }
}

/** The story of a deployment. A step after which there is nothing left to do throws {@link Stop}. */
async function deployApp(run: Run): Promise<Outcome> {
  readOrg(run)
  const notWatched = run.inputs.bakeMs > 0 && whyNotWatched(run.inputs)
  if (notWatched) {
    run.emit({ type: 'note', text: `\`bake-seconds\`: nothing is watched, because ${notWatched}.` })
  }
  const findingApp = resolveApp(run)
  const comparison = beginComparison(findingApp, run)
  // Awaited before the first write: until then a rejection must not count as unhandled.
  comparison.catch(() => {})
  const app = await findingApp
  await followGiven(app, comparison, run)
  return planAndDeploy(app, { source: findSource(run), comparison }, run)
}

/** The rest of the story, once it is known what to deploy. */
export async function planAndDeploy(app: ResolvedApp, deploying: Deploying, run: Run): Promise<Outcome> {
  const { source, policy = {} } = deploying
  const { list, stuck } = await followEarlier(app, deploying, run)
  const prepared = await prepare(app, list, run, policy.known)
  const { plan } = prepared
  const comparison = await deploying.comparison
  comparison?.start(plan.app)
  const show = () => previewPlan(plan, source, run)
  await approvePlan(plan, show, run)
  if (run.inputs.dryRun) return showPlan(plan, show, run)
  const replacing = stuck && (await replaceStuck(stuck, run))
  await approveTip(run)
  const applied = await applyPlan(plan, run)
  if (applied.spicepod.kind === 'connected' && policy.ifConnected !== undefined) throw policy.ifConnected
  await refuseApplied(applied, policy, run)
  const listed = await listBeforeCreate(applied.app, deploying, prepared, replacing, run)
  const { plannedAtMs } = prepared
  const created = await createDeployment(applied, { source, plannedAtMs, listed, policy }, run)
  return follow({ ...created, comparison }, run)
}

/** Few runs need it. */
async function previewPlan(plan: AppPlan, source: Promise<Source>, run: Run): Promise<OutcomeOf<'planned'>> {
  const { preview } = await import('../features/dry-run/step.ts')
  return preview(plan, source, run)
}

/** Begins what the run compares its data with; undefined if it compares nothing. */
async function beginComparison(finding: Promise<ResolvedApp>, run: Run): Promise<Followed['comparison']> {
  if (run.inputs.compareWith === undefined) return undefined
  const why = whyNotWatched(run.inputs)
  if (why !== undefined) {
    run.emit({ type: 'note', text: `\`compare-with\`: nothing is compared, because ${why}.` })
    return undefined
  }
  const { createComparison } = await import('../features/comparison/step.ts')
  return createComparison(finding, run)
}

/** Why the run does not see how its deployment ends, as the end of a sentence; undefined if it does. */
function whyNotWatched({ dryRun, waitForCompletion }: Inputs): string | undefined {
  if (dryRun) return '`dry-run` is `true`'
  return waitForCompletion ? undefined : '`wait-for-completion` is `false`'
}

/** Only errors before a deployment exists reach this point; later ones are outcomes already. */
function outcomeWithoutDeployment(error: unknown, { deploymentId, dryRun }: Inputs): Outcome {
  const outcome = toOutcome(error)
  if (outcome.kind === 'refused') return outcome
  const { reason } = outcome
  if (error instanceof NoResponseError && error.wasAccepted) return { kind: 'unknown', reason }
  if (deploymentId !== undefined) {
    const which = deploymentId === 'running' ? 'what the app runs' : `deployment ${deploymentId}`
    return { kind: 'unknown', reason: `${which} could not be read (${reason}).` }
  }
  if (dryRun) return { kind: 'unknown', reason: `could not determine what a run would do (${reason}).` }
  return outcome
}
