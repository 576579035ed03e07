import { count, join, limit, maxLength, shorten } from '../platform/text.ts'
import type { ComponentChange, ReplacedEdit } from '../spicepod/component-changes.ts'
import { describeKind } from '../spicepod/spicepod.ts'
import { type Line, text } from './log.ts'
import { firstFitting, type Html, type Markup } from './markup.ts'

const maxComponents = 50
const maxKeys = 5
const maxLineLength = 500
/** The tags around a list, in characters. */
const maxFrameLength = 750
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
  return describeEach(components, max, ({ change, what, keys }) => {
    return `${signs[change]} ${join(': ', what, keys)}${change === 'removed' ? ' (removed)' : ''}`
  })
}

interface Described extends Pick<ComponentChange, 'change'> {
  readonly what: string
  readonly keys: string
}

function describeEach(
  components: readonly ComponentChange[],
  max: number,
  describe: (described: Described) => string,
): readonly string[] {
  const alike = Object.groupBy(components, signatureOf)
  const groups = components.flatMap((component) => {
    const group = alike[signatureOf(component)] ?? []
    if (group.length < minAlike) return [[component]]
    return group[0] === component ? [group] : []
  })
  const most = Math.min(max, maxComponents)
  const more = groups.slice(most).flat().length
  return [
    ...groups.slice(0, most).map((group) => describe(describeAlike(group))),
    ...(more > 0 ? [`… and ${count(more, 'more component')}`] : []),
  ]
}

function signatureOf({ kind, change, keys }: ComponentChange): string {
  return JSON.stringify([kind, change, keys])
}

function describeAlike(group: readonly ComponentChange[]): Described {
  // No group is empty.
  const { kind, name, change, keys = [] } = group[0] as ComponentChange
  const thing = describeKind(kind)
  const what =
    group.length > 1
      ? `${group.length} ${thing.replace(/y$/, 'ie')}s`
      : `${thing} ${shorten(name, maxLength.name) || 'without a name'}`
  return { change, what, keys: limit(keys, maxKeys, (key) => shorten(key, maxLength.name)).join(', ') }
}

/** The same for the log. What is removed stands out. */
export function narrateComponents(components: readonly ComponentChange[]): Line[] {
  return describeComponents(components).map((line) => text(line, line.startsWith('−') ? 'yellow' : undefined))
}

/** A list of the components, with a sign at each removed one, as many as fit into `max` characters. */
export function renderComponents(
  components: readonly ComponentChange[],
  title: Html,
  markup: Markup,
  max: number,
): Html {
  if (components.length === 0) return ''
  const toItem = (line: string) =>
    join('', '<li>', line.startsWith('−') && '⚠️ ', markup.inlineCode(line, maxLineLength), '</li>\n')
  const fitting = firstFitting(describeComponents(components).map(toItem), max - maxFrameLength, 0)
  const list = describeComponents(components, fitting.length).map(toItem).join('')
  return `<p><b>${title}</b></p>\n<ul>\n${list}</ul>`
}

export const replacedAnEdit =
  'This replaced a spicepod that no deployment had: an edit on spice.ai, or the push of a cancelled job. Replaced:'
/** An annotation has room for them, and what is live has to stay in sight. */
const maxReplaced = 10

/** What has become of an edit, for within a sentence: `dataset alerts (removed)`. */
export function nameReplaced({ components, members }: ReplacedEdit): string[] {
  const named = describeEach(components, maxReplaced, ({ change, what, keys }) => {
    return `${what} (${change === 'changed' ? keys : change})`
  })
  return [...named, ...limit(members, maxReplaced, (member) => shorten(member, maxLength.name))]
}
