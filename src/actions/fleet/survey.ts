import pLimit from 'p-limit'
import { nameApp } from '../../app/describe.ts'
import { findAllByName, readExisting } from '../../app/find.ts'
import {
  CallError,
  isDenied,
  NoResponseError,
  PreconditionError,
  type RefusalError,
} from '../../core/errors.ts'
import { describeProblem, describeWithPlace, locationOf, type Problem } from '../../core/problem.ts'
import type { Context } from '../../core/run.ts'
import { hasSucceeded } from '../../deploy/deployment.ts'
import { maxLimit } from '../../deploy/list.ts'
import { maxRequests } from '../../github/files.ts'
import { readSpicepod } from '../../inputs/files.ts'
import { atMost, nextTurn } from '../../platform/clock.ts'
import type { App } from '../../spice/schema.ts'
import { type FleetApp, judgeApp, newApp } from './app.ts'
import type { FleetEntry } from './entries.ts'
import { outlineDeployments } from './history.ts'
import type { FleetInputs } from './inputs.ts'
import { type ReadApp, type SurveyRun, type Trace, traceSpicepods } from './trace.ts'

/** The apps of the fleet in the order of the input. */
export interface Fleet {
  readonly name: string
  readonly apps: readonly FleetApp[]
  readonly deploy: FleetInputs['deploy']
  /** Whether the time was up before all apps were read. */
  readonly isIncomplete: boolean
}

/**
 * Reads how the apps stand: one list, and then the app and its deployments.
 * @throws CallError if the credentials may read no app, or the address is wrong
 */
export async function surveyFleet(entries: readonly FleetEntry[], run: SurveyRun): Promise<Fleet> {
  const { inputs, api, deadline, emit } = run
  let read = 0
  const tell = () => emit({ type: 'fleet.progress', read: read++, total: entries.length })
  tell()
  const listed = await api.listApps(deadline).catch((error) => {
    // An error that a retry may mend is the reason why each app is not known.
    if (error instanceof NoResponseError && error.mayPass) return error
    throw error
  })
  const refusals: RefusalError[] = []
  const results = await pLimit(maxRequests).map(entries, async (entry) => {
    const app = await readApp(entry, listed, refusals, run)
    tell()
    return app
  })
  const found = results.filter((app) => 'history' in app)
  const traces = await traceSpicepods(found, run)
  const traceOf = new Map(found.map((app, index) => [app, traces[index] as Trace]))
  const apps = await Promise.all(
    results.map(async (app) => {
      if (!('history' in app)) return app
      await nextTurn()
      return judgeApp(app, traceOf.get(app) as Trace, run)
    }),
  )
  // One error for all apps says it better than one for each.
  const asked = apps.filter(({ state }) => state !== 'invalid' && state !== 'new')
  if (refusals.length > 0 && refusals.length === asked.length) throw refusals[0]
  const isIncomplete = deadline.remainingMs() === 0 && apps.some(({ state }) => state === 'unknown')
  return { name: inputs.name, apps, deploy: inputs.deploy, isIncomplete }
}

/** Reads an app and its deployments. @returns how it stands, if that is known without them or cannot be known */
async function readApp(
  entry: FleetEntry,
  listed: readonly App[] | NoResponseError,
  refusals: RefusalError[],
  run: SurveyRun,
): Promise<ReadApp | FleetApp> {
  const { inputs, api, clock, env } = run
  const { spicepod, problems } = await readFile(entry, env)
  if (spicepod === undefined) {
    const [first] = problems
    const reason = first && (locationOf(first) ? describeWithPlace(first) : describeProblem(first))
    return { entry, state: 'invalid', reason, current: findListed(entry, listed), problems }
  }
  // An app that does not respond must leave time for the others, but each may use what is left for one request.
  const mostMs = Math.max(run.deadline.remainingMs() / 2, inputs.requestTimeoutMs)
  const deadline = atMost(mostMs, run.deadline, clock)
  try {
    if (listed instanceof NoResponseError) throw listed
    const candidates = findAllByName(listed, entry.app)
    // A list may still show a deleted app beside a new one with its name.
    const [app, ...others] = await readExisting(candidates, { api, deadline })
    if (app === undefined) return newApp(entry, spicepod, run)
    if (others.length > 0) {
      const names = [app, ...others].map(nameApp).join(', ')
      throw new PreconditionError(`several apps have this name: ${names}.`, 'Rename one of them.')
    }
    const list = await api.listDeployments(app.id, maxLimit, deadline)
    // Failures may fill the list of all.
    const isFull = list.deployments.length >= maxLimit && !list.deployments.some(hasSucceeded)
    const successes = isFull ? await api.listDeployments(app.id, 1, deadline, 'succeeded') : list
    const history = outlineDeployments(list, successes.deployments)
    if (app.config !== undefined) return { entry, spicepod, app, history }
    throw new PreconditionError('Spice Cloud did not say which spicepod the app has.', 'Re-run this job.')
  } catch (error) {
    if (!(error instanceof CallError || error instanceof PreconditionError)) throw error
    if (isDenied(error)) refusals.push(error)
    const isLate = run.deadline.remainingMs() === 0
    const reason = isLate ? `not read within ${inputs.timeoutMs / 1000}s: ${error.message}` : error.message
    return { entry, state: 'unknown', reason, current: findListed(entry, listed) }
  }
}

function findListed({ app }: FleetEntry, listed: readonly App[] | NoResponseError): FleetApp['current'] {
  return listed instanceof NoResponseError ? undefined : findAllByName(listed, app)[0]
}

/** Reads and checks the spicepod of an app; its problems are those that refuse a deployment. */
async function readFile(entry: FleetEntry, env: Context['env']) {
  const { workingDirectory, spicepod: path, file } = entry
  const read = await readSpicepod(path, { workingDirectory, spicepodChecks: 'strict' }, env)
  const problems = read.problems.map((problem): Problem => {
    if (typeof problem !== 'string') return problem
    const subject = { code: 'spicepod-unreadable', kind: 'spicepod', name: file, certain: true } as const
    return { ...subject, message: problem, file, line: 1, column: 1 }
  })
  problems.push(...(read.report?.problems ?? []).filter(({ certain }) => certain))
  return { spicepod: problems.length === 0 ? read.spicepod : undefined, problems }
}
