import type { Changes } from './app/changes.ts'
import type { AppListener } from './app/open.ts'
import type { WriteListener } from './app/write.ts'
import type { Beside } from './beside.ts'
import type { Environment, Payload, Source } from './context.ts'
import type { CreateListener } from './deployment/create.ts'
import type { Outcome } from './deployment/outcome.ts'
import type { Recovery } from './deployment/rollback.ts'
import type { Trace } from './http/trace.ts'
import type { Inputs } from './inputs.ts'
import type { Probe } from './runtime/probe.ts'
import type { Verification, VerifyListener } from './runtime/verify.ts'
import type { SpiceApi } from './spice/api.ts'
import type { App, Deployment } from './spice/schema.ts'
import type { Clock, Deadline } from './time.ts'

/** Hears what becomes known, in the order in which it does. */
export interface DeployListener extends AppListener, WriteListener, CreateListener, VerifyListener {
  learn(facts: {
    appId?: number
    app?: App
    org?: string
    source?: Source
    history?: readonly Deployment[]
  }): void
  /** @param ageMs how long ago it was created, in milliseconds */
  attached(deployment: Deployment, why: string, ageMs: number): void
  /** What was to be written is not, since the deployment is there already. */
  notWritten(): void
  /** An app is made that has no spicepod to deploy. */
  createsBare(): void
  /** @param others the app's deployments as they were listed with it, newest first */
  seen(deployment: Deployment, others?: readonly Deployment[]): void
  /** The deployment has succeeded, and what it runs is checked now. */
  verifying(): void
  /** It cannot be checked, for a reason that ends a sentence. */
  unverifiable(reason: string, probes: readonly Probe[]): void
  verified(verification: Verification): void
  /** What the deployment came to, before anything is put back. */
  decided(outcome: Outcome): void
  logTail(lines: readonly string[]): void
  recovering(mode: 'restore' | 'rollback'): void
  restored(): void
  /** A deployment is asked for that puts things back. */
  rollbackAsked(): void
  rollbackSeen(deployment: Deployment): void
  recovered(recovery: Recovery): void
}

export interface Collaborators {
  api: SpiceApi
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  env: Environment
  /** Hides credentials in a text, before it is cut. */
  redact: (text: string) => string
  /** Hides all secrets in a text that only people read. */
  redactAll: (text: string) => string
  /** Hides a credential from now on. */
  hide: (credential: string) => void
  /** For the runtime. */
  fetch: typeof globalThis.fetch
  /** Tells of each request to GitHub, for those who debug. */
  trace?: Trace | undefined
  listener: DeployListener
}

/** What a run is to do, read and checked. */
export interface Order {
  inputs: Inputs
  changes: Changes
  probes: readonly Probe[]
  payload: Payload
}

/** What every part of the story needs. */
export interface Run extends Collaborators, Order {
  deadline: Deadline
  beside: Beside
}
