import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CloudOptions } from './cloud.ts'
import { type AppEntry, placedApps, toApp, toSpicepod } from './config-apps.ts'
import {
  ALL_APPS,
  appProblems,
  deploymentProblems,
  incidentProblems,
  monitorProblems,
  type NamedApp,
  operationProblems,
  tableProblems,
} from './config-checks.ts'
import { inCamelCase, problemsOf, withUnderscores } from './config-form.ts'
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
import { parseConfig, placeIn } from './config-places.ts'
import type { DeploymentSeed } from './deployments.ts'
import type { Fault, FaultHeader, FaultRule } from './faults.ts'
import type { Branch } from './github/branch.ts'
import type { CommitSeed } from './github/history.ts'
import type { IssueSeed } from './github/issue-store.ts'
import type { PullRequest } from './github/pulls.ts'
import { type Outcome, optionsFor } from './outcomes.ts'
import { type Plan, type PlanStep, succeeds } from './plan.ts'
import type { Settings } from './settings.ts'
import { DEFAULT_APP, DEFAULT_ORGS, type Org } from './state.ts'
import type { Table } from './tables.ts'

/** The options of a sandbox that can be given as data. */
export type ConfigOptions = Pick<
  CloudOptions,
  'orgs' | 'apps' | 'tables' | 'deployments' | 'faults' | 'monitors' | 'incidents'
> & {
  readonly plan?: Outcome | Plan
  readonly pulls?: readonly PullRequest[]
  readonly branches?: readonly Branch[]
  readonly commits?: readonly CommitSeed[]
  readonly issues?: readonly IssueSeed[]
  readonly settings?: Settings
}

/** A config, or part of one, that is not valid. The message has a sentence for each problem. */
export class ConfigError extends Error {}

export type PlanEntry = Outcome | ({ after_ms: number } & Omit<PlanStep, 'afterMs'>)[]

export interface DeploymentEntry {
  app?: string | number
  app_id?: string | number
  id?: number
  created_ms_ago?: number
  plan?: PlanEntry
}

export interface FaultEntry {
  on?: { method?: string; path?: string; nth?: number; times?: number | 'always' }
  fault: { kind: string; headers?: Record<string, string | object> }
}

interface Config {
  orgs?: Org[]
  apps?: AppEntry[]
  tables?: Table[]
  deployments?: DeploymentEntry[]
  plan?: PlanEntry
  faults?: FaultEntry[]
  pulls?: PullEntry[]
  branches?: BranchEntry[]
  commits?: CommitSeed[]
  issues?: IssueEntry[]
  monitors?: MonitorEntry[]
  incidents?: IncidentEntry[]
  settings?: Record<string, unknown>
}

const dayMs = 86_400_000
const minuteMs = 60_000

/**
 * Reads a config.
 *
 * @param file - its path, or `-` for the standard input
 * @throws ConfigError with a line for each problem, which starts with the name of the file
 */
export function readConfig(file: string): ConfigOptions {
  const isInput = file === '-'
  let locate = (problem: string) => problem
  try {
    const config = parseConfig(readText(isInput ? 0 : file))
    reject(config.errors.map((error) => `It is neither YAML nor JSON: ${error}.`))
    locate = config.locate
    return optionsOf(config.value, isInput ? process.cwd() : dirname(resolve(file)))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.message.split('\n').map(locate)
    throw new ConfigError(problems.join('\n').replace(/^/gm, isInput ? 'config: ' : `${file}: `))
  }
}

/**
 * The options that a config stands for.
 *
 * @param folder - where relative paths start
 * @throws ConfigError with a line for each problem
 */
