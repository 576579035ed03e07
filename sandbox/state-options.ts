import { adjust } from './adjust.ts'
import type { App, AppSeed } from './apps.ts'
import type { ConflictRule, DeploymentRequest, DeploymentSeed } from './deployments.ts'
import type { ForkSettings } from './forks.ts'
import type { Incident } from './incidents.ts'
import type { Rollout } from './instance-life.ts'
import type { LogLine } from './logs.ts'
import type { MonitorSeed, MonitorSettings } from './monitors.ts'
import type { ListSettings } from './pages.ts'
import { type Plan, succeeds } from './plan.ts'
import type { RateLimitSettings } from './rate-limit.ts'
import { DEFAULT_REGIONS, type Region } from './regions.ts'
import type { Spicepod } from './spicepod.ts'
import type { Table } from './tables.ts'
import type { ClientOptions } from './tokens.ts'

/** An organization; the role is the one that a personal access token has in it. */
export interface Org {
  readonly name: string
  readonly role?: 'owner' | 'admin' | 'member' | 'viewer'
  /** The names of its secrets. An app has those that are linked to it. */
  readonly secrets?: readonly string[]
  /** Secrets that the platform manages, such as `SCP_OPENAI_API_KEY`: they can be linked, and no list shows them. */
  readonly managedSecrets?: readonly string[]
}

/** A repository of the organization's GitHub account that apps can be connected to. */
export interface Repository {
  /** `owner/name`. */
  readonly name: string
  readonly description: string
  readonly defaultBranch: string
  /** The commit at the head of each branch. */
  readonly branches: Readonly<Record<string, string>>
  /** By their directory, which is empty at the root. */
  readonly spicepods: Readonly<Record<string, Spicepod>>
}

/** The options of a cloud. All of them have a default. */
export interface StateOptions extends Readonly<Partial<CloudBehavior>> {
  /** The cloud's clock in milliseconds; may differ from the runner's. Default `Date.now`. */
  readonly now?: () => number
  /** Default: one, `sandbox-org`. OAuth clients and apps belong to the first one unless set otherwise. */
  readonly orgs?: readonly Org[]
  /** Default: one app, {@link DEFAULT_APP}. */
  readonly apps?: readonly AppSeed[]
  readonly client?: Partial<ClientOptions>
  /** An existing bearer token: a personal access token. */
  readonly apiToken?: string
  /** Default `['*']`. */
  readonly apiTokenScopes?: readonly string[]
  /** Whether any client and any token is accepted. Default false. */
  readonly anyCredentials?: boolean
  readonly instances?: Partial<InstanceSettings>
  readonly forks?: Partial<ForkSettings>
  readonly deletion?: Partial<DeletionSettings>
  readonly monitoring?: Partial<MonitorSettings>
  readonly lists?: Partial<ListSettings>
  /** That of `lists`. */
  readonly pageSize?: number
  /** The monitors of apps. Default: none. */
  readonly monitors?: readonly MonitorSeed[]
  /** What goes bad in the runtimes. Default: nothing. */
  readonly incidents?: readonly Incident[]
  /** Default: `acme/taxi`. */
  readonly repositories?: readonly Repository[]
  /** The data behind datasets and views. Default: none. */
  readonly tables?: readonly Table[]
  /** Existing deployments. */
  readonly deployments?: readonly DeploymentSeed[]
  /** The id of the first deployment. Default 1001. */
  readonly firstDeploymentId?: number
}

/** What a cloud is like. Each may be changed at any time; plans and logs apply to deployments created after that. */
export class CloudBehavior {
  /** The states of a created deployment. */
  plan: Plan = succeeds()
  /** Called for each new deployment; returns its plan, or undefined for the default. */
  planFor: ((app: App, request: DeploymentRequest) => Plan | undefined) | undefined
  conflicts: ConflictRule = 'queued'
  /** A new deployment appears in the list only after this many milliseconds. */
  listLagMs = 0
  /** Whether `GET .../deployments/{id}` exists: it is newer than the reference. */
  singleDeployment = true
  /** What is wrong with a stored spicepod, asked when a deployment is created. Default: nothing. */
  spicepodCheck: ((spicepod: Readonly<Spicepod>) => string | undefined) | undefined
  /** The log of each created deployment. Default: a few lines once it has failed, before that none. */
  logs: readonly LogLine[] | undefined
  regions: readonly Region[] = DEFAULT_REGIONS
  /** Whether the organization has installed Spice's GitHub App. */
  isGithubConnected = true
  /** The key of the list of apps. */
  listAppsAs: 'apps' | 'projects' = 'apps'
  /** How many calls the Management API takes. Default: any number. */
  rateLimit: RateLimitSettings | undefined
  /** False on the Community plan. */
  tagsAllowed = true
  /** Refuses image tags: they need another plan, or this one was never published. Default: none is refused. */
  imageTagRefusal: 'enterprise' | 'unpublished' | undefined

  constructor(given: Readonly<Partial<CloudBehavior>>) {
    adjust(this, given)
  }
}

/** What a cloud is like about instances. Each may be changed at any time. */
export class InstanceSettings {
  /** Asked for each deployment to be created: how it goes, or undefined for the plan it would have anyway. */
  rolloutFor: ((app: App, request: DeploymentRequest) => Partial<Rollout> | undefined) | undefined
  /** Whether a deployment gets stuck whose app lacks a secret that its spicepod refers to. Default: true, unless `plan` is set. */
  requiresSecrets = true
  /** How far the clock of the instances is ahead of the cloud's. */
  clockSkewMs = 0
  /** How late the list of instances, their logs and the states of their components are. */
  listLagMs = 0
  logLagMs = 0
  statusLagMs = 0
  /** How long a replaced instance is still listed. */
  terminatingMs = 9000
  /** How long no instance responds while the only one is replaced; some 9 s were seen on Spice Cloud. */
  switchMs = 0
  /** The most lines of a log that the plan allows at once: no source tells the limits. */
  maxTail = 5000
  /** Whether the data plane says which deployment an instance belongs to. */
  annotations = true
  /** Whether the data plane says when an instance started. */
  startTimes = true
}

/** What a cloud is like about deleted apps. Each may be changed at any time, and applies to later deletions. */
export class DeletionSettings {
  /** The status of a deletion. */
  status: 200 | 204 = 204
  /** How many lists of apps still show a deleted app, since cleaning up takes longer than the response. */
  listedFor = 0
  /** How long the name of a deleted app is taken, for the same reason. */
  nameTakenForMs = 0
  /** Whether a new app with the name of a deleted one is that app again, with its id and spicepod. */
  revives = true
}
