import type { App, AppSeed } from './apps.ts'
import type { ConflictRule, DeploymentRequest, DeploymentSeed } from './deployments.ts'
import type { ForkSettings } from './forks.ts'
import type { Incident } from './incidents.ts'
import type { Rollout } from './instance-life.ts'
import type { LogLine } from './logs.ts'
import type { MonitorSeed, MonitorSettings } from './monitors.ts'
import type { ListSettings } from './pages.ts'
import type { Plan } from './plan.ts'
import type { RateLimitSettings } from './rate-limit.ts'
import type { Region } from './regions.ts'
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
export interface StateOptions extends AppOptions, DeploymentOptions {
  /** The cloud's clock in milliseconds; may differ from the runner's. Default `Date.now`. */
  readonly now?: () => number
  /** Default: one, `sandbox-org`. OAuth clients and apps belong to the first one unless set otherwise. */
  readonly orgs?: readonly Org[]
  readonly client?: Partial<ClientOptions>
  /** An existing bearer token: a personal access token. */
  readonly apiToken?: string
  /** Default `['*']`. */
  readonly apiTokenScopes?: readonly string[]
  /** Whether any client and any token is accepted. Default false. */
  readonly anyCredentials?: boolean
  /** Default: us-east-1 and us-west-2. */
  readonly regions?: readonly Region[]
  readonly instances?: Partial<InstanceSettings>
  readonly forks?: Partial<ForkSettings>
  readonly deletion?: Partial<DeletionSettings>
  readonly monitoring?: Partial<MonitorSettings>
  /** The monitors of apps. Default: none. */
  readonly monitors?: readonly MonitorSeed[]
  /** What goes bad in the runtimes. Default: nothing. */
  readonly incidents?: readonly Incident[]
  /** Default: `acme/taxi`. */
  readonly repositories?: readonly Repository[]
  /** Whether the organization has installed Spice's GitHub App. Default true. */
  readonly isGithubConnected?: boolean
  /** The data behind datasets and views. Default: none. */
  readonly tables?: readonly Table[]
  /** Whether `GET /v1/regions` exists. Default true. */
  readonly regionsListed?: boolean
  /** How many calls the Management API takes. Default: any number. */
  readonly rateLimit?: RateLimitSettings
}

/** What a cloud is like about instances. Each may be changed at any time. */
export interface InstanceSettings {
  /** Asked for each deployment to be created: how it goes, or undefined for the plan it would have anyway. */
  rolloutFor: ((app: App, request: DeploymentRequest) => Partial<Rollout> | undefined) | undefined
  /** Whether a deployment gets stuck whose app lacks a secret that its spicepod refers to. Default: true, unless `plan` is set. */
  requiresSecrets: boolean
  /** How far the clock of the instances is ahead of the cloud's. Default 0. */
  clockSkewMs: number
  /** How late the list of instances, their logs and the states of their components are. Default 0. */
  listLagMs: number
  logLagMs: number
  statusLagMs: number
  /** How long a replaced instance is still listed. Default 9 s. */
  terminatingMs: number
  /** How long no instance responds while the only one is replaced; some 9 s were seen on Spice Cloud. Default 0. */
  switchMs: number
  /** The most lines of a log that the plan allows at once. Default 5000: no source tells the limits. */
  maxTail: number
  /** Whether the data plane says which deployment an instance belongs to. Default true. */
  annotations: boolean
  /** Whether the data plane says when an instance started. Default true. */
  startTimes: boolean
}

/** What a cloud is like about deleted apps. Each may be changed at any time, and applies to later deletions. */
export interface DeletionSettings {
  /** The status of a deletion. Default 204. */
  status: 200 | 204
  /** How many lists of apps still show a deleted app, since cleaning up takes longer than the response. Default 0. */
  listedFor: number
  /** How long the name of a deleted app is taken, for the same reason. Default 0. */
  nameTakenForMs: number
  /** Whether a new app with the name of a deleted one is that app again, with its id and spicepod. Default true. */
  revives: boolean
}

/** The options of a cloud for apps. */
export interface AppOptions {
  /** Default: one app, {@link DEFAULT_APP}. */
  readonly apps?: readonly AppSeed[]
  /** The id of the next app to be created. Default: the highest id of `apps` plus one. */
  readonly nextAppId?: number
  /** `endpoint` of created apps, such as a fake runtime. Default: that of their region. Not sent by an older server. */
  readonly newAppEndpoint?: string | null
  /** The key of the list of apps. Default `apps`. */
  readonly listAppsAs?: 'apps' | 'projects'
  /** How many apps, secrets or regions a list has if no `limit` is sent, up to 100. Default: all of them. */
  readonly pageSize?: number
  readonly lists?: Partial<ListSettings>
  /** False on the Community plan. Default true. */
  readonly tagsAllowed?: boolean
  /** Refuses image tags: they need another plan, or this one was never published. Default: none is refused. */
  readonly imageTagRefusal?: 'enterprise' | 'unpublished'
  /** How many of the next updates are refused because the app has changed in the meantime. Default 0. */
  readonly conflictNextUpdates?: number
}

/** The options of a cloud for deployments. */
export interface DeploymentOptions {
  /** The states of a created deployment. Default: succeeded after 400 ms. */
  readonly plan?: Plan
  /** Called for each new deployment; returns its plan, or undefined for the default. */
  readonly planFor?: (app: App, request: DeploymentRequest) => Plan | undefined
  /** Default `queued`. */
  readonly conflicts?: ConflictRule
  /** A new deployment appears in the list only after this many milliseconds. Default 0. */
  readonly listLagMs?: number
  /** Whether `GET .../deployments/{id}` exists: it is newer than the reference. Default true. */
  readonly singleDeployment?: boolean
  /** What is wrong with a stored spicepod, asked when a deployment is created. Default: nothing. */
  readonly spicepodCheck?: (spicepod: Readonly<Spicepod>) => string | undefined
  /** Existing deployments. */
  readonly deployments?: readonly DeploymentSeed[]
  /** The id of the first deployment. Default 1001. */
  readonly firstDeploymentId?: number
  /** The log of each created deployment. Default: a few lines once it has failed, before that none. */
  readonly logs?: readonly LogLine[]
  /** Whether `GET .../logs` exists. Default true. */
  readonly logsAvailable?: boolean
}
