import type { AppSeed } from './apps.ts'
import {
  type DeploymentEntry,
  type FaultEntry,
  type PlanEntry,
  reject,
  toDeployments,
  toFaultRule,
  toPlan,
} from './config.ts'
import { type AppEntry, placedApps, toApp } from './config-apps.ts'
import {
  appProblems,
  deploymentProblems,
  incidentProblems,
  monitorProblems,
  type NamedApp,
  operationProblems,
  tableProblems,
} from './config-checks.ts'
import { problemsOf, withUnderscores } from './config-form.ts'
import {
  type BranchEntry,
  type IssueEntry,
  type PullEntry,
  toBranch,
  toIssue,
  toPull,
} from './config-github.ts'
import {
  type IncidentEntry,
  type MonitorEntry,
  toIncident,
  toMonitor,
  toSettings,
  withRows,
  withTableRows,
} from './config-live.ts'
import type { DeploymentSeed } from './deployments.ts'
import type { FaultRule } from './faults.ts'
import type { Branch } from './github/branch.ts'
import type { CommitSeed } from './github/history.ts'
import type { IssueSeed } from './github/issue-store.ts'
import type { PullRequest } from './github/pulls.ts'
import type { Incident } from './incidents.ts'
import type { MonitorSeed } from './monitors.ts'
import type { Outcome } from './outcomes.ts'
import type { Plan } from './plan.ts'
import type { Settings } from './settings.ts'
import { readSpicepod } from './spicepod.ts'
import type { Org } from './state-options.ts'
import type { Table } from './tables.ts'

// The bodies of `/_sandbox`, which have the form of the members of a config.

/**
 * Apps that are to be added to others.
 *
 * @throws ConfigError
 */
export function readApps(
  value: unknown,
  apps: readonly (NamedApp & { readonly org: string })[],
  orgs: readonly Org[],
): AppSeed[] {
  const entries = checked<AppEntry[]>('Apps', value, 'apps')
  const spicepods = entries.map(({ spicepod }) => spicepod && readSpicepod(spicepod))
  const added = placedApps(
    entries,
    apps.map(({ id }) => id),
  )
  const [first] = orgs
  const taken = new Set(apps.flatMap(({ id, org, name }) => [String(id), `${org}/${name.toLowerCase()}`]))
  reject([
    ...appProblems(added, orgs),
    ...added.flatMap(({ id, name, org = first?.name, place }) =>
      taken.has(String(id)) || taken.has(`${org}/${name.toLowerCase()}`)
        ? [`apps[${place}] has the name or the id of an app that exists.`]
        : [],
    ),
    ...spicepods.flatMap((read, index) =>
      read && 'problem' in read ? [`apps[${index}].spicepod ${read.problem}.`] : [],
    ),
  ])
  return added.map((app) => toApp(app, spicepods[app.place] || undefined))
}

/**
 * Deployments that are to be added to others.
 *
 * @throws ConfigError
 */
export function readDeployments(
  value: unknown,
  apps: readonly NamedApp[],
  others: readonly { readonly id: number }[],
): DeploymentSeed[] {
  const entries = checked<DeploymentEntry[]>('Deployments', value, 'deployments')
  const taken = others.map(({ id }) => id)
  reject(deploymentProblems(entries, apps, taken))
  return entries.flatMap((entry, index) => toDeployments(entry, apps, entries.length - 1 - index))
}

/** @throws ConfigError */
export function readFaults(value: unknown): FaultRule[] {
  const entries = checked<FaultEntry[]>('Faults', value, 'faults')
  reject(operationProblems(entries))
  return entries.map(toFaultRule)
}

/** @throws ConfigError */
export function readTables(value: unknown, apps: readonly NamedApp[]): Table[] {
  const tables = checked<Table[]>('Tables', value, 'tables').map(withRows)
  reject(tableProblems(tables, apps))
  return tables
}

/** @throws ConfigError */
export function readPulls(value: unknown): PullRequest[] {
  return checked<PullEntry[]>('Pulls', value, 'pulls').map(toPull)
}

/** @throws ConfigError */
export function readBranches(value: unknown): Branch[] {
  return checked<BranchEntry[]>('Branches', value, 'branches').map(toBranch)
}

/** @throws ConfigError */
export function readCommits(value: unknown): CommitSeed[] {
  return checked<CommitSeed[]>('Commits', value, 'commits')
}

/** @throws ConfigError */
export function readIssues(value: unknown): IssueSeed[] {
  return checked<IssueEntry[]>('Issues', value, 'issues').map(toIssue)
}

/** @throws ConfigError */
export function readMonitors(value: unknown, apps: readonly NamedApp[]): MonitorSeed[] {
  const entries = checked<MonitorEntry[]>('Monitors', value, 'monitors')
  reject(monitorProblems(entries, apps))
  return entries.map(toMonitor)
}

/** @throws ConfigError */
export function readIncidents(value: unknown, apps: readonly NamedApp[]): Incident[] {
  const entries = checked<IncidentEntry[]>('Incidents', value, 'incidents')
  reject(incidentProblems(entries.map(withTableRows), apps))
  return entries.map(toIncident)
}

/** @throws ConfigError */
export function readSettings(value: unknown): Settings {
  return toSettings(checked('Settings', value, 'settings'))
}

/** @throws ConfigError */
export function readPlan(value: unknown): Outcome | Plan {
  return toPlan(checked<PlanEntry>('Plan', value, 'plan'))
}

function checked<Form>(schema: string, value: unknown, name: string): Form {
  const underscored = withUnderscores(value)
  reject(problemsOf(schema, underscored, name))
  return underscored as Form
}
