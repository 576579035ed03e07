import type { OutcomeOf } from '../outcome.ts'
import { capitalize, endWithStop } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import {
  addLook,
  beginWatch,
  describeFatal,
  describeNews,
  findFatal,
  isOnlyTests,
  type Watched,
} from '../runtime/bake.ts'
import type { Verification } from '../runtime/verification.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Followed } from './compare.ts'
import { AppReader, type EndOfWatch } from './look.ts'

const minGapMs = 2000
const maxGapMs = 30_000
const usualLooks = 10
/** How long the watch waits for an answer after its time, if the last answer was bad. */
const maxSilentLooks = 3

type Baked = OutcomeOf<'succeeded' | 'unverified' | 'unknown'>

/**
 * Watches an app for the time of `bake-seconds` after its verification, until it has gone bad, or there is nothing to
 * watch any longer.
 */
export async function bake(
  deployment: Deployment,
  verification: Verification | undefined,
  followed: Followed,
  run: Run,
): Promise<Baked> {
  const { clock, emit, inputs } = run
  const { bakeMs } = inputs
  emit({ type: 'bake.started', ms: bakeMs })
  const startedMs = clock.now()
  const reader = new AppReader(deployment, followed, run)
  await reader.begin()
  const verified = { dataset: verification?.datasets, model: verification?.models }
  let watched = beginWatch(String(deployment.id), reader.spicepod, verified, startedMs)
  const looks = countLooks(bakeMs)
  const gapMs = bakeMs / looks
  for (let index = 1; ; index = nextIndex(index, looks, (clock.now() - startedMs) / gapMs)) {
    await clock.sleep(Math.max(0, Math.ceil(startedMs + index * gapMs - clock.now())))
    const isLast = index >= looks
    const look = await reader.read(isLast)
    if ('kind' in look) return endEarly(look, deployment, run)
    const before = watched
    watched = addLook(watched, look)
    const leftMs = Math.max(0, bakeMs - (clock.now() - startedMs))
    const { lists = {} } = look.runtime ?? {}
    emit({ type: 'bake.looked', leftMs, news: describeNews(before, watched), lists })
    const bad = fail(watched, reader.succeededMs, deployment, run)
    if (bad !== undefined) return bad
    if (isLast && (watched.row.length === 0 || watched.silentLooks >= maxSilentLooks)) break
  }
  const { badLooks, goodLooks, row } = watched
  if (badLooks + goodLooks > 0 && row.length === 0) {
    emit({ type: 'bake.ended', badLooks })
    return { kind: 'succeeded', deployment }
  }
  const { why = 'neither its runtime nor the Management API answered', todo } = reader.unknown ?? {}
  const problem = endWithStop(`The app could not be watched: ${why}`)
  emit({ type: 'bake.ended', badLooks })
  return {
    kind: 'unverified',
    deployment,
    problems: [problem],
    isTolerated: false,
    isUnchecked: true,
    todo,
  }
}

/** Looks are a tenth of the time apart, at least 2 s and at most 30 s. */
function countLooks(bakeMs: number): number {
  const most = Math.max(1, Math.floor(bakeMs / minGapMs))
  return Math.max(Math.min(usualLooks, most), Math.ceil(bakeMs / maxGapMs))
}

/** A look that takes longer than it should replaces the next ones, but for the last one. */
function nextIndex(index: number, looks: number, elapsedGaps: number): number {
  const next = Math.max(index + 1, Math.ceil(elapsedGaps))
  return index < looks ? Math.min(next, looks) : next
}

/** Ends the watch if the app has gone bad. */
function fail(
  watched: Watched,
  succeededMs: number,
  deployment: Deployment,
  { inputs, emit }: Run,
): OutcomeOf<'unverified'> | undefined {
  const sign = findFatal(watched)
  if (sign === undefined) return undefined
  const { kind, name, location } = sign
  const message = describeFatal(sign, watched, succeededMs)
  const problem: Problem = { code: 'bake-failed', kind, name, certain: true, message, ...location }
  emit({ type: 'bake.ended', badLooks: watched.badLooks, problem })
  const isTolerated = !inputs.failOnTestError && isOnlyTests(watched)
  return { kind: 'unverified', deployment, problems: [message], isTolerated }
}

/** Ends the watch because the deployment is not what the app runs any longer. */
function endEarly(end: EndOfWatch, deployment: Deployment, { emit }: Run): Baked {
  const { id } = deployment
  if (end.kind === 'paused') emit({ type: 'app.found', app: end.app })
  const event = end.kind === 'superseded' ? `deployment ${end.by.id} was created` : `the app was ${end.kind}`
  emit({ type: 'bake.ended', badLooks: 0, until: event })
  emit({ type: 'note', text: `${capitalize(event)}, so deployment ${id} is not watched any longer.` })
  if (end.kind !== 'deleted') return { kind: 'succeeded', deployment }
  const reason = 'the app no longer exists. It was deleted while this run watched it.'
  return { kind: 'unknown', deployment, reason, isAppGone: true }
}
