import { comparesItself, findAnother, nameApp } from './app/find.ts'
import type { AppHolder } from './app/plan.ts'
import { findRuntime } from './app/runtime.ts'
import { compareSides, keyOf, type TableChange } from './data/changes.ts'
import { describeBreaking, describeNotCompared } from './data/words.ts'
import { endWithStop, messageOf } from './platform/text.ts'
import type { Run } from './run-context.ts'
import { createRuntimeClient } from './runtime/client.ts'
import type { RuntimeContext } from './runtime/poller.ts'
import { readSide, type SideRead } from './runtime/tables.ts'
import type { VerificationProblem } from './runtime/verification.ts'
import type { App } from './spice/schema.ts'

/** How long the reading of an app and its API key may take, in milliseconds. */
const maxAccessMs = 10_000
/** How long a breaking change has to last, in milliseconds: a refresh may be running, or the old version answer. */
const confirmationMs = 3000

/** A run, and what the data of its app is compared with, if anything. */
export interface ComparingRun extends Run {
  comparison?: DataComparison | undefined
}

/** Why ends a sentence. */
type Unknown = { readonly kind: 'unknown'; readonly why: string }

type MaybeSide = ({ kind: 'known' } & SideRead) | Unknown

/** Compares the data of the app with that of another one, or with what the app served before this run. */
export class DataComparison {
  readonly #run: Run
  /** Undefined to compare with what the app served before. */
  readonly #other: Promise<App | Unknown> | undefined
  readonly #deploymentEnded = new AbortController()
  #previous: MaybeSide | Promise<MaybeSide> = unknown('this run did not create the deployment')

  constructor(run: Run) {
    const { compareWith = '' } = run.inputs
    this.#run = run
    this.#other = compareWith === 'previous' ? undefined : findAnother(compareWith, run)
    // It is awaited later.
    this.#other?.catch(() => {})
  }

  /** Waits until the other app is known, and throws if there is none, or if it is the deployed one. */
  async check(appId: number | undefined): Promise<void> {
    const other = await this.#other
    if (other !== undefined && 'id' in other && other.id === appId) throw comparesItself(other)
  }

  /** Begins to read what the app serves, beside the requests that the deployment needs. */
  beginPrevious(app: AppHolder | undefined): void {
    const { background, inputs } = this.#run
    const { signal: ended } = this.#deploymentEnded
    if (this.#other !== undefined || ended.aborted) return
    if (app === undefined) {
      this.#previous = unknown('the app is new')
    } else if (app.current?.paused_at) {
      this.#previous = unknown('the app is paused')
    } else {
      const spicepod = app.current?.config?.spicepod
      const { promise, resolve } = Promise.withResolvers<MaybeSide>()
      this.#previous = promise
      background.start(async (signal) => {
        resolve(await this.#readApp(app.id, inputs, spicepod, AbortSignal.any([signal, ended])))
      })
    }
  }

  /** From now on the runtime may answer for a new deployment. */
  endPrevious(): void {
    this.#deploymentEnded.abort()
  }

  /** An earlier attempt of the job has begun to replace what the app served. */
  forgetPrevious(): void {
    this.endPrevious()
    this.#previous = unknown('an earlier attempt of this job created a deployment')
  }

  /** Compares what the deployed runtime serves. A breaking change is asked for once more before it is believed. */
  async compare(context: RuntimeContext, spicepod: unknown): Promise<VerificationProblem | undefined> {
    const { inputs, clock, redact, emit } = this.#run
    const other = await this.#other
    if (other !== undefined && !('id' in other)) return this.skip(other.why)
    // What the app served before has been read by now; another app is read beside this one.
    const reading = other === undefined ? await this.#previous : this.#readApp(other.id, {}, undefined)
    if ('why' in reading) return this.skip(reading.why)
    const [before, after] = await Promise.all([reading, readKnown(context, spicepod)])
    if (before.kind === 'unknown') return this.skip(before.why)
    if (after.kind === 'unknown') return this.skip(after.why)
    let comparison = compareSides(before.facts, after.facts)
    const isDoubtful = ({ breaking, change }: TableChange) => breaking && change === 'changed'
    const doubtful = new Set(comparison.changes.filter(isDoubtful).map(({ table }) => keyOf(table)))
    if (doubtful.size > 0) {
      await clock.sleep(confirmationMs)
      // What the app served before cannot be asked again.
      const sides = await Promise.all([
        other === undefined ? before.facts : before.readAgain(doubtful),
        after.readAgain(doubtful),
      ])
      comparison = compareSides(...sides)
    }
    const baseline = other === undefined ? 'what the app served before' : nameApp(other)
    emit({ type: 'data.compared', comparison, baseline })
    const isStrict = inputs.onBreakingChange === 'fail'
    const { notCompared } = comparison
    if (isStrict && notCompared.length > 0) {
      emit({ type: 'warning', text: describeNotCompared(notCompared, redact) })
    }
    const breaking = comparison.changes.filter((change) => change.breaking)
    if (breaking.length === 0) return undefined
    const text = describeBreaking(breaking, baseline, redact)
    if (isStrict) return { code: 'breaking-change', part: 'data', text, isTolerable: false }
    emit({ type: 'warning', text })
    return undefined
  }

  /** @param why ends a sentence */
  skip(why: string): undefined {
    const { inputs, emit } = this.#run
    const text = `\`compare-with\`: nothing is compared, because ${endWithStop(why)}`
    emit({ type: inputs.onBreakingChange === 'fail' ? 'warning' : 'note', text })
  }

  async #readApp(
    appId: number,
    place: Parameters<typeof findRuntime>[1],
    spicepod: unknown,
    signal?: AbortSignal,
  ): Promise<MaybeSide> {
    const run = this.#run
    try {
      const access = await findRuntime(appId, place, run, maxAccessMs)
      if (access.kind === 'unknown') return access
      if (access.app?.paused_at) return unknown(`${nameApp(access.app)} is paused`)
      const context = { client: createRuntimeClient(access, run), run }
      return await readKnown(context, spicepod ?? access.app?.config?.spicepod, signal)
    } catch (error) {
      // Nothing of another app may fail the run.
      return unknown(messageOf(error))
    }
  }
}

async function readKnown(
  context: RuntimeContext,
  spicepod: unknown,
  signal?: AbortSignal,
): Promise<MaybeSide> {
  if (!spicepod) return unknown('a spicepod could not be read')
  return { kind: 'known', ...(await readSide(spicepod, context, signal)) }
}

function unknown(why: string): Unknown {
  return { kind: 'unknown', why }
}
