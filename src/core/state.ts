import type { Change } from '../app/plan.ts'
import type { Source } from '../github/event.ts'
import type { SpicepodAbsence } from '../inputs/files.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Verification } from '../runtime/verification.ts'
import type { DeploymentList } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { ReplacedEdit } from '../spicepod/component-changes.ts'
import type { EventTable, FleetView, PlanRecord, TimedEvent } from './events.ts'
import type { FeatureFacts } from './features.ts'
import type { Action, Outcome, RecoveryState, Return, RuntimeChange } from './outcome.ts'
import type { Phase } from './phases.ts'
import type { Problem } from './problem.ts'

/** All that is known of a run at some moment: log, outputs, summary, comment and verdict are made from it. */
export interface RunState extends CoreState, FeatureFacts {}

/** What a report knows after all lists of a run, failed ones included: more than the last one has. */
export interface KnownList {
  /** The newest list. */
  readonly last?: DeploymentList
  /** The newest deployment that succeeded: a short list may end before it. */
  readonly success?: Deployment | undefined
  /** Why the last attempt to list them failed. */
  readonly failure?: string
  /** When the last attempt ended, in milliseconds on the run's clock. */
  readonly atMs: number
}

/** What events change of a state. */
export interface Changes<State = RunState> {
  readonly facts: EventTable<State, Partial<State>>
  /** Each of these events begins an activity that takes time, or ends the last one if its text is empty. */
  readonly activities?: EventTable<unknown, string>
  readonly phases?: EventTable<readonly Phase[], readonly Phase[]>
}

/** All of it that is not of one feature alone. */
export interface CoreState {
  readonly action: Action
  readonly startedAtMs: number
  /** The event that began what currently takes time, for the heartbeat. */
  readonly activity?: TimedEvent
  /** The values of the inputs; the defaults until they have been read. */
  readonly settings: Settings
  readonly appId?: number | undefined
  readonly app?: App
  /** Whether it was deleted while this run watched or checked its deployment. */
  readonly isAppGone?: boolean
  readonly org?: string | undefined
  readonly source?: Source
  /** Path of the spicepod in its repository. */
  readonly spicepodPath?: string
  /** Whether the app differed from what the run brings, before the first write; undefined if that is not known. */
  readonly hasChanges?: boolean
  readonly plan?: PlanRecord
  /** The runtime that the deployment gets, if that is known and another one than before. */
  readonly runtime?: RuntimeChange
  /** The deployment that a rollback leaves, and the one to which it goes back. */
  readonly target?: Return
  /** Its ends as far as they are known, also if it is refused. */
  readonly ends?: { readonly from: Deployment; readonly to?: Deployment }
  readonly fleet?: FleetView
  /** Why no spicepod was pushed, although the user did not turn that off. */
  readonly absence?: SpicepodAbsence
  readonly problems: readonly Problem[]
  /** Changes that Spice Cloud has confirmed, in order. */
  readonly applied: readonly Change[]
  readonly replacedEdit?: ReplacedEdit
  /** A change that may be on its way. */
  readonly unconfirmed?: Change | undefined
  readonly hadOutage?: boolean
  /** Why Spice Cloud does not respond, while it does not. */
  readonly outage?: string | undefined
  /** When the first create request was sent. */
  readonly requestedAtMs?: number
  /** Whether the request to create the deployment, or to delete the app, may have been sent and was not rejected. */
  readonly isRequested: boolean
  readonly isLost: boolean
  /** Deployments that blocked the create request last; empty if they are not listed. */
  readonly blockers?: readonly Deployment[]
  /** Whether the run watches a deployment that it did not create. */
  readonly isAttached: boolean
  /** Whether it resumed the app, which deploys without the inputs. */
  readonly isResumed?: boolean
  /** The stuck deployment of an earlier attempt, which this run replaces. */
  readonly replacedId?: number
  /** The app's deployments, as far as this run has listed them. */
  readonly list?: KnownList
  /** The app's deployments before this one, newest first. */
  readonly history: readonly Deployment[]
  readonly deployment?: Deployment | undefined
  /** The codes with which the deployment has reported errors; the words may change with every poll. */
  readonly reportedCodes: readonly string[]
  /** The deployments in the last poll of this one, newest first. */
  readonly listed: readonly Deployment[]
  /** When the deployment was created, on the run's clock. */
  readonly createdAtMs?: number | undefined
  /** How long the deployment has been there as of the last poll. */
  readonly elapsedMs?: number | undefined
  readonly verification?: Verification
  /** Why nothing could be checked. */
  readonly skipped?: { readonly reason: string; readonly todo?: string | undefined }
  /** The watch over the app after its checks, if there was one; `problem` if the app went bad in it. */
  readonly watch?: { readonly problem?: Problem | undefined }
  /** What was done to bring back what ran before. */
  readonly recovery?: RecoveryState
  readonly logTail: readonly string[]
  readonly phases: readonly Phase[]
  /** The outcome of a run that is cancelled now. */
  readonly decided?: Outcome | undefined
  readonly outcome?: Outcome
  /** Whether the runner ended the run, which may have reached its outcome by then. */
  readonly isCancelled?: boolean | undefined
}

export type Settings = Partial<Omit<Inputs, 'channel'>> &
  Pick<Inputs, 'timeoutMs' | 'onSuperseded' | 'onFailure' | 'onStuck'> & { channel?: string | undefined }
