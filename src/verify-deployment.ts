import type { SpicepodResult } from './app/apply.ts'
import { NoAnswerError, RefusalError } from './errors.ts'
import { describeProbe } from './inputs/probes.ts'
import { hasTables, toTableProbes } from './inputs/tables.ts'
import type { Outcome } from './outcome.ts'
import { deadlineIn } from './platform/clock.ts'
import type { Run } from './run-context.ts'
import { findRuntimeUrl } from './runtime/locate.ts'
import { verify } from './runtime/verify.ts'
import type { App, Deployment } from './spice/schema.ts'

/** For reading the URL of the runtime and its API key, in milliseconds. */
const accessTimeoutMs = 30_000

/**
 * Verifies what was deployed: that the runtime and its datasets are ready, and that the probes pass. The time limits are
 * separate, since the deployment may have used up the other one.
 *
 * @param pushed what became of the spicepod before the deployment; undefined if this run only watches it
 */
export async function verifyDeployment(
  deployment: Deployment,
  appId: number,
  pushed: SpicepodResult | undefined,
  run: Run,
): Promise<Outcome> {
  const { inputs, tables, desired, emit } = run
  let { probes } = run
  const hasProbes = probes.length > 0 || hasTables(tables)
  if (inputs.datasetTimeoutMs === 0 && !hasProbes) return { kind: 'succeeded', deployment }
  emit({ type: 'verification.started' })
  const access = await findRuntime(appId, run)
  if (typeof access === 'string') {
    emit({ type: 'verification.skipped', reason: access, probes: namesOf(run) })
    if (!hasProbes) return { kind: 'succeeded', deployment }
    const problem = `The probes could not run: ${access}.`
    return {
      kind: 'unverified',
      deployment,
      problems: [problem],
      isTolerated: !inputs.failOnTestError,
      isUnchecked: true,
    }
  }
  const { url, key, app } = access
  // What this run pushed is what was deployed, otherwise what the app has.
  const isOurs = pushed?.kind === 'pushed' || pushed?.kind === 'unchanged'
  const spicepod = (isOurs ? desired.spicepod?.value : undefined) ?? app?.config?.spicepod
  probes = [...toTableProbes(tables, spicepod), ...probes]
  const previousSpicepod = pushed?.kind === 'pushed' ? pushed.previous : undefined
  const verification = await verify({ ...run, ...inputs, probes, url, key, spicepod, previousSpicepod })
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

/** The probes that were asked for; which tables all of them are is not known without the runtime's app. */
function namesOf({ probes, tables }: Run): string[] {
  const named = tables.kind === 'all' ? ['table:all'] : tables.names.map((name) => `table:${name}`)
  return [...named, ...probes.map(describeProbe)]
}

interface RuntimeAccess {
  url: string
  key: string
  app: App | undefined
}

/** The URL of the runtime and its API key; otherwise why they are not known, as the end of a sentence. */
async function findRuntime(appId: number, run: Run): Promise<RuntimeAccess | string> {
  const { api, inputs, clock, hide } = run
  const deadline = deadlineIn(accessTimeoutMs, clock)
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
      ? `could not determine the runtime URL (${app.reason.message}); set \`runtime-url\``
      : 'Spice Cloud does not report the runtime URL; set `runtime-url`'
  }
  if (keys.status === 'rejected') return `could not read the API key (${keys.reason.message})`
  const [key] = keys.value
  if (key === undefined) return 'the app has no API key'
  return { url, key, app: known }
}
