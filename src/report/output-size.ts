import { parseExactJson } from '../platform/json.ts'
import { cut, join, listNames } from '../platform/text.ts'
import type { Outputs } from './outputs.ts'

/** Lists that may be long: a job can have outputs of 1 MB in UTF-16, where a byte of UTF-8 takes two bytes at most. */
const names = ['problems', 'data-changes', 'datasets', 'models', 'test-results'] as const
const maxBytes = 450_000

/** Texts are cut to so many characters at least, and to so many at most, before entries are left out. */
const textLength = { least: 100, most: 2000 }

interface List {
  readonly name: string
  /** Entries as JSON. */
  readonly entries: string[]
  omitted: number
}

/** Makes the long lists among the outputs fit into those of a job, all of them together. */
export function fitOutputs(outputs: Outputs): { outputs: Outputs; note?: string } {
  const present = names.filter((name) => outputs[name] !== undefined)
  const bytes = present.reduce((sum, name) => sum + Buffer.byteLength(outputs[name] ?? ''), 0)
  if (bytes <= maxBytes) return { outputs }
  const parsed = present.map((name) => ({ name, entries: [parseExactJson(outputs[name] ?? '')].flat() }))
  const shorten = (most: number) =>
    parsed.map(({ name, entries }): List => {
      const shown = entries.map((entry) =>
        JSON.stringify(entry, (_, value) => (typeof value === 'string' ? cut(value, most) : value)),
      )
      return { name, entries: shown, omitted: 0 }
    })
  let { least, most } = textLength
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (sizeOf(shorten(middle)) <= maxBytes) least = middle
    else most = middle - 1
  }
  const lists = shorten(least)
  leaveOut(lists)
  const omitted = lists.filter((list) => list.omitted > 0)
  const lacking = omitted.map((list) => `the last ${list.omitted} of \`${list.name}\``)
  const note = join(
    ' ',
    `The outputs ${listNames(present)} together have at most 450 kB, so their texts are cut after ${least} characters.`,
    lacking.length > 0 && `Left out: ${lacking.join(', ')}.`,
  )
  return { outputs: { ...outputs, ...Object.fromEntries(lists.map(toOutput)) }, note }
}

/** Leaves out the last entries, each of the list that is the longest. */
function leaveOut(lists: readonly List[]): void {
  const sizes = new Map(lists.map((list) => [list, sizeOf([list])]))
  let rest = sizeOf(lists)
  while (rest > maxBytes) {
    const [longest] = [...sizes].reduce((left, right) => (right[1] > left[1] ? right : left))
    const entry = longest.entries.pop() ?? ''
    longest.omitted++
    const bytes = Buffer.byteLength(entry) + 1
    sizes.set(longest, (sizes.get(longest) ?? 0) - bytes)
    rest -= bytes
  }
}

const toOutput = ({ name, entries }: List) => [name, `[${entries.join()}]`] as const

/** At most, in bytes: there is no comma after the last entry. */
function sizeOf(lists: readonly List[]): number {
  return lists.reduce(
    (sum, { entries }) => sum + 2 + entries.reduce((sum, entry) => sum + Buffer.byteLength(entry) + 1, 0),
    0,
  )
}
