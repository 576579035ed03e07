import { InputError, ignoreCallError } from '../errors.ts'
import { atMost } from '../platform/clock.ts'
import { endOfSentence, messageOf } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import { type ResolvedApp, readSource } from './find.ts'
import {
  type AppPlan,
  countDifferences,
  desiredOfFork,
  isUnfinishedFork,
  type KnownApp,
  planApp,
  planFork,
  planNewApp,
  repositoryTags,
} from './plan.ts'
import { readApp } from './read.ts'

/** How long to try to list secrets, in milliseconds: the deployment must not wait for a check. */
const maxLookupMs = 3000

/**
 * Plans the changes of the app, if its spicepod passes the checks.
 * @param reading the app, if that has begun
 */
export async function planFor(
  resolved: ResolvedApp,
  run: Run,
  reading?: Promise<KnownApp>,
): Promise<AppPlan> {
  const { desired, env, inputs, emit } = run
  const ownTags = repositoryTags(env)
  const { source } = resolved
  if (resolved.kind === 'missing') {
    emit({ type: 'plan.made', hasChanges: true })
    const { newApp } = resolved
    const lists = listSecrets(source?.id, run)
    const original = source && (await readSource(source, run))
    await checkSpicepod('new', lists, run)
    return original === undefined
      ? planNewApp(newApp, desired, ownTags)
      : planFork(newApp, original, desired, ownTags)
  }
  const { appId } = resolved
  const lists = listSecrets(appId, run)
  const app = await (reading ?? readApp(appId, source, run))
  const desiredApp = isUnfinishedFork(app.current, source) ? desiredOfFork(desired, ownTags) : desired
  let plan = planApp(app, desiredApp, ownTags)
  // A deployment does not wait for names of secrets that decide nothing.
  const isShown = inputs.dryRun || inputs.expectPlan !== undefined
  if (desired.secrets.length > 0 && (isShown || countDifferences(plan) === 0)) {
    const { names, why } = await lists.own
    if (why === undefined) plan = planApp(app, desiredApp, ownTags, new Set(names))
    else emit({ type: 'debug', text: `Names of secrets not compared: ${why}` })
  }
  emit({ type: 'plan.made', hasChanges: countDifferences(plan) > 0 })
  await checkSpicepod(app.current, lists, run)
  return plan
}

/** The secrets that an app has before this run. Neither list rejects, because the run may end before it awaits them. */
interface SecretLists {
  readonly own: Promise<SecretNames>
  /** Those of the organization that are linked to the app. */
  readonly linked: Promise<SecretNames>
}

interface SecretNames {
  readonly names: readonly string[]
  /** Why they are not known, as the end of a sentence. */
  readonly why?: string
}

/** Lists the app's own secrets if this run stores some, and both kinds if the spicepod refers to any others. */
function listSecrets(appId: number | undefined, run: Run): SecretLists {
  const { api, clock, deadline, desired, spicepodReport } = run
  const sent = namesOfSent(desired)
  const mayLack = (spicepodReport?.findMissing({ names: sent }) ?? []).length > 0
  const soon = atMost(maxLookupMs, deadline, clock)
  const read = async (list: Promise<string[]> | []): Promise<SecretNames> => {
    try {
      return { names: await list }
    } catch (error) {
      return { names: [], why: endOfSentence(messageOf(error)) }
    }
  }
  return {
    own: read(appId !== undefined && (mayLack || sent.size > 0) ? api.listSecrets(appId, soon) : []),
    linked: read(appId !== undefined && mayLack ? api.listLinkedOrgSecrets(appId, soon) : []),
  }
}

function namesOfSent({ secrets }: Run['desired']): ReadonlySet<string> {
  return new Set(secrets.map(({ name }) => name))
}

/**
 * Reports what the checks found in the spicepod, and the secrets that the app lacks. A `new` app may turn out to have
 * them, so a missing one is a warning; a fork has those of the lists of its source.
 */
async function checkSpicepod(app: App | 'new' | undefined, lists: SecretLists, run: Run): Promise<void> {
  const { spicepodReport: report, inputs, emit } = run
  const isNew = app === 'new'
  // An app that is connected to GitHub takes its spicepod from there.
  if (report === undefined || (!isNew && app?.production_branch)) return
  const missing = await findMissing(report, isNew, lists, run)
  const problems = [...report.problems, ...(isNew ? missing.map(asWarning) : missing)]
  const certain = inputs.spicepodChecks === 'strict' ? problems.filter((problem) => problem.certain) : []
  if (certain.length > 0) {
    throw new InputError(certain, {
      findings: problems,
      todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
    })
  }
  // Certain is what refuses the run.
  const warnings = problems.map(asWarning)
  if (warnings.length > 0) emit({ type: 'problems.found', problems: warnings, isRefused: false })
}

/** Finds the secrets that an app lacks, as far as that can be known. */
async function findMissing(
  { findMissing: find }: SpicepodReport,
  isNew: boolean,
  lists: SecretLists,
  run: Run,
): Promise<Problem[]> {
  const { desired, emit } = run
  const own = namesOfSent(desired)
  if (find({ names: own }).length === 0) return []
  const read = await Promise.all([lists.own, lists.linked])
  // If one of the lists cannot be read, the other one may have all that is needed.
  const names = new Set([...own, ...read.flatMap((list) => list.names)])
  const missing = find({ names })
  const unread = read.find(({ why }) => why !== undefined)
  if (isNew) return unread === undefined ? missing : []
  if (missing.length === 0) return []
  if (unread === undefined) return find({ names, unlinked: await listUnlinked(run) })
  emit({ type: 'note', text: `Secret references not checked: ${unread.why}` })
  return []
}

function asWarning(problem: Problem): Problem {
  return { ...problem, certain: false }
}

/** The secrets of the organization; empty if it is not certain which it is, or they cannot be listed. */
async function listUnlinked({ api, clock, deadline, inputs }: Run): Promise<ReadonlySet<string>> {
  const soon = atMost(maxLookupMs, deadline, clock)
  const orgs = await api.listOrgs(soon).catch(ignoreCallError([]))
  const orgName = inputs.org?.toLowerCase()
  const [org, ...others] = orgs.filter(({ name }) => orgName === undefined || name.toLowerCase() === orgName)
  if (org?.id === undefined || others.length > 0) return new Set()
  return new Set(await api.listOrgSecrets(org.id, soon).catch(ignoreCallError([])))
}
