import { PreconditionError } from '../core/errors.ts'
import { quote } from '../core/problem.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { maxLength, shorten } from '../platform/text.ts'
import { type ComponentChange, compareComponents, findRemovals } from '../spicepod/component-changes.ts'
import { describeKind } from '../spicepod/spicepod.ts'
import { type AppPlan, type Running, type SpicepodChange, withoutConnected } from './plan.ts'

/** A change of the app as workflows read it, in the outputs `plan` and `apps`. */
export type ChangeEntry =
  /** No components if the spicepod differs in none. */
  | { kind: 'spicepod'; components: readonly ComponentChange[] }
  | { kind: 'tags'; tags: readonly { name: string; before: string | null; after: string }[] }
  /** Null if it is not known whether the app has the secret. */
  | { kind: 'secret'; name: string; new: boolean | null }

/** The changes of a plan, without those that change nothing. A secret is always sent. */
export function listChanges({
  creation,
  changes,
  running,
}: Pick<AppPlan, 'creation' | 'changes' | 'running'>): ChangeEntry[] {
  const requested = creation?.source === undefined ? Object.entries(creation?.request.tags ?? {}) : []
  const tags = [
    // A new app is created with its tags.
    ...requested.map(([name, after]) => ({ name, before: null, after })),
    ...changes
      .flatMap((change) => (change.kind === 'tags' ? change.differences : []))
      .map(({ key, before = null, after }) => ({ name: key, before, after })),
  ]
  const others = withoutConnected(changes).flatMap((change): ChangeEntry[] => {
    if (change.kind === 'tags') return []
    if (change.kind === 'secret') {
      return [{ kind: 'secret', name: change.name, new: creation ? true : (change.isNew ?? null) }]
    }
    const components = changedComponents(change, running)
    const isSame = change.update === undefined && components.length === 0
    return isSame ? [] : [{ kind: 'spicepod', components }]
  })
  return tags.length === 0 ? others : [{ kind: 'tags', tags }, ...others]
}

/**
 * The components that a push changes, for whoever uses the app: compared with what runs as far as that is known, and removed
 * also if only the stored spicepod has them. All of them are added to an app that has no spicepod.
 */
export function changedComponents(
  { current, desired, update }: SpicepodChange,
  running?: Running,
): ComponentChange[] {
  const ofStored = update === undefined ? [] : compareComponents(current, desired.value)
  if (running?.served === undefined) return ofStored
  return [
    ...findOnlyStored(current, ofStored, running),
    ...compareComponents(running.served.spicepod, desired.value),
  ]
}

/** What a push removes that does not run: an edit, or a push that failed. */
export function findOnlyStored(
  stored: object | null | undefined,
  ofStored: readonly ComponentChange[],
  { served }: Running,
): ComponentChange[] {
  const added = served === undefined ? [] : compareComponents(served.spicepod, stored)
  const isOnlyStored = ({ kind, name }: ComponentChange) =>
    added.some((each) => each.change === 'added' && each.kind === kind && each.name === name)
  return ofStored.filter((each) => each.change === 'removed' && isOnlyStored(each))
}

/** Why the plan is refused if it removes components that others may use. Nobody uses those of a new app. */
export function findRefusedRemovals(
  { creation, changes, running }: Pick<AppPlan, 'creation' | 'changes' | 'running'>,
  { onRemoval }: Pick<Inputs, 'onRemoval'>,
): PreconditionError | undefined {
  const change = withoutConnected(changes).find(({ kind }) => kind === 'spicepod') as
    | SpicepodChange
    | undefined
  if (onRemoval === 'allow' || creation !== undefined || change === undefined) return undefined
  if (change.current === undefined) {
    return new PreconditionError(
      'Spice Cloud does not say which spicepod the app has, so it is not known what the plan removes, and `on-removal` is `refuse`.',
      'Re-run the job. If this remains, compare the spicepods on spice.ai and set `on-removal: allow`.',
    )
  }
  const removals = findRemovals(changedComponents(change, running))
  if (removals.length === 0) return undefined
  const names = removals.map(
    ({ kind, name }) =>
      `${describeKind(kind)} ${name === '' ? 'without a name' : quote(shorten(name, maxLength.name))}`,
  )
  return new PreconditionError(
    `The plan removes ${names.join(', ')}, and \`on-removal\` is \`refuse\`.`,
    'Restore the components that are still used. If none of them is used any more, set `on-removal: allow`.',
  )
}
