import { createMissing, findAppId, readApp, readAppBeside, readOrgBeside, toNewApp } from './app/open.ts'
import { type Written, writeChanges, writesTo } from './app/write.ts'
import { Beside } from './beside.ts'
import type { Source } from './context.ts'
import { createOnce } from './deployment/create.ts'
import { ageMs, recentDurationsMs, terminalOutcome, toRequest } from './deployment/deployment.ts'
import { historyLimit, listBefore, takeSnapshot } from './deployment/list.ts'
import { attach, findOwnUnfinished, type WatchOptions, waitForEnd } from './deployment/watch.ts'
import type { DeploymentId } from './deployment-id.ts'
import { NoAnswerError, PreconditionError, RefusalError } from './errors.ts'
import type { Outcome } from './outcome.ts'
import type { Run, RunContext, RunRequest } from './run-context.ts'
import { findSource } from './source.ts'
import type { DeploymentPage } from './spice/api.ts'
import type { App, Deployment } from './spice/schema.ts'
import { capitalize } from './text.ts'
import { deadlineIn, earlier } from './time.ts'

/** Brings one deployment of the app about, or finds the one to watch, and follows it to its end. */
export async function deploy(request: RunRequest, context: RunContext): Promise<Outcome> {
  const { timeoutMs, requestTimeoutMs } = request.inputs
  const deadline = deadlineIn(timeoutMs, context.clock, requestTimeoutMs)
  const beside = new Beside()
  try {
    const outcome = await runSteps({ ...context, ...request, deadline, beside })
    // A run that is cut off from here on has come to this.
    context.emit({ type: 'outcome.decided', outcome })
    return outcome
  } catch (error) {
    // Before there is a deployment: what comes of one is an outcome and no error.
    if (error instanceof RefusalError || error instanceof PreconditionError) return { kind: 'refused', error }
    if (error instanceof NoAnswerError) {
      const { message, todo, wasAccepted } = error
      if (todo !== undefined)
        return { kind: 'refused', error: new PreconditionError(`${capitalize(message)}.`, todo) }
      if (wasAccepted) return { kind: 'unknown', reason: message }
      const { deploymentId, dryRun } = request.inputs
      if (deploymentId !== undefined) {
        return {
          kind: 'unknown',
          reason: `deployment ${deploymentId} could not be looked at (${error.message}).`,
        }
      }
      if (dryRun)
        return { kind: 'unknown', reason: `what a run would do could not be found out (${error.message}).` }
      return { kind: 'timed-out', reason: error.message }
    }
    throw error
  } finally {
    await beside.settle()
  }
}

async function runSteps(run: Run): Promise<Outcome> {
  const { inputs } = run
  if (inputs.org === undefined) readOrgBeside(run)
  const { deploymentId } = inputs
  // A new app has no deployment to watch.
  const mayBeMissing = inputs.newApp !== undefined && deploymentId === undefined
  const appId = await findAppId(inputs, mayBeMissing, run)
  if (appId !== undefined && deploymentId !== undefined) return watch(appId, deploymentId, run)
  if (inputs.dryRun) {
    const { planRun } = await import('./dry-run.ts')
    return planRun(appId, run)
  }
  return appId === undefined ? deployToNew(run) : deployToExisting(appId, run)
}

/** Watches a deployment that somebody else created. */
async function watch(appId: number, deploymentId: DeploymentId, run: Run): Promise<Outcome> {
  const { inputs, emit, beside } = run
  readAppBeside(appId, inputs, run)
  beside.release()
  const found = await attach(deploymentId, { ...run, appId })
  if (found.kind !== 'found') return found
  const { deployment, listed, serverTimeMs } = found
  const age = ageMs(deployment, serverTimeMs)
  emit({ type: 'history.read', deployments: listed })
  emit({ type: 'deployment.attached', deployment, reason: 'from `deployment-id`', ageMs: age })
  if (inputs.dryRun) {
    emit({ type: 'deployment.polled', deployment, listed })
    return { kind: 'planned', plan: { kind: 'watch', deployment } }
  }
  const outcome = await follow(
    appId,
    found,
    { ageMs: age, isListed: true, recentDurationsMs: recentDurationsMs(listed) },
    run,
  )
  return finish(outcome, appId, 'this run only watched the deployment', run)
}

async function deployToNew(run: Run): Promise<Outcome> {
  const source = findSource(run.inputs, run)
  if (run.changes.spicepod === undefined) run.emit({ type: 'app.bare' })
  const app = await createMissing(toNewApp(run.inputs, run.changes, run.env.GITHUB_REPOSITORY), run)
  return writeAndDeploy(app.id, () => app, source, undefined, run)
}

