import type { AppPlan } from '../app/plan.ts'
import type { InputError, PreconditionError, RefusalError } from '../errors.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'

/** How a run ended. The kinds are the values of the output `outcome`. */
export type Outcome =
  | { kind: 'succeeded'; deployment: Deployment }
  /** Deployed, and what was checked of it does not hold. */
  | {
      kind: 'unverified'
      deployment: Deployment
      problems: readonly string[]
      /** Whether the job may pass nevertheless. */
      isTolerated: boolean
      /** Nothing could be asked at all. */
      isUnchecked?: boolean
    }
  | { kind: 'failed'; deployment: Deployment }
  /** A newer deployment took over. */
  | { kind: 'superseded'; deployment: Deployment; by: Deployment }
  /** The deadline passed while it went on. */
  | { kind: 'timed-out'; deployment: Deployment }
  /** The deadline passed before one could be made. */
  | { kind: 'timed-out'; deployment?: undefined; reason: string }
  /** Created, and not waited for. */
  | { kind: 'started'; deployment: Deployment }
  /** A dry run, which found nothing in the way of a real one. */
  | { kind: 'planned'; plan: Plan }
  /** Nothing was deployed. With a conflict, because others were in the way. */
  | {
      kind: 'refused'
      error: InputError | PreconditionError | RefusalError
      inTheWay?: Deployment[]
      /** When they were seen, by the server's clock. */
      serverTimeMs?: number | undefined
    }
  /** The runner put an end to the run; a deployment goes on. */
  | { kind: 'cancelled'; deployment?: Deployment | undefined }
  /** What became of it could not be found out. */
  | { kind: 'unknown'; deployment?: Deployment | undefined; reason: string }

/** What a run would do. */
export type Plan =
  /** Create a deployment. */
  | { kind: 'deploy'; app: AppPlan; request: DeploymentRequest; inTheWay: Deployment[] }
  /** Watch one that is there. */
  | { kind: 'watch'; watched: Deployment }
