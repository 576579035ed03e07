import { type ChangeEntry, listChanges } from '../../app/changes.ts'
import { planApp, planNewApp, repositoryTags } from '../../app/plan.ts'
import type { Problem } from '../../core/problem.ts'
import { ageMs, hasFailed, isInProgress, toRequest } from '../../deploy/deployment.ts'
import { digestPlan } from '../../features/approval/digest.ts'
import { eventSource, shortCommit } from '../../github/event.ts'
import type { DesiredApp } from '../../inputs/request.ts'
import { cut, maxLength } from '../../platform/text.ts'
import type { App, Deployment } from '../../spice/schema.ts'
import type { Spicepod } from '../../spicepod/spicepod.ts'
import type { FleetEntry } from './entries.ts'
import type { FleetState } from './inputs.ts'
import type { ReadApp, SurveyRun, Trace } from './trace.ts'

/** An app of the fleet, and how it stands. */
export interface FleetApp {
  readonly entry: FleetEntry
  readonly state: FleetState
  /** Why it is in its state, as far as the state does not say it. */
  readonly reason?: string | undefined
  /** The app as it is listed or was read, if there is one. */
  readonly current?: Pick<App, 'id' | 'name'> | undefined
  readonly changes?: readonly ChangeEntry[]
  /** The newest one. */
  readonly deployment?: Deployment | undefined
  readonly digest?: string
  readonly problems?: readonly Problem[]
}

const stuckAfterMs = 3_600_000

/** Judges an app that was read. */
export function judgeApp(
  { entry, spicepod, app, history }: ReadApp,
  { isEdited, isUndeployed, rolledBackFrom, reason }: Trace,
  run: SurveyRun,
): FleetApp {
  const { env, payload } = run
  const plan = planApp({ id: app.id, current: app }, desiredApp(entry, spicepod), repositoryTags(env))
  const { branch, commitSha } = eventSource(payload, env)
  // A resume sends no request.
  const request = app.paused_at ? undefined : toRequest({ ...entry, debug: false }, { branch, commitSha })
  const changes = listChanges(plan)
  const isChanged = changes.some(({ kind }) => kind !== 'secret')
  const { newest } = history
  const reasons = [app.paused_at && 'paused', newest === undefined && 'not deployed yet', reason]
  const [state, why] = decide()
  return {
    entry,
    state,
    current: { id: app.id, name: app.name },
    deployment: newest,
    digest: digestPlan(plan, request),
    ...(state !== 'current' && state !== 'deploying' && changes.length > 0 && { changes }),
    reason: [...reasons, why].filter(Boolean).join('; ') || undefined,
  }

  function decide(): [state: FleetState, reason?: string | undefined] {
    if (isEdited) {
      return [
        'edited',
        'stored outside of a deployment: an edit on spice.ai, or a job that was cancelled after its push',
      ]
    }
    if (rolledBackFrom !== undefined) {
      return ['rolled-back', `was rolled back from ${shortCommit(rolledBackFrom)}`]
    }
    if (isUndeployed) return ['changed', 'stored, but not deployed']
    if (isChanged || newest === undefined) return ['changed']
    // A paused app has the state that its files give it.
    if (app.paused_at) return ['current']
    if (hasFailed(newest)) return ['failed', cut(newest.error_message ?? '', maxLength.sentence)]
    if (!isInProgress(newest)) return ['current']
    return ageMs(newest, history.serverTimeMs) > stuckAfterMs
      ? ['failed', 'in progress for more than an hour']
      : ['deploying']
  }
}

/** An app that is to be created. */
export function newApp(entry: FleetEntry, spicepod: Spicepod, { env }: SurveyRun): FleetApp {
  const app = { name: entry.app, region: undefined, visibility: 'private' } as const
  const changes = listChanges(planNewApp(app, desiredApp(entry, spicepod), repositoryTags(env)))
  return { entry, state: 'new', changes }
}

function desiredApp({ tags, secrets }: FleetEntry, spicepod: Spicepod): DesiredApp {
  return { tags, spicepod, secrets: secrets.map((name) => ({ name, value: '' })) }
}
