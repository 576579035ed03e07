import type { Followed } from '../../core/contracts.ts'
import type { OutcomeOf } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { hasSucceeded } from '../../deploy/deployment.ts'
import { maxBakePollMs, minBakePollMs } from '../../platform/clock.ts'
import { capitalize, endWithStop } from '../../platform/text.ts'
import type { Verification } from '../../runtime/verification.ts'
import type { Deployment } from '../../spice/schema.ts'
import { addPoll, beginWatch, describeFatal, describeNews, findOpen, judge } from './judge.ts'
import { type EndOfWatch, startReading } from './poll.ts'
import type { RunProbes } from './runtime.ts'

const usualPolls = 10
/** How long the watch waits for an answer after its time, if the last answer was bad. */
const maxSilentPolls = 3

type Baked = OutcomeOf<'succeeded' | 'unverified' | 'unknown'>

/**
 * Watches an app for the time of `bake-seconds` after its verification, until it has gone bad, or there is nothing to
 * watch any longer.
 * @param runProbes repeats tests of the verification
 */
export async function bake(
  followed: Followed,
  verification: Verification | undefined,
  runProbes: RunProbes,
  run: Run,
): Promise<Baked> {
  const { clock, emit, inputs } = run
  const { deployment } = followed
  const { bakeMs, failOnTestError } = inputs
  emit({ type: 'bake.started', ms: bakeMs })
  const startedMs = clock.now()
  const elapsedMs = () => clock.now() - startedMs
  const reader = await startReading(followed, runProbes, run)
  const verified = { dataset: verification?.datasets, model: verification?.models }
  let watched = beginWatch(reader.expected, verified, startedMs)
  const polls = Math.max(
    Math.min(usualPolls, Math.floor(bakeMs / minBakePollMs)),
    Math.ceil(bakeMs / maxBakePollMs),
  )
  const gapMs = bakeMs / polls
  let verdict = judge(watched, failOnTestError)
  for (let index = 0; index < polls || (verdict.isWell === false && watched.silentPolls < maxSilentPolls); ) {
    // A poll that takes too long replaces the next ones, but not the last one, after which another may be due at once.
    const next = Math.max(index + 1, Math.ceil(elapsedMs() / gapMs))
    index = index < polls ? Math.min(next, polls) : next
    const restMs = watched.lastMs + Math.min(minBakePollMs, gapMs) - clock.now()
    await clock.sleep(Math.max(0, Math.ceil(index * gapMs - elapsedMs()), restMs))
    const poll = await reader.read(index === polls)
    if ('kind' in poll) return endEarly(poll, verdict.badPolls, deployment, run)
    const before = watched
    watched = addPoll(watched, poll)
    verdict = judge(watched, failOnTestError)
    const leftMs = Math.max(0, bakeMs - elapsedMs())
    emit({ type: 'bake.polled', leftMs, news: describeNews(before, watched), lists: poll.lists })
    if (verdict.fatal !== undefined) {
      const { kind, name, location } = verdict.fatal
      const message = describeFatal(verdict.fatal, watched, reader.succeededMs)
      const problem = { code: 'bake-failed', kind, name, certain: true, message, ...location } as const
      emit({ type: 'bake.ended', badPolls: verdict.badPolls, problem })
      return { kind: 'unverified', deployment, problems: [message], isTolerated: false }
    }
  }
  emit({ type: 'bake.ended', badPolls: verdict.badPolls })
  const open = findOpen(watched)
  if (verdict.isWell) {
    if (open === undefined) return { kind: 'succeeded', deployment }
    // Only a test can be open that does not count.
    const problems = [describeFatal(open, watched, reader.succeededMs)]
    return { kind: 'unverified', deployment, problems, isTolerated: true }
  }
  const { why = 'neither its runtime nor the Management API answered', todo } = reader.whyUnknown() ?? {}
  const problems = [
    ...(open ? [describeFatal(open, watched, reader.succeededMs)] : []),
    endWithStop(`The app could not be watched: ${why}`),
  ]
  return { kind: 'unverified', deployment, problems, isTolerated: false, isUnchecked: true, todo }
}

/** Ends the watch because the deployment is not what the app runs any longer. */
function endEarly(end: EndOfWatch, badPolls: number, deployment: Deployment, { emit }: Run): Baked {
  const { id } = deployment
  if (end.kind === 'paused') emit({ type: 'app.found', app: end.app })
  const newer = end.kind === 'superseded' && end.by
  const change = newer && hasSucceeded(newer) ? 'succeeded' : 'was created'
  const event = newer ? `deployment ${newer.id} ${change}` : `the app was ${end.kind}`
  emit({ type: 'bake.ended', badPolls, until: event })
  emit({ type: 'note', text: `${capitalize(event)}, so deployment ${id} is not watched any longer.` })
  if (end.kind !== 'deleted') return { kind: 'succeeded', deployment }
  emit({ type: 'app.gone' })
  const reason = 'the app no longer exists. It was deleted while this run watched it.'
  return { kind: 'unknown', deployment, reason }
}
