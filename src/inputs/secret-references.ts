import { capitalize } from '../platform/text.ts'
import { type Position, quote } from '../problem.ts'
import { knownKeys } from './spicepod-keys.ts'
import {
  type Component,
  describeComponent,
  type SpicepodFinding,
  type SpicepodNodes,
} from './spicepod-nodes.ts'

/** A reference such as `${secrets:PG_PASS}` in a value of a spicepod. */
export interface SecretReference extends Position {
  readonly store: string
  readonly key: string
  /** The component in which it is used; undefined in the runtime's settings and the like. */
  readonly component: Pick<Component, 'kind' | 'name' | 'number'> | undefined
  /** The key of the value, `pg_pass`; undefined for an entry of a list. */
  readonly param: string | undefined
  /**
   * Whether a list of secrets can prove that it is missing. It cannot for other stores than the app's own, for
   * secrets that Spice Cloud manages and never lists, or where the runtime replaces nothing.
   */
  readonly checkable: boolean
}

/** The runtime's grammar: whitespace may stand between the five parts, and both names begin with a letter. */
const referencePattern = /\$\{[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*\}/g

/** What somebody may have meant to be one. */
const attemptPattern = /\$\{\{?[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([^\s{}:$]+)[ \t\r\n]*\}/g

/** Secrets that Spice Cloud provides under this prefix can be linked, but are in no list. */
const platformPrefix = 'SCP_'

/** Finds every reference in the parsed values of a spicepod. Comments have no values. */
export function findSecretReferences(nodes: SpicepodNodes): SecretReference[] {
  const canCheck = readChecks(nodes)
  return [...textsOf(nodes)].flatMap(({ scalar, path, component, isReplaced }) =>
    [...scalar.value.matchAll(referencePattern)].map(([, store = '', key = '']) => ({
      store,
      key,
      component,
      param: path.at(-1),
      checkable: isReplaced && canCheck(store) && !key.toUpperCase().startsWith(platformPrefix),
      ...nodes.positionOf(scalar),
    })),
  )
}

/**
 * The name of the secret that a reference means; undefined if it is none of these. The runtime tries the name as it is
 * written and in upper case, each with `SPICE_` in front of it first.
 */
export function findSecret(
  { key }: Pick<SecretReference, 'key'>,
  names: ReadonlySet<string>,
): string | undefined {
  const upper = key.toUpperCase()
  return [`SPICE_${key}`, key, `SPICE_${upper}`, upper].find((name) => names.has(name))
}

/** Names of secrets that were read in full. */
export interface KnownSecrets {
  /** Of this run, of the app, and of the organization if they are linked to the app. */
  readonly names: ReadonlySet<string>
  /** Of the organization, not linked to the app. */
  readonly unlinked?: ReadonlySet<string>
}

/** The references that no secret satisfies. Call it only if the lists were read in full. */
export function findMissingSecrets(
  references: readonly SecretReference[],
  { names, unlinked = new Set() }: KnownSecrets,
): SpicepodFinding[] {
  return references
    .filter((reference) => reference.checkable && findSecret(reference, names) === undefined)
    .map((reference) => {
      const { store, key, component, param, line, column } = reference
      const user = component === undefined ? 'the spicepod' : describeComponent(component)
      const place = param === undefined ? user : `${user} (${quote(param)})`
      const linkable = findSecret(reference, unlinked)
      return {
        kind: 'secret',
        name: key,
        // The platform may set variables of the environment that no list of secrets has.
        certain: store !== 'env',
        message: `Secret ${quote(key)} does not exist, but ${place} refers to it as ${quote(`\${${store}:${key}}`)}.`,
        advice:
          linkable === undefined
            ? `Add ${quote(key)} to the \`secrets\` input, or create it in the app's settings.`
            : `The organization has secret ${quote(linkable)}: link it to the app.`,
        line,
        column,
      }
    })
}

/** References that the runtime leaves as they are, because their key has characters that its grammar lacks. */
export function findUnreadableReferences(nodes: SpicepodNodes): SpicepodFinding[] {
  const stores = new Set(['secrets', 'env', ...storesOf(nodes).map(({ name }) => name)])
  const texts = [...textsOf(nodes)].filter(({ isReplaced }) => isReplaced)
  return texts.flatMap(({ scalar, component }) =>
    [...scalar.value.matchAll(attemptPattern)]
      .filter(([text, store = '']) => stores.has(store) && text.match(referencePattern) === null)
      .map(([text, , key = '']) => ({
        kind: 'secret',
        name: key,
        certain: false,
        message: `${component === undefined ? 'The spicepod' : capitalize(describeComponent(component))} uses ${quote(text)}, which the runtime does not replace.`,
        advice:
          'Start the key with a letter and use only letters, digits, `_` and `-`. Rename the secret if necessary.',
        ...nodes.positionOf(scalar),
      })),
  )
}

/** Stores of the spicepod's own hide the app's secrets, unless the environment is one of them. */
export function checkStores(nodes: SpicepodNodes): SpicepodFinding[] {
  const stores = storesOf(nodes)
  const isEnvironment = ({ entries, isReference }: Component) =>
    isReference || providerOf(nodes.textOf(entries.get('from')?.value)) === 'env'
  const key = nodes.entries.get('secrets')?.keyNode
  if (stores.length === 0 || stores.some(isEnvironment)) return []
  return [
    {
      kind: 'spicepod',
      certain: false,
      message: "The `secrets` list has no store with `from: env`, which hides the app's secrets.",
      advice: 'Add an entry with `from: env` and `name: env` to the list.',
      ...nodes.positionOf(key),
    },
  ]
}

function storesOf(nodes: SpicepodNodes): Component[] {
  return nodes.components.filter(({ kind }) => kind === 'secret')
}

/** `secrets` searches every store, so other stores than the environment may hold what the lists lack. */
function readChecks(nodes: SpicepodNodes): (store: string) => boolean {
  const others = storesOf(nodes).filter(
    ({ entries }) => providerOf(nodes.textOf(entries.get('from')?.value)) !== 'env',
  )
  return (store) =>
    (store === 'secrets' && others.length === 0) ||
    (store === 'env' && !others.some(({ name, isReference }) => name === 'env' || isReference))
}

function providerOf(from: string | undefined): string | undefined {
  return from?.replace(/:.*/s, '').trim()
}

/** Keys below which the runtime replaces nothing, since they hold prose or SQL. */
const proseKeys = new Set(['description', 'metadata', 'sql', 'refresh_sql', 'retention_sql', 'body'])

/** Every string of the spicepod, with the component in which it is used. */
function* textsOf(nodes: SpicepodNodes) {
  const seen = new Set<unknown>()
  for (const component of nodes.components) {
    // Each component is walked on its own, since aliases may share values among them.
    for (const { scalar, path } of nodes.textsBelow(component.node)) {
      seen.add(scalar)
      yield { scalar, path, component, isReplaced: !path.some((key) => proseKeys.has(key)) }
    }
  }
  for (const { scalar, path } of nodes.textsBelow(nodes.root)) {
    const [top = ''] = path
    const isReplaced = knownKeys.spicepod.has(top) && !path.some((key) => proseKeys.has(key))
    if (!seen.has(scalar)) yield { scalar, path, component: undefined, isReplaced }
  }
}
