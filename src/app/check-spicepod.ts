import { InputError, orElse } from '../errors.ts'
import { atMost } from '../platform/clock.ts'
import { cut, endWithStop, readableLength } from '../platform/text.ts'
import { describeFinding, type Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'

type CheckOptions = Pick<
  Run,
  'api' | 'clock' | 'deadline' | 'desired' | 'emit' | 'inputs' | 'redact' | 'spicepodReport'
>

/** How long to try to list secrets, in milliseconds: the deployment must not wait for a check. */
const maxLookupMs = 3000

/** Names of secrets, or why they are not known, as the end of a sentence. */
type SecretNames = { kind: 'read'; names: readonly string[] } | { kind: 'unread'; reason: string }

/** The secrets that an app has before this run. Neither list rejects, because the run may end before it awaits them. */
interface SecretLists {
  readonly own: Promise<SecretNames>
  /** Those of the organization that are linked to the app. */
  readonly linked: Promise<SecretNames>
}

/**
 * Lists the secrets of an app, as far as they matter: its own if this run stores some, and both kinds if its new
 * spicepod refers to secrets that this run does not store.
 */
export function listSecrets(appId: number, options: CheckOptions): SecretLists {
  const { api, clock, deadline, desired, spicepodReport } = options
  const sent = namesOfSent(desired)
  const mayLack = (spicepodReport?.findMissing({ names: sent }) ?? []).length > 0
  const soon = atMost(maxLookupMs, deadline, clock)
  return {
    own: readNames(mayLack || sent.size > 0 ? api.listSecrets(appId, soon) : []),
    linked: readNames(mayLack ? api.listLinkedOrgSecrets(appId, soon) : []),
  }
}

async function readNames(list: Promise<string[]> | []): Promise<SecretNames> {
  try {
    return { kind: 'read', names: await list }
  } catch (error) {
    return { kind: 'unread', reason: error instanceof Error ? error.message : String(error) }
  }
}

function namesOfSent({ secrets }: CheckOptions['desired']): ReadonlySet<string> {
  return new Set(secrets.map(({ name }) => name))
}

/** @returns the names of the app's own secrets; undefined if they could not be read */
export async function readOwnSecrets(
  { own }: SecretLists,
  { emit, redact }: CheckOptions,
): Promise<ReadonlySet<string> | undefined> {
  const list = await own
  if (list.kind === 'read') return new Set(list.names)
  const reason = cut(list.reason, readableLength, redact)
  emit({ type: 'debug', text: endWithStop(`Names of secrets not compared: ${reason}`) })
  return undefined
}

/**
 * Reports what the checks found in the spicepod for an existing app, and the secrets that it lacks.
 *
 * @param app undefined if it has not been read
 * @throws InputError if strict checks refuse the spicepod
 */
export async function checkForApp(
  app: App | undefined,
  lists: SecretLists,
  options: CheckOptions,
): Promise<void> {
  const { spicepodReport: report } = options
  // An app that is connected to GitHub takes its spicepod from there.
  if (report === undefined || app?.production_branch) return
  settle([...report.problems, ...(await findMissing(report, lists, options))], options)
}

/** Finds the secrets that an existing app lacks, as far as that can be known. */
async function findMissing(
  { findMissing: find }: SpicepodReport,
  lists: SecretLists,
  options: CheckOptions,
): Promise<Problem[]> {
  const { desired, emit, redact } = options
  const own = namesOfSent(desired)
  if (find({ names: own }).length === 0) return []
  const read = await Promise.all([lists.own, lists.linked])
  // If one of the lists cannot be read, the other one may have all that is needed.
  const names = new Set([...own, ...namesIn(read)])
  if (find({ names }).length === 0) return []
  const unread = read.find((list) => list.kind === 'unread')
  if (unread === undefined) return find({ names, unlinked: await listUnlinked(options) })
  const reason = cut(unread.reason, readableLength, redact)
  emit({ type: 'note', text: endWithStop(`Secret references not checked: ${reason}`) })
  return []
}

/**
 * The same for an app that is about to be created: it may turn out to have secrets, so a missing one is a warning.
 *
 * @param lists the secrets of the app that it is forked from, which come along; undefined without one
 */
export async function checkForNewApp(lists: SecretLists | undefined, options: CheckOptions): Promise<void> {
  const { spicepodReport: report, desired } = options
  if (report === undefined) return
  const read = await Promise.all(lists === undefined ? [] : [lists.own, lists.linked])
  const names = new Set([...namesOfSent(desired), ...namesIn(read)])
  const missing = read.every((list) => list.kind === 'read') ? report.findMissing({ names }) : []
  settle([...report.problems, ...missing.map((problem) => ({ ...problem, certain: false }))], options)
}

function namesIn(lists: readonly SecretNames[]): string[] {
  return lists.flatMap((list) => (list.kind === 'read' ? list.names : []))
}

function settle(problems: readonly Problem[], { inputs, emit }: CheckOptions): void {
  const certain = inputs.spicepodChecks === 'strict' ? problems.filter((problem) => problem.certain) : []
  if (certain.length > 0) {
    throw new InputError(certain.map(describeFinding), {
      findings: problems,
      todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
    })
  }
  // Certain is what refuses the run.
  const warnings = problems.map((problem) => ({ ...problem, certain: false }))
  if (warnings.length > 0) emit({ type: 'problems.found', problems: warnings, isRefused: false })
}

/** The secrets of the organization; empty if it is not certain which it is, or they cannot be listed. */
async function listUnlinked({ api, clock, deadline, inputs }: CheckOptions): Promise<ReadonlySet<string>> {
  const soon = atMost(maxLookupMs, deadline, clock)
  const orgs = await api.listOrgs(soon).catch(orElse([]))
  const orgName = inputs.org?.toLowerCase()
  const [org, ...others] = orgs.filter(({ name }) => orgName === undefined || name.toLowerCase() === orgName)
  if (org?.id === undefined || others.length > 0) return new Set()
  return new Set(await api.listOrgSecrets(org.id, soon).catch(orElse([])))
}
