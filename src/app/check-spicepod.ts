import { InputError, orElse } from '../errors.ts'
import { atMost } from '../platform/clock.ts'
import { cut, endWithStop, readableLength } from '../platform/text.ts'
import { describeFinding, type Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'

type CheckOptions = Pick<
  Run,
  'api' | 'clock' | 'deadline' | 'desired' | 'emit' | 'inputs' | 'redact' | 'spicepodReport'
>

/** How long to try to list secrets, in milliseconds: the deployment must not wait for a check. */
const maxLookupMs = 3000

/** Names of secrets, or why they are not known, as the end of a sentence. */
type KnownNames = { kind: 'read'; names: readonly string[] } | { kind: 'unread'; reason: string }

/** The secrets that an app has before this run. Neither list rejects, because the run may end before it awaits them. */
interface SecretLists {
  readonly own: Promise<KnownNames>
  /** Those of the organization that are linked to the app. */
  readonly linked: Promise<KnownNames>
}

/**
 * Lists the secrets of an app, as far as they matter: its own if this run stores some, and both kinds if its new
 * spicepod refers to secrets that this run does not store.
 */
export function listSecrets(appId: number, options: CheckOptions): SecretLists {
  const { api, clock, deadline, desired, spicepodReport } = options
  const given = namesOfGiven(desired)
  const mayLack = (spicepodReport?.findMissing({ names: given }) ?? []).length > 0
  const soon = atMost(maxLookupMs, deadline, clock)
  return {
    own: readNames(mayLack || given.size > 0 ? api.listSecrets(appId, soon) : []),
    linked: readNames(mayLack ? api.listLinkedOrgSecrets(appId, soon) : []),
  }
}

async function readNames(list: Promise<string[]> | []): Promise<KnownNames> {
  try {
    return { kind: 'read', names: await list }
  } catch (error) {
    return { kind: 'unread', reason: error instanceof Error ? error.message : String(error) }
  }
}

function namesOfGiven({ secrets }: CheckOptions['desired']): ReadonlySet<string> {
  return new Set(secrets.map(({ name }) => name))
}

/** @returns the names of the app's own secrets; undefined if they could not be read */
export async function readOwnSecrets(
  { own }: SecretLists,
  { emit, redact }: CheckOptions,
): Promise<ReadonlySet<string> | undefined> {
  const known = await own
  if (known.kind === 'read') return new Set(known.names)
  const reason = cut(known.reason, readableLength, redact)
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
  const { spicepodReport: report, desired, emit, redact } = options
  // An app that is connected to GitHub takes its spicepod from there.
  if (report === undefined || app?.production_branch) return
  const given = namesOfGiven(desired)
  if (report.findMissing({ names: given }).length === 0) return settle(report.problems, options)
  const known = await Promise.all([lists.own, lists.linked])
  // If one of the lists cannot be read, the other one may have all that is needed.
  const names = new Set([...given, ...namesIn(known)])
  if (report.findMissing({ names }).length === 0) return settle(report.problems, options)
  const unread = known.find((list) => list.kind === 'unread')
  if (unread !== undefined) {
    const reason = cut(unread.reason, readableLength, redact)
    emit({ type: 'note', text: endWithStop(`Secret references not checked: ${reason}`) })
    return settle(report.problems, options)
  }
  const unlinked = await listUnlinked(options)
  const secrets = report.findMissing({ names, unlinked })
  return settle([...report.problems, ...secrets], options)
}

/**
 * The same for an app that is about to be created: it may turn out to have secrets, so a missing one is a warning.
 *
 * @param lists the secrets of the app that it is forked from, which come along; undefined without one
 */
export async function checkForNewApp(lists: SecretLists | undefined, options: CheckOptions): Promise<void> {
  const { spicepodReport: report, desired } = options
  if (report === undefined) return
  const known = await Promise.all(lists === undefined ? [] : [lists.own, lists.linked])
  const isKnown = known.every((list) => list.kind === 'read')
  const names = new Set([...namesOfGiven(desired), ...namesIn(known)])
  const missing = isKnown ? report.findMissing({ names }) : []
  settle([...report.problems, ...missing.map((problem) => ({ ...problem, certain: false }))], options)
}

function namesIn(lists: readonly KnownNames[]): string[] {
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
  const wanted = inputs.org?.toLowerCase()
  const [org, ...others] = orgs.filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted)
  if (org?.id === undefined || others.length > 0) return new Set()
  return new Set(await api.listOrgSecrets(org.id, soon).catch(orElse([])))
}
