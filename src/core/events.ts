import type { FleetInputs } from '../actions/fleet/inputs.ts'
import type { ChangeEntry } from '../app/changes.ts'
import type { Change } from '../app/plan.ts'
import type { Source } from '../github/event.ts'
import type { SpicepodAbsence } from '../inputs/files.ts'
import type { Inputs, RemovalInputs } from '../inputs/inputs.ts'
import type { Exchange } from '../platform/fetch.ts'
import type { DeploymentRequest, ListEvent } from '../spice/api.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { ReplacedEdit } from '../spicepod/component-changes.ts'
import type { FeatureEvent } from './features.ts'
import type { Outcome, Return, RuntimeChange } from './outcome.ts'
import type { Location, Problem } from './problem.ts'

/** All events of a run, in their order. Only the report listens: the log, outputs and summary are made from them. */
export type RunEvent = CoreEvent | FeatureEvent

type CoreEvent =
  // Preparation
  | { type: 'inputs.read'; inputs: Inputs | RemovalInputs | FleetInputs }
  /** Where the file of the spicepod is in its repository, whether or not it is there. */
  | { type: 'spicepod.located'; path: string }
  /** Something to know (`note`, `debug`) or to act on (`warning`) that changes nothing about the run. */
  | { type: 'note' | 'debug'; text: string }
  | { type: 'warning'; text: string; location?: Location | undefined }
  /** The checks found something; `isRefused` if the certain ones among it end the run. */
  | { type: 'problems.found'; problems: readonly Problem[]; isRefused: boolean }
  /** One HTTP request to Spice Cloud, the runtime or GitHub, for debugging. */
  | { type: 'http.exchanged'; exchange: Exchange }
  /** `cause` is the end of the reason, which names the request as well. */
  | { type: 'outage.began'; reason: string; cause: string }
  | { type: 'outage.ended' }
  | ListEvent
  // The app
  | { type: 'org.found'; org: string }
  | { type: 'app.identified'; appId: number }
  | { type: 'app.found'; app: App }
  /** It was deleted while this run watched or checked its deployment. */
  | { type: 'app.gone' }
  /** A new app is about to be created without a spicepod. */
  | { type: 'app.bare' }
  /** No spicepod is pushed, because the default file is not there. */
  | ({ type: 'spicepod.absent' } & SpicepodAbsence)
  | { type: 'source.found'; source: Source }
  /** Whether the app, as it is before the first write, differs from what the run brings. */
  | { type: 'plan.made'; hasChanges: boolean }
  | { type: 'plan.digested'; plan: PlanRecord }
  /** The deployment gets another runtime than the last one. */
  | { type: 'plan.runtime'; runtime: RuntimeChange }
  /** A request that changes the app may be sent from now on. It counts as applied only with `change.applied`. */
  | { type: 'change.sending'; change: Change }
  | { type: 'change.applied'; change: Change }
  /** The request certainly changed nothing. */
  | { type: 'change.rejected' }
  | { type: 'removal.sending' }
  | { type: 'fleet.progress'; read: number; total: number }
  | { type: 'fleet.read'; view: FleetView }
  /** No response to the delete request; whether the app still exists is looked up next. */
  | { type: 'removal.lost' }
  /** The app already is as the run would make it. */
  | { type: 'change.unneeded'; what: 'tags' | 'spicepod' }
  /** The app reads its spicepod from a GitHub repository, so none was pushed. */
  | { type: 'spicepod.connected' }
  /** The push has replaced a spicepod that no deployment had. */
  | { type: 'edit.replaced'; edit: ReplacedEdit }
  /** An earlier attempt of this run has applied the changes already. */
  | { type: 'changes.skipped' }
  /** The deployment that a rollback leaves, and the one to which it would go back, which may be refused. */
  | { type: 'return.found'; ends: { from: Deployment; to?: Deployment } }
  /** A rollback leads from what the app runs to what an earlier deployment had. */
  | { type: 'return.chosen'; target: Return }
  // The deployment
  | { type: 'history.read'; deployments: readonly Deployment[] }
  /** `resumes` if the request resumes a paused app instead. */
  | { type: 'create.sending'; resumes?: boolean }
  /** `blockers` is empty if the list does not show what is in progress. */
  | { type: 'create.waiting'; blockers: readonly Deployment[]; serverTimeMs: number | undefined }
  /** No response to the create request; whether the deployment was created is looked up next. */
  | { type: 'create.lost'; resumes?: boolean }
  | { type: 'create.found'; deployment: Deployment }
  | { type: 'create.retrying' }
  /** Resuming the app has deployed it, without the inputs that a text names; empty if there are none. */
  | { type: 'deployment.resumed'; ignored: string }
  /** The run watches a deployment that it did not create, which is `ageMs` old. */
  | { type: 'deployment.attached'; deployment: Deployment; reason: string; ageMs: number }
  /** The deployment of an earlier attempt is stuck: the run redeploys, as if it had not been there. */
  | { type: 'deployment.replacing'; id: number }
  /** A poll has returned the deployment, and the others listed with it, newest first. */
  | { type: 'deployment.polled'; deployment: Deployment; listed: readonly Deployment[] }
  // The end
  /** The outcome of the deployment. A run that is cancelled from here on ends with it. */
  | { type: 'outcome.decided'; outcome: Outcome }
  | { type: 'log.read'; lines: readonly string[] }
  | { type: 'run.ended'; outcome: Outcome; isCancelled?: boolean }

/** The plan of a run, as of before its first write. */
export interface PlanRecord {
  readonly digest: string
  /** The id is undefined if the run creates the app. */
  readonly app: { readonly id: number | undefined; readonly name: string | undefined }
  readonly changes: readonly ChangeEntry[]
  /** Undefined for an app that is resumed. */
  readonly request: DeploymentRequest | undefined
}

/** An event with the time at which it happened, in milliseconds on the run's clock. */
export type TimedEvent = RunEvent & { readonly atMs: number }

/** How every part of a run reports what happens. */
export type Emit = (event: RunEvent) => void

export type EventTable<Context, Result> = {
  [Type in TimedEvent['type']]?: (event: TimedEvent & { type: Type }, context: Context) => Result
}

/** The result of an event's entry in a table; undefined if there is no entry. */
export function lookUp<Context, Result>(
  table: EventTable<Context, Result>,
  event: TimedEvent,
  context: Context,
): Result | undefined {
  const entry = table[event.type] as ((event: TimedEvent, context: Context) => Result) | undefined
  return entry?.(event, context)
}

/** The report about a fleet. */
export interface FleetView {
  readonly outputs: Readonly<Record<string, string>>
  /** How many apps are in which state. */
  readonly headline: string
  /** Whether all of them are current. */
  readonly isCurrent: boolean
  /** For the log: other people's text is as it came. */
  readonly lines: readonly { readonly text: string; readonly color: 'red' | 'yellow' | 'cyan' | 'green' }[]
  /** A table, as HTML in which all foreign text is escaped. */
  readonly summary: string
  /** The part that is left out. */
  readonly warnings: readonly string[]
}
