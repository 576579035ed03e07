import prettyMilliseconds from 'pretty-ms'
import type { Emit } from '../events.ts'
import { endWithStop, type Redact, shorten } from '../text.ts'
import { type Clock, deadlineIn } from '../time.ts'
import type { RuntimeClient } from './client.ts'
import type { DatasetWatch } from './datasets.ts'
import { Looker } from './look.ts'
import { pauseBetweenLooksMs } from './pause.ts'

export type Readiness =
  | { kind: 'ready' }
  /**
   * It never was; a sentence says why.
   *
   * `saidNotReady`: whether the runtime itself said so at the last look, in its own words.
   */
  | { kind: 'not-ready'; text: string; saidNotReady: boolean }
  /** Its datasets have failed before it was; sentences about them. */
  | { kind: 'datasets-failed'; text: string }

export interface ReadyOptions {
  client: RuntimeClient
  limitMs: number
  /** Given where datasets are checked: a runtime is not ready before each of its datasets has been. */
  watch?: DatasetWatch | undefined
  /** For one request. */
  requestTimeoutMs: number
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  emit: Emit
}

/** How long a runtime may be not ready before its datasets are asked why, in milliseconds. */
const patienceMs = 5000

/**
 * Waits until the runtime says that it is ready (`GET /v1/ready`). Around the switch from one version to the next,
 * errors of gateways and connections are normal; a key that is not accepted ends the wait.
 */
export async function waitUntilReady(options: ReadyOptions): Promise<Readiness> {
  const { client, limitMs, watch, clock, random, emit } = options
  const startedAt = clock.now()
  const deadline = deadlineIn(limitMs, clock)
  const looker = new Looker(options)
  let told: string | undefined
  for (;;) {
    const sight = await looker.look({ path: '/v1/ready' }, deadline)
    const text = sight.kind === 'refused' ? '' : (sight.answer?.text.trim() ?? '')
    if (sight.kind === 'answer' && text.toLowerCase() === 'ready') {
      emit({ type: 'runtime.ready', tookMs: clock.now() - startedAt })
      return { kind: 'ready' }
    }
    if (sight.kind === 'refused') {
      const text = `The runtime at ${client.url} cannot be asked: ${sight.reason}.`
      return { kind: 'not-ready', text, saidNotReady: false }
    }
    const reason = sight.kind === 'trouble' ? sight.reason : describeOtherAnswer(text, client.redact)
    if (reason !== told) emit({ type: 'runtime.waiting', reason })
    told = reason

    // A gateway in its place would not know about datasets.
    const saidNotReady = sight.answer?.status === 503 && text.toLowerCase() === 'not ready'
    const isOver = deadline.remainingMs() === 0
    if (watch && (isOver || (saidNotReady && clock.now() - startedAt >= patienceMs))) {
      const verdict = await watch.look(deadline)
      if (verdict?.kind === 'failed') return { kind: 'datasets-failed', text: verdict.text }
    }
    if (isOver) {
      const why = [reason, watch && describeDatasets(watch)].filter(Boolean).join('; ')
      const within = prettyMilliseconds(limitMs)
      const text = endWithStop(`The runtime at ${client.url} was not ready within ${within}: ${why}`)
      const failures = watch?.failures
      return failures === undefined
        ? { kind: 'not-ready', text, saidNotReady }
        : { kind: 'datasets-failed', text: `${text} ${failures}` }
    }
    const pause = pauseBetweenLooksMs(clock.now() - startedAt, random())
    await clock.sleep(Math.ceil(Math.min(pause, deadline.remainingMs())))
  }
}

function describeDatasets({ progress, datasets }: DatasetWatch): string | undefined {
  if (progress === undefined || datasets.length > 0) return progress && `datasets: ${progress}`
  return 'it has no datasets, and one without any component never says that it is ready'
}

function describeOtherAnswer(text: string, redact: Redact): string {
  return text === ''
    ? 'HTTP 200 with an empty body'
    : `HTTP 200 with another text: ${shorten(text, 60, redact)}`
}
