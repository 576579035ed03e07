import type { App } from './apps.ts'
import { entriesOf } from './components.ts'
import type { InstanceLogLine } from './instance-life.ts'
import { membersOf } from './runtime/json.ts'

/** A reference to a secret, and where in the spicepod it is. */
export interface SecretReference {
  readonly store: string
  readonly key: string
  readonly kind: string
  readonly component: string
  readonly parameter: string
}

// What the check at the start of a runtime reads, by the name of the list in the spicepod.
const KINDS = {
  datasets: 'dataset',
  catalogs: 'catalog',
  views: 'view',
  models: 'model',
  embeddings: 'embedding',
  tools: 'tool',
} as const

const REFERENCE = /\$\{\s*(?<store>[A-Za-z][\w-]*)\s*:\s*(?<key>[A-Za-z][\w-]*)\s*\}/g

/** The references that a runtime checks when it starts. */
export function referencesIn(spicepod: unknown): SecretReference[] {
  return Object.entries(KINDS).flatMap(([list, kind]) =>
    entriesOf(spicepod, list).flatMap(({ name, params, env }) =>
      [...Object.entries(membersOf(params)), ...Object.entries(membersOf(env))].flatMap(
        ([parameter, value]) =>
          [...String(value).matchAll(REFERENCE)].map(({ groups }) => ({
            store: groups?.store ?? '',
            key: groups?.key ?? '',
            kind,
            component: name,
            parameter,
          })),
      ),
    ),
  )
}

/** The references that the secrets of an app, its own and the linked ones, do not resolve. Other stores are taken to have theirs. */
export function unresolvedIn(app: App): SecretReference[] {
  const names = new Set([...Object.keys(app.secrets), ...app.linkedSecrets])
  // `secrets` searches every store of the spicepod.
  const hasOtherStores = entriesOf(app.spicepod, 'secrets').some(({ from }) => !/^env\b/.test(String(from)))
  return referencesIn(app.spicepod).filter(
    ({ store, key }) =>
      (store === 'env' || (store === 'secrets' && !hasOtherStores)) &&
      ![key, key.toUpperCase()].some((name) => names.has(name) || names.has(`SPICE_${name}`)),
  )
}

/** Whether a secret is missing without which no instance gets ready. What its owner runs is only told of a deployment. */
export function lacksSecrets(app: App): boolean {
  return app.kind === 'managed' && unresolvedIn(app).length > 0
}

/** What a runtime writes at its start about the secrets of its spicepod: nothing if that refers to none. */
export function secretLines(
  total: number,
  unresolved: readonly SecretReference[],
  afterMs: number,
): InstanceLogLine[] {
  const event = { afterMs, module: 'runtime::secrets_preflight' }
  if (total === 0) return []
  if (unresolved.length === 0)
    return [{ ...event, level: 'INFO', text: `Secrets: all ${total} secret reference(s) resolved.` }]
  const lines = unresolved.map(
    ({ store, key, kind, component, parameter }) =>
      `  ✗ \${ ${store}:${key} }  ${kind} '${component}' (${parameter}) — not found in [env]`,
  )
  const text = `Secrets: ${unresolved.length} of ${total} secret reference(s) could not be resolved:`
  return [
    { ...event, level: 'WARN', text },
    ...[...lines, 'Docs: https://spiceai.org/docs/components/secret-stores'].map((line) => ({
      afterMs,
      text: line,
    })),
  ]
}
