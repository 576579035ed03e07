import { isDeepStrictEqual } from 'node:util'
import type { AppliedPlan } from '../app/apply.ts'
import type { Run } from '../core/run.ts'
import { membersOf } from '../platform/json.ts'
import type { Deployment } from '../spice/schema.ts'
import { type ComponentChange, compareComponents, type ReplacedEdit } from '../spicepod/component-changes.ts'
import { componentLists, toComparable } from '../spicepod/spicepod.ts'
import { hasSucceeded } from './deployment.ts'
import { findServed } from './served.ts'

/**
 * What no deployment had of the spicepod that the push of this run has replaced: the newest deployment has succeeded, and the
 * file at its commit is another one.
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
  const [newest] = deployments
  if (!before || pushed === undefined || newest === undefined || !hasSucceeded(newest)) return undefined
  const served = await findServed(newest, before, await run.committed())
  if (served.certainty !== 'likely') return undefined
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
