import { type ChangeEntry, listChanges } from '../app/changes.ts'
import { digestPlan } from '../app/digest.ts'
import { planApp, planNewApp, repositoryTags } from '../app/plan.ts'
import { ageMs, hasFailed, hasSucceeded, isInProgress, toRequest } from '../deployment/deployment.ts'
import { PreconditionError } from '../errors.ts'
import { readFileAt } from '../github/contents.ts'
import { eventSource, shortCommit } from '../github/event.ts'
import type { DesiredApp } from '../inputs/request.ts'
import { digest } from '../platform/json.ts'
import { cut, messageOf, readableLength } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Context, Run } from '../run-context.ts'
import type { DeploymentPage } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { SpicepodDocument } from '../spicepod/document.ts'
import { isSameSpicepod, type Spicepod, toComparable } from '../spicepod/spicepod.ts'
import type { FleetEntry } from './entries.ts'
import type { FleetInputs, FleetState } from './inputs.ts'

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
  readonly edit?: Edit | undefined
  /** Whether it was found out if somebody has edited the app on spice.ai. */
  readonly isEditKnown?: boolean
  readonly problems?: readonly Problem[]
}

/** An edit that somebody has made on spice.ai. */
export interface Edit {
  /** Stands for the spicepod that is stored. */
  readonly key: string
  readonly stored: object
  readonly file: Spicepod
  /** A deployment without a commit, which may be that of the edit. */
  readonly deployment: Deployment | undefined
}

/** The parts of a run that reading a fleet needs. */
export interface SurveyRun extends Context, Pick<Run, 'payload' | 'deadline'> {
  inputs: FleetInputs
}

const stuckAfterMs = 3_600_000
const maxFileMs = 10_000

/** How an app stands that has been read. */
export async function judgeApp(
  entry: FleetEntry,
  spicepod: Spicepod,
  app: App,
  page: DeploymentPage,
  run: SurveyRun,
): Promise<FleetApp> {
  if (app.config === undefined) {
    throw new PreconditionError('Spice Cloud did not say which spicepod the app has.', 'Re-run this job.')
  }
  const { env, payload } = run
  const plan = planApp({ id: app.id, current: app }, desiredApp(entry, spicepod), repositoryTags(env))
  const { branch, commitSha } = eventSource(payload, env)
  // A resume sends no request.
  const request = app.paused_at ? undefined : toRequest({ ...entry, debug: false }, { branch, commitSha })
  // A connected app takes its spicepod from elsewhere.
  const changes = listChanges(plan).filter(({ kind }) => kind !== 'spicepod' || !app.production_branch)
  const isChanged = changes.some(({ kind }) => kind !== 'secret')
  const edited = await findEdit(entry, spicepod, app, page.deployments, run)
  const [newest] = page.deployments
  const reasons = [app.paused_at && 'paused', newest === undefined && 'not deployed yet', edited.reason]
  const [state, why] = decide()
  return {
    ...edited,
    entry,
    state,
    current: { id: app.id, name: app.name },
    deployment: newest,
    digest: digestPlan(plan, request),
    ...(state !== 'current' && state !== 'deploying' && changes.length > 0 && { changes }),
    reason: [...reasons, why].filter(Boolean).join('; ') || undefined,
  }

  function decide(): [state: FleetState, reason?: string | undefined] {
    if (edited.edit !== undefined) return ['edited']
    if (isChanged || newest === undefined) return ['changed']
    // A paused app has the state that its files give it.
    if (app.paused_at) return ['current']
    if (hasFailed(newest)) return ['failed', cut(newest.error_message ?? '', readableLength)]
    if (!isInProgress(newest)) return ['current']
    return ageMs(newest, page.serverTimeMs) > stuckAfterMs
      ? ['failed', 'in progress for more than an hour']
      : ['deploying']
  }
}

/** An app that is to be created. */
export function newApp(entry: FleetEntry, spicepod: Spicepod, { env }: SurveyRun): FleetApp {
  const app = { name: entry.app, region: undefined, visibility: 'private', defaultAlerts: undefined } as const
  const changes = listChanges(planNewApp(app, desiredApp(entry, spicepod), repositoryTags(env)))
  return { entry, state: 'new', changes, isEditKnown: true }
}

function desiredApp({ tags, secrets }: FleetEntry, spicepod: Spicepod): DesiredApp {
  return { tags, spicepod, secrets: secrets.map((name) => ({ name, value: '' })) }
}

type Edited = Pick<FleetApp, 'edit' | 'reason' | 'isEditKnown'>

/** Finds out whether the stored spicepod comes from the repository: as it is now, or as it was deployed last. */
async function findEdit(
  entry: FleetEntry,
  file: Spicepod,
  { config, production_branch }: App,
  deployments: readonly Deployment[],
  run: SurveyRun,
): Promise<Edited> {
  const stored = config?.spicepod
  const last = deployments.find((deployment) => hasSucceeded(deployment) && deployment.commit_sha)
  const sha = last?.commit_sha
  if (production_branch || !stored || isSameSpicepod(stored, file.value)) return { isEditKnown: true }
  if (!sha) {
    const reason =
      'not known whether the spicepod was edited: no deployment that succeeded has a commit on record'
    return { reason: deployments.length > 0 ? reason : undefined, isEditKnown: true }
  }
  try {
    if (isSameSpicepod(stored, await readEarlier(entry.file, sha, run))) return { isEditKnown: true }
  } catch (error) {
    const reason = `could not read ${entry.file} at commit ${shortCommit(sha)}: ${messageOf(error)}`
    return { reason, isEditKnown: false }
  }
  const later = deployments.slice(0, deployments.indexOf(last as Deployment))
  const deployment = later.find(({ commit_sha }) => !commit_sha)
  const key = digest({ stored: toComparable(stored) })
  return { edit: { key, stored, file, deployment }, isEditKnown: true }
}

/** Reads a spicepod as it is at a commit. @throws Error whose message is the end of a sentence */
async function readEarlier(
  path: string,
  commitSha: string,
  { inputs, deadline, ...run }: SurveyRun,
): Promise<unknown> {
  const limitMs = Math.min(maxFileMs, deadline.remainingMs())
  const text = await readFileAt(path, commitSha, { ...run, token: inputs.githubToken }, limitMs)
  const { value, faults } = new SpicepodDocument(text)
  if (value === undefined) throw new Error(`it is not YAML (line ${faults[0]?.line})`)
  return value
}
