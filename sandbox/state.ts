import { AppRegistry } from './app-registry.ts'
import { type App, type AppSeed, apiKeysOf } from './apps.ts'
import { nameComponent } from './components.ts'
import { copyJson } from './copy.ts'
import { DEFAULT_REPOSITORY, DELETION_SETTINGS, INSTANCE_SETTINGS, LIST_SETTINGS } from './defaults.ts'
import {
  type ConflictRule,
  type DeploymentRecord,
  type DeploymentRequest,
  type DeploymentSeed,
  imageTagOf,
  type ShownDeployment,
  showDeployments,
  sourceOf,
  stopAt,
} from './deployments.ts'
import { FORK_SETTINGS, type ForkSettings } from './forks.ts'
import { disturb } from './incident-lives.ts'
import { type Incident, Incidents } from './incidents.ts'
import type { Rollout } from './instance-life.ts'
import { type Instance, instancesOf, isServing } from './instances.ts'
import type { LogLine } from './logs.ts'
import { MONITOR_SETTINGS, type MonitorSeed, type MonitorSettings, putMonitor } from './monitors.ts'
import type { ListSettings } from './pages.ts'
import { type Plan, succeeds, withoutSuccess } from './plan.ts'
import type { RateLimitSettings } from './rate-limit.ts'
import { DEFAULT_REGIONS, type Region } from './regions.ts'
import { lacksSecrets, unresolvedIn } from './secret-references.ts'
import type {
  AppOptions,
  DeletionSettings,
  DeploymentOptions,
  InstanceSettings,
  Org,
  Repository,
  StateOptions,
} from './state-options.ts'
import type { Table } from './tables.ts'
import { type ClientOptions, Tokens } from './tokens.ts'

export type { Org, StateOptions } from './state-options.ts'

/** The app of a cloud without other apps. */
export const DEFAULT_APP = { id: 4711, name: 'sandbox-app' } as const satisfies AppSeed

/** The organizations of a cloud without others. */
export const DEFAULT_ORGS: readonly Org[] = [{ name: 'sandbox-org' }]

/** The state of a cloud. Time passes only by its clock. */
export class State {
  readonly now: () => number
  readonly orgs: readonly Org[]
  readonly registry: AppRegistry
  readonly client: ClientOptions
  readonly apiToken: string
  readonly tokens: Tokens
  readonly anyCredentials: boolean
  /** May be changed at any time; a query finds what it is then. */
  readonly tables: Table[]
  readonly repositories: Repository[]
  // The following fields may be changed at any time; plans and logs apply to deployments created after that.
  singleDeployment: boolean
  conflicts: ConflictRule
  listLagMs: number
  plan: Plan
  planFor: DeploymentOptions['planFor']
  spicepodCheck: DeploymentOptions['spicepodCheck']
  logs: readonly LogLine[] | undefined
  logsAvailable: boolean
  regions: readonly Region[]
  regionsListed: boolean
  isGithubConnected: boolean
  newAppEndpoint: string | null | undefined
  listAppsAs: 'apps' | 'projects'
  readonly lists: ListSettings
  rateLimit: RateLimitSettings | undefined
  tagsAllowed: boolean
  imageTagRefusal: AppOptions['imageTagRefusal']
  conflictNextUpdates: number
  readonly instances: InstanceSettings
  readonly forks: ForkSettings
  readonly deletion: DeletionSettings
  readonly monitoring: MonitorSettings
  readonly incidents = new Incidents(
    () => this.now(),
    (appId) => this.#recordsOf(appId),
  )
  readonly #nextPlans: Plan[] = []
  readonly #nextRollouts: ((app: App) => Partial<Rollout>)[] = []
  readonly #records: DeploymentRecord[] = []
  #nextId: number

