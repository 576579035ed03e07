import type { SpicepodResult } from '../app/apply.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { DesiredApp } from '../inputs/request.ts'
import type { Spicepod } from '../inputs/spicepod.ts'
import { readComponents, type SpicepodComponent } from '../inputs/spicepod-value.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import { findRuntimeUrl } from '../runtime/locate.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Finding } from './finding.ts'
import { InstanceReader } from './instance.ts'
import { plainText } from './log-events.ts'
import type { Rollout } from './rollout.ts'
import { type Diagnosis, type DoctorSettings, diagnose, initialState, observe } from './rules.ts'

export interface DoctorOptions {
  run: Pick<Run, 'api' | 'clock' | 'random' | 'emit' | 'fetch' | 'hide' | 'redact'> & {
    inputs: Pick<Inputs, 'onStuck' | 'stuckAfterMs' | 'runtimeUrl' | 'region'>
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
  /** Undefined if this run only knows the one that the app has. */
  readonly #given: Spicepod | undefined
  readonly #components: readonly SpicepodComponent[]
  readonly #settings: DoctorSettings
  readonly #known = new Set<string>()
  #state = initialState
  #needsMoreLog = false
  #readyLooks = 0

  constructor(options: ExaminationOptions) {
    const { run, app } = options
    const { inputs } = run
    this.#options = options
    this.#given = givenSpicepod(options)
    const value = this.#given?.value ?? app()?.config?.spicepod
    const components = readComponents(value)
    this.#components = components
      .filter(({ name }) => name !== '')
      // Names are made harmless as those are that the runtime lists.
      .map((each) => ({ ...each, name: run.redact(plainText(each.name)) }))
    // The app may have another one by now than the deployment that somebody else has created.
    const isKnown = value !== undefined && typeof options.spicepod !== 'string'
    const isComplete = isKnown && components.every(({ isReference }) => !isReference)
    this.#settings = {
      spicepod: { components: this.#components, isComplete },
      stuckAfterMs: inputs.stuckAfterMs,
    }
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
      problem: this.#toProblem(finding),
      isBlocker: isBlocker(finding),
    })
    const blockers = findings.filter(isBlocker)
    return {
      rollout: {
        progress,
        instance,
        status: instanceStatus,
        problems: findings.map((finding) => this.#toProblem(finding)),
        isStuck: blockers.length > 0,
        waiting,
        problemLines,
        models,
        isServing: this.#readyLooks >= minReadyLooks,
      },
      news: news.map(toEntry),
      blockers: blockers.map((finding) => this.#toProblem(finding)),
    }
  }

  /** Puts a finding at the line of its component, or of the one that uses the secret. */
  #toProblem({ kind, name = '', verdict, message, advice, usedBy }: Finding): Problem {
    const owner = usedBy ?? { kind, name }
    const component = this.#components.find((each) => each.kind === owner.kind && each.name === owner.name)
    return {
      kind,
      name,
      certain: verdict === 'certain',
      message,
      ...(advice !== undefined && { advice }),
      ...(component && this.#given?.locate(...component.path, 'name')),
    }
  }
}

/** The spicepod of the deployment if this run has given it to the app, or the app had the same one. */
function givenSpicepod({ run, spicepod }: DoctorOptions): Spicepod | undefined {
  const isGiven =
    typeof spicepod !== 'string' && (spicepod.kind === 'pushed' || spicepod.kind === 'unchanged')
  return isGiven ? run.desired.spicepod : undefined
}
