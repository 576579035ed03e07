import type { App, AppSeed } from './apps.ts'
import type { ConflictRule, DeploymentRequest, DeploymentSeed } from './deployments.ts'
import type { LogLine } from './logs.ts'
import type { Plan } from './plan.ts'
import type { Region } from './regions.ts'
import type { ClientOptions } from './tokens.ts'

/** An organization; the role is the one that a personal access token has in it. */
export interface Org {
  readonly name: string
  readonly role?: 'owner' | 'admin' | 'member' | 'viewer'
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
  /** Default: us-east-1 and us-west-2. */
  readonly regions?: readonly Region[]
  /** Whether `GET /v1/regions` exists. Default true. */
  readonly regionsListed?: boolean
}

/** The options of a cloud for apps. */
export interface AppOptions {
  /** Default: one app, {@link DEFAULT_APP}. */
  readonly apps?: readonly AppSeed[]
  /** The id of the next app to be created. Default: the highest id of `apps` plus one. */
  readonly nextAppId?: number
  /** `endpoint` of created apps, such as a fake runtime. Default: that of their region. Not sent by an older server. */
  readonly newAppEndpoint?: string | null
  /** How a new app is placed: by `region`, or by `cname` as on an older server. Default `region`. */
  readonly placement?: 'region' | 'cname'
  /** The key of the list of apps. Default `apps`. */
  readonly listAppsAs?: 'apps' | 'projects'
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
  /** Existing deployments. */
  readonly deployments?: readonly DeploymentSeed[]
  /** The id of the first deployment. Default 1001. */
  readonly firstDeploymentId?: number
  /** The log of each created deployment. Default: a few lines once it has failed, before that none. */
  readonly logs?: readonly LogLine[]
  /** Whether `GET .../logs` exists. Default true. */
  readonly logsAvailable?: boolean
}
