import { nameApp } from '../../app/describe.ts'
import { chooseApp, noSuchApp, type ResolvedApp } from '../../app/find.ts'
import type { KnownApp } from '../../app/plan.ts'
import { findRuntime } from '../../app/runtime.ts'
import type { Beside, Check, Readable, Unknown } from '../../core/contracts.ts'
import { CallError, PreconditionError } from '../../core/errors.ts'
import { isRerun, type Run } from '../../core/run.ts'
import { findEarlierDeployment } from '../../deploy/existing.ts'
import { atMost, maxOptionalMs, maxSideMs } from '../../platform/clock.ts'
import { endWithStop, messageOf } from '../../platform/text.ts'
import { createRuntimeClient } from '../../runtime/client.ts'
import type { VerificationProblem } from '../../runtime/verification.ts'
import { type App, type Deployment, storedSpicepod } from '../../spice/schema.ts'
import type { Served } from '../../spicepod/served.ts'
import { describeBreaking, describeNotCompared } from './changes.ts'
import { compareAndConfirm } from './confirm.ts'
import { findTables, readSide, type SideRead, type TableToRead } from './tables.ts'

/** The lists of a runtime say what it serves: to know the spicepod of the base would take further requests. */
const notRead: Served = { certainty: 'not known', why: 'its deployments are not read' }

const notListed = 'the datasets of a runtime could not be listed'

type BaseRead = { readonly kind: 'read'; readonly tables: readonly TableToRead[] } & SideRead

/** Compares the data of the app with that of another one, or with what the app served before this run. */
class DataComparison implements Beside, Check {
  readonly #run: Run
  readonly #isOtherApp: boolean
  readonly #stopped = new AbortController()
  #base: App | Unknown | Promise<BaseRead | Unknown>
  #lostBase: string | undefined

  /** @param other undefined to compare with what the app served before */
  constructor(other: App | Unknown | undefined, run: Run) {
    this.#run = run
    this.#isOtherApp = other !== undefined
    this.#base = other ?? unknown('this run did not create the deployment')
  }

