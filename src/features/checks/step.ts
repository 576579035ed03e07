import { InputError } from '../../core/errors.ts'
import type { Problem } from '../../core/problem.ts'
import type { Run } from '../../core/run.ts'
import { atMost, maxHintMs } from '../../platform/clock.ts'
import { endOfSentence, messageOf } from '../../platform/text.ts'
import type { App } from '../../spice/schema.ts'
import type { SpicepodReport } from './spicepod.ts'

/** The secrets that an app has before this run. Neither list rejects, because the run may end before it awaits them. */
interface SecretLists {
  /** The names of those that this run stores. */
  readonly sent: ReadonlySet<string>
  readonly own: Promise<SecretNames>
  /** Secrets of the organization that are linked to the app. */
  readonly linked: Promise<SecretNames>
}

interface SecretNames {
  readonly names: readonly string[]
  /** Why they are not known, as the end of a sentence. */
  readonly why?: string
}

/** Lists the app's own secrets if this run stores some, and both kinds if the spicepod refers to any others. */
export function listSecrets(appId: number | undefined, run: Run): SecretLists {
  const { api, clock, deadline, desired, spicepodReport } = run
  const sent = new Set(desired.secrets.map(({ name }) => name))
  const mayLack = (spicepodReport?.findMissing({ names: sent }) ?? []).length > 0
  const soon = atMost(maxHintMs, deadline, clock)
  const read = async (list: Promise<string[]> | []): Promise<SecretNames> => {
    try {
      return { names: await list }
    } catch (error) {
      return { names: [], why: endOfSentence(messageOf(error)) }
    }
  }
  return {
    sent,
    own: read(appId !== undefined && (mayLack || sent.size > 0) ? api.listSecrets(appId, soon) : []),
    linked: read(appId !== undefined && mayLack ? api.listLinkedOrgSecrets(appId, soon) : []),
  }
}

/**
 * Reports what the checks found in the spicepod, and the secrets that the app lacks. A `new` app may turn out to have
 * them, so a missing one is a warning; a fork has those of the lists of its source.
 * @param stored the spicepod that may read the secrets already: of the app, or of the source of a fork
 */
export async function checkSpicepod(
  app: App | 'new' | undefined,
  stored: unknown,
  lists: SecretLists,
  run: Run,
): Promise<void> {
  const { spicepodReport: report, inputs, emit } = run
  const isNew = app === 'new'
  // An app that is connected to GitHub takes its spicepod from there.
  if (report === undefined || (!isNew && app?.production_branch)) return
  const missing = await findMissing(report, lists, run)
  const inUrls = report.findInUrls(stored)
  const problems = [...report.problems, ...inUrls, ...(isNew ? missing.map(asWarning) : missing)]
  const certain = inputs.spicepodChecks === 'strict' ? problems.filter((problem) => problem.certain) : []
  if (certain.length > 0) {
    throw new InputError(certain, {
      findings: problems,
      todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
    })
  }
  // This run is not refused, and `certain` stands for what refuses one.
  const warnings = problems.map(asWarning)
  if (warnings.length > 0) emit({ type: 'problems.found', problems: warnings, isRefused: false })
}

async function findMissing(
  { findMissing: find }: SpicepodReport,
  { sent, own, linked }: SecretLists,
  run: Run,
): Promise<Problem[]> {
  if (find({ names: sent }).length === 0) return []
  const read = await Promise.all([own, linked])
  // If one of the lists cannot be read, the other one may have all that is needed.
  const names = new Set([...sent, ...read.flatMap((list) => list.names)])
  const missing = find({ names })
  const unread = read.find(({ why }) => why !== undefined)
  if (missing.length === 0) return []
  if (unread === undefined) return missing
  run.emit({ type: 'note', text: `Secret references not checked: ${unread.why}` })
  return []
}

function asWarning(problem: Problem): Problem {
  return { ...problem, certain: false }
}
