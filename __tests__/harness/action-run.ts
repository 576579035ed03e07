import type { RecordedCall } from '../../sandbox/call.ts'
import type { DeploymentRecord, ShownDeployment } from '../../sandbox/deployments.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import type { PlanStep } from '../../sandbox/plan.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import type { RunnerCommand, Step, StepResult } from '../../testing/step.ts'

/** One run of the action: only what differs from a good push to the `main` branch of acme/taxi. */
export interface RunOptions extends Omit<Step, 'inputs' | 'onLine' | 'onStart'> {
  /**
   * `memory` runs the whole action in this process and in virtual time. `process` starts the bundle as the runner does,
   * for what only a process shows.
   */
  transport?: 'memory' | 'process'
  /** Added to the default inputs; undefined removes one. */
  inputs?: SomeInputs | ((sandbox: Sandbox) => SomeInputs)
  /** Which credentials the default inputs contain. */
  credentials?: 'client' | 'token' | 'none'
  sandbox?: SandboxOptions
  faults?: readonly FaultRule[]
  /** An existing sandbox, which stays open. Without it the run has its own. Its transport follows from it. */
  in?: Sandbox
  /**
   * How many deployments this run creates. Default: 0 if it deploys nothing (refused, planned, watching,
   * timed out without a deployment), otherwise 1, and 1 for a rollback.
   */
  creates?: number
  /** The sandbox sends responses that differ from its own record, so the run cannot be checked against it. */
  serverLies?: boolean
  /** The step is killed before it ends, so there is no verdict to check. */
  isKilled?: boolean
  /** Nothing may be printed, not even masks. */
  isSilent?: boolean
  /** How many error annotations a failed run has. Default 1: findings in a file have one each. */
  errors?: number
  /** How many outage warnings are allowed. Default 1: the log has the rest. */
  maxWarnings?: number
  /** Files of the runner that cannot be written: their content is not checked. */
  without?: readonly RunnerFile[] | undefined
  /** The files of the checkout, by their path in the workspace. */
  files?: Readonly<Record<string, string | Uint8Array>> | undefined
  /** Secrets besides the credentials that the run has to hide from the start. */
  hides?: readonly string[] | undefined
  /** Secrets among them that may be visible, because they are also ordinary words. */
  mayShow?: readonly string[] | undefined
  /**
   * The states of the deployment: at its creation and at each poll after it; the last one stays. Time then passes by
   * polls and not by the clock, so that a slow machine misses no status.
   */
  looks?: readonly (PlanStep['status'] | Omit<PlanStep, 'afterMs'>)[]
  /** Called before the step starts. */
  prepare?: (sandbox: Sandbox) => void
  onStart?: (running: Running, sandbox: Sandbox) => void
  onLine?: (line: string, sandbox: Sandbox, running: Running) => unknown
  /** Runner commands that this run may use in addition to masks, annotations and groups. */
  mayUse?: readonly string[] | undefined
}

export type RunnerFile = 'output' | 'summary' | 'state'

export type SomeInputs = Readonly<Record<string, string | undefined>>

export interface Running {
  pid: number
  signal(name: NodeJS.Signals): void
}

export interface ActionRun extends StepResult, Requests {
  sandbox: Sandbox
  /** The ids of the apps that were there before the run, and are not any more. */
  deletedApps: number[]
  /** The deployments that came from the API, as the server recorded them: other people use the portal. */
  ours: DeploymentRecord[]
  /** All deployments of the app, as the server shows them at the end of the run. */
  shown: ShownDeployment[]
  commands: RunnerCommand[]
  notices: string[]
  errors: string[]
  warnings: string[]
  /** The lines of the log without commands, as a reader sees them. */
  lines: string[]
}

/** The requests by their purpose. */
export interface Requests {
  /** Every request in order, including those to GitHub. */
  requests: readonly RecordedCall[]
  posts: readonly RecordedCall[]
  /** The polls after the first create. */
  lists: readonly RecordedCall[]
  exchanges: readonly RecordedCall[]
  githubCalls: readonly RecordedCall[]
  /** The body of the first request that creates a deployment. */
  body: unknown
}
