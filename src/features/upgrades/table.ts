import table from '../../../schema/upgrades.json' with { type: 'json' }
import type { Problem } from '../../core/problem.ts'
import { isMap, membersOf, unwrapNumber } from '../../platform/json.ts'
import { asIs, join, limit, maxLength, shorten } from '../../platform/text.ts'
import { problemKindOf } from '../../spicepod/problems.ts'
import { componentsOf, describeComponent, type Spicepod, toComparable } from '../../spicepod/spicepod.ts'

/** A change of the runtime, as `schema/upgrades.schema.json` describes it. */
interface Upgrade {
  readonly code: `upgrade-${string}`
  readonly from: string
  readonly to?: string
  readonly kinds: readonly string[]
  readonly when: readonly Rule[]
  readonly happens: string
  readonly instead: string
}

type Rule =
  | { readonly keys: readonly string[]; readonly is?: readonly (string | null)[]; readonly matches?: string }
  | { readonly missing: readonly string[] }
  | { readonly path: string }
  | { readonly sql: string }
  | { readonly among: 'in-duckdb' | 'several-cayenne-paths' }

/** The keys that fulfil a condition, perhaps those of other components; undefined if it does not hold. */
type Condition = (entry: Entry, all: readonly Component[]) => readonly string[] | undefined

interface Component {
  readonly path: readonly (string | number)[]
  /** Name for messages. */
  readonly label: string
  readonly entry: Entry
}

/** The values of an entry by their dotted paths. */
type Entry = ReadonlyMap<string, string>

/** Conditions on several components. */
const among: Readonly<Record<string, Condition>> = {
  // Views read datasets that are accelerated there.
  'in-duckdb': (entry, all) =>
    [entry, ...(entry.has('sql') ? all.map((component) => component.entry) : [])].some(
      (item) => item.get('acceleration.engine') === 'duckdb',
    )
      ? []
      : undefined,
  'several-cayenne-paths': (_, all) => findSeveralPaths(all),
}

export const upgrades = table.upgrades as readonly Upgrade[]

const conditionsOf = new Map(upgrades.map(({ code, when }) => [code, when.map(toCondition)]))

function toCondition(rule: Rule): Condition {
  if ('among' in rule) return among[rule.among] as Condition
  if ('missing' in rule) {
    const isSet = toCondition({ keys: rule.missing })
    return (entry, all) => (isSet(entry, all) === undefined ? [] : undefined)
  }
  if ('path' in rule) return keysThat(new RegExp(rule.path, 'i'), () => true)
  if ('sql' in rule) return keysThat(/(^|[._])sql$/, matching(rule.sql))
  const { keys, is, matches } = rule
  const inKeys = keys.map((key) => key.replaceAll('.', '\\.').replaceAll('*', '\\d+')).join('|')
  const isMatch = matches === undefined ? (text: string) => text !== '' : matching(matches)
  const holds = is === undefined ? isMatch : (text: string) => is.includes(text.toLowerCase() || null)
  return keysThat(new RegExp(`^(${inKeys})(\\.|$)`), holds, is?.includes(null))
}

function matching(source: string): (text: string) => boolean {
  const pattern = new RegExp(source, 'i')
  return (text) => pattern.test(text)
}

/** @param orNone whether it is enough that there is no such key */
function keysThat(keyPattern: RegExp, holds: (text: string) => boolean, orNone = false): Condition {
  return (entry) => {
    const settings = [...entry].filter(([key]) => keyPattern.test(key))
    const fulfilling = settings.filter(([, text]) => holds(text)).map(([key]) => key)
    return fulfilling.length > 0 || (orNone && settings.length === 0) ? fulfilling : undefined
  }
}

/** Together with the rest of a plan they fit into a variable of 128 KiB, which later steps use. */
const maxProblems = 250
/** How many of the components are named that one finding concerns. */
const maxListed = 10

const filePath = 'acceleration.params.cayenne_file_path'

