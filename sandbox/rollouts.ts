import { entriesOf } from './components.ts'
import type { InstanceLogLine, Rollout } from './instance-life.ts'
import { readyLine, startLine } from './instances.ts'
import { neverEnds, succeeds } from './plan.ts'
import { type SecretReference, secretLines } from './secret-references.ts'

/** The new instance logs which references it could not resolve, and never gets ready. */
export function stuckOnSecrets(
  unresolved: readonly SecretReference[],
  total: number,
  afterMs = 200,
): Rollout {
  return stuck(afterMs, secretLines(total, unresolved, afterMs))
}

/** A dataset goes into error and stays there. The instance logs it again and again for `retriesMs`. */
export function stuckOnDataset(name: string, cause: string, afterMs = 200, retriesMs = 600_000): Rollout {
  const log: InstanceLogLine[] = []
  for (let at = afterMs; at < afterMs + retriesMs; at += 15_000) {
    const text = `Error initializing dataset ${name}. ${cause}`
    log.push({ afterMs: at, level: 'WARN', module: 'runtime::init::dataset', text })
  }
  const { plan, instances } = stuck(afterMs, log)
  const datasets = { [name]: [{ afterMs, status: 'Error', error_message: cause }] }
  return { plan, instances: instances.map((life) => ({ ...life, datasets })) }
}

/** A model or embedding fails to load, once and for all. */
export function stuckOnModel(
  name: string,
  cause: string,
  afterMs = 200,
  kind: 'model' | 'embedding' = 'model',
): Rollout {
  const module = `runtime::init::${kind}`
  const { plan, instances } = stuck(
    afterMs,
    kind === 'model'
      ? [{ afterMs, level: 'WARN', module, text: `Failed to load LLM: ${name}. ${cause}` }]
      : [
          { afterMs, level: 'WARN', module, text: `Failed to load embedding ${name}.` },
          { afterMs, text: `Error: ${cause}` },
        ],
  )
  const models = { [name]: [{ afterMs, status: 'Error', error_message: cause }] }
  return { plan, instances: instances.map((life) => ({ ...life, models })) }
}

/** The datasets of a spicepod get ready one after the other, then the deployment succeeds. */
export function loadsSlowly(spicepod: unknown, durationMs: number): Rollout {
  const datasets = entriesOf(spicepod, 'datasets')
  const readyAt = (index: number) => ((index + 1) / (datasets.length + 1)) * durationMs
  const log: InstanceLogLine[] = datasets.map(({ name }, index) => ({
    afterMs: readyAt(index),
    level: 'INFO',
    module: 'runtime::accelerated_table::refresh_task',
    text: `Loaded ${1000 * (index + 1)} rows (1 MiB) for dataset ${name} in 1s.`,
  }))
  const steps = datasets.map(({ name }, index) => [name, [{ afterMs: readyAt(index), status: 'Ready' }]])
  return {
    plan: [
      { afterMs: 0, status: 'queued' },
      { afterMs: 100, status: 'in_progress' },
      { afterMs: durationMs, status: 'succeeded' },
    ],
    instances: [
      {
        states: [
          { afterMs: 100, status: 'deploying' },
          { afterMs: 200, status: 'loading' },
          { afterMs: durationMs, status: 'ready' },
        ],
        log: [startLine(100), ...log, readyLine(durationMs)],
        datasets: Object.fromEntries(steps),
      },
    ],
  }
}

/** Succeeds, and is well for twice as long as that took. Then a dataset goes into error and stays there. */
export function goesBad(name: string, cause: string, durationMs: number): Rollout {
  const steps = [
    { afterMs: 0, status: 'Ready' },
    { afterMs: 3 * durationMs, status: 'Error', error_message: cause },
  ]
  return { plan: succeeds(durationMs), instances: [{ datasets: { [name]: steps } }] }
}

function stuck(afterMs: number, log: readonly InstanceLogLine[]): Rollout {
  const beginMs = afterMs / 2
  return {
    plan: neverEnds(beginMs),
    instances: [
      {
        states: [
          { afterMs: beginMs, status: 'deploying' },
          { afterMs: (beginMs + afterMs) / 2, status: 'loading' },
        ],
        log: [startLine(beginMs), ...log],
      },
    ],
  }
}
