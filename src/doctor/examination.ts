import type { SpicepodResult } from '../app/apply.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { DesiredApp } from '../inputs/request.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import { findRuntimeUrl } from '../runtime/locate.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Finding } from './finding.ts'
import { InstanceReader } from './instance.ts'
import { plainText } from './log-events.ts'
import type { Rollout } from './rollout.ts'
import { type Diagnosis, type DoctorSettings, diagnose, initialState, observe } from './rules.ts'
import { fileOf, type RolledOut, readFacts, toProblem } from './spicepod-facts.ts'

export interface DoctorOptions {
  run: Pick<Run, 'api' | 'clock' | 'random' | 'emit' | 'env' | 'fetch' | 'hide' | 'redact'> & {
    inputs: Pick<Inputs, 'onStuck' | 'stuckAfterMs' | 'runtimeUrl' | 'region' | 'workingDirectory'>
    desired: Pick<DesiredApp, 'spicepod'>
  }
  appId: number
  deployment: Deployment
  /** What became of the spicepod before the deployment, or why this run does not know. */
  spicepod: SpicepodResult | string
  /** Gets the app as far as it has been read. */
  app: () => App | undefined
  /** The deployments before it, as far as they were listed. */
  before?: readonly Deployment[] | undefined
}

interface ExaminationOptions extends DoctorOptions {
  /** Whether new instances can only be those of this deployment. */
  isAlone: () => boolean
  /** Ends all reads. */
  signal: AbortSignal
}

export interface Look {
  rollout: Rollout
  /** What was found for the first time. */
  news: { problem: Problem; isBlocker: boolean }[]
  /** What keeps the rollout from its end. */
  blockers: Problem[]
}

/** In how many looks in a row an instance has to be ready before it counts as serving. */
const minReadyLooks = 3

/** What the looks at the new instances add up to. */
export class Examination {
  readonly #options: ExaminationOptions
  readonly #reader: InstanceReader
  readonly #spicepod: RolledOut
  readonly #settings: DoctorSettings
  readonly #known = new Set<string>()
  #state = initialState
  #needsMoreLog = false
  #readyLooks = 0

  constructor(options: ExaminationOptions) {
    const { run, app } = options
    const { inputs } = run
    this.#options = options
    this.#spicepod = readSpicepod(options)
    this.#settings = { spicepod: this.#spicepod, stuckAfterMs: inputs.stuckAfterMs }
    this.#reader = new InstanceReader({
      ...run,
      ...options,
      url:
        findRuntimeUrl(app() ?? {}, inputs.runtimeUrl) ??
        findRuntimeUrl({ region: inputs.region }, undefined),
    })
  }

  /** How many requests of the last look count against the rate limit of the organization. */
  get apiRequests(): number {
    return this.#reader.apiRequests
  }

  /** @returns undefined if there is nothing to say */
  async look(): Promise<Look | undefined> {
    const { clock } = this.#options.run
    const atMs = clock.now()
    const read = await this.#reader.read(this.#needsMoreLog)
    if (read === undefined || this.#options.signal.aborted) return undefined
    this.#state = observe(this.#state, { atMs, instances: read.ours }, this.#settings)
    const diagnosis = diagnose(this.#state, clock.now(), this.#settings)
    this.#needsMoreLog = diagnosis.needsMoreLog
    const [newest] = read.ours
    const isReady =
      read.areAll &&
      read.ours.every(({ status }) => status === 'ready') &&
      newest?.datasets !== undefined &&
      diagnosis.waiting.length === 0
    this.#readyLooks = isReady ? this.#readyLooks + 1 : 0
    const models = newest?.models?.map(({ name, status, message }) => ({
      name,
      status: status ?? 'Ready',
      ...(message && { error_message: message }),
    }))
    return this.#report(diagnosis, models ?? [])
  }

  #report(diagnosis: Diagnosis, models: Rollout['models']): Look {
    const { findings, progress, instance, instanceStatus, waiting, problemLines } = diagnosis
    const isBlocker = ({ verdict }: Finding) => verdict !== 'report'
    const keyOf = (finding: Finding) => `${isBlocker(finding)} ${finding.id}`
    const news = findings.filter((finding) => !this.#known.has(keyOf(finding)))
    for (const finding of news) this.#known.add(keyOf(finding))
    const toEntry = (finding: Finding) => ({
      problem: toProblem(finding, this.#spicepod),
      isBlocker: isBlocker(finding),
    })
    const blockers = findings.filter(isBlocker)
    return {
      rollout: {
        progress,
        instance,
        status: instanceStatus,
        problems: findings.map((finding) => toProblem(finding, this.#spicepod)),
        isStuck: blockers.length > 0,
        waiting,
        problemLines,
        models,
        isServing: this.#readyLooks >= minReadyLooks,
      },
      news: news.map(toEntry),
      blockers: blockers.map((finding) => toProblem(finding, this.#spicepod)),
    }
  }
}

/** The spicepod that is rolled out, as far as this run knows it. */
function readSpicepod({ run, app, spicepod }: DoctorOptions): RolledOut {
  const clean = (text: string) => run.redact(plainText(text))
  const { desired, inputs, env } = run
  const isGiven =
    typeof spicepod !== 'string' && (spicepod.kind === 'pushed' || spicepod.kind === 'unchanged')
  if (isGiven && desired.spicepod !== undefined) {
    const file = fileOf(desired.spicepod, inputs.workingDirectory, env)
    return readFacts({ file, text: desired.spicepod.text }, clean)
  }
  const facts = readFacts({ value: app()?.config?.spicepod }, clean)
  // The app may have another one by now than the deployment that somebody else has created.
  return typeof spicepod === 'string' ? { ...facts, isComplete: false } : facts
}
