import type { SpicepodResult } from './app/apply.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import type { Outcome } from './outcome.ts'
import type { Run } from './run-context.ts'
import { findRuntimeUrl } from './runtime/address.ts'
import { holdsComponents, namesOfDatasets } from './runtime/spicepod.ts'
import type { App, Deployment } from './spice/schema.ts'
import { deadlineIn } from './time.ts'

/** How long to ask for where the runtime is and for its key, in milliseconds. */
const accessMs = 30_000

/**
 * Proves that what was deployed runs: that the runtime is ready, its datasets are, and that it answers what the user
 * asks of it. Budgets of its own, since the deployment has used up the other one.
 *
 * @param pushed what became of the spicepod before the deployment; undefined if this run only watches it
 */
export async function verifyDeployment(
  deployment: Deployment,
  appId: number,
  pushed: SpicepodResult | undefined,
  run: Run,
): Promise<Outcome> {
  const { inputs, probes, desired, fetch, emit } = run
  if (inputs.datasetTimeoutMs === 0 && probes.length === 0) return { kind: 'succeeded', deployment }
  emit({ type: 'verification.started' })
  const access = await findRuntime(appId, run)
  if (typeof access === 'string') {
    emit({ type: 'verification.skipped', reason: access, probes: probes.map(({ kind }) => kind) })
    if (probes.length === 0) return { kind: 'succeeded', deployment }
    const problem = `The probes could not be run: ${access}.`
    return {
      kind: 'unverified',
      deployment,
      problems: [problem],
      isTolerated: !inputs.failOnTestError,
      isUnchecked: true,
    }
  }
  const { url, key, app } = access
  // What was pushed is what was deployed; else it is what the app holds.
  const isOurs = pushed?.kind === 'pushed' || pushed?.kind === 'unchanged'
  const spicepod = (isOurs ? desired.spicepod?.value : undefined) ?? app?.config?.spicepod
  // Loaded here: a run without verification starts faster without it.
  const { verify } = await import('./runtime/verify.ts')
  const verification = await verify({
    ...run,
    ...inputs,
    url,
    key,
    fetch,
    probes,
    expectedDatasets: namesOfDatasets(spicepod),
    // Whoever asks something expects an answer.
    mayStayIdle: Boolean(spicepod) && !holdsComponents(spicepod) && probes.length === 0,
  })
  emit({ type: 'verification.ended', verification })
  const { problems } = verification
  if (problems.length === 0) return { kind: 'succeeded', deployment }
  return {
    kind: 'unverified',
    deployment,
    problems: problems.map(({ text }) => text),
    isTolerated: !inputs.failOnTestError && problems.every(({ isTolerable }) => isTolerable),
  }
}

interface RuntimeAccess {
  url: string
  key: string
  app: App | undefined
}

/** Where the runtime is, and the key to it; else why not, as the end of a sentence. */
async function findRuntime(appId: number, run: Run): Promise<RuntimeAccess | string> {
  const { api, inputs, clock, hide } = run
  const deadline = deadlineIn(accessMs, clock)
  const reading = [api.getApp(appId, deadline, { isQuiet: true }), api.getApiKeys(appId, deadline)] as const
  const [app, keys] = await Promise.allSettled(reading)
  for (const { reason } of [app, keys].filter((each) => each.status === 'rejected')) {
    if (!(reason instanceof RefusalError || reason instanceof NoAnswerError)) throw reason
  }
  for (const each of keys.status === 'fulfilled' ? keys.value : []) hide(each)
  const known = app.status === 'fulfilled' ? app.value : undefined
  const url =
    findRuntimeUrl(known ?? {}, inputs.runtimeUrl) ?? findRuntimeUrl({ region: inputs.region }, undefined)
  if (url === undefined) {
    return app.status === 'rejected'
      ? `where the runtime is could not be read (${app.reason.message}); \`runtime-url\` would say so`
      : 'Spice Cloud does not tell where the runtime is; `runtime-url` would say so'
  }
  if (keys.status === 'rejected') return `the API key could not be read (${keys.reason.message})`
  const [key] = keys.value
  if (key === undefined) return 'the app has no API key'
  return { url, key, app: known }
}
