import { checkRegion } from './app/create.ts'
import { readApp, toNewApp } from './app/open.ts'
import { planChanges } from './app/plan.ts'
import { isInProgress, toRequest } from './deployment/deployment.ts'
import { pollLimit } from './deployment/list.ts'
import { RefusalError } from './errors.ts'
import type { Outcome } from './outcome.ts'
import type { Run } from './run-context.ts'
import { findSource } from './source.ts'
import type { App } from './spice/schema.ts'

/**
 * Says what a run would do. It reads what the real one reads, so that it fails where that one would, and writes
 * nothing.
 *
 * @param appId undefined where the app would be made
 * @throws PreconditionError, RefusalError, NoAnswerError
 */
export async function planRun(appId: number | undefined, run: Run): Promise<Outcome> {
  const { api, inputs, changes, deadline, clock, env, emit } = run
  const finding = findSource(inputs, run)
  const repository = env.GITHUB_REPOSITORY
  if (appId === undefined) {
    const newApp = toNewApp(inputs, changes, repository)
    await checkRegion(newApp.region, api, deadline, clock)
    const source = await finding
    emit({ type: 'source.found', source })
    const app = await planChanges(undefined, newApp, changes, repository)
    return {
      kind: 'planned',
      plan: { kind: 'deploy', app, request: toRequest(inputs, source), blockers: [] },
    }
  }
  // One after the other: a read that is left behind would go on when the other has ended the run.
  const app = await readWhereNeeded(appId, run)
  const { deployments } = await api.listDeployments(appId, pollLimit, deadline)
  const source = await finding
  emit({ type: 'source.found', source })
  const plan = {
    kind: 'deploy' as const,
    app: await planChanges(app, undefined, changes, repository),
    request: toRequest(inputs, source),
    blockers: deployments.filter(isInProgress),
  }
  return { kind: 'planned', plan }
}

/** A run that only deploys does without the scope to read the app. */
async function readWhereNeeded(appId: number, run: Run): Promise<App | undefined> {
  const { inputs, changes } = run
  const isNeeded = changes.tags !== undefined || changes.spicepod !== undefined
  try {
    return await readApp(appId, inputs, run)
  } catch (error) {
    if (!isNeeded && error instanceof RefusalError && error.refusal.status === 403) return undefined
    throw error
  }
}
