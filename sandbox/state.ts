import { type App, type AppSeed, plantApp } from './apps.ts'
import {
  type ConflictRule,
  type DeploymentRecord,
  type DeploymentRequest,
  type DeploymentSeed,
  imageTagOf,
  type ShownDeployment,
  showDeployments,
  sourceOf,
} from './deployments.ts'
import { type Plan, succeeds } from './plan.ts'
import { type ClientOptions, Tokens } from './tokens.ts'

/** An organization; the role is the one that a personal access token has in it. */
export interface Org {
  readonly name: string
  readonly role?: 'owner' | 'admin' | 'member' | 'viewer'
}

/** What a cloud is like. Everything has a default. */
export interface StateOptions {
  /** The cloud's clock in milliseconds; may differ from the runner's. Default `Date.now`. */
  readonly now?: () => number
  /** Default: one, `sandbox-org`. OAuth clients and apps belong to the first unless told otherwise. */
  readonly orgs?: readonly Org[]
  /** Default: one app, {@link DEFAULT_APP}. */
  readonly apps?: readonly AppSeed[]
  readonly client?: Partial<ClientOptions>
  /** A ready bearer token, a personal access token. */
  readonly apiToken?: string
  /** Default `['*']`. */
  readonly apiTokenScopes?: readonly string[]
  /** The life of a created deployment. Default: succeeded after 400 ms. */
  readonly plan?: Plan
  /** Default `queued`. */
  readonly conflicts?: ConflictRule
  /** A new deployment shows in the list only after so many milliseconds. Default 0. */
  readonly listLagMs?: number
  /** Whether `GET .../deployments/{id}` is there: it is newer than the reference. Default true. */
  readonly singleDeployment?: boolean
  /** Deployments that are there already. */
  readonly deployments?: readonly DeploymentSeed[]
  /** The id of the first deployment. Default 1001. */
  readonly firstDeploymentId?: number
}

/** The app of a cloud that was not told of any. */
export const DEFAULT_APP = { id: 4711, name: 'sandbox-app' } as const satisfies AppSeed

/** All that a cloud remembers. Time passes by its clock alone. */
export class State {
  readonly now: () => number
  readonly orgs: readonly Org[]
  readonly apps: readonly App[]
  readonly client: ClientOptions
  readonly apiToken: string
  readonly tokens: Tokens
  readonly singleDeployment: boolean
  /** May be changed at any time; a plan holds for deployments created from then on. */
  conflicts: ConflictRule
  listLagMs: number
  plan: Plan
  readonly #nextPlans: Plan[] = []
  readonly #records: DeploymentRecord[] = []
  #nextId: number

  constructor(options: StateOptions) {
    this.now = options.now ?? (() => Date.now())
    this.orgs = options.orgs ?? [{ name: 'sandbox-org' }]
    this.apps = (options.apps ?? [DEFAULT_APP]).map((seed) => plantApp(seed, this.firstOrg, this.now()))
    this.client = {
      clientId: 'sandbox-client-id',
      clientSecret: 'sandbox-client-secret',
      scopes: ['*'],
      tokenLifetimeSeconds: 3600,
      announcedLifetimeSeconds: options.client?.tokenLifetimeSeconds ?? 3600,
      ...options.client,
    }
    this.apiToken = options.apiToken ?? 'sandbox-personal-access-token'
    this.tokens = new Tokens(this.now)
    this.tokens.know(this.apiToken, { kind: 'person', scopes: options.apiTokenScopes ?? ['*'] })
    this.conflicts = options.conflicts ?? 'queued'
    this.listLagMs = options.listLagMs ?? 0
    this.singleDeployment = options.singleDeployment ?? true
    this.plan = options.plan ?? succeeds()
    this.#nextId = options.firstDeploymentId ?? 1001
    for (const seed of options.deployments ?? []) this.seed(seed)
  }

  get firstOrg(): string {
    return this.orgs[0]?.name ?? 'sandbox-org'
  }

  /** Every deployment as it was recorded, oldest first; {@link deploymentsOf} tells how they look now. */
  get records(): readonly DeploymentRecord[] {
    return this.#records
  }

  /** The plans of the next deployments to be created, one each; after them `plan` holds again. */
  planNext(...plans: readonly Plan[]): void {
    this.#nextPlans.push(...plans)
  }

  /** Adds a deployment that somebody else has made. Without a plan it follows `plan`, not the next ones. */
  seed(seed: DeploymentSeed): DeploymentRecord {
    const { createdMsAgo = 0, id = this.#nextId, ...given } = seed
    const record: DeploymentRecord = {
      plan: this.plan,
      imageTag: imageTagOf('stable'),
      replicas: 1,
      branch: null,
      commitSha: null,
      commitMessage: null,
      creationSource: 'portal',
      createdBy: 'somebody@example.com',
      ...given,
      id,
      createdAt: this.now() - createdMsAgo,
    }
    this.#nextId = Math.max(this.#nextId, id + 1)
    this.#records.push(record)
    this.#records.sort((one, other) => one.createdAt - other.createdAt || one.id - other.id)
    return record
  }

  /** Creates what a client asked for; it has been checked by then. */
  create(app: App, request: DeploymentRequest): DeploymentRecord {
    return this.seed({
      appId: app.id,
      plan: this.#nextPlans.shift() ?? this.plan,
      imageTag: request.image_tag ?? imageTagOf(request.channel ?? app.updateChannel),
      replicas: request.replicas ?? app.replicas,
      ...sourceOf(request, app.github),
      creationSource: 'api',
      createdBy: null,
    })
  }

  /** The deployments of an app as they look now, newest first. */
  deploymentsOf(appId: number): ShownDeployment[] {
    const records = this.#records.filter((record) => record.appId === appId)
    return showDeployments(records, this.conflicts, this.now())
  }
}
