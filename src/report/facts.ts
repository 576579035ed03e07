import type { Source } from '../context.ts'
import { durationMs } from '../deployment/duration.ts'
import type { Outcome } from '../deployment/outcome.ts'
import type { App, Deployment } from '../spice/schema.ts'

/** All that is known of a run at some moment: what outputs, summary and verdict are made from. */
export interface Facts {
  appId?: number
  app?: App
  /** Handle of the organization in portal URLs. */
  org?: string | undefined
  source?: Source
  /** What the inputs ask for beyond the app's own configuration. */
  channel?: string | undefined
  replicas?: number | undefined
  imageTag?: string | undefined
  deployment?: Deployment
  /** Since the deployment was created, by this machine's clock. */
  elapsedMs?: number
  timeoutMs?: number
  onSuperseded?: 'fail' | 'pass'
  /** Whether the request for a deployment may have left. */
  isRequested?: boolean
  outcome?: Outcome
  errorMessage?: string | undefined
}

/** Page of the app in the portal. Source: facts that the docs and the official action agree on. */
export function appUrl({ app, org }: Facts): string | undefined {
  // A name has at most 38 characters: what is much longer has no page.
  if (!app?.name || !org || app.name.length > 2000) return undefined
  // Half an emoji has no encoding.
  const [handle, name] = [org, app.name].map((part) => encodeURIComponent(part.toWellFormed()))
  return `https://spice.ai/${handle}/${name}`
}

/** Seconds from the deployment's creation to its end, or to the last look at one that goes on. */
export function durationSeconds({ deployment, elapsedMs }: Facts): number | undefined {
  if (deployment === undefined) return undefined
  const ms = durationMs(deployment) ?? elapsedMs
  return ms === undefined ? undefined : Math.round(ms / 100) / 10
}
