import { isDeepStrictEqual } from 'node:util'
import type { AppliedPlan } from '../app/apply.ts'
import type { Run } from '../core/run.ts'
import { chooseCommit } from '../github/source.ts'
import { membersOf } from '../platform/json.ts'
import type { Deployment } from '../spice/schema.ts'
import { type ComponentChange, compareComponents, type ReplacedEdit } from '../spicepod/component-changes.ts'
import { componentLists, isSameSpicepod, toComparable } from '../spicepod/spicepod.ts'
import { hasSucceeded } from './deployment.ts'
import { newerThan } from './list.ts'
import { findServed } from './served.ts'

/** How many deployments since the last success, and how many commits of the branch, may have left what was stored. */
const maxTraces = 5

/**
 * The edit that the push of this run has replaced: what was stored before is neither the file at the commit of the newest
 * success nor one that a deployment or a cancelled job may have left since.
 * @param deployments as they were before this run created its own, newest first
 * @returns undefined if there was none, or if that is not known
 */
export async function findReplacedEdit(
  { spicepod }: Pick<AppliedPlan, 'spicepod'>,
  deployments: readonly Deployment[],
  run: Run,
): Promise<ReplacedEdit | undefined> {
  const before = spicepod.kind === 'pushed' && spicepod.previous
  const pushed = run.desired.spicepod?.value
  const success = deployments.find(hasSucceeded)
  if (!before || pushed === undefined || success === undefined) return undefined
  const committed = await run.committed()
  const served = await findServed(success, before, committed)
  if (served.certainty !== 'likely') return undefined
  const since = newerThan(success.id, deployments).slice(0, maxTraces)
  const { branch, commitSha } = chooseCommit(run)
  const changes = await committed.listChanges(branch ?? commitSha ?? '', maxTraces)
  const left = new Set([...since.flatMap(({ commit_sha }) => commit_sha || []), ...changes])
  const files = await Promise.all([...left].map((commit) => committed.at(commit)))
  if (files.some((file) => 'why' in file || isSameSpicepod(file.value, before))) return undefined
  return compareEdit(served.spicepod, before, pushed)
}

/** @returns undefined if the push has kept all that the edit had changed */
function compareEdit(original: object, edited: object, pushed: object): ReplacedEdit | undefined {
  const keyOf = ({ kind, name }: ComponentChange) => `${kind} ${name}`
  const ofEdit = new Set(compareComponents(original, edited).map(keyOf))
  const components = compareComponents(edited, pushed).filter((change) => ofEdit.has(keyOf(change)))
  const [old, stored, now] = [original, edited, pushed].map((each) => membersOf(toComparable(each)))
  const members = [...new Set([...Object.keys(stored ?? {}), ...Object.keys(old ?? {})])].filter(
    (key) =>
      !(key in componentLists) &&
      key !== 'dependencies' &&
      !isDeepStrictEqual(old?.[key], stored?.[key]) &&
      !isDeepStrictEqual(stored?.[key], now?.[key]),
  )
  return components.length + members.length === 0 ? undefined : { components, members }
}
