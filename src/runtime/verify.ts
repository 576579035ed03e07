import prettyMilliseconds from 'pretty-ms'
import type { Probe } from '../inputs/probes.ts'
import { endWithStop, shorten } from '../platform/text.ts'
import { createRuntimeClient, type RuntimeClientOptions } from './client.ts'
import { DatasetPoller, namesOfDatasets } from './datasets.ts'
import { createPoller, pollRuntime, type RuntimeContext } from './poller.ts'
import { runProbe } from './probes.ts'
import type { Problem, TestResult, Verification } from './verification.ts'

export interface VerifyOptions extends RuntimeClientOptions, Omit<RuntimeContext, 'client'> {
  /** For the runtime to become ready. With 0 and no dataset check, the probes run at once. */
  warmupMs: number
  /** For the datasets; 0 skips their check. */
  datasetTimeoutMs: number
  /** For each probe, including retries. */
  testTimeoutMs: number
  /** What the runtime is expected to run; undefined if that is not known. */
  spicepod: unknown
  probes: readonly Probe[]
}

/**
 * Verifies what was deployed: the runtime, then its datasets, then the probes. A failure does not stop the other checks,
 * unless the runtime never becomes ready. Sends nothing if there is nothing to check.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { datasetTimeoutMs, testTimeoutMs, spicepod, probes, emit } = options
  const checksDatasets = datasetTimeoutMs > 0
  if (!checksDatasets && probes.length === 0) return { tests: [], datasets: [], problems: [] }
  const context = { ...options, client: createRuntimeClient(options) }
  const datasets = checksDatasets ? new DatasetPoller(namesOfDatasets(spicepod), context) : undefined

  const notReady = await waitUntilReady(datasets, context)
  if (notReady !== undefined) {
    const result = { ok: false, durationMs: 0, error: `Not run. ${notReady.text}` }
    const tests = probes.map(({ kind }) => ({ name: kind, ...result }))
    for (const test of tests) emit({ type: 'probe.ended', result: test })
    return { tests, datasets: datasets?.datasets ?? [], problems: [notReady] }
  }

  const problems = [await datasets?.waitUntilHealthy(datasetTimeoutMs)]
  const tests: TestResult[] = []
  // One after the other, so that no probe is slowed down by another.
  for (const probe of probes) {
    emit({ type: 'probe.started', name: probe.kind })
    const { test, problem } = await runProbe(probe, testTimeoutMs, context)
    emit({ type: 'probe.ended', result: test })
    tests.push(test)
    problems.push(problem)
  }
  return {
    tests,
    datasets: datasets?.datasets ?? [],
    problems: problems.filter((problem) => problem !== undefined),
  }
}

/** How long a runtime may be not ready before its datasets are polled for the reason, in milliseconds. */
const patienceMs = 5000

/**
 * Waits until the runtime reports that it is ready (`GET /v1/ready`). While one version replaces another, errors of
 * gateways and connections are normal; a rejected API key ends the wait.
 *
 * @param datasets if they are checked: a runtime is not ready before all of its datasets have been
 * @returns why the runtime cannot be checked any further; undefined if it can
 */
async function waitUntilReady(
  datasets: DatasetPoller | undefined,
  context: VerifyOptions & RuntimeContext,
): Promise<Problem | undefined> {
  const { client, clock, emit, warmupMs, datasetTimeoutMs, spicepod, probes } = context
  const hasNoComponents = Boolean(spicepod) && !hasComponents(spicepod)
  // If probes are configured, the runtime has to become ready.
  const mayStayIdle = hasNoComponents && probes.length === 0
  const limitMs = mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs)
  if (limitMs === 0) return undefined

  const startedAt = clock.now()
  const poll = createPoller({ path: '/v1/ready' }, context)
  const fail = (text: string, part: Problem['part'] = 'runtime'): Problem => ({
    part,
    text,
    isTolerable: datasets === undefined,
  })
  let reason = ''
  let saysNotReady = false
  const result = await pollRuntime<Problem | 'ready'>(limitMs, context, async (deadline, isLast) => {
    const { response, trouble, isRejected } = await poll(deadline)
    if (isRejected) {
      return { ...fail(`The runtime at ${client.url} rejected the API key (${trouble}).`), cause: 'api-key' }
    }
    const text = response?.text.trim() ?? ''
    if (trouble === undefined && text.toLowerCase() === 'ready') return 'ready'
    const before = reason
    const body = text === '' ? 'empty' : `not \`ready\`: ${shorten(text, 60, client.redact)}`
    reason = trouble ?? `HTTP 200, but the body is ${body}`
    if (reason !== before) emit({ type: 'runtime.waiting', reason })
    // Only the runtime itself says so: a gateway in front of it would not know about datasets.
    saysNotReady = response?.status === 503 && text.toLowerCase() === 'not ready'
    const mayAskWhy = isLast || (saysNotReady && clock.now() - startedAt >= patienceMs)
    const failed = mayAskWhy ? await datasets?.poll(deadline) : undefined
    return failed === 'healthy' ? undefined : failed
  })

  if (result === 'ready') {
    emit({ type: 'runtime.ready', tookMs: clock.now() - startedAt })
    return undefined
  }
  if (result !== undefined) return result
  if (mayStayIdle && saysNotReady && datasets?.failures === undefined) {
    emit({ type: 'runtime.idle' })
    return undefined
  }
  const hint = hasNoComponents && saysNotReady ? 'it has no components, so it never reports ready' : ''
  const why = [reason, hint || datasets?.progress].filter(Boolean).join('; ')
  const within = prettyMilliseconds(limitMs)
  const text = endWithStop(`The runtime at ${client.url} was not ready within ${within}: ${why}`)
  const failures = datasets?.failures
  return failures === undefined ? fail(text) : fail(`${text} ${failures}`, 'datasets')
}

/** The parts of a spicepod that a runtime loads before it reports that it is ready. */
const parts = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs', 'workers', 'dependencies']

/** Whether the spicepod has anything for the runtime to load. */
export function hasComponents(spicepod: unknown): boolean {
  if (typeof spicepod !== 'object' || spicepod === null) return false
  return parts.some((name) => {
    const part: unknown = Reflect.get(spicepod, name)
    return Array.isArray(part) && part.length > 0
  })
}