  constructor(options: StateOptions) {
    this.now = options.now ?? (() => Date.now())
    this.orgs = options.orgs ?? DEFAULT_ORGS
    const seeds = options.apps ?? [DEFAULT_APP]
    this.registry = new AppRegistry(seeds, this.firstOrg, this.now(), options.nextAppId)
    this.client = {
      clientId: 'sandbox-client-id',
      clientSecret: 'sandbox-client-secret',
      scopes: ['*'],
      tokenLifetimeSeconds: 3600,
      announcedLifetimeSeconds: options.client?.tokenLifetimeSeconds ?? 3600,
      ...options.client,
    }
    this.apiToken = options.apiToken ?? 'sandbox-personal-access-token'
    const person = { kind: 'person', scopes: options.apiTokenScopes ?? ['*'] } as const
    this.anyCredentials = options.anyCredentials ?? false
    this.tokens = new Tokens(this.now, this.anyCredentials ? person : undefined)
    this.tokens.know(this.apiToken, person)
    this.tables = [...(options.tables ?? [])]
    this.repositories = [...(options.repositories ?? [DEFAULT_REPOSITORY])]
    this.isGithubConnected = options.isGithubConnected ?? true
    this.singleDeployment = options.singleDeployment ?? true
    this.conflicts = options.conflicts ?? 'queued'
    this.listLagMs = options.listLagMs ?? 0
    this.plan = options.plan ?? succeeds()
    this.planFor = options.planFor
    this.spicepodCheck = options.spicepodCheck
    this.logs = options.logs
    this.logsAvailable = options.logsAvailable ?? true
    this.regions = options.regions ?? DEFAULT_REGIONS
    this.regionsListed = options.regionsListed ?? true
    this.newAppEndpoint = options.newAppEndpoint
    this.listAppsAs = options.listAppsAs ?? 'apps'
    this.lists = { ...LIST_SETTINGS, pageSize: options.pageSize, ...options.lists }
    this.rateLimit = options.rateLimit
    this.tagsAllowed = options.tagsAllowed ?? true
    this.imageTagRefusal = options.imageTagRefusal
    this.conflictNextUpdates = options.conflictNextUpdates ?? 0
    this.instances = {
      ...INSTANCE_SETTINGS,
      requiresSecrets: options.plan === undefined,
      ...options.instances,
    }
    this.forks = { ...FORK_SETTINGS, ...options.forks }
    this.deletion = { ...DELETION_SETTINGS, ...options.deletion }
    this.monitoring = { ...MONITOR_SETTINGS, ...options.monitoring }
    for (const seed of options.monitors ?? []) this.putMonitor(seed)
    for (const incident of options.incidents ?? []) this.addIncident(incident)
    this.#nextId = options.firstDeploymentId ?? 1001
    for (const seed of options.deployments ?? []) this.seed(seed)
  }

  get firstOrg(): string {
    return this.orgs[0]?.name ?? 'sandbox-org'
  }

  /** The existing apps; a test may change them. */
  get apps(): App[] {
    return this.registry.apps
  }

  /** The app with a name or an id; without one, the first. */
  findApp(reference: string | number | undefined): App | undefined {
    return this.apps.find(({ id, name }) => reference === undefined || [id, name].includes(reference))
  }

  /** Adds a monitor, or changes the one of that name. */
  putMonitor(seed: MonitorSeed): void {
    const app = this.findApp(seed.app)
    if (app !== undefined) putMonitor(app, seed, this.now())
  }

  /** Something goes bad, now or later. */
  addIncident(incident: Incident): void {
    const app = this.findApp(incident.app)
    if (app !== undefined) this.incidents.add(app.id, incident)
  }

  /** Every deployment as it was recorded, oldest first; {@link deploymentsOf} returns their current state. */
  get records(): readonly DeploymentRecord[] {
    return this.#records
  }

  /** The plans of the next deployments to be created, one each; after them, `plan` is used again. */
  planNext(...plans: readonly Plan[]): void {
    this.#nextPlans.push(...plans)
  }

  /** How the next deployment to be created goes, whatever is set for all. */
  rolloutNext(rolloutFor: (app: App) => Partial<Rollout>): void {
    this.#nextRollouts.push(rolloutFor)
  }

