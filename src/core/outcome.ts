import type { AppCreation, PlannedChange, Running } from '../app/plan.ts'
import { capitalize } from '../platform/text.ts'
import type { DeploymentRequest } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { type InputError, NoResponseError, PreconditionError, RefusalError } from './errors.ts'
import type { Problem } from './problem.ts'

export type Action = 'deploy' | 'remove' | 'rollback' | 'fleet'

/** How a run ended: the values of the output `outcome`. What depends on the kind is a table over all of them. */
export type Outcome =
  | { kind: 'succeeded'; deployment: Deployment }
  | {
      kind: 'unverified'
      deployment: Deployment
      problems: readonly string[]
      /** Whether the job passes nevertheless. */
      isTolerated: boolean
      /** The checks could not be run at all. */
      isUnchecked?: boolean | undefined
      /** Advice for problems that are not about the deployment itself. */
      todo?: string | undefined
    }
  | { kind: 'failed'; deployment: Deployment }
  | { kind: 'superseded'; deployment: Deployment; by: Deployment }
  /** Nothing was deployed: while the run waited, somebody stored another spicepod and deployed another commit. */
  | { kind: 'superseded'; deployment?: undefined; by: Deployment }
  /** The deployment cannot succeed, but Spice Cloud still reports it in progress. */
  | { kind: 'stuck'; deployment: Deployment; problems: readonly Problem[] }
  /** The deadline passed while the deployment was in progress. */
  | { kind: 'timed-out'; deployment: Deployment }
  /** The deadline passed before a deployment could be created. */
  | { kind: 'timed-out'; deployment?: undefined; reason: string }
  /** Created, and not waited for. */
  | { kind: 'started'; deployment: Deployment }
  /** A dry run, which found nothing that would stop a real one. */
  | { kind: 'planned'; plan: Plan }
  | { kind: 'removed' }
  /** Many apps were read. The job fails if some are in a state of `fail-on`: the end of a sentence. */
  | { kind: 'surveyed'; failing?: string; problem?: Problem | undefined }
  /** There was no app to delete. The reason ends a sentence. */
  | { kind: 'absent'; reason: string }
  /** Nothing was deployed. `blockers` lists the deployments that were in progress, if a conflict was the reason. */
  | {
      kind: 'refused'
      error: InputError | PreconditionError | RefusalError
      blockers?: readonly Deployment[]
      /** When they were listed, by the server's clock. */
      serverTimeMs?: number | undefined
      /** The plan as it is now, if it is not the expected one. */
      plan?: Plan | undefined
      /** The branch or the app has changed while the run waited: the spicepod that it pushed is restored in any case. */
      isOutdated?: boolean
    }
  /** The runner ended the run; a deployment keeps running. */
  | { kind: 'cancelled'; deployment?: Deployment | undefined }
  /** The error is that of a call without which the result cannot be known. */
  | { kind: 'unknown'; deployment?: Deployment | undefined; reason: string; error?: Error | undefined }

export type OutcomeOf<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>

/** The outcome of a deployment that is not in progress any more, by what Spice Cloud lists. */
export type EndOfDeployment = Extract<
  OutcomeOf<'succeeded' | 'failed' | 'superseded'>,
  { deployment: Deployment }
>

/** The outcome of a run that has neither created a deployment nor deleted an app. */
export type OutcomeWithoutEffect = Extract<
  Outcome,
  { kind: 'refused' } | { kind: 'timed-out'; reason: string }
>

/** Somebody else has deployed while the run waited, and the app has their spicepod. */
export type Overtaken = Extract<Outcome, { kind: 'superseded'; deployment?: undefined }>

/** Ends the run with an outcome. Thrown by a step that leaves nothing for the next one to do. */
export class Stop extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super(outcome.kind)
    this.outcome = outcome
  }
}

/** @throws any other error */
export function outcomeOfStop(error: unknown): Outcome {
  if (error instanceof Stop) return error.outcome
  throw error
}

/**
 * The outcome after a request that had no effect, before anything was deployed or deleted.
 * @throws any other error
 */
export function toOutcome(error: unknown): OutcomeWithoutEffect {
  if (error instanceof RefusalError || error instanceof PreconditionError) return { kind: 'refused', error }
  if (!(error instanceof NoResponseError)) throw error
  const { message: reason, todo } = error
  if (todo === undefined) return { kind: 'timed-out', reason }
  // The user has to mend something before the call can work.
  return { kind: 'refused', error: new PreconditionError(`${capitalize(reason)}.`, todo) }
}

