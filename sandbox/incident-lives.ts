import { entriesOf } from './components.ts'
import type { DeploymentRecord } from './deployments.ts'
import type { Occurrence, Trouble } from './incidents.ts'
import type { ComponentStep, InstanceLife } from './instance-life.ts'
import { nameOf, readyLine, startLine, statesOf } from './instances.ts'

/** A deployment whose instances go through what happens to it, which is in order of time. */
export function disturb(
  record: DeploymentRecord,
  occurrences: readonly Occurrence[],
  terminatingMs: number,
): DeploymentRecord {
  if (occurrences.length === 0) return record
  const lives = record.instances ?? Array.from({ length: record.replicas }, (): InstanceLife => ({}))
  const named = lives.map((life, index) => ({ ...life, name: life.name ?? nameOf(record, index) }))
  const instances = occurrences.reduce<readonly InstanceLife[]>(
    (before, occurrence) => after(occurrence, before, record, terminatingMs),
    named,
  )
  return { ...record, instances }
}

function after(
  { trouble, fromMs, untilMs }: Occurrence,
  lives: readonly InstanceLife[],
  record: DeploymentRecord,
  terminatingMs: number,
): readonly InstanceLife[] {
  switch (trouble.kind) {
    case 'error':
    case 'missing': {
      const list = isModel(record, trouble.component) ? 'models' : 'datasets'
      const during = stepOf(trouble, fromMs)
      return lives.map((life) => {
        const steps = life[list]?.[trouble.component] ?? []
        const later = { ...steps.findLast(({ afterMs }) => afterMs <= untilMs), afterMs: untilMs }
        return { ...life, [list]: { ...life[list], [trouble.component]: inOrder([...steps, during, later]) } }
      })
    }
    case 'not-ready':
      return lives.map((life) => ({
        ...life,
        states: inOrder([
          ...(life.states ?? statesOf(record)),
          { afterMs: fromMs, status: 'loading' },
          { afterMs: untilMs, status: 'ready' },
        ]),
      }))
    case 'restarted':
    case 'replaced':
      return replaceFirst(lives, record, trouble, fromMs, terminatingMs)
    default:
      // What the runtime answers is not a matter of its instances.
      return lives
  }
}

function stepOf(trouble: Trouble & { kind: 'error' | 'missing' }, afterMs: number): ComponentStep {
  if (trouble.kind === 'missing') return { afterMs, listed: false }
  return { afterMs, status: 'Error', error_message: trouble.message ?? 'The source does not answer' }
}

/** The first instance that still runs ends, and another process takes its place. The others go on. */
function replaceFirst(
  lives: readonly InstanceLife[],
  record: DeploymentRecord,
  { kind, downMs = 0 }: Trouble & { kind: 'restarted' | 'replaced' },
  fromMs: number,
  terminatingMs: number,
): readonly InstanceLife[] {
  const index = lives.findIndex(({ endsAfterMs }) => endsAfterMs === undefined)
  const old = lives[index]
  if (old === undefined) return lives
  const isRestart = kind === 'restarted'
  const ended: InstanceLife = {
    ...old,
    states: [...(old.states ?? statesOf(record)), { afterMs: fromMs, status: 'terminating' }],
    endsAfterMs: isRestart ? fromMs : fromMs + terminatingMs,
  }
  const readyMs = fromMs + downMs
  const next: InstanceLife = {
    ...old,
    ...(!isRestart && { name: nameOf(record, index, `instead since ${fromMs}`) }),
    states: [
      { afterMs: fromMs, status: 'loading' },
      { afterMs: readyMs, status: 'ready' },
    ],
    log: [startLine(fromMs), readyLine(readyMs)],
  }
  return [...lives.slice(0, index), next, ended, ...lives.slice(index + 1)]
}

function isModel({ spicepod }: DeploymentRecord, component: string): boolean {
  return ['models', 'embeddings'].some((kind) =>
    entriesOf(spicepod, kind).some(({ name }) => name === component),
  )
}

function inOrder<Step extends { readonly afterMs: number }>(steps: readonly Step[]): Step[] {
  return steps
    .filter(({ afterMs }) => afterMs < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.afterMs - other.afterMs)
}
