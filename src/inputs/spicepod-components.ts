import { type Document, isScalar, type LineCounter } from 'yaml'
import { type Position, SpicepodNodes } from './spicepod-nodes.ts'

/** A component as the rollout doctor and annotations need it. */
interface SpicepodComponent extends Position {
  readonly kind: string
  readonly name: string
  readonly from?: string
  /** The runtime loads all of its data before it is ready. */
  readonly accelerated: boolean
  /** The runtime does not load it when it starts. */
  readonly onDemand: boolean
}

interface SpicepodComponents {
  readonly components: readonly SpicepodComponent[]
  /** Every component is in this file: there are no references to others. */
  readonly isComplete: boolean
}

export function readSpicepodComponents(document: Document, lines: LineCounter): SpicepodComponents {
  const nodes = new SpicepodNodes(document, lines)
  const components = nodes.components.flatMap(({ kind, name, at, entries }) => {
    if (name === undefined) return []
    const from = nodes.textOf(entries.get('from')?.value)
    const acceleration = nodes.entriesOf(entries.get('acceleration')?.value)
    const enabled = acceleration.get('enabled')?.value
    return {
      kind,
      name,
      ...(from !== undefined && { from }),
      accelerated: acceleration.size > 0 && !(isScalar(enabled) && enabled.value === false),
      onDemand: nodes.textOf(entries.get('load')?.value) === 'on_demand',
      ...nodes.positionOf(at),
    }
  })
  const isComplete =
    nodes.components.every(({ isReference }) => !isReference) &&
    nodes.itemsOf(nodes.entries.get('dependencies')?.value).length === 0
  return { components, isComplete }
}
