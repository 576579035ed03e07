import type { AppSeed } from './apps.ts'
import { quote, suggest } from './config-form.ts'
import { description } from './description.ts'
import { githubOperations } from './github.ts'
import { DEFAULT_REGIONS } from './regions.ts'
import { runtimeOperations } from './runtime/runtime.ts'
import type { Org } from './state-options.ts'
import { readTable, type Table } from './tables.ts'

// What the form of a config cannot say: names that refer to something, and what is in a table. A sentence a problem.

/** What an entry can refer to. */
export type NamedApp = Pick<AppSeed, 'id' | 'name'>

/**
 * @param apps - each with the index of its entry
 * @param orgs - undefined if it is not known which there are
 */
export function appProblems(
  apps: readonly (NamedApp & { org?: string; region?: string; place: number })[],
  orgs: readonly Org[] | undefined,
): string[] {
  const regions = DEFAULT_REGIONS.map(({ region }) => region)
  const orgNames = orgs?.map(({ name }) => name)
  const owned = apps.map(({ org = orgNames?.[0], name }) => `${org}/${name.toLowerCase()}`)
  const firstOf = firstIndices(owned)
  const firstWith = firstIndices(apps.map(({ id }) => id))
  return apps.flatMap(({ id, name, org, region, place }, index) => [
    ...(firstOf.get(owned[index] ?? '') !== index ? [`apps[${place}].name is ${quote(name)} again.`] : []),
    ...(firstWith.get(id) !== index ? [`apps[${place}].id is ${id} again.`] : []),
    ...(name.length > MAX_NAME_LENGTH ? [`apps[${place}].name is too long for its numbers.`] : []),
    ...(orgNames ? nameProblems(`apps[${place}].org`, org, orgNames) : []),
    ...nameProblems(`apps[${place}].region`, region, regions),
  ])
}

const MAX_NAME_LENGTH = 38

/** Where each value comes first. */
function firstIndices<Value>(values: readonly Value[]): Map<Value, number> {
  return new Map(values.map((value, index) => [value, index] as const).reverse())
}

export function tableProblems(tables: readonly Table[], apps: readonly NamedApp[] | undefined): string[] {
  return tables.flatMap((table, index) => {
    const place = `tables[${index}]`
    return [...referenceProblems(`${place}.app`, table.app, apps), ...contentProblems(place, table)]
  })
}

function contentProblems(place: string, table: Table): string[] {
  try {
    readTable(table)
    return []
  } catch (error) {
    return [`${place}: ${(error as Error).message}.`]
  }
}

export function incidentProblems(
  entries: readonly { app?: string | number; table?: Table }[],
  apps: readonly NamedApp[] | undefined,
): string[] {
  return entries.flatMap(({ app, table }, index) => [
    ...referenceProblems(`incidents[${index}].app`, app, apps),
    ...(table === undefined ? [] : contentProblems(`incidents[${index}].table`, table)),
  ])
}

/** Stands for every app. */
export const ALL_APPS = '*'

/** A deployment of the past has only an end; what its instances went through is gone. */
const PAST_OUTCOMES = ['succeeded', 'failed', 'timeout']

/** @param taken - the ids of the deployments that exist */
export function deploymentProblems(
  entries: readonly { app?: string | number; appId?: string | number; id?: number; plan?: unknown }[],
  apps: readonly NamedApp[] | undefined,
  taken: readonly number[] = [],
): string[] {
  const ids = entries.map(({ id }) => id)
  return entries.flatMap(({ app, appId = app, id, plan }, index) => [
    ...(id !== undefined && (taken.includes(id) || ids.indexOf(id) < index)
      ? [`deployments[${index}].id is ${id} again.`]
      : []),
    ...(id !== undefined && appId === ALL_APPS ? [`deployments[${index}].id needs an app of its own.`] : []),
    ...(appId === ALL_APPS ? [] : referenceProblems(`deployments[${index}].app`, appId, apps)),
    ...(typeof plan === 'string' ? nameProblems(`deployments[${index}].plan`, plan, PAST_OUTCOMES) : []),
  ])
}

/** The most that Spice Cloud allows of an app, disabled ones included. */
const maxMonitors = 20

/** @param apps - with the monitors that they have */
export function monitorProblems(
  entries: readonly { app?: string | number; name: string }[],
  apps: readonly (NamedApp & { readonly monitors?: readonly { readonly name: string }[] })[] | undefined,
): string[] {
  const keyOf = ({ name }: { readonly name: string }) => name.toLowerCase()
  const names = new Map(apps?.map(({ id, monitors = [] }) => [id, new Set(monitors.map(keyOf))]))
  return entries.flatMap((entry, index) => {
    const { app } = entry
    const owner = apps?.find(({ id, name }) => app === undefined || [id, name].includes(app))
    const count = owner === undefined ? 0 : (names.get(owner.id)?.add(keyOf(entry)).size ?? 0)
    return [
      ...referenceProblems(`monitors[${index}].app`, app, apps),
      ...(count > maxMonitors ? [`monitors[${index}] is one more than the ${maxMonitors} of an app.`] : []),
    ]
  })
}

export function operationProblems(rules: readonly { on?: { path?: string } }[]): string[] {
  const names = [
    ...description().operations.map(({ name }) => name),
    ...runtimeOperations,
    ...githubOperations,
  ]
  return rules.flatMap(({ on }, index) =>
    on?.path?.startsWith('/') ? [] : nameProblems(`faults[${index}].on.path`, on?.path, names),
  )
}

/** @param apps - undefined if it is not known which apps there are */
function referenceProblems(
  place: string,
  app: string | number | undefined,
  apps: readonly NamedApp[] | undefined,
): string[] {
  if (apps === undefined) return []
  if (typeof app !== 'number')
    return nameProblems(
      place,
      app,
      apps.map(({ name }) => name),
    )
  return apps.some(({ id }) => id === app) ? [] : [`${place} is ${app}, but no app has this id.`]
}

function nameProblems(place: string, name: string | undefined, names: readonly string[]): string[] {
  return name === undefined || names.includes(name)
    ? []
    : [`${place} is ${quote(name)}. ${suggest(name, names)}`]
}
