import { type Position, quote } from '../core/problem.ts'
import { capitalize, cut } from '../platform/text.ts'
import { knownKeys } from './keys.ts'
import { type CheckedSpicepod, type LocatedProblem, refuse, warn } from './problems.ts'
import { describeComponent, type SpicepodComponent } from './spicepod.ts'

/** A reference such as `${secrets:PG_PASS}` in a value of a spicepod. */
interface SecretReference extends Position {
  readonly store: string
  readonly key: string
  /** The component in which it is used, or the spicepod for the runtime's settings and the like. */
  readonly user: string
  /** The key of the value, such as `pg_pass`. */
  readonly param: string
  /** Whether a list of secrets can prove that it is missing. */
  readonly checkable: boolean
}

/** The runtime's grammar: whitespace may stand between the five parts, and both names begin with a letter. */
const referencePattern = /\$\{[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*\}/g

/** Text that was probably meant as a reference. */
const attemptPattern = /\$\{\{?[ \t\r\n]*([A-Za-z][\w-]*)[ \t\r\n]*:[ \t\r\n]*([^\s{}:$]+)[ \t\r\n]*\}/g

/** Secrets that Spice Cloud provides under this prefix can be linked, but are in no list. */
const platformPrefix = 'SCP_'

export function findSecretReferences(spicepod: CheckedSpicepod): SecretReference[] {
  const canCheck = readChecks(spicepod)
  return textsOf(spicepod).flatMap(({ text, param, user, isReplaced, place }) =>
    [...text.matchAll(referencePattern)].map(([, store = '', key = '']) => ({
      store,
      key,
      user,
      param,
      checkable: isReplaced && canCheck(store) && !key.toUpperCase().startsWith(platformPrefix),
      ...place,
    })),
  )
}

/** The runtime tries a name as it is written and in upper case, each with `SPICE_` in front of it first. */
export function findSecret(
  { key }: Pick<SecretReference, 'key'>,
  names: ReadonlySet<string>,
): string | undefined {
  const upper = key.toUpperCase()
  return [`SPICE_${key}`, key, `SPICE_${upper}`, upper].find((name) => names.has(name))
}

/** Names of secrets that were read in full. */
export interface KnownSecrets {
  /** Names of this run, of the app, and of the organization if they are linked to the app. */
  readonly names: ReadonlySet<string>
}

/** The references that no secret satisfies. Call it only if the lists were read in full. */
export function findMissingSecrets(
  references: readonly SecretReference[],
  { names }: KnownSecrets,
): LocatedProblem[] {
  return references
    .filter((reference) => reference.checkable && findSecret(reference, names) === undefined)
    .map((reference) => {
      const { store, key, user, param, line, column } = reference
      const values = {
        key: quote(key),
        user: `${user} (${quote(param)})`,
        reference: quote(`\${${store}:${key}}`),
      }
      // The platform may set variables of the environment that no list of secrets has.
      const judge = store === 'env' ? warn : refuse
      return { ...judge('secret-unresolved', { line, column }, values), kind: 'secret' as const, name: key }
    })
}

/** References that the runtime leaves as they are, because their key has characters that its grammar lacks. */
export function findUnreadableReferences(spicepod: CheckedSpicepod): LocatedProblem[] {
  const stores = new Set(['secrets', 'env', ...storesOf(spicepod).map(({ name }) => name)])
  return textsOf(spicepod).flatMap(({ text, user, isReplaced, place }) =>
    [...(isReplaced ? text.matchAll(attemptPattern) : [])]
      .filter(([attempt, store = '']) => stores.has(store) && attempt.match(referencePattern) === null)
      .map(([attempt, , key = '']) => {
        const values = { label: capitalize(user), reference: quote(attempt) }
        return { ...warn('secret-reference-invalid', place, values), kind: 'secret' as const, name: key }
      }),
  )
}

/**
 * References in a URL of HTTP that the stored spicepod lacks. The server gets the secret, and a change of the spicepod may
 * name any server: whoever can make one can read all secrets of the app.
 */
export function findSecretsInUrls(spicepod: CheckedSpicepod, stored: unknown): LocatedProblem[] {
  const known = new Set<string>()
  JSON.stringify(stored, (_, member) => {
    if (typeof member === 'string') for (const { url } of urlsWithSecrets(member)) known.add(url)
    return member
  })
  return textsOf(spicepod).flatMap(({ text, param, user, isReplaced, place }) =>
    urlsWithSecrets(isReplaced ? text : '')
      .filter(({ url }) => !known.has(url))
      .map(({ store, key }) => {
        const reference = quote(`\${${store}:${key}}`)
        const values = { label: capitalize(user), param: quote(param), reference }
        return { ...warn('secret-in-url', place, values), kind: 'secret' as const, name: key }
      }),
  )
}

/** The URLs of HTTP in a text that have a reference, as it is written without blanks, each with its first one. */
function urlsWithSecrets(text: string): { url: string; store: string; key: string }[] {
  const words = text.replace(referencePattern, (reference) => reference.replace(/\s/g, '')).split(/\s+/)
  return words.flatMap((word) => {
    // Readers of URLs take any slashes after the scheme, or none.
    const start = word.search(/https?:/i)
    const url = start === -1 ? '' : word.slice(start)
    const [first] = url.matchAll(referencePattern)
    return first === undefined ? [] : [{ url, store: first[1] ?? '', key: first[2] ?? '' }]
  })
}

/** Stores of the spicepod's own hide the app's secrets, unless the environment is one of them. */
export function checkStores(spicepod: CheckedSpicepod): LocatedProblem[] {
  const stores = storesOf(spicepod)
  if (stores.length === 0 || stores.some((store) => store.isReference || isEnvironment(store))) return []
  return [warn('secrets-hidden', spicepod.document.keyPlaceOf(spicepod.value, 'secrets'))]
}

function storesOf({ components }: CheckedSpicepod): SpicepodComponent[] {
  return components.filter(({ kind }) => kind === 'secret')
}

function isEnvironment({ from }: SpicepodComponent): boolean {
  return from?.replace(/:.*/s, '').trim() === 'env'
}

/** `secrets` searches every store, so other stores than the environment may hold what the lists lack. */
function readChecks(spicepod: CheckedSpicepod): (store: string) => boolean {
  const others = storesOf(spicepod).filter((store) => !isEnvironment(store))
  return (store) =>
    (store === 'secrets' && others.length === 0) ||
    (store === 'env' && !others.some(({ name, isReference }) => name === 'env' || isReference))
}

/** Each of many references in a text may be told, with the names of where it is. */
const maxNameLength = 200

/** Keys below which the runtime replaces nothing, since they hold prose or SQL. */
const proseKeys = new Set(['description', 'metadata', 'sql', 'refresh_sql', 'retention_sql', 'body'])

interface Text {
  readonly text: string
  readonly place: Position
  readonly param: string
  readonly user: string
  readonly isReplaced: boolean
}

/** Every string of the spicepod, those of a component first: an alias may bring them into several. */
function textsOf({ document, value, components }: CheckedSpicepod): Text[] {
  const texts: Text[] = []
  const walk = (part: unknown, context: Pick<Text, 'param' | 'user' | 'isReplaced'>, seen: Set<unknown>) => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return
    seen.add(part)
    const entries = Array.isArray(part) ? part.entries() : Object.entries(part)
    for (const [key, member] of entries) {
      const param = typeof key === 'string' ? cut(key, maxNameLength) : context.param
      const isReplaced = context.isReplaced && !proseKeys.has(param)
      if (typeof member !== 'string') walk(member, { ...context, param, isReplaced }, seen)
      else texts.push({ ...context, param, isReplaced, text: member, place: document.placeOf(part, key) })
    }
  }
  const used = new Set<unknown>()
  for (const component of components) {
    const seen = new Set<unknown>()
    const user = cut(describeComponent(component), maxNameLength)
    walk(component.entry, { param: '', user, isReplaced: true }, seen)
    for (const part of seen) used.add(part)
  }
  for (const [key, member] of Object.entries(value)) {
    const isReplaced = knownKeys.spicepod.has(key)
    walk({ [key]: member }, { param: cut(key, maxNameLength), user: 'the spicepod', isReplaced }, used)
  }
  return texts
}
