import type { App } from './apps.ts'
import { entriesOf } from './components.ts'
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
  return referencesIn(app.spicepod).filter(
    ({ store, key }) =>
      ['secrets', 'env'].includes(store) &&
      ![key, key.toUpperCase()].some((name) => names.has(name) || names.has(`SPICE_${name}`)),
  )
}
