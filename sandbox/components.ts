import type { ComponentStep, InstanceLife, InstanceStatus } from './instance-life.ts'
import { ANY_COMPONENT, type Plan } from './plan.ts'
import { type JsonObject, membersOf } from './runtime/json.ts'

/** A dataset, model or embedding as an instance lists it. */
export interface Component {
  readonly name: string
  readonly from?: string
  readonly isAccelerated: boolean
  readonly status: string | null
  readonly error?: JsonObject
  readonly error_message?: string
}

type Entry = JsonObject & { readonly name: string }

/** The entries of one kind in a spicepod that have a name. */
export function entriesOf(spicepod: unknown, kind: string): Entry[] {
  const entries = membersOf(spicepod)[kind]
  if (!Array.isArray(entries)) return []
  return entries.map(membersOf).flatMap((entry) => {
    const { name } = entry
    return typeof name === 'string' ? [{ ...entry, name }] : []
  })
}

/** The datasets of an instance, or its models and embeddings, `afterMs` after the creation of its deployment. */
export function componentsAt(
  list: 'datasets' | 'models',
  { [list]: scripts = {} }: InstanceLife,
  spicepod: unknown,
  word: InstanceStatus,
  afterMs: number,
): Component[] {
  const kinds = list === 'models' ? ['models', 'embeddings'] : ['datasets']
  const entries = kinds.flatMap((kind) => entriesOf(spicepod, kind))
  const extra = Object.keys(scripts).filter((name) => !entries.some((entry) => entry.name === name))
  return [...entries, ...extra.map((name): Entry => ({ name }))].flatMap(({ name, from, acceleration }) => {
    const step: Partial<ComponentStep> = scripts[name]?.findLast((each) => each.afterMs <= afterMs) ?? {}
    if (step.listed === false) return []
    const source = step.from ?? from
    return {
      name,
      ...(typeof source === 'string' && { from: source }),
      isAccelerated: acceleration !== undefined && membersOf(acceleration).enabled !== false,
      status: step.status === undefined ? usualStatus(word) : step.status,
      ...(step.error_message !== undefined && { error_message: step.error_message }),
    }
  })
}

function usualStatus(word: InstanceStatus): string {
  return word === 'deploying' || word === 'loading' ? 'Initializing' : word === 'failed' ? 'Error' : 'Ready'
}

/** Puts the name of the first component into error messages that leave a place for one. */
export function nameComponent(plan: Plan, spicepod: unknown): Plan {
  return plan.map((step) => {
    if (!step.error_message?.includes(ANY_COMPONENT)) return step
    const [first] = ['datasets', 'models', 'views'].flatMap((kind) =>
      entriesOf(spicepod, kind).map(({ name }) => `${kind.slice(0, -1)} "${name}"`),
    )
    return { ...step, error_message: step.error_message.replace(ANY_COMPONENT, first ?? 'the spicepod') }
  })
}
