import { createHash } from 'node:crypto'
import { copyJson } from './copy.ts'
import type { Monitor } from './monitors.ts'
import { SecretStore } from './secret-store.ts'
import type { Spicepod } from './spicepod.ts'

/** An initial app. Everything except the id and the name has a default. */
export interface AppSeed {
  readonly id: number
  readonly name: string
  /** The organization's handle. Default: the first organization of the cloud. */
  readonly org?: string
  readonly region?: string | null
  /** The field that servers had before `region` and `endpoint`. Default null. */
  readonly cname?: string | null
  readonly endpoint?: string | null
  readonly clusterName?: string | null
  readonly description?: string | null
  readonly visibility?: Visibility
  readonly tags?: Readonly<Record<string, string>> | null
  readonly spicepod?: Readonly<Spicepod> | null
  readonly productionBranch?: string | null
  /** A runtime image that is used instead of the channel's. */
  readonly imageTag?: string | null
  readonly updateChannel?: string
  readonly replicas?: number
  /** Paused as the sandbox starts, or some time before. */
  readonly paused?: boolean | { readonly msAgo: number }
  /** By name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** The organization secrets that are linked to it. */
  readonly orgSecrets?: readonly string[]
  /** The app that this one was forked from. Default null. */
  readonly forkedFrom?: ForkSource
  /** `managed`, or another kind: then Spice does not run it (Cloud Connect). Default `managed`. */
  readonly kind?: string
  /** Settings that the cloud only keeps, such as `version` and `resources`. */
  readonly config?: AppConfig
  /** Default: two, made from the id. */
  readonly apiKeys?: ApiKeys
  /** Connected to a repository: deployments use the head of the production branch, not the commit that was sent. */
  readonly github?: GithubConnection
}

/** Settings by their names in the API. */
export type AppConfig = Readonly<Record<string, unknown>>

export type Visibility = 'public' | 'private'

/** What a fork keeps of its source, even if that is deleted. */
export interface ForkSource {
  readonly id: number
  readonly name: string
}

export interface GithubConnection {
  readonly branch: string
  readonly commitSha: string
  readonly commitMessage?: string
}

/** An app as the cloud keeps it. */
export interface App {
  readonly id: number
  readonly org: string
  name: string
  createdAt: number
  region: string | null
  cname: string | null
  endpoint: string | null
  clusterName: string | null
  description: string | null
  visibility: Visibility
  tags: Record<string, string> | null
  spicepod: Spicepod | null
  productionBranch: string | null
  imageTag: string | null
  updateChannel: string
  replicas: number
  config: AppConfig
  /** Milliseconds by the cloud's clock; null while it is not paused. */
  pausedAt: number | null
  kind: string
  /** Whether the app was created with the default alert monitors. */
  defaultAlerts: boolean
  forkedFrom: ForkSource | null
  apiKeys: ApiKeys
  github: GithubConnection | null
  readonly monitors: Monitor[]
  readonly secretStore: SecretStore
  /** The names of the linked organization secrets. */
  readonly linkedSecrets: Set<string>
  /** The stored secrets by name, in clear text. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Fills in what a seed leaves out. */
export function plantApp(seed: AppSeed, defaultOrg: string, now: number): App {
  const region = seed.region === undefined ? 'us-west-2' : seed.region
  const secretStore = new SecretStore()
  for (const [name, value] of Object.entries(seed.secrets ?? {})) secretStore.put(name, value, now)
  return {
    id: seed.id,
    org: seed.org ?? defaultOrg,
    name: seed.name,
    createdAt: now,
    region,
    cname: seed.cname ?? null,
    endpoint: seed.endpoint === undefined ? endpointOf(region, seed.clusterName) : seed.endpoint,
    clusterName: seed.clusterName ?? null,
    description: seed.description ?? null,
    visibility: seed.visibility ?? 'private',
    tags: seed.tags ? { ...seed.tags } : null,
    spicepod: copyJson(
      seed.spicepod === undefined ? { version: 'v1', kind: 'Spicepod', name: seed.name } : seed.spicepod,
    ),
    productionBranch: seed.productionBranch ?? null,
    imageTag: seed.imageTag ?? null,
    updateChannel: seed.updateChannel ?? 'stable',
    replicas: seed.replicas ?? 1,
    config: seed.config ?? {},
    pausedAt: pausedAt(seed, now),
    kind: seed.kind ?? 'managed',
    defaultAlerts: true,
    forkedFrom: seed.forkedFrom ?? null,
    apiKeys: seed.apiKeys ?? apiKeysOf(seed.id),
    github: seed.github ?? null,
    monitors: [],
    secretStore,
    linkedSecrets: new Set(seed.orgSecrets),
    get secrets() {
      return secretStore.values
    },
  }
}

function pausedAt({ paused = false }: AppSeed, now: number): number | null {
  if (typeof paused === 'object') return now - paused.msAgo
  return paused ? now : null
}

/** The URL of an app's runtime, in a region or in a cluster of its own there. */
export function endpointOf(region: string | null, clusterName?: string | null): string | null {
  if (region === null) return null
  return clusterName
    ? `https://private-${clusterName}-${region}-prod-data.spiceai.io`
    : `https://${region}-prod-aws-data.spiceai.io`
}

/** The app as the list shows it. */
export function showApp(app: App): Record<string, unknown> {
  return {
    id: app.id,
    name: app.name,
    kind: app.kind,
    description: app.description,
    visibility: app.visibility,
    created_at: new Date(app.createdAt).toISOString(),
    region: app.region,
    cname: app.cname,
    ...(app.clusterName !== null && { cluster_name: app.clusterName }),
    endpoint: app.endpoint,
    tags: app.tags,
  }
}

/** The app as an older list shows it: what all sources agree on, and a key of its runtime. */
export function showAppSparsely(app: App): Record<string, unknown> {
  const { kind: _, region: __, endpoint: ___, ...shown } = showApp(app)
  return { ...shown, api_key: app.apiKeys.api_key }
}

/** The app as a read by id shows it. */
export function showAppWithConfig(app: App): Record<string, unknown> {
  return {
    ...showApp(app),
    // Sources differ on whether it is null or missing otherwise.
    ...(app.pausedAt !== null && { paused_at: new Date(app.pausedAt).toISOString() }),
    forked_from: app.forkedFrom,
    production_branch: app.productionBranch ?? app.github?.branch ?? null,
    config: {
      ...app.config,
      spicepod: app.spicepod,
      image_tag: app.imageTag,
      update_channel: app.updateChannel,
      replicas: app.replicas,
      region: app.region,
    },
  }
}

/** The keys of an app's runtime; either may be missing. */
export interface ApiKeys {
  readonly api_key: string | null
  readonly api_key_2: string | null
}

/**
 * The two keys of an app, the same in every run: the app's id, a vertical bar and hex digits.
 *
 * @param since - what tells them from the keys that they replace
 */
export function apiKeysOf(appId: number, since: number | string = 0): ApiKeys {
  return { api_key: keyOf(appId, 1, since), api_key_2: keyOf(appId, 2, since) }
}

function keyOf(appId: number, number: number, since: number | string): string {
  const digest = createHash('sha256')
    .update(`key ${number} of sandbox app ${appId} since ${since}`)
    .digest('hex')
  return `${appId}|${digest.slice(0, 32)}`
}
