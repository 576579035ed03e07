import prettyMilliseconds from 'pretty-ms'
import type { Context } from '../../core/run.ts'
import type { Inputs } from '../../inputs/inputs.ts'
import { hasTables, type Probe, type TableChoice, toTableProbes } from '../../inputs/probes.ts'
import { patienceMs } from '../../platform/clock.ts'
import { endWithStop, join } from '../../platform/text.ts'
import {
  createPoller,
  createRuntimeClient,
  pollRuntime,
  type RuntimeAccess,
  type RuntimeClient,
  type RuntimeContext,
  saysNotReady,
  whyNotReady,
} from '../../runtime/client.ts'
import { datasetKind, isListedAsModel, modelKind } from '../../runtime/lists.ts'
import { chooseTables, describeUndeployed } from '../../runtime/undeployed.ts'
import { notRun, type Verification, type VerificationProblem } from '../../runtime/verification.ts'
import { type Expected, spicepodOf } from '../../spicepod/served.ts'
import { hasComponents, namesOf } from '../../spicepod/spicepod.ts'
import { ComponentPoller, findPreviousSources } from './datasets.ts'

/** A deployed runtime, what it should run, and the probes that it has to pass. */
export interface VerificationTarget extends RuntimeAccess {
  /** What the deployment was made with, as far as that is known. */
  expected: Expected
  /** The spicepod before it; undefined if it is not known. */
  previousSpicepod?: unknown
  /** Tables that are asked for a row. */
  tables?: TableChoice
  probes: readonly Probe[]
  /** Compares the data of the runtime with others; resolves to a problem if that fails the verification. */
  compare?: ((context: RuntimeContext) => Promise<VerificationProblem | undefined>) | undefined
}

type VerificationRun = RuntimeContext['run'] &
  Pick<Context, 'fetch' | 'redact'> & {
    readonly inputs: Pick<Inputs, 'warmupMs' | 'datasetTimeoutMs' | 'testTimeoutMs'>
  }

/** Verifies the runtime, then its datasets, then the probes. The checks stop only if the runtime never becomes ready. */
export async function verify(target: VerificationTarget, run: VerificationRun): Promise<Verification> {
  const { expected, tables = [], compare } = target
  const { emit } = run
  const { datasetTimeoutMs, testTimeoutMs } = run.inputs
  const context = { client: createRuntimeClient(target, run), run, spicepod: spicepodOf(expected) }
  const pollers = datasetTimeoutMs > 0 ? createPollers(target, context) : []
  const [datasets, models] = pollers
  const listed = () => ({ datasets: datasets?.datasets ?? [], ...(models && { models: models.datasets }) })

  let isIdle = false as boolean
  const notReady = await waitUntilReady(target, pollers, context, () => {
    isIdle = true
    emit({ type: 'runtime.idle' })
  })
  if (notReady !== undefined) {
    const asked = [...toTableProbes(tables, context.spicepod), ...target.probes]
    const tests = asked.map((probe) => notRun(probe, `Not run. ${notReady.text}`))
    for (const test of tests) emit({ type: 'probe.ended', result: test })
    return { tests, ...listed(), problems: [notReady] }
  }

  const problems = await Promise.all(pollers.map((poller) => poller.waitUntilHealthy(datasetTimeoutMs)))
  const comparing = problems.some(Boolean) ? undefined : compare?.(context)
  const lists = { dataset: datasets?.listed, model: models?.listed }
  const chosen = await chooseTables(tables, expected, lists.dataset, context)
  const probes = [...chosen.probes, ...target.probes]
  // Loaded only if they are requested.
  const results =
    probes.length > 0 ? await (await import('./probes.ts')).runProbes(probes, testTimeoutMs, context) : []
  if (expected.served.certainty !== 'known') {
    const text = describeUndeployed(expected, lists, chosen.absentViews)
    if (text !== undefined) emit({ type: 'note', text })
  }
  return {
    tests: results.map(({ test }) => test),
    ...listed(),
    ...(isIdle && { isIdle }),
    problems: [...problems, ...results.map(({ problem }) => problem), await comparing].filter(
      (problem) => problem !== undefined,
    ),
  }
}