export type Plan =
  /** Change the app and create a deployment, while `blockers` are in progress. */
  | {
      kind: 'deploy'
      /** Undefined if the app exists. */
      creation?: AppCreation | undefined
      changes: readonly PlannedChange[]
      running?: Running | undefined
      /** Hunks of lines with `+`, `-` or a space in front. Undefined if the spicepods are too different to show it. */
      spicepodDiff: readonly (readonly string[])[] | undefined
      request: DeploymentRequest
      runtime?: RuntimeChange | undefined
      /** The app is paused: resuming it deploys it, without the request. */
      resumes?: boolean
      /** The deployment gets the spicepod of the GitHub repository that the app is connected to. */
      isConnected?: boolean
      blockers: readonly Deployment[]
      /** Why a real run would be refused, a sentence each. */
      refusals?: readonly string[]
    }
  | { kind: 'watch'; deployment: Deployment }
  | { kind: 'remove'; app: App }

/** Another runtime than that of the last deployment that succeeded, by their versions: digits, dots and perhaps `-rc.1`. */
export interface RuntimeChange {
  before: string
  after: string
  /** The runtime is decided by `image-tag`, by the pin of the app, or by its channel, which makes it only likely. */
  by: 'input' | 'pin' | 'channel'
}

export function planOf(outcome: Outcome | undefined): Plan | undefined {
  return outcome?.kind === 'planned' || outcome?.kind === 'refused' ? outcome.plan : undefined
}

/** The two ends of a rollback by hand. */
export interface Return {
  /** The live deployment: the newest one that has succeeded. */
  readonly from: Deployment
  readonly to: Deployment
  /** The commit of the earlier deployment, in full. */
  readonly commitSha: string
  /** The image to request; undefined for the one that the settings of the app decide. */
  readonly imageTag: string | undefined
  /** When they were listed, by the server's clock. */
  readonly serverTimeMs: number | undefined
}

/** Result of a restore or rollback after a failure. Reasons end a sentence. */
export type Recovery =
  /**
   * The app has its previous spicepod back, or that of the commit `of` a deployment; if a rollback was requested, it was
   * redeployed.
   */
  | { kind: 'restored'; of?: Deployment | undefined; rollback?: Rollback }
  /**
   * The app has kept its spicepod, which this run had not changed: an earlier attempt may have been what did. If a rollback
   * was requested, it was redeployed.
   */
  | { kind: 'unchanged'; mayBePushed?: boolean; rollback?: Rollback }
  /** Somebody else's change since was kept, or it is not known what to restore or whether to restore anything. */
  | { kind: 'left alone'; reason: string }
  /** It is not known whether the spicepod was restored. */
  | { kind: 'unclear'; reason: string }
  /** There is nothing to go back to, or restoring failed. */
  | { kind: 'not restored'; reason: string }

/** What has been done so far to bring back what ran before. */
export interface RecoveryState {
  readonly mode: 'restore' | 'rollback'
  readonly isRestored: boolean
  /** The deployment whose commit has what was restored, if it is not what was stored before the run. */
  readonly restoredOf?: Deployment | undefined
  /** Whether the create request of a rollback may have been sent. */
  readonly isRequested: boolean
  readonly deployment?: Deployment
  readonly result?: Recovery
}

export type Rollback =
  | RollbackDeployment
  /** `undetermined` is a deployment of which it is not known with which spicepod it was made. */
  | { kind: 'not deployed'; reason: string; undetermined?: Deployment | undefined }

export interface RollbackDeployment {
  kind: 'deployed'
  outcome: Outcome
  to: Deployment
  /** Why it is not certain that it has the spicepod of that deployment: the end of a sentence. */
  unchecked?: string | undefined
  /** Undefined without a check. */
  health?: Health | undefined
}

/** State of the runtime of a rollback. The words are the end of a sentence that says that it is live. */
export interface Health {
  words: string
  /** Whether it is known that something is wrong with it. */
  isBroken: boolean
}

/** Whether `on-failure` has something to undo. */
export function isFailure(outcome: Outcome): outcome is OutcomeOf<'failed' | 'stuck' | 'unverified'> {
  if (outcome.kind === 'failed' || outcome.kind === 'stuck') return true
  return outcome.kind === 'unverified' && !outcome.isTolerated
}