  /** Begins to read what the app serves, if that is the base. */
  start(app: KnownApp | undefined): void {
    const { background, inputs } = this.#run
    const { signal: ended } = this.#stopped
    if (this.#isOtherApp || ended.aborted) return
    if (app === undefined || app.current?.paused_at) {
      this.#base = unknown(`the app is ${app === undefined ? 'new' : 'paused'}`)
      return
    }
    // This run may have pushed another spicepod when the app is read again.
    const { id, current } = app
    background.start(async (runEnded) => {
      const signal = AbortSignal.any([runEnded, ended])
      const finding = this.#find(id, inputs, { known: current, signal })
      this.#base = finding.then((found) => readPrevious(found, signal))
      await this.#base
    })
  }

  stop(lostBase?: string): void {
    this.#stopped.abort()
    this.#lostBase ??= lostBase
  }

  async findLostBase(deployed: Deployment, app: KnownApp): Promise<string | undefined> {
    if (this.#isOtherApp || this.#run.inputs.deploymentId !== undefined || !isRerun(this.#run))
      return undefined
    return this.#lostBase ?? findEarlierDeployment(deployed, app, this.#run)
  }

  async finish(deployed: Readable | Unknown): Promise<VerificationProblem | undefined> {
    if (deployed.kind === 'unknown') return this.#skip(deployed.why)
    const { inputs, clock, emit } = this.#run
    // The tables of `previous` have been read by now; another app is read beside this one.
    const chosen = await this.#base
    const base = 'id' in chosen ? await this.#find(chosen.id, { apiUrl: inputs.apiUrl }) : chosen
    if (base.kind === 'unknown') return this.#skip(base.why)
    const startedAt = clock.now()
    emit({ type: 'data.comparing' })
    const [tables, baseTables] = await Promise.all([
      findTables(deployed.expected, deployed.context),
      base.kind === 'read' ? base.tables : findTables(base.expected, base.context),
    ])
    if (tables === undefined || baseTables === undefined) return this.#skip(notListed)
    const [after, before] = await Promise.all([
      readSide(tables, deployed.context, { other: baseTables }),
      base.kind === 'read' ? base : readSide(baseTables, base.context, { other: tables }),
    ])
    const isStrict = inputs.onBreakingChange === 'fail'
    // While an old instance may answer, a result without changes is doubtful, too. After a long read it is not.
    const isAllDoubtful = isStrict && clock.now() - startedAt < maxSideMs
    const comparison = await compareAndConfirm(before, after, isAllDoubtful, clock)
    const baseline = 'id' in chosen ? nameApp(chosen) : 'what the app served before'
    emit({ type: 'data.compared', comparison, baseline })
    const { changes, notCompared } = comparison
    const warn = (text: string) => emit({ type: 'warning', text })
    if (isStrict && notCompared.length > 0) warn(describeNotCompared(notCompared))
    const breaking = changes.filter((change) => change.breaking)
    if (breaking.length === 0) return undefined
    const text = describeBreaking(breaking, baseline)
    if (isStrict) return { code: 'breaking-change', part: 'data', text, isTolerable: false }
    warn(text)
    return undefined
  }

  #skip(why: string): undefined {
    const { inputs, emit } = this.#run
    const text = `\`compare-with\`: nothing is compared, because ${endWithStop(why)}`
    emit({ type: inputs.onBreakingChange === 'fail' ? 'warning' : 'note', text })
  }

  /** @param known the app as this run has read it, if it has */
  async #find(
    appId: number,
    place: Parameters<typeof findRuntime>[1],
    { known, signal }: { known?: App | undefined; signal?: AbortSignal } = {},
  ): Promise<Readable | Unknown> {
    const run = this.#run
    try {
      const access = await findRuntime(appId, place, run, maxOptionalMs, signal)
      if (access.kind === 'unknown') return access
      if (access.app?.paused_at) {
        // Nothing is live then. The state of this run is about its own app only.
        if (!this.#isOtherApp) run.emit({ type: 'app.found', app: access.app })
        return unknown(`${nameApp(access.app)} is paused`)
      }
      const stored = storedSpicepod(known ?? access.app)
      // An app without a spicepod serves nothing.
      if (!stored) return unknown('a spicepod could not be read')
      const context = { client: createRuntimeClient(access, run), run, spicepod: stored }
      return { kind: 'readable', context, expected: { served: notRead, stored, components: [] } }
    } catch (error) {
      // Problems with another app must not fail the run.
      return unknown(signal?.aborted ? 'the app was not found in time' : messageOf(error))
    }
  }
}

/** Finds what the data is compared with, beside the app itself. @throws PreconditionError if it is that app, or none */
export async function createComparison(finding: Promise<ResolvedApp>, run: Run): Promise<DataComparison> {
  const { compareWith = 'previous' } = run.inputs
  const lookUp = compareWith === 'previous' ? undefined : findOtherApp(compareWith, run)
  // Awaited after the app: until then a rejection must not count as unhandled.
  lookUp?.catch(() => {})
  const app = await finding
  const other = await lookUp
  if (other === undefined || !('id' in other) || other.id !== app.appId) {
    return new DataComparison(other, run)
  }
  throw new PreconditionError(
    `\`compare-with\` specifies the deployed app itself: \`${other.name}\` (${other.id}).`,
    'Set it to another app, or to `previous` to compare with what the app served before this run.',
  )
}

/** Finds the app that `compare-with` names, or why that is not known. @throws PreconditionError if there is none */
async function findOtherApp(idOrName: string, { api, deadline, clock }: Run): Promise<App | Unknown> {
  try {
    const soon = atMost(maxOptionalMs, deadline, clock)
    const apps = await api.listApps(soon)
    const app = await chooseApp('compare-with', idOrName, apps, { api, deadline: soon })
    if (app !== undefined) return app
    throw noSuchApp(idOrName, apps, 'Fix `compare-with`, or remove it.', 'to compare with')
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return unknown(`the apps could not be listed (${error.message})`)
  }
}

/** Reads what an app serves before it is deployed, which cannot be read again afterwards. */
async function readPrevious(found: Readable | Unknown, signal: AbortSignal): Promise<BaseRead | Unknown> {
  if (found.kind === 'unknown') return found
  const { context, expected } = found
  const tables = await findTables(expected, context)
  if (tables === undefined) return unknown(notListed)
  const { facts } = await readSide(tables, context, { signal })
  return { kind: 'read', tables, facts, readAgain: async () => facts }
}

function unknown(why: string): Unknown {
  return { kind: 'unknown', why }
}
