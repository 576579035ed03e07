import type { AppSeed } from './apps.ts'
import { type AppEntry, readAppEntries } from './config-apps.ts'
import {
  ALL_APPS,
  deploymentProblems,
  incidentProblems,
  monitorProblems,
  type NamedApp,
  operationProblems,
  tableProblems,
} from './config-checks.ts'
import { inCamelCase, problemsOf, reject, withUnderscores } from './config-form.ts'
import {
  type BranchEntry,
  type IssueEntry,
  type PullEntry,
  toBranch,
  toIssue,
  toPull,
} from './config-github.ts'
import type { DeploymentSeed } from './deployments.ts'
import type { FaultRule, FaultTarget } from './faults.ts'
import type { CommitSeed } from './github/history.ts'
import type { Incident } from './incidents.ts'
import type { MonitorSeed } from './monitors.ts'
import { type Outcome, optionsFor } from './outcomes.ts'
import { type Plan, succeeds } from './plan.ts'
import type { Settings } from './settings.ts'
import { readSpicepod } from './spicepod.ts'
import type { Org } from './state-options.ts'
import type { Table } from './tables.ts'

// The members of a config, which are the bodies of `/_sandbox` as well.

interface DeploymentEntry extends Partial<Omit<DeploymentSeed, 'plan' | 'appId'>> {
  readonly app?: string | number
  readonly appId?: string | number
  readonly plan?: Outcome | Plan
}

interface FaultEntry extends Pick<FaultRule, 'fault'> {
  readonly on?: Omit<FaultTarget, 'path' | 'times'> & { path?: string; times?: number | 'always' }
}

type IncidentEntry = Incident & { readonly table?: Table }

/** What the entries of a member may refer to. */
interface Known {
  /** Undefined if it is not known which there are. */
  readonly apps: readonly NamedApp[] | undefined
  readonly deploymentIds?: readonly number[]
}

/** A member: the name of its schema, what that cannot say of it, and what it becomes. */
interface Part<Sent, Value> {
  readonly schema: string
  readonly read: (sent: Sent, known: Known) => Value
  /** A sentence for each problem. In a list, entries of another form are holes. */
  readonly problems: (sent: Sent, known: Known) => string[]
}

function part<Sent, Value>(
  schema: string,
  read: Part<Sent, Value>['read'],
  problems: Part<Sent, Value>['problems'] = () => [],
): Part<Sent, Value> {
  return { schema, read, problems }
}

// To add a member, add a line here and its schema in control.openapi.yaml.
const PARTS = {
  tables: part(
    'Tables',
    (tables: Table[]) => tables.map(withRows),
    (tables, { apps }) => tableProblems(tables.map(withRows), apps),
  ),
  deployments: part(
    'Deployments',
    (entries: DeploymentEntry[], { apps = [] }) =>
      entries.flatMap((entry, index) => toDeployments(entry, apps, entries.length - 1 - index)),
    (entries, { apps, deploymentIds }) => deploymentProblems(entries, apps, deploymentIds),
  ),
  plan: part('Plan', toPlan),
  faults: part('Faults', (entries: FaultEntry[]) => entries.map(toFaultRule), operationProblems),
  pulls: part('Pulls', (entries: PullEntry[]) => entries.map(toPull)),
  branches: part('Branches', (entries: BranchEntry[]) => entries.map(toBranch)),
  commits: part('Commits', (entries: CommitSeed[]) => entries),
  issues: part('Issues', (entries: IssueEntry[]) => entries.map(toIssue)),
  monitors: part(
    'Monitors',
    (entries: MonitorSeed[]) => entries,
    (entries, { apps }) => monitorProblems(entries, apps),
  ),
  incidents: part(
    'Incidents',
    (entries: IncidentEntry[]): Incident[] => entries.map(withTableRows),
    (entries, { apps }) => incidentProblems(entries.map(withTableRows), apps),
  ),
  settings: part('Settings', (settings: Settings) => settings),
}

type Parts = typeof PARTS

/** All members by name. */
export const parts = Object.entries(PARTS) as unknown as [keyof Parts, Part<unknown, unknown>][]

/** The members that are lists. */
export type ListName = Exclude<keyof Parts, 'plan' | 'settings'>

/** An entry of a member that is a list. */
export type EntryOf<Name extends ListName> = ReturnType<Parts[Name]['read']>[number]

/** The members as they become options. */
export type PartOptions = { readonly [Name in keyof Parts]?: ReturnType<Parts[Name]['read']> }

/**
 * Reads one member by itself.
 *
 * @throws ConfigError
 */
export function readPart<Name extends keyof Parts>(
  name: Name,
  value: unknown,
  known: Known = { apps: undefined },
): ReturnType<Parts[Name]['read']> {
  const { schema, problems, read } = PARTS[name] as unknown as Part<unknown, unknown>
  const sent = withUnderscores(value)
  reject(problemsOf(schema, sent, name))
  const entries = inCamelCase(sent)
  reject(problems(entries, known))
  return read(entries, known) as ReturnType<Parts[Name]['read']>
}

/**
 * Apps that are to be added to others.
 *
 * @throws ConfigError
 */
export function readApps(
  value: unknown,
  existing: readonly (NamedApp & { readonly org: string })[],
  orgs: readonly Org[],
): AppSeed[] {
  const sent = withUnderscores(value)
  reject(problemsOf('Apps', sent, 'apps'))
  const entries = inCamelCase(sent) as AppEntry[]
  const read = readAppEntries(entries, { orgs, existing, readText: readSpicepod })
  reject(read.problems)
  return read.apps
}

const dayMs = 86_400_000
const minuteMs = 60_000

/**
 * @param apps - those that there are; without a reference, the first one is meant
 * @param newer - how many entries follow: of each app, a deployment has ended before the next one begins
 */
function toDeployments(
  { app, appId: reference = app, plan = 'succeeded', ...entry }: DeploymentEntry,
  apps: readonly NamedApp[],
  newer: number,
): DeploymentSeed[] {
  const steps = toPlan(plan)
  const named = apps.find(({ id, name }) => reference === undefined || [id, name].includes(reference))
  const meant = reference === ALL_APPS ? apps : [named ?? { id: 0 }]
  return meant.map(({ id: appId }) => ({
    createdMsAgo: dayMs + newer * minuteMs,
    ...entry,
    appId,
    plan: typeof steps === 'string' ? (optionsFor(steps).plan ?? succeeds()) : steps,
  }))
}

function toPlan(plan: Outcome | Plan): Outcome | Plan {
  return typeof plan === 'string' ? plan : plan.toSorted((left, right) => left.afterMs - right.afterMs)
}

function toFaultRule({ on = {}, fault }: FaultEntry): FaultRule {
  const { times, ...others } = on
  if (times === undefined) return { on: others, fault }
  return { on: { ...others, times: times === 'always' ? Number.POSITIVE_INFINITY : times }, fault }
}

function withRows(table: Omit<Table, 'rows'> & Partial<Table>): Table {
  return { rows: [], ...table }
}

function withTableRows(entry: IncidentEntry): IncidentEntry {
  return entry.table === undefined ? entry : { ...entry, table: withRows(entry.table) }
}