/** The paths of datasets that keep their files apart, if what Cayenne knows of them is apart as well. */
function findSeveralPaths(components: readonly Component[]): string[] | undefined {
  const concerned = components.filter(({ entry }) => entry.has(filePath))
  const valuesOf = (key: string) => new Set(concerned.map(({ entry }) => entry.get(key)))
  const directories = valuesOf('acceleration.params.cayenne_metadata_dir')
  const isCommon = directories.size === 1 && !directories.has(undefined)
  if (valuesOf(filePath).size < 2 || isCommon) return undefined
  return concerned.map(({ path }) => [...path, filePath].join('.'))
}

/** The order of versions such as `2.3.2`. */
const order = new Intl.Collator('en', { numeric: true })
const newest = upgrades
  .map(({ from }) => from)
  .reduce((one, other) => (order.compare(one, other) < 0 ? other : one))

/** The last version whose changes are known, if a version is newer. */
export function findLastKnown(version: string): string | undefined {
  return order.compare(withoutCandidate(version), newest) > 0 ? newest : undefined
}

/** A candidate counts as the release. */
function withoutCandidate(version: string): string {
  return version.replace(/-rc.*/, '')
}

/**
 * Finds what an upgrade of the runtime changes for a spicepod.
 * @param before a version such as `2.3.2` or `2.4.0-rc.1`, which counts as the release
 * @param locate finds a place in the file, if the spicepod is one
 */
export function findUpgrades(
  spicepod: unknown,
  before: string,
  after: string,
  locate?: Spicepod['locate'],
  isEnterprise = false,
): Problem[] {
  const [old, next] = [withoutCandidate(before), withoutCandidate(after)]
  const crossed = upgrades.filter(
    ({ from, to = next }) =>
      order.compare(old, from) < 0 && order.compare(from, next) <= 0 && order.compare(next, to) <= 0,
  )
  const value = membersOf(toComparable(spicepod))
  const components = componentsOf(value).map((component) => {
    const { kind, name, path } = component
    const label = describeComponent({ ...component, name: shorten(name, maxLength.name) })
    return { kind, name, path, label, entry: flatten(component.entry) }
  })
  const entry = flatten({ runtime: value.runtime, is_enterprise: isEnterprise || null })
  const runtime = { kind: 'spicepod', name: '', path: [], label: 'the runtime', entry }
  const problems = [...components, runtime].flatMap(({ kind, name, path, label, entry }) =>
    crossed.flatMap(({ from, kinds, code, happens, instead }) => {
      if (!kinds.includes(kind)) return []
      const fulfilled = (conditionsOf.get(code) ?? []).map((fulfil) => fulfil(entry, components))
      if (fulfilled.includes(undefined)) return []
      const keys = fulfilled.findLast((keys = []) => keys.length > 0) ?? []
      const [key = ''] = keys
      const isOf = ({ path }: Component) => keys.some((key) => key.startsWith(`${path.join('.')}.`))
      const others = kind === runtime.kind ? components.filter(isOf).map(({ label }) => label) : []
      const which = others.length > 0 && `It concerns ${limit(others, maxListed, asIs).join(', ')}.`
      return {
        code,
        kind: problemKindOf(kind),
        name: kind === runtime.kind ? withoutIndex(key) : name,
        certain: false,
        message: join(' ', `From ${from} on, ${label} ${happens}`, which),
        advice: instead,
        ...locate?.(...path, ...toPath(key)),
      }
    }),
  )
  return problems.slice(0, maxProblems)
}

function toPath(key: string): (string | number)[] {
  return key
    .split('.')
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** The settings of a value as text, empty for an empty list. Null sets nothing, nor does a map that is switched off. */
function flatten(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (value === null || value === undefined || membersOf(value).enabled === false) return new Map()
  const members = isMap(value) || Array.isArray(value) ? Object.entries(value) : []
  const text = isMap(value) || members.length > 0 ? '…' : String(unwrapNumber(value))
  const inner = members.flatMap(([key, member]) => [...flatten(member, [...path, key])])
  return new Map([[path.join('.'), text], ...inner])
}

/** The path of a key up to the first index in it. */
function withoutIndex(path: string): string {
  const parts = path.split('.')
  const index = parts.findIndex((part, position) => position > 0 && /^\d+$/.test(part))
  return index < 0 ? path : parts.slice(0, index).join('.')
}
