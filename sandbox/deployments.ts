import type { GithubConnection } from './apps.ts'
import type { InstanceLife } from './instance-life.ts'
import type { LogLine } from './logs.ts'
import type { Plan, PlanStep } from './plan.ts'
import type { SecretReference } from './secret-references.ts'
import type { Spicepod } from './spicepod.ts'

/**
 * When another deployment of the same app is refused with 409: never; while any is unfinished (according to the
 * reference); or only while one is queued (according to the documentation). In the last case, a deployment that starts
 * also turns every earlier unfinished one into `created`.
 */
export type ConflictRule = 'none' | 'unfinished' | 'queued'

/** A deployment as the API returns it. */
export type ShownDeployment = ReturnType<typeof show>

/** The record of one deployment. */
export interface DeploymentRecord {
  readonly id: number
  readonly appId: number
  /** By the cloud's clock. */
  readonly createdAt: number
  readonly plan: Plan
  readonly imageTag: string | null
  readonly replicas: number
  readonly branch: string | null
  readonly commitSha: string | null
  readonly commitMessage: string | null
  readonly creationSource: string | null
  readonly createdBy: string | null
  /** A copy of what was deployed: by default, the spicepod of the app when the deployment was created. */
  readonly spicepod: Readonly<Spicepod> | null
  /** The references of the spicepod that no secret resolved when the deployment was created. Default: none. */
  readonly unresolved?: readonly SecretReference[]
  /** The body as the client sent it; null if the deployment was not created by a client. */
  readonly request: Readonly<DeploymentRequest> | null
  /** Default: as many as there are replicas, each with a life that follows from the plan. */
  readonly instances?: readonly InstanceLife[]
  /** When the app was paused or deleted; from then on the deployment has no instance. */
  readonly stoppedAt?: number
  /** By default, a failed deployment has a few suitable lines, and any other has none. */
  readonly logs?: readonly LogLine[]
}

/** An existing deployment. Only the app is required; `createdMsAgo` counts from now, default 0. */
export type DeploymentSeed = Partial<Omit<DeploymentRecord, 'appId' | 'createdAt'>> & {
  readonly appId: number
  readonly createdMsAgo?: number
}

/** The settings in the body of a create deployment request. */
export interface DeploymentRequest {
  image_tag?: string
  channel?: string
  replicas?: number
  branch?: string
  commit_sha?: string
  commit_message?: string
  debug?: boolean
}

// The image that an update channel selects.
const IMAGE_TAGS: Readonly<Record<string, string>> = {
  stable: '2.3.2',
  preview: '2.4.0-rc.1',
  nightly: '2.5.0-nightly.20261124',
  internal: '2.5.0-internal.7',
}

/** The runtime image for a channel; null for an unknown channel. */
export function imageTagOf(channel: string): string | null {
  return IMAGE_TAGS[channel] ?? null
}

/** The branch, commit and message a deployment records: a connected app uses its own and ignores what was sent. */
export function sourceOf(
  request: DeploymentRequest,
  github: GithubConnection | null,
): Pick<DeploymentRecord, 'branch' | 'commitSha' | 'commitMessage'> {
  if (github !== null) {
    return {
      branch: github.branch,
      commitSha: github.commitSha,
      commitMessage: github.commitMessage ?? null,
    }
  }
  return {
    branch: request.branch ?? null,
    commitSha: request.commit_sha ?? null,
    commitMessage: request.commit_message ?? null,
  }
}

/**
 * The deployments of one app at a certain time.
 *
 * @param records - of one app, oldest first
 * @param now - the cloud's clock in milliseconds
 * @returns newest first, as the API lists them
 */
export function showDeployments(
  records: readonly DeploymentRecord[],
  rule: ConflictRule,
  now: number,
): ShownDeployment[] {
  const shown: ShownDeployment[] = []
  // When the first newer deployment started. It supersedes every deployment that is unfinished at that time.
  let supersededAt = Number.POSITIVE_INFINITY
  for (const record of records.toReversed()) {
    shown.push(show(record, now, supersededAt))
    if (rule !== 'queued') continue
    const startsAt = startOf(record)
    if (startsAt < supersededAt && startsAt <= now) supersededAt = startsAt
  }
  return shown
}

/** Whether the rule refuses another deployment in addition to these. */
export function isRefused(shown: readonly ShownDeployment[], rule: ConflictRule): boolean {
  if (rule === 'none') return false
  return shown.some(
    ({ status }) => status === 'queued' || (rule === 'unfinished' && status === 'in_progress'),
  )
}

/** A deployment whose app is paused or deleted: it has no instance from then on, and if it was unfinished it stays so for ever. */
export function stopAt(record: DeploymentRecord, now: number): DeploymentRecord {
  const steps = record.plan.filter(({ afterMs }) => record.createdAt + afterMs <= now)
  const status = steps.at(-1)?.status
  const ended = status === 'succeeded' || status === 'failed'
  const stop = { afterMs: now - record.createdAt, status: 'created' } as const
  return { ...record, plan: ended ? steps : [...steps, stop], stoppedAt: record.stoppedAt ?? now }
}

function show(record: DeploymentRecord, now: number, supersededAt: number) {
  const steps = stepsUntil(record, Math.min(now, supersededAt))
  const step = steps.at(-1)
  const ended = step?.status === 'succeeded' || step?.status === 'failed'
  const superseded = supersededAt <= now && !ended
  const startsAt = startOf(record)
  const started = startsAt <= now && startsAt < supersededAt
  const changedAt = superseded ? supersededAt : changeOf(record, steps)
  const error = superseded ? undefined : step
  return {
    id: record.id,
    status: superseded ? 'created' : (step?.status ?? ('queued' as const)),
    created_at: iso(record.createdAt),
    started_at: started ? iso(startsAt) : null,
    updated_at: changedAt === undefined ? null : iso(changedAt),
    image_tag: record.imageTag,
    replicas: record.replicas,
    branch: record.branch,
    commit_sha: record.commitSha,
    commit_message: record.commitMessage,
    error_message: error?.error_message ?? null,
    creation_source: record.creationSource,
    created_by: record.createdBy,
    // Newer than the reference: sent only if it has a value.
    ...(error?.error_code === undefined ? {} : { error_code: error.error_code }),
  }
}

function stepsUntil(record: DeploymentRecord, moment: number): readonly PlanStep[] {
  return record.plan.filter(({ afterMs }) => record.createdAt + afterMs <= moment)
}

/** The time of the last change; undefined as long as it is queued. */
function changeOf(record: DeploymentRecord, steps: readonly PlanStep[]): number | undefined {
  const step = steps.at(-1)
  const untouched = step === undefined || (step.status === 'queued' && step.afterMs === 0)
  return untouched ? undefined : record.createdAt + step.afterMs
}

/** When it starts by its plan; infinity for one that never does, or that fails without having begun. */
export function startOf(record: DeploymentRecord): number {
  const first = record.plan.find(({ status }) => status !== 'queued')
  const starts = first?.status === 'in_progress' || first?.status === 'succeeded'
  return starts ? record.createdAt + first.afterMs : Number.POSITIVE_INFINITY
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
