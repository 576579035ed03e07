import { count, join, limit, shorten } from '../platform/text.ts'
import type { ComponentChange } from '../spicepod/component-changes.ts'
import { describeKind } from '../spicepod/spicepod.ts'
import { type Line, text } from './log.ts'

const maxComponents = 50
const maxKeys = 5
const maxNameLength = 100
const signs = { removed: '−', changed: '~', added: '+' } as const

/** So many components that differ alike are one line: one change of a whole spicepod is told once. */
const minAlike = 10

/**
 * A line for each component that differs, such as `~ dataset trips: from, acceleration.engine`, or for many that differ
 * alike: `~ 333 datasets: acceleration.mode`.
 */
export function describeComponents(
  components: readonly ComponentChange[],
  max = maxComponents,
): readonly string[] {
  const alike = Object.groupBy(components, signatureOf)
  const lines = components.flatMap((component) => {
    const group = alike[signatureOf(component)] ?? []
    if (group.length < minAlike) return [[component]]
    return group[0] === component ? [group] : []
  })
  const most = Math.min(max, maxComponents)
  const more = lines.slice(most).flat().length
  return [
    ...lines.slice(0, most).map(describeAlike),
    ...(more > 0 ? [`… and ${count(more, 'more component')}`] : []),
  ]
}

function signatureOf({ kind, change, keys }: ComponentChange): string {
  return JSON.stringify([kind, change, keys])
}

/** @param first stands for all of them */
function describeAlike([first, ...others]: readonly ComponentChange[]): string {
  if (first === undefined) return ''
  const { kind, name, change, keys = [] } = first
  const thing = describeKind(kind)
  const what =
    others.length > 0
      ? `${others.length + 1} ${thing.replace(/y$/, 'ie')}s`
      : `${thing} ${shorten(name, maxNameLength) || 'without a name'}`
  const shown = limit(keys, maxKeys, (key) => shorten(key, maxNameLength))
  return `${signs[change]} ${join(': ', what, shown.join(', '))}${change === 'removed' ? ' (removed)' : ''}`
}

/** The same for the log. What is removed stands out. */
export function narrateComponents(components: readonly ComponentChange[]): Line[] {
  return describeComponents(components).map((line) => text(line, line.startsWith('−') ? 'yellow' : undefined))
}