/**
 * The runtime has to have what the spicepod names itself. Its lists lack views, and may lack embeddings. The datasets
 * come first, then the models if there are any.
 */
function createPollers(
  { expected: { served, components }, previousSpicepod }: VerificationTarget,
  context: RuntimeContext,
): ComponentPoller[] {
  const isKnown = served.certainty === 'known'
  const previous = isKnown ? findPreviousSources(previousSpicepod, served.spicepod) : []
  const datasets = { kind: datasetKind, names: namesOf('dataset', components), previous }
  const models = { kind: modelKind, names: namesOf('model', components), previous: [] }
  const hasModels = !isKnown || components.some(isListedAsModel)
  return (hasModels ? [datasets, models] : [datasets]).map((kind) => new ComponentPoller(kind, context))
}

/**
 * Waits until the runtime reports that it is ready (`GET /v1/ready`). While one version replaces another, errors of
 * gateways and connections are normal. The pollers say why it is not: its datasets and models come first.
 */
async function waitUntilReady(
  { expected: { served }, tables = [], probes }: VerificationTarget,
  pollers: readonly ComponentPoller[],
  { client, run }: { client: RuntimeClient; run: VerificationRun },
  onIdle: () => void,
): Promise<VerificationProblem | undefined> {
  const { clock, emit, inputs } = run
  const { warmupMs, datasetTimeoutMs } = inputs
  const isKnown = served.certainty === 'known'
  const hasNoComponents = isKnown && Boolean(served.spicepod) && !hasComponents(served.spicepod)
  // If probes are configured, the runtime has to become ready.
  const mayStayIdle = (hasNoComponents || !isKnown) && probes.length === 0 && !hasTables(tables)
  const limitMs =
    hasNoComponents && mayStayIdle && warmupMs > 0 ? warmupMs : Math.max(warmupMs, datasetTimeoutMs)
  if (limitMs === 0) return undefined

  const [datasets] = pollers
  const startedAt = clock.now()
  const poll = createPoller({ path: '/v1/ready' }, { client, run })
  const fail = (text: string, part: VerificationProblem['part'] = 'runtime'): VerificationProblem => ({
    code: 'not-ready',
    part,
    text,
    isTolerable: datasets === undefined,
  })
  let reason = ''
  let saysSo = false
  const result = await pollRuntime<VerificationProblem | 'ready'>(limitMs, run, async (deadline, isLast) => {
    const polled = await poll(deadline)
    if (polled.isRejected) {
      return {
        ...fail(`The runtime at ${client.url} rejected the API key (${polled.trouble}).`),
        code: 'api-key-rejected',
      }
    }
    const why = whyNotReady(polled)
    if (why === undefined) return 'ready'
    if (why !== reason) emit({ type: 'runtime.waiting', reason: why })
    reason = why
    saysSo = saysNotReady(polled)
    const mayAskWhy = isLast || (saysSo && clock.now() - startedAt >= patienceMs)
    if (!mayAskWhy) return undefined
    const polls = await Promise.all(pollers.map((poller) => poller.poll(deadline)))
    return polls.find((polled) => polled !== 'healthy' && polled !== undefined)
  })

  if (result === 'ready') {
    emit({ type: 'runtime.ready', tookMs: clock.now() - startedAt })
    return undefined
  }
  if (result !== undefined) return result
  const listsNothing = pollers.length > 0 && pollers.every((poller) => poller.isEmpty)
  if (mayStayIdle && saysSo && !datasets?.failures && (isKnown || listsNothing)) {
    onIdle()
    return undefined
  }
  const hint = hasNoComponents && saysSo ? 'it has no components, so it never reports ready' : ''
  const why = join('; ', reason, hint || datasets?.progress)
  const within = prettyMilliseconds(limitMs)
  const text = endWithStop(`The runtime at ${client.url} was not ready within ${within}: ${why}`)
  const failures = join(' ', ...pollers.map((poller) => poller.failures))
  return failures === '' ? fail(text) : fail(`${text} ${failures}`, 'datasets')
}
