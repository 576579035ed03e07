import { structuredPatch } from 'diff'
import { stringify } from 'yaml'
import { credentialHider } from './credentials.ts'
import { toComparable } from './spicepod.ts'

/** More lines that differ would not be read. */
const maxDifferences = 1000
/** Largest product of lines and differences: comparing takes time in proportion to it. */
const maxWork = 40_000_000

/**
 * The hunks of the difference of two spicepods, without credentials; undefined if there is too much of it. They are
 * compared as values: the API does not keep the text, so comments and order would always differ.
 */
export function diffSpicepods(before: object | null | undefined, after: object): string[][] | undefined {
  const hideCredentials = credentialHider()
  const toText = (value: object) =>
    stringify(hideCredentials(toComparable(value)), {
      sortMapEntries: true,
      lineWidth: 0,
      aliasDuplicateObjects: false,
    })
  const old = before ? toText(before) : ''
  const text = toText(after)
  const lines = (old + text).split('\n').length
  // Nothing is compared with a spicepod that is new.
  const maxEditLength = before ? Math.min(maxDifferences, Math.floor(maxWork / lines)) : lines
  return structuredPatch('', '', old, text, undefined, undefined, { maxEditLength })?.hunks.map(
    (hunk) => hunk.lines,
  )
}
