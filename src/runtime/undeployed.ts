import pLimit from 'p-limit'
import { type ProbeOf, type TableChoice, toTableProbes } from '../inputs/probes.ts'
import { maxOptionalMs } from '../platform/clock.ts'
import { parseJson } from '../platform/json.ts'
import { limit, oneLineOfCode, shorten } from '../platform/text.ts'
import { finderByName, isListedIn, type NameKind, quoteName } from '../spicepod/names.ts'
import { type Expected, spicepodOf } from '../spicepod/served.ts'
import { namesOf, readComponents } from '../spicepod/spicepod.ts'
import { createPoller, describeTrouble, pollRuntime, type RuntimeContext } from './client.ts'
import { datasetKind, readDetails } from './lists.ts'
import { askSql, isTableMissing, maxQueries } from './queries.ts'
import type { Dataset } from './verification.ts'

// If it is not known what a deployment was made with, the lists of its runtime say what it has. What only the stored
// spicepod has may never have been deployed.

/** Nobody reads more names in one sentence. */
const maxNames = 5

/** The datasets that a runtime lists; undefined if they cannot be read. */
export async function listDatasets(context: RuntimeContext): Promise<readonly Dataset[] | undefined> {
  const headers = { accept: 'application/json' }
  const poll = createPoller({ path: datasetKind.path, headers }, context)
  return pollRuntime(maxOptionalMs, context.run, async (deadline) => {
    const { response, trouble } = await poll(deadline)
    return response && trouble === undefined ? readDetails(datasetKind, parseJson(response.text)) : undefined
  })
}

interface ChosenTables {
  readonly probes: readonly ProbeOf<'table'>[]
  /** Views of the stored spicepod that the runtime does not know. */
  readonly absentViews: readonly string[]
}

/**
 * Chooses the tables that are asked for a row. `all` are those of the served spicepod, or else the datasets that the
 * runtime lists, and the views of the stored spicepod that it knows.
 * @param listed the datasets of the runtime, if they have been listed
 */
export async function chooseTables(
  choice: TableChoice,
  expected: Expected,
  listed: readonly string[] | undefined,
  context: RuntimeContext,
): Promise<ChosenTables> {
  const { served, stored } = expected
  if (choice !== 'all' || served.certainty === 'known') {
    return { probes: toTableProbes(choice, spicepodOf(expected)), absentViews: [] }
  }
  const components = readComponents(stored)
  const views = namesOf('view', components)
  const isKnown = async (view: string) => {
    const asking = askSql(context, `DESCRIBE ${quoteName(view)}`, maxOptionalMs)
    return asking.then(
      () => true,
      // Other errors are those of the view, which the probe reports.
      (error) => !isTableMissing(describeTrouble(error)),
    )
  }
  const [datasets = namesOf('dataset', components), known] = await Promise.all([
    listed ?? listDatasets(context).then((list) => list?.map(({ name }) => name)),
    pLimit(maxQueries).map(views, isKnown),
  ])
  const findStored = finderByName(components, 'table')
  const names = new Set(datasets.map((name) => findStored(name)?.name ?? name))
  for (const [index, view] of views.entries()) if (known[index]) names.add(view)
  return {
    probes: [...names].map((table) => ({ kind: 'table', table })),
    absentViews: views.filter((_, index) => !known[index]),
  }
}

/** What the runtime lists; undefined for a list that was not read. */
interface Listed {
  readonly dataset: readonly string[] | undefined
  readonly model: readonly string[] | undefined
}

/** Names the components that only the stored spicepod has, in one sentence; undefined if there are none. */
export function describeUndeployed(
  { stored }: Expected,
  listed: Listed,
  absentViews: readonly string[],
): string | undefined {
  const components = readComponents(stored)
  const findAbsent = (kind: keyof Listed, names: NameKind) => {
    const isListed = listed[kind] && isListedIn(listed[kind], names)
    return isListed ? namesOf(kind, components).filter((name) => !isListed(name)) : []
  }
  const absent = [
    ...findAbsent('dataset', 'table').map((name) => ['dataset', name] as const),
    ...absentViews.map((name) => ['view', name] as const),
    ...findAbsent('model', 'whole').map((name) => ['model', name] as const),
  ]
  if (absent.length === 0) return undefined
  const describe = ([kind, name]: (typeof absent)[number]) =>
    `${kind} \`${oneLineOfCode(shorten(name, 80))}\``
  const names = limit(absent, maxNames, describe, (more) => `${more} more`)
  const [what, it] = absent.length === 1 ? ['is', 'it'] : ['are', 'they']
  return `The stored spicepod also has ${names.join(', ')}, which ${what} not running: ${it} may not have been deployed.`
}