export function optionsOf(value: unknown, folder: string): ConfigOptions {
  const config = withUnderscores(value ?? {}) as Config
  const problems = problemsOf('Config', config)
  // The parts that have the right form are checked further, so that all problems are listed at once.
  const isSound = (part: keyof Config) => !problems.some((problem) => placeIn(problem)[0] === part)
  const soundApps = config.apps && soundEntries(config.apps, 'apps', problems)
  const apps = soundApps && placedApps(soundApps)
  const spicepods = soundApps?.map(({ spicepod }) =>
    spicepod === undefined ? undefined : toSpicepod(spicepod, folder),
  )
  const targets = isSound('apps') ? (apps ?? [DEFAULT_APP]) : undefined
  reject([
    ...problems,
    ...appProblems(apps ?? [], isSound('orgs') ? (config.orgs ?? DEFAULT_ORGS) : undefined),
    ...(spicepods ?? []).flatMap((read, index) =>
      read && 'problem' in read ? [`apps[${index}].spicepod ${read.problem}`] : [],
    ),
    ...operationProblems(soundEntries(config.faults, 'faults', problems)),
    ...tableProblems(soundEntries(config.tables, 'tables', problems).map(withRows), targets),
    ...monitorProblems(soundEntries(config.monitors, 'monitors', problems), targets),
    ...incidentProblems(soundEntries(config.incidents, 'incidents', problems).map(withTableRows), targets),
    ...deploymentProblems(soundEntries(config.deployments, 'deployments', problems), targets),
  ])
  return {
    ...(config.orgs && { orgs: config.orgs.map((org) => inCamelCase(org) as unknown as Org) }),
    ...(apps && { apps: apps.map((app) => toApp(app, spicepods?.[app.place])) }),
    ...(config.tables && { tables: config.tables.map(withRows) }),
    ...(config.deployments && {
      deployments: config.deployments.flatMap((entry, index, { length }) =>
        toDeployments(entry, targets ?? [], length - 1 - index),
      ),
    }),
    ...(config.plan && { plan: toPlan(config.plan) }),
    ...(config.faults && { faults: config.faults.map(toFaultRule) }),
    ...(config.pulls && { pulls: config.pulls.map(toPull) }),
    ...(config.branches && { branches: config.branches.map(toBranch) }),
    ...(config.commits && { commits: config.commits }),
    ...(config.issues && { issues: config.issues.map(toIssue) }),
    ...(config.monitors && { monitors: config.monitors.map(toMonitor) }),
    ...(config.incidents && { incidents: config.incidents.map(toIncident) }),
    ...(config.settings && { settings: toSettings(config.settings) }),
  }
}

/**
 * The entries of a list that have the right form, each at its index. The others are holes, which `map` and `flatMap` skip.
 */
function soundEntries<Entry>(
  entries: readonly Entry[] | undefined,
  part: keyof Config,
  problems: readonly string[],
): Entry[] {
  const places = problems.map(placeIn)
  const sound: Entry[] = []
  if (!Array.isArray(entries)) return sound
  entries.forEach((entry, index) => {
    const isWrong = places.some(([first, second]) => first === part && second === String(index))
    if (!isWrong) sound[index] = entry
  })
  return sound
}

/** The most problems that are listed: a wrong column is a problem of each of its rows. */
const maxProblems = 20

/** @throws ConfigError with these problems, if there are any */
export function reject(all: readonly string[]): void {
  const problems = [...new Set(all)]
  const more = problems.length - maxProblems
  const listed = [
    ...problems.slice(0, maxProblems),
    ...(more > 0 ? [`There are ${more} more problems.`] : []),
  ]
  if (listed.length > 0) throw new ConfigError(listed.join('\n'))
}

function readText(file: string | number): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ConfigError(code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${message}.`)
  }
}

/**
 * @param apps - those that there are; without a reference, the first one is meant
 * @param newer - how many entries follow: of each app, a deployment has ended before the next one begins
 */
export function toDeployments(
  { app, app_id = app, ...entry }: DeploymentEntry,
  apps: readonly NamedApp[],
  newer: number,
): DeploymentSeed[] {
  const { plan = 'succeeded', created_ms_ago = dayMs + newer * minuteMs } = entry
  const steps = toPlan(plan)
  const named = apps.find(({ id, name }) => app_id === undefined || [id, name].includes(app_id))
  const meant = app_id === ALL_APPS ? apps : [named ?? { id: 0 }]
  return meant.map(({ id: appId }) => ({
    ...(inCamelCase(entry) as Omit<DeploymentSeed, 'appId'>),
    appId,
    createdMsAgo: created_ms_ago,
    plan: typeof steps === 'string' ? (optionsFor(steps).plan ?? succeeds()) : steps,
  }))
}

export function toPlan(plan: PlanEntry): Outcome | Plan {
  if (typeof plan === 'string') return plan
  return plan
    .map(({ after_ms: afterMs, ...step }) => ({ afterMs, ...step }))
    .sort((left, right) => left.afterMs - right.afterMs)
}

export function toFaultRule({ on, fault }: FaultEntry): FaultRule {
  const { times, ...others } = on ?? {}
  return {
    on: {
      ...inCamelCase(others),
      ...(times !== undefined && { times: times === 'always' ? Number.POSITIVE_INFINITY : times }),
    },
    fault: {
      ...(inCamelCase(fault) as unknown as Fault),
      ...(fault.headers && { headers: toHeaders(fault.headers) }),
    },
  }
}

function toHeaders(headers: Readonly<Record<string, string | object>>): Record<string, FaultHeader> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (inCamelCase(value) as unknown as FaultHeader),
    ]),
  )
}
