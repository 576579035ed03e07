import { adjust } from './adjust.ts'
import { AppRegistry } from './app-registry.ts'
import { type App, type AppSeed, apiKeysOf } from './apps.ts'
import { nameComponent } from './components.ts'
import { copyJson } from './copy.ts'
import {
  type DeploymentRecord,
  type DeploymentRequest,
  type DeploymentSeed,
  imageTagOf,
  type ShownDeployment,
  showDeployments,
  sourceOf,
  stopAt,
} from './deployments.ts'
import { ForkSettings } from './forks.ts'
import { disturb } from './incident-lives.ts'
import { type Incident, Incidents } from './incidents.ts'
import type { Rollout } from './instance-life.ts'
import { type Instance, instancesOf, isServing } from './instances.ts'
import { type MonitorSeed, MonitorSettings, putMonitor } from './monitors.ts'
import { ListSettings } from './pages.ts'
import { type Plan, withoutSuccess } from './plan.ts'
import { lacksSecrets, unresolvedIn } from './secret-references.ts'
import {
  CloudBehavior,
  DeletionSettings,
  InstanceSettings,
  type Org,
  type Repository,
  type StateOptions,
} from './state-options.ts'
import type { Table } from './tables.ts'
import { type ClientOptions, Tokens } from './tokens.ts'

export type { Org, StateOptions } from './state-options.ts'

/** The app of a cloud without other apps. */
export const DEFAULT_APP = { id: 4711, name: 'sandbox-app' } as const satisfies AppSeed

/** The organizations of a cloud without others. */
export const DEFAULT_ORGS: readonly Org[] = [{ name: 'sandbox-org' }]

const DEFAULT_REPOSITORY: Repository = {
  name: 'acme/taxi',
  description: 'Taxi trips',
  defaultBranch: 'main',
  branches: { main: '7c1e8f4a9b2d3c5e6f708192a3b4c5d6e7f80912' },
  spicepods: {
    '': {
      version: 'v1',
      kind: 'Spicepod',
      name: 'taxi',
      datasets: [{ from: 's3://acme/taxi/trips/', name: 'taxi_trips' }],
    },
  },
}

/** The state of a cloud. Time passes only by its clock. */
export class State extends CloudBehavior {
  readonly now: () => number
  readonly orgs: readonly Org[]
  readonly registry: AppRegistry
  readonly client: ClientOptions
  readonly apiToken: string
  readonly tokens: Tokens
  readonly anyCredentials: boolean
  /** May be changed at any time; a query finds what it is then. */
  readonly tables: Table[]
  readonly repositories: readonly Repository[]
  /** The `endpoint` of created apps, such as a fake runtime. Without one it is that of their region. */
  newAppEndpoint: string | undefined
  readonly lists: ListSettings
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
    super(options)
    this.now = options.now ?? (() => Date.now())
    this.orgs = options.orgs ?? DEFAULT_ORGS
    this.registry = new AppRegistry(options.apps ?? [DEFAULT_APP], this.firstOrg, this.now())
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
    this.repositories = options.repositories ?? [DEFAULT_REPOSITORY]
    this.lists = adjust(new ListSettings(), { pageSize: options.pageSize, ...options.lists })
    this.instances = adjust(new InstanceSettings(), {
      requiresSecrets: options.plan === undefined,
      ...options.instances,
    })
    this.forks = adjust(new ForkSettings(), options.forks)
    this.deletion = adjust(new DeletionSettings(), options.deletion)
    this.monitoring = adjust(new MonitorSettings(), options.monitoring)
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
