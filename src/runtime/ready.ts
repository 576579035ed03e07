import prettyMilliseconds from 'pretty-ms'
import { endWithStop, type Redact, shorten } from '../platform/text.ts'
import type { ComponentPoller } from './datasets.ts'
import { pollRuntime, type RuntimeContext, RuntimePoller } from './poller.ts'
import type { Problem } from './verification.ts'

export interface ReadyOptions {
  limitMs: number
  /** If datasets are checked: a runtime is not ready before all of its datasets have been. */
  datasets: ComponentPoller | undefined
  /** If the spicepod has models: one that fails to load keeps a runtime from being ready. */
  models?: ComponentPoller | undefined
  /** Whether the spicepod has nothing to load, so that the runtime answers but never reports ready. */
  hasNoComponents: boolean
  /** Whether that is no problem. */
  mayStayIdle: boolean
}

/** How long a runtime may be not ready before its datasets are asked why, in milliseconds. */
const patienceMs = 5000

/**
 * Waits until the runtime reports that it is ready (`GET /v1/ready`). While one version replaces another, errors of
 * gateways and connections are normal; a rejected API key ends the wait.
 *
 * @returns why the runtime cannot be checked any further; undefined if it can
 */
export async function waitUntilReady(
  { limitMs, datasets, models, hasNoComponents, mayStayIdle }: ReadyOptions,
  context: RuntimeContext,
): Promise<Problem | undefined> {
  const { client, clock, emit } = context
  const startedAt = clock.now()
  const poller = new RuntimePoller({ path: '/v1/ready' }, context)
  const fail = (text: string, part: Problem['part'] = 'runtime'): Problem => ({
    part,
    text,
    isTolerable: datasets === undefined,
  })
  let reason = ''
  let saysNotReady = false
  const result = await pollRuntime<Problem | 'ready'>(limitMs, context, async (deadline, isLast) => {
    const polled = await poller.poll(deadline)
    if (polled.kind === 'rejected') {
      const text = `The runtime at ${client.url} rejected the API key (${polled.reason}).`
      return { ...fail(text), cause: 'api-key' }
    }
    const text = polled.response?.text.trim() ?? ''
    if (polled.kind === 'response' && text.toLowerCase() === 'ready') return 'ready'
    const before = reason
    reason = polled.kind === 'trouble' ? polled.reason : describeOtherBody(text, client.redact)
    if (reason !== before) emit({ type: 'runtime.waiting', reason })
    // Only the runtime itself says so: a gateway in front of it would not know about datasets.
    saysNotReady = polled.response?.status === 503 && text.toLowerCase() === 'not ready'
    const mayAskWhy = isLast || (saysNotReady && clock.now() - startedAt >= patienceMs)
    if (!mayAskWhy) return undefined
    const polls = await Promise.all([datasets?.poll(deadline), models?.poll(deadline)])
    return polls.find((failed): failed is Problem => failed !== undefined && failed !== 'healthy')
  })

  if (result === 'ready') {
    emit({ type: 'runtime.ready', tookMs: clock.now() - startedAt })
    return undefined
  }
  if (result !== undefined) return result
  if (mayStayIdle && saysNotReady) {
    emit({ type: 'runtime.idle' })
    return undefined
  }
  const hint = hasNoComponents && saysNotReady ? 'it has no components, so it never reports ready' : ''
  const why = [reason, hint || describeDatasets(datasets)].filter(Boolean).join('; ')
  const within = prettyMilliseconds(limitMs)
  const text = endWithStop(`The runtime at ${client.url} was not ready within ${within}: ${why}`)
  const failures = [datasets?.failures, models?.failures].filter(Boolean).join(' ')
  return failures === '' ? fail(text) : fail(`${text} ${failures}`, 'datasets')
}

function describeDatasets(poller: ComponentPoller | undefined): string | undefined {
  if (poller?.progress === undefined) return undefined
  return poller.datasets.length > 0 ? `datasets: ${poller.progress}` : 'it has no datasets'
}

function describeOtherBody(text: string, redact: Redact): string {
  return text === ''
    ? 'HTTP 200, but the body is empty'
    : `HTTP 200, but the body is not \`ready\`: ${shorten(text, 60, redact)}`
}

/** The parts of a spicepod that a runtime loads before it reports that it is ready. */
const components = [
  'datasets',
  'views',
  'models',
  'embeddings',
  'tools',
  'catalogs',
  'rerankers',
  'search_engines',
  'functions',
  'workers',
  'dependencies',
]

/** Whether the spicepod has anything for the runtime to load. */
export function hasComponents(spicepod: unknown): boolean {
  if (typeof spicepod !== 'object' || spicepod === null) return false
  return components.some((name) => {
    const part: unknown = Reflect.get(spicepod, name)
    return Array.isArray(part) && part.length > 0
  })
}
