import { type Clock, confirmationMs } from '../../platform/clock.ts'
import { keyOf } from '../../spicepod/names.ts'
import type { Comparison } from './changes.ts'
import { compareSides } from './compare.ts'
import type { SideRead } from './tables.ts'

/** Compares two sides. What may fail the run is read once more before it is believed. */
export async function compareAndConfirm(
  before: SideRead,
  after: SideRead,
  isAllDoubtful: boolean,
  clock: Clock,
): Promise<Comparison> {
  let comparison = compareSides(before.facts, after.facts)
  let doubtful = findDoubtful(comparison)
  let keys = isAllDoubtful ? Array.from(after.facts.keys(), keyOf) : doubtful
  while (keys.length > 0) {
    await clock.sleep(confirmationMs)
    const seen = new Set(doubtful)
    const others = new Set(keys)
    const breaking = new Set(doubtful.filter((key) => others.delete(key)))
    const sides = [before.readAgain(breaking), after.readAgain(breaking, others)] as const
    comparison = compareSides(...(await Promise.all(sides)))
    doubtful = findDoubtful(comparison)
    // A change that was not seen before has to last, too.
    keys = doubtful.filter((key) => !seen.has(key))
  }
  return comparison
}

/** Finds the keys of the tables whose breaking change may be temporary. */
function findDoubtful({ changes }: Comparison): string[] {
  return changes
    .filter(({ breaking, change }) => breaking && change === 'changed')
    .map(({ table }) => keyOf(table))
}