  /** Adds a deployment by somebody else. Without a plan of its own, it uses `plan`, not the next plans. */
  seed(seed: DeploymentSeed): DeploymentRecord {
    const { createdMsAgo = 0, id = this.#nextId, ...given } = seed
    const app = this.apps.find((each) => each.id === seed.appId)
    const planned: DeploymentRecord = {
      imageTag: imageTagOf('stable'),
      replicas: 1,
      branch: null,
      commitSha: null,
      commitMessage: null,
      creationSource: 'portal',
      createdBy: 'somebody@example.com',
      spicepod: copyJson(app?.spicepod ?? null),
      request: null,
      ...given,
      plan: nameComponent(given.plan ?? this.plan, app?.spicepod),
      id,
      createdAt: this.now() - createdMsAgo,
    }
    // A pause tears down what was deployed before it.
    const pausedAt = app?.pausedAt ?? Number.NEGATIVE_INFINITY
    const record = planned.createdAt <= pausedAt ? stopAt(planned, pausedAt) : planned
    this.#nextId = Math.max(this.#nextId, id + 1)
    this.#records.push(record)
    this.#records.sort((one, other) => one.createdAt - other.createdAt || one.id - other.id)
    return record
  }

  /** Creates the deployment that a client requested; the request has already been checked. */
  create(app: App, request: DeploymentRequest): DeploymentRecord {
    const rollout = this.#nextRollouts.shift()?.(app) ?? this.instances.rolloutFor?.(app, request)
    // A requested channel takes precedence over the image that the app is pinned to.
    const ofApp = request.channel === undefined ? app.imageTag : null
    const scripted = rollout?.plan ?? this.planFor?.(app, request) ?? this.#nextPlans.shift()
    return this.seed({
      appId: app.id,
      plan:
        scripted ??
        (this.instances.requiresSecrets && lacksSecrets(app) ? withoutSuccess(this.plan) : this.plan),
      // A script of one deployment is all that its instances show.
      unresolved: scripted === undefined ? unresolvedIn(app) : [],
      imageTag: request.image_tag ?? ofApp ?? imageTagOf(request.channel ?? app.updateChannel),
      replicas: request.replicas ?? app.replicas,
      ...sourceOf(request, app.github),
      creationSource: 'api',
      createdBy: null,
      request: copyJson(request),
      ...(rollout?.instances && { instances: rollout.instances }),
      ...(this.logs && { logs: this.logs }),
    })
  }

  /** The instances of an app, newest first, as they were `lagMs` ago. */
  instancesOf(app: App, lagMs = 0): Instance[] {
    // Its owner runs it, and a deployment only tells the owner.
    if (app.kind !== 'managed') return []
    const records = this.#recordsOf(app.id).map((record) =>
      disturb(record, this.incidents.of(record), this.instances.terminatingMs),
    )
    return instancesOf(records, this.conflicts, this.instances, this.now() - lagMs)
  }

  /**
   * The instance that responds to the calls of an app: the newest that is ready. Undefined while there is none, as before
   * the first success and during a pause; `switching` while the only replica is being replaced.
   */
  servingOf(app: App): Instance | 'switching' | undefined {
    const findServing = (lagMs: number) =>
      this.instancesOf(app, lagMs).find(({ status }) => isServing(status))
    const serving = findServing(0)
    const { switchMs } = this.instances
    if (serving === undefined || switchMs === 0) return serving
    const earlier = findServing(switchMs)?.deploymentId ?? serving.deploymentId
    const record = this.#records.find(({ id }) => id === serving.deploymentId)
    return earlier !== serving.deploymentId && record?.replicas === 1 ? 'switching' : serving
  }

  /** Pauses an app, which ends its unfinished deployments, and returns the moment. */
  pause(app: App): number {
    const now = this.now()
    app.pausedAt = now
    this.#stopDeployments(app, now)
    return now
  }

  /** Deletes an app, and with it its instances, unfinished deployments, keys and secrets. */
  delete(app: App): void {
    const now = this.now()
    this.#stopDeployments(app, now)
    app.secretStore.clear()
    app.linkedSecrets.clear()
    app.monitors.length = 0
    app.apiKeys = apiKeysOf(app.id, now)
    app.pausedAt = null
    const { listedFor, nameTakenForMs, revives } = this.deletion
    this.registry.delete(app, { listsLeft: listedFor, nameTakenUntil: now + nameTakenForMs, revives })
  }

  /** The current deployments of an app, newest first. */
  deploymentsOf(appId: number): ShownDeployment[] {
    return showDeployments(this.#recordsOf(appId), this.conflicts, this.now())
  }

  #recordsOf(appId: number): DeploymentRecord[] {
    return this.#records.filter((record) => record.appId === appId)
  }

  #stopDeployments(app: App, now: number): void {
    this.#records.forEach((record, index) => {
      if (record.appId === app.id) this.#records[index] = stopAt(record, now)
    })
  }
}
