import type { KnownApp } from '../app/plan.ts'
import type { CreateOptions } from '../deploy/create.ts'
import type { FoundDeployment, ServedSpicepod } from '../deploy/served.ts'
import type { Source } from '../github/event.ts'
import type { RuntimeContext } from '../runtime/client.ts'
import type { Verification, VerificationProblem } from '../runtime/verification.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Expected } from '../spicepod/served.ts'
import type { PreconditionError } from './errors.ts'
import type { Run } from './run.ts'

// What the story of a deployment knows of the capabilities that take part in it, besides `RolloutWatch`. A capability that
// needs another one is handed it in this form, and does not import it.

/** Something that cannot be had. `why` is the end of a sentence. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly why: string
}

/** A runtime that can be asked, and what it should have. */
export interface Readable {
  readonly kind: 'readable'
  readonly context: RuntimeContext
  readonly expected: Expected
}

/** Reads something beside the deployment. */
export interface Beside {
  /**
   * Begins as soon as the app is known, before the first write.
   * @param app undefined for a new one
   */
  start(app: KnownApp | undefined): void
  /**
   * Ends the reading: from now on the runtime may answer for a new deployment.
   * @param lostBase why what the app served before this job is not known any more, as the end of a sentence
   */
  stop(lostBase?: string): void
}

/** Checks what a deployment serves once its runtime and datasets are ready. */
export interface Check {
  /** Why what the app served before this job is not known any more, as the end of a sentence. */
  findLostBase(deployed: Deployment, app: KnownApp): Promise<string | undefined>
  /**
   * Says what it has found, or why it could not check.
   * @returns a problem if that fails the run
   */
  finish(deployed: Readable | Unknown): Promise<VerificationProblem | undefined>
}

/** How a run that goes back differs from one that deploys, which has none of these. */
export interface Policy extends Pick<CreateOptions, 'onImageRefused'> {
  /** The app, if it has been read already. */
  readonly known?: KnownApp
  /** Ends the run if the app turns out to take its spicepod from a repository. Without it, that one is deployed. */
  readonly ifConnected?: PreconditionError
  /** Ends a run that had to wait if somebody else has changed the app meanwhile. Default: only with `expect-plan`. */
  readonly ifChanged?: PreconditionError
  /** Fate of a spicepod that this run has pushed if the create is refused. Default: as after a failure. */
  readonly onRefusal?: Run['inputs']['onFailure']
}

/** What is deployed, and how. */
export interface Deploying {
  readonly source: Promise<Source>
  /** Rejected if the data cannot be compared with what was asked for. */
  readonly comparison: Promise<ToFollow['comparison']> | undefined
  readonly policy?: Policy
}

/** A deployment that a run follows to its end, whether or not this run has created it. */
export interface ToFollow extends FoundDeployment {
  /** The comparison of the data; undefined if nothing is compared. */
  comparison?: (Beside & Check) | undefined
}

export interface Followed extends ToFollow {
  /** Which spicepod the deployment has. */
  served: ServedSpicepod
}

/** A deployment to verify. */
export interface ToVerify extends Followed {
  /** Adds reasons for missing components to a verification. */
  explain(
    verification: Verification,
    where: KnownApp & { readonly deployment: Deployment; readonly url: string; readonly expected: Expected },
  ): Promise<Verification>
}