async function deployToExisting(appId: number, run: Run): Promise<Outcome> {
  const { inputs, changes, env, emit } = run
  const source = findSource(inputs, run)
  let page: DeploymentPage | undefined
  if (Number(env.GITHUB_RUN_ATTEMPT) > 1) {
    const before = await lookForOwn(appId, source, run)
    if (before.kind === 'unknown') return before
    if (before.kind === 'own') {
      readAppBeside(appId, inputs, run)
      run.beside.release()
      const { deployment, page } = before
      const age = ageMs(deployment, page.serverTimeMs)
      const reason = 'started by an earlier attempt of this run'
      emit({ type: 'deployment.attached', deployment, reason, ageMs: age })
      if (writesTo(changes)) emit({ type: 'changes.skipped' })
      const known = { ageMs: age, isListed: true, recentDurationsMs: recentDurationsMs(page.deployments) }
      const outcome = await follow(appId, { deployment, newer: [] }, known, run)
      return finish(outcome, appId, 'only an earlier attempt of this run saw what the app had before', run)
    }
    // What is written takes its time, in which others may deploy.
    if (!writesTo(changes)) page = before.page
  }
  if (changes.tags === undefined && changes.spicepod === undefined) {
    return writeAndDeploy(appId, readAppBeside(appId, inputs, run), source, page, run)
  }
  const app = await readApp(appId, inputs, run)
  return writeAndDeploy(appId, () => app, source, page, run)
}

type BeforeRerun =
  | { kind: 'own'; deployment: Deployment; page: DeploymentPage }
  | { kind: 'none'; page: DeploymentPage | undefined }
  | (Outcome & { kind: 'unknown' })

/** Looks for what an earlier attempt of this run has left under way: it is this one's, too. */
async function lookForOwn(appId: number, finding: Promise<Source>, run: Run): Promise<BeforeRerun> {
  const { api, inputs, deadline, emit } = run
  const page = await listBefore(api, appId, deadline)
  const source = await finding
  emit({ type: 'source.found', source })
  if (page !== undefined) emit({ type: 'history.read', deployments: page.deployments })
  if (page === undefined && deadline.remainingMs() === 0) {
    return { kind: 'unknown', reason: 'whether an earlier attempt of this run has one could not be read.' }
  }
  const deployment = page && findOwnUnfinished(page, toRequest(inputs, source), inputs.timeoutMs)
  return page === undefined || deployment === undefined
    ? { kind: 'none', page }
    : { kind: 'own', deployment, page }
}

/** How long to try to read the list before creating without having seen it. */
const lookBeforeMs = 10_000

/**
 * @param app what is known of it by now
 * @param page the app's deployments, where they have been read already
 */
async function writeAndDeploy(
  appId: number,
  app: () => App | undefined,
  finding: Promise<Source>,
  page: DeploymentPage | undefined,
  run: Run,
): Promise<Outcome> {
  const { api, inputs, changes, deadline, clock, env, emit, beside } = run
  if (writesTo(changes)) beside.release()
  const written = await writeChanges(appId, app(), changes, { ...run, repository: env.GITHUB_REPOSITORY })
  const lookDeadline = earlier(deadline, deadlineIn(lookBeforeMs, clock))
  const [source, before] = await Promise.all([finding, page ?? listBefore(api, appId, lookDeadline)])
  emit({ type: 'source.found', source })
  if (before !== undefined) emit({ type: 'history.read', deployments: before.deployments })
  const creating = createOnce({
    ...run,
    ...inputs,
    appId,
    request: toRequest(inputs, source),
    before: before && takeSnapshot(before, historyLimit),
    mayRecordOtherCommit: () => mayRecordOtherCommit(app()),
  })
  // The create is sent first.
  setImmediate(() => beside.release())
  const created = await creating
  if (created.kind !== 'created') return created
  const known = {
    isListed: created.isListed,
    recentDurationsMs: recentDurationsMs(before?.deployments ?? []),
  }
  const outcome = await follow(appId, { deployment: created.deployment, newer: [] }, known, run)
  return finish(outcome, appId, written, run)
}

/**
 * Watches a deployment to its end, unless nobody wants to wait for it.
 *
 * @param known what tells when its end is to be expected
 */
async function follow(
  appId: number,
  { deployment, newer }: { deployment: Deployment; newer: Deployment[] },
  known: Pick<WatchOptions, 'ageMs' | 'isListed' | 'recentDurationsMs'>,
  run: Run,
): Promise<Outcome> {
  const { inputs, emit } = run
  emit({ type: 'deployment.polled', deployment, listed: [] })
  const ended = terminalOutcome(deployment, newer)
  if (ended !== undefined) return ended
  if (!inputs.waitForCompletion) return { kind: 'started', deployment }
  return waitForEnd(deployment, { ...run, appId, pollIntervalMs: inputs.pollIntervalMs, ...known })
}

/** What is left to do is loaded when it is: a start should not have to wait for it. */
async function finish(
  outcome: Outcome,
  appId: number,
  written: Written | string,
  run: Run,
): Promise<Outcome> {
  const { finishRun } = await import('./finish.ts')
  return finishRun(outcome, appId, written, run)
}

/** Apps that are connected to GitHub record the commit of their branch. One that cannot be read may be such an app. */
function mayRecordOtherCommit(app: App | undefined): boolean {
  return app === undefined || Boolean(app.production_branch)
}
