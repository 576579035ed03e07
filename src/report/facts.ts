import type { Write } from '../app/write.ts'
import type { Source } from '../context.ts'
import { durationMs } from '../deployment/duration.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { Recovery } from '../deployment/rollback.ts'
import type { Verification } from '../runtime/verify.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Stretch } from './stretches.ts'

/** All that is known of a run at some moment: what outputs, summary and verdict are made from. */
export interface Facts {
  appId?: number | undefined
  app?: App
  /** Handle of the organization in portal URLs. */
  org?: string | undefined
  source?: Source
  /** What the inputs ask for beyond the app's own configuration. */
  channel?: string | undefined
  replicas?: number | undefined
  imageTag?: string | undefined
  /** What has been written to the app, in order. */
  writes?: readonly Write[]
  /** One that may be on its way. */
  pendingWrite?: Write | undefined
  /** The app's deployments before this one, newest first. */
  history?: readonly Deployment[]
  /** Whether somebody else created it, and this run only watches. */
  isAttached?: boolean
  deployment?: Deployment
  /** Since the deployment was created, by this machine's clock. */
  elapsedMs?: number
  timeoutMs?: number
  onSuperseded?: 'fail' | 'pass'
  onFailure?: 'none' | 'restore' | 'rollback'
  /** Whether the request for a deployment may have left. */
  isRequested?: boolean
  verification?: Verification
  outcome?: Outcome
  /** How the run has spent its time, in order. */
  stretches?: readonly Stretch[]
  /** The end of the log of a deployment that failed. */
  logTail?: readonly string[]
  /** Whether something is being put back, and how far. */
  recovering?: 'restore' | 'rollback'
  /** Whether the app has the spicepod back that it had before. */
  isRestored?: boolean
  /** Whether a rollback may have asked for a deployment. */
  isRollbackAsked?: boolean
  /** What a rollback deployed. */
  rollback?: Deployment
  recovery?: Recovery
  errorMessage?: string | undefined
}

/** Where people see to their apps. */
export const portal = 'https://spice.ai'

/** Page of the app in the portal. Source: facts that the docs and the official action agree on. */
export function appUrl({ app, org }: Facts): string | undefined {
  // A name has at most 38 characters: what is much longer has no page.
  if (!app?.name || !org || app.name.length > 2000) return undefined
  // Half an emoji has no encoding.
  const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()))
  return `${portal}/${handle}/${name}`
}

/** Pages that a sentence of ours may name. */
export function portalPages(facts: Facts): string[] {
  return [appUrl(facts), portal].filter((url) => url !== undefined)
}

/** Seconds from the deployment's creation to its end, or to the last look at one that goes on. */
export function durationSeconds({ deployment, elapsedMs }: Facts): number | undefined {
  if (deployment === undefined) return undefined
  const ms = durationMs(deployment) ?? elapsedMs
  return ms === undefined ? undefined : Math.round(ms / 100) / 10
}
