import type { DeploymentRecord } from './deployments.ts'
import type { Table } from './tables.ts'

/** What goes bad in a runtime that was good. It ends with the deployment that it happens to, if not before. */
export type Incident = {
  /** The name or id of the app. Default: the first one. */
  readonly app?: string | number
  /**
   * It begins this long after the success of the next deployment that succeeds. Default: it begins at once, and happens
   * to the deployment that serves now.
   */
  readonly afterSuccessMs?: number
  /** How long it lasts. Default: without end. */
  readonly forMs?: number
} & Trouble

export type Trouble =
  /** A dataset, model or embedding is in error. */
  | { readonly kind: 'error'; readonly component: string; readonly message?: string }
  /** A dataset, model or embedding is not listed. */
  | { readonly kind: 'missing'; readonly component: string }
  /** No instance is ready. */
  | { readonly kind: 'not-ready' }
  /** The runtime does not answer; with a status, the gateway answers in its place. */
  | { readonly kind: 'silent'; readonly status?: number }
  /** The process of an instance starts again: another `started_at`. It is loading for `downMs` (0). */
  | { readonly kind: 'restarted'; readonly downMs?: number }
  /** An instance is replaced by one with another name. */
  | { readonly kind: 'replaced'; readonly downMs?: number }
  /** A dataset has this data. */
  | { readonly kind: 'table'; readonly table: Omit<Table, 'app' | 'from_deployment'> }

/** An incident of an app, and since when it is known. */
interface LiveIncident {
  readonly appId: number
  readonly incident: Incident
  readonly addedAt: number
  endedAt?: number
}

/** What happens to one deployment. */
export interface Occurrence {
  readonly trouble: Trouble
  /** In milliseconds since the creation of the deployment, as in a plan. */
  readonly fromMs: number
  readonly untilMs: number
}

/** All incidents of a cloud. */
export class Incidents {
  readonly #live: LiveIncident[] = []
  readonly #now: () => number
  readonly #recordsOf: (appId: number) => readonly DeploymentRecord[]

  /** @param recordsOf the deployments of an app, oldest first */
  constructor(now: () => number, recordsOf: (appId: number) => readonly DeploymentRecord[]) {
    this.#now = now
    this.#recordsOf = recordsOf
  }

  /** The incidents that go on or are still to come. */
  get all(): readonly Incident[] {
    return this.#live.filter((live) => !this.#isOver(live)).map(({ incident }) => incident)
  }

  #isOver({ endedAt, ...live }: LiveIncident): boolean {
    if (endedAt !== undefined) return true
    const records = this.#recordsOf(live.appId)
    const record = struck(live, records)
    if (record === undefined) return false
    const happened = this.of(record).find(({ trouble }) => trouble === live.incident)
    const newer = records.slice(records.indexOf(record) + 1)
    const ends = [record.createdAt + (happened?.untilMs ?? 0), ...newer.map(successOf)]
    return Math.min(...ends) <= this.#now()
  }

  add(appId: number, incident: Incident): void {
    this.#live.push({ appId, incident, addedAt: this.#now() })
  }

  /** Ends what is going on, and drops what is still to come. An instance that was replaced stays so. */
  end(): void {
    for (const live of this.#live) live.endedAt ??= this.#now()
  }

  /** What happens to a deployment, in order of time. */
  of(record: DeploymentRecord): Occurrence[] {
    const candidates = this.#live.filter(({ appId }) => appId === record.appId)
    if (candidates.length === 0) return []
    const records = this.#recordsOf(record.appId)
    return candidates
      .filter((live) => struck(live, records) === record)
      .flatMap(({ incident, addedAt, endedAt = Number.POSITIVE_INFINITY }) => {
        const { afterSuccessMs, forMs = Number.POSITIVE_INFINITY } = incident
        const begin = afterSuccessMs === undefined ? addedAt : successOf(record) + afterSuccessMs
        if (begin >= endedAt) return []
        const end = Math.min(begin + forMs, endedAt)
        return [{ trouble: incident, fromMs: begin - record.createdAt, untilMs: end - record.createdAt }]
      })
      .sort((one, other) => one.fromMs - other.fromMs)
  }

  /** What a deployment suffers from at the moment, of one kind. */
  now<Kind extends Trouble['kind']>(kind: Kind, appId: number, deploymentId: number) {
    const record = this.#recordsOf(appId).find(({ id }) => id === deploymentId)
    if (record === undefined) return []
    const elapsedMs = this.#now() - record.createdAt
    return this.of(record).flatMap(({ trouble, fromMs, untilMs }) =>
      trouble.kind === kind && fromMs <= elapsedMs && elapsedMs < untilMs
        ? [trouble as Extract<Trouble, { kind: Kind }>]
        : [],
    )
  }
}

/** The deployment that an incident happens to. */
function struck(
  { incident, addedAt }: LiveIncident,
  records: readonly DeploymentRecord[],
): DeploymentRecord | undefined {
  return incident.afterSuccessMs === undefined
    ? records.findLast((record) => successOf(record) <= addedAt)
    : records.find((record) => record.createdAt >= addedAt && successOf(record) < Number.POSITIVE_INFINITY)
}

/** When a deployment succeeds by its plan; infinity if it does not. */
function successOf({ plan, createdAt }: DeploymentRecord): number {
  const step = plan.find(({ status }) => status === 'succeeded')
  return step === undefined ? Number.POSITIVE_INFINITY : createdAt + step.afterMs
}
