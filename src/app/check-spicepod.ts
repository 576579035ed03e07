import { InputError, orElse } from '../errors.ts'
import { describeFinding } from '../inputs/spicepod.ts'
import { atMost } from '../platform/clock.ts'
import { cut, endWithStop, readableLength } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Run } from '../run-context.ts'
import type { App } from '../spice/schema.ts'

type CheckOptions = Pick<
  Run,
  'api' | 'clock' | 'deadline' | 'desired' | 'emit' | 'inputs' | 'redact' | 'spicepodReport'
>

/** How long to try to list secrets, in milliseconds: the deployment must not wait for a check. */
const maxLookupMs = 3000

/** Names of secrets, or why they are not known, as the end of a sentence. */
type KnownNames = { kind: 'read'; names: ReadonlySet<string> } | { kind: 'unread'; reason: string }

/**
 * Lists the secrets of an app if its new spicepod refers to some that this run does not store. Never rejects, because
 * the run may end before it awaits the result.
 */
export async function listSecrets(appId: number, options: CheckOptions): Promise<KnownNames> {
  const { api, clock, deadline, desired, spicepodReport } = options
  const own = new Set(desired.secrets.map(({ name }) => name))
  const mayLack = (spicepodReport?.findMissing({ names: own }) ?? []).length > 0
  if (!mayLack) return { kind: 'read', names: own }
  const soon = atMost(maxLookupMs, deadline, clock)
  try {
    const lists = await Promise.all([api.listSecrets(appId, soon), api.listLinkedOrgSecrets(appId, soon)])
    return { kind: 'read', names: new Set([...own, ...lists.flat()]) }
  } catch (error) {
    return { kind: 'unread', reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Reports what the checks found in the spicepod for an existing app, and the secrets that it lacks.
 *
 * @param app undefined if it has not been read
 * @throws InputError if strict checks refuse the spicepod
 */
export async function checkForApp(
  app: App | undefined,
  listing: Promise<KnownNames>,
  options: CheckOptions,
): Promise<void> {
  const { spicepodReport: report, emit, redact } = options
  // An app that is connected to GitHub takes its spicepod from there.
  if (report === undefined || app?.production_branch) return
  const known = await listing
  if (known.kind === 'unread') {
    const reason = cut(known.reason, readableLength, redact)
    emit({ type: 'note', text: endWithStop(`Secret references not checked: ${reason}`) })
    return settle(report.problems, options)
  }
  if (report.findMissing(known).length === 0) return settle(report.problems, options)
  const unlinked = await listUnlinked(options)
  const secrets = report.findMissing({ ...known, unlinked })
  return settle([...report.problems, ...secrets], options)
}

/** The same for an app that is about to be created: it may turn out to have secrets, so a missing one is a warning. */
export function checkForNewApp(options: CheckOptions): void {
  const { spicepodReport: report, desired } = options
  if (report === undefined) return
  const names = new Set(desired.secrets.map(({ name }) => name))
  const secrets = report.findMissing({ names }).map((problem) => ({ ...problem, certain: false }))
  settle([...report.problems, ...secrets], options)
}

function settle(problems: readonly Problem[], { inputs, emit }: CheckOptions): void {
  const certain = inputs.spicepodChecks === 'strict' ? problems.filter((problem) => problem.certain) : []
  if (certain.length > 0) {
    throw new InputError(certain.map(describeFinding), {
      findings: problems,
      todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
    })
  }
  if (problems.length > 0) emit({ type: 'problems.found', problems, isRefused: false })
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
