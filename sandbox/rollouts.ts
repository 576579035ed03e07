import type { App } from './apps.ts'
import { entriesOf } from './components.ts'
import type { InstanceLogLine, Rollout } from './instance-life.ts'
import { readyLine, startLine } from './instances.ts'
import { neverEnds, succeeds } from './plan.ts'
import { referencesIn, type SecretReference, unresolvedIn } from './secret-references.ts'

const PREFLIGHT = 'runtime::secrets_preflight'

/** In progress for ever if the app lacks a secret that its spicepod refers to; otherwise as `durationMs` says. */
export function checksSecrets(app: App, durationMs = 400): Rollout {
  const references = referencesIn(app.spicepod)
  const unresolved = unresolvedIn(app)
  if (unresolved.length > 0) return stuckOnSecrets(unresolved, references.length, durationMs / 2)
  const resolved: InstanceLogLine = {
    afterMs: durationMs / 2,
    level: 'INFO',
    module: PREFLIGHT,
    text: `Secrets: all ${references.length} secret reference(s) resolved.`,
  }
  const log = [startLine(durationMs / 4), ...(references.length > 0 ? [resolved] : []), readyLine(durationMs)]
  return { plan: succeeds(durationMs), instances: [{ log }] }
}

/** The new instance logs which references it could not resolve, and never gets ready. */
export function stuckOnSecrets(
  unresolved: readonly SecretReference[],
  total: number,
  afterMs = 200,
): Rollout {
  return stuck(afterMs, unresolvedLines(unresolved, total, afterMs))
}

/** The lines of one event about references that could not be resolved. */
export function unresolvedLines(
  unresolved: readonly SecretReference[],
  total: number,
  afterMs: number,
): InstanceLogLine[] {
  const lines = unresolved.map(
    ({ store, key, kind, component, parameter }) =>
      `  ✗ \${ ${store}:${key} }  ${kind} '${component}' (${parameter}) — not found in [env]`,
  )
  return [
    {
      afterMs,
      level: 'WARN',
      module: PREFLIGHT,
      text: `Secrets: ${unresolved.length} of ${total} secret reference(s) could not be resolved:`,
    },
    ...[...lines, 'Docs: https://spiceai.org/docs/components/secret-stores'].map((text) => ({
      afterMs,
      text,
    })),
  ]
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
